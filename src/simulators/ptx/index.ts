import { createSimulatorServer } from '../shared/server.js';
import { failure } from './answers.js';
import { addControlRoutes } from './control-routes.js';
import type { ApprovalRule, ProfileSetting, PtxOperation, PtxUser } from './control-types.js';
import type { DdmOptions } from './ddm/ddm.js';
import { createEngine } from './engine.js';
import { addVendorRoutes } from './vendor-routes.js';

export interface PtxSimulatorOptions extends DdmOptions {
  /** 127.0.0.1 when left out. */
  host?: string | undefined;
  /** 0, when left out: any free one. */
  port?: number | undefined;
  /** Who can log in; each has one session at a time. */
  users: readonly PtxUser[];
  /** The RFC 3339 instant that the clock shows at start, and simulated ms per real ms. Real time when left out. */
  clock?: { origin: string; speed: number } | undefined;
  /** By which clock a session runs out after ten idle minutes: the real one when left out. */
  sessionClock?: 'real' | 'simulated' | undefined;
  /** Known without it: 8308 indirect with two approvals, 8310 indirect with one, 6421 direct, 8543 that cannot be used. */
  profiles?: readonly ProfileSetting[] | undefined;
  /** What an approve call counts for, unless a profile says otherwise; `one-login` when left out. */
  approvals?: ApprovalRule | undefined;
  /** Days (YYYY-MM-DD) off besides the bank holidays of England and Wales, which are known. */
  bankHolidays?: readonly string[] | undefined;
  /** Calls that this PTX does not know: answered with 404, as a guessed path may be. Not for queries and the login. */
  missingOperations?: readonly PtxOperation[] | undefined;
}

export interface PtxSimulator {
  /** The origin, `http://127.0.0.1:PORT`; the API is below `/payments-service/api`. */
  url: string;
  controlUrl: string;
  /** Ends everything at once: requests left hanging, the clock. Safe to repeat. */
  close(): Promise<void>;
}

const LARGEST_BODY = 64 * 1024 * 1024; // Files of payments.

/**
 * Starts a server that behaves as the documentation of Bottomline PTX says, with a ledger of what happened and a control
 * API to play the people in PTX, the banks and bad luck. All in memory. It speaks plain HTTP, although its cookie
 * says Secure as documented. Throws when the port is taken (`EADDRINUSE`) or the clock is wrong.
 */
export async function startPtxSimulator(options: PtxSimulatorOptions): Promise<PtxSimulator> {
  const engine = createEngine(options);
  const { scheduler, ledger } = engine;
  const server = createSimulatorServer({
    host: options.host,
    port: options.port,
    bodyLimit: LARGEST_BODY,
    failure,
    noteBadRequest: (status) =>
      ledger.addCall({ operation: 'other', reference: undefined, answered: 'bad-request', status }),
  });
  const { app } = server;
  // Most transitions are sent with the content type of JSON and no body at all.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, body === '' ? undefined : JSON.parse(String(body)));
    } catch {
      done(Object.assign(new Error('The body is not JSON'), { statusCode: 400 }));
    }
  });
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  addVendorRoutes(app, engine, server.closing);
  await app.register(async (scope) => addControlRoutes(scope, engine));
  const origin = await server.listen().catch((error: unknown) => {
    scheduler.close();
    throw error;
  });

  return {
    url: origin,
    controlUrl: `${origin}/control`,
    async close() {
      scheduler.close();
      await server.close();
    },
  };
}
