import { setMaxListeners } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type FastifyError, fastify } from 'fastify';
import { addControlRoutes } from './control-routes.js';
import { createEngine } from './engine.js';
import { Refusal } from './refusal.js';
import { addVendorRoute } from './vendor-route.js';

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

const toHost = (host: string): string => {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
};

/**
 * Starts a server that behaves as the documentation of CollectMAXX says, with a ledger of what happened and a control API
 * to play debtor, phone and bad luck. All in memory. Throws when the port is taken (`EADDRINUSE`) or the clock is wrong.
 */
export async function startAlphacommSimulator(options: AlphacommSimulatorOptions): Promise<AlphacommSimulator> {
  const { host = '127.0.0.1', port = 0, apiKey } = options;
  const engine = createEngine(options);
  const closing = new AbortController();
  setMaxListeners(0, closing.signal); // Every slow answer listens to it.
  const app = fastify({
    bodyLimit: LARGEST_BODY,
    forceCloseConnections: true,
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, useDefaults: false } },
  });

  app.setErrorHandler((error: FastifyError | Refusal, request, reply) => {
    const status = error instanceof Refusal ? error.status : (error.statusCode ?? 500);
    if (!request.url.startsWith('/v1')) return reply.code(status).send({ error: error.message });
    engine.ledger.addCall({ operation: 'other', reference: undefined, answered: 'bad-request', status });
    return reply.code(status).send({ errors: [{ message: error.message }], data: null });
  });
  addVendorRoute(app, engine, apiKey, closing.signal);
  await app.register(async (scope) => addControlRoutes(scope, engine));
  try {
    await app.listen({ host, port });
  } catch (error) {
    engine.close();
    throw error;
  }
  const origin = `http://${toHost(host)}:${(app.server.address() as AddressInfo).port}`;

  return {
    url: `${origin}/v1`,
    controlUrl: `${origin}/control`,
    async close() {
      closing.abort();
      engine.close();
      await app.close();
    },
  };
}
