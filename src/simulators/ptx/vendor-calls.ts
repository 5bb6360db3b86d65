import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { createVendorAnswer, type VendorAnswer } from '../shared/vendor-answer.js';
import { answering, failure } from './answers.js';
import type { PtxOperation } from './control-types.js';
import type { Engine } from './engine.js';
import { type KnownUser, refuseClient } from './sessions.js';

export const API = '/payments-service/api';

/** What a route is given: path parameters are strings, the body is whatever was sent. */
export interface VendorCallFacts {
  params: Readonly<Record<string, string>>;
  body: unknown;
  request: FastifyRequest;
}

export interface VendorRoute {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below `/payments-service/api`. */
  path: string;
  operation: PtxOperation;
  references?(call: VendorCallFacts): string[];
  /** Called when the request arrives, before any fault; what it gives is called when it is over. */
  begins?(call: VendorCallFacts): () => void;
  /** Real milliseconds that the vendor takes before the effect. */
  takesMs?: number;
  /** The effect. Throws `PtxRefusal`. */
  run(call: VendorCallFacts & { user: KnownUser }): VendorAnswer;
}

export type AddRoute = (route: VendorRoute) => void;

/** Answers requests of PTX: with the session proved, or (`open`) without. */
export function createVendorCalls(engine: Engine, closing: AbortSignal) {
  const { scheduler, faults, ledger, sessions } = engine;
  const answer = createVendorAnswer<PtxOperation>({ scheduler, faults, ledger, closing, failure });

  return {
    /** A request that needs no session yet: handshake and login. */
    open(request: FastifyRequest, reply: FastifyReply, operation: PtxOperation, run: () => VendorAnswer) {
      return answer(request, reply, { operation, references: [], authorized: true, execute: () => answering(run) });
    },

    /** A request with cookies, CSRF token, auth token and User-Agent. A success keeps the session alive. */
    authenticated(
      request: FastifyRequest,
      reply: FastifyReply,
      asked: { operation: PtxOperation | 'other'; references: readonly string[] },
      run: (user: KnownUser) => VendorAnswer,
    ) {
      const session = sessions.authenticate(request.headers);
      const execute = (): VendorAnswer =>
        answering(() => {
          refuseClient(request.headers);
          if (session === undefined) return failure(401, 'Unauthorized');
          const answered = run(session.user);
          session.succeeded();
          return answered;
        });
      return answer(request, reply, { ...asked, authorized: session !== undefined, execute });
    },
  };
}

export type VendorCalls = ReturnType<typeof createVendorCalls>;

/** Adds a route that needs a session. */
export function addVendorRoute(app: FastifyInstance, calls: VendorCalls, route: VendorRoute): void {
  app.route({
    method: route.method,
    url: `${API}${route.path}`,
    async handler(request, reply) {
      const facts: VendorCallFacts = {
        params: request.params as Record<string, string>,
        body: request.body,
        request,
      };
      const ends = route.begins?.(facts);
      try {
        if (route.takesMs !== undefined) await new Promise((resolve) => setTimeout(resolve, route.takesMs));
        const asked = { operation: route.operation, references: route.references?.(facts) ?? [] };
        return await calls.authenticated(request, reply, asked, (user) => route.run({ ...facts, user }));
      } finally {
        ends?.();
      }
    },
  });
}
