import { createSimulatorServer } from '../shared/server.js';
import { addControlRoutes } from './control-routes.js';
import { createEngine } from './engine.js';
import { addVendorRoutes, failure } from './vendor-route.js';

export interface AccepteasySimulatorOptions {
  /** 127.0.0.1 when left out. */
  host?: string | undefined;
  /** 0, when left out: any free one. */
  port?: number | undefined;
  /** The Basic credentials that are expected; anything else is answered with 401. */
  username: string;
  password: string;
  /**
   * Where events go, with Basic credentials when given. Refused ones are repeated at most ten times, the first after 15
   * minutes, the last after 6 days; not at all with `repeats: false`, as in an account where that is not switched on.
   */
  webhook?:
    | {
        url: string;
        username?: string | undefined;
        password?: string | undefined;
        repeats?: boolean | undefined;
      }
    | undefined;
  /** The RFC 3339 instant that the clock shows at start, and simulated ms per real ms. Real time when left out. */
  clock?: { origin: string; speed: number } | undefined;
  /**
   * `afterMs`: how long a queued bill waits, in simulated milliseconds (3000 when left out). `usedSrrid`: whether a queued
   * bill under a used SRRID is refused with 400 (when left out), or ends as `CreationFailed`: the vendor says neither.
   */
  creation?: { afterMs?: number | undefined; usedSrrid?: 'at-once' | 'in-the-queue' | undefined } | undefined;
}

export interface AccepteasySimulator {
  /** The origin: the vendor's paths, `/v2/…`, come after it. */
  url: string;
  controlUrl: string;
  /** Ends everything at once: requests left hanging, webhooks under way, the clock. Safe to repeat. */
  close(): Promise<void>;
}

const LARGEST_BODY = 64 * 1024 * 1024; // Bulk requests and attachments come in one body.

/**
 * Starts a server that behaves as the documentation of AcceptEasy's Bill API says, with a ledger of what happened and a
 * control API to play payer and bad luck. All in memory. Throws when the port is taken (`EADDRINUSE`) or the clock is wrong.
 */
export async function startAccepteasySimulator(options: AccepteasySimulatorOptions): Promise<AccepteasySimulator> {
  const { host, port } = options;
  const engine = createEngine(options);
  const server = createSimulatorServer({
    host,
    port,
    bodyLimit: LARGEST_BODY,
    failure,
    noteBadRequest: (status) =>
      engine.ledger.addCall({ operation: 'other', reference: undefined, answered: 'bad-request', status }),
  });
  addVendorRoutes(server.app, engine, options, server.closing);
  await server.app.register(async (scope) => addControlRoutes(scope, engine));
  const origin = await server.listen().catch((error: unknown) => {
    engine.close();
    throw error;
  });

  return {
    url: origin,
    controlUrl: `${origin}/control`,
    async close() {
      engine.close();
      await server.close();
    },
  };
}
