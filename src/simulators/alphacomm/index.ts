import { createSimulatorServer } from '../shared/server.js';
import { addControlRoutes } from './control-routes.js';
import { createEngine } from './engine.js';
import { addVendorRoute, failure } from './vendor-route.js';

export interface AlphacommSimulatorOptions {
  /** 127.0.0.1 when left out. */
  host?: string | undefined;
  /** 0, when left out: any free one. */
  port?: number | undefined;
  /** The `X-AUTH-TOKEN` that is expected; anything else is answered with 401. */
  apiKey: string;
  /** Where events go, with Basic credentials when given. */
  webhook?: { url: string; username?: string | undefined; password?: string | undefined } | undefined;
  /** The RFC 3339 instant that the clock shows at start, and simulated ms per real ms. Real time when left out. */
  clock?: { origin: string; speed: number } | undefined;
  /** Scripts by number. Known without it: 1001 mail, 1003 sms, 6512 and 18301 voice; others below 5000 mail, else voice. */
  scripts?:
    | Record<string, { kind: 'mail' | 'sms' | 'voice'; webhookForm?: 'event' | 'v1' | 'legacy' | undefined }>
    | undefined;
}

export interface AlphacommSimulator {
  /** The complete GraphQL address. */
  url: string;
  controlUrl: string;
  /** Ends everything at once: requests left hanging, webhooks under way, the clock. Safe to repeat. */
  close(): Promise<void>;
}

const LARGEST_BODY = 256 * 1024 * 1024; // Files of records come in one Base64 string.

/**
 * Starts a server that behaves as the documentation of CollectMAXX says, with a ledger of what happened and a control API
 * to play debtor, phone and bad luck. All in memory. Throws when the port is taken (`EADDRINUSE`) or the clock is wrong.
 */
export async function startAlphacommSimulator(options: AlphacommSimulatorOptions): Promise<AlphacommSimulator> {
  const { host, port, apiKey } = options;
  const engine = createEngine(options);
  const server = createSimulatorServer({
    host,
    port,
    bodyLimit: LARGEST_BODY,
    failure,
    noteBadRequest: (status) =>
      engine.ledger.addCall({ operation: 'other', reference: undefined, answered: 'bad-request', status }),
  });
  addVendorRoute(server.app, engine, apiKey, server.closing);
  await server.app.register(async (scope) => addControlRoutes(scope, engine));
  const origin = await server.listen().catch((error: unknown) => {
    engine.close();
    throw error;
  });

  return {
    url: `${origin}/v1`,
    controlUrl: `${origin}/control`,
    async close() {
      engine.close();
      await server.close();
    },
  };
}
