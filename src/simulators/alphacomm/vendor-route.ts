import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { VendorCall, VendorFaultRule } from './control-types.js';
import type { Engine } from './engine.js';
import type { GraphqlRequest } from './graphql-documents.js';
import { cutShort, mistype } from './spoil.js';

const SLOW_MS = 1000;

function toGraphqlRequest(body: unknown): GraphqlRequest | undefined {
  if (typeof body !== 'object' || body === null || !('query' in body) || typeof body.query !== 'string')
    return undefined;
  const { query, variables, operationName } = body as GraphqlRequest;
  if (variables != null && (typeof variables !== 'object' || Array.isArray(variables))) return undefined;
  return {
    query,
    variables: variables ?? null,
    operationName: typeof operationName === 'string' ? operationName : null,
  };
}

const failure = (message: string): string => JSON.stringify({ errors: [{ message }], data: null });

/** The vendor's one address: `POST /v1` with `X-AUTH-TOKEN`. Source: CollectMAXX API, "Access". */
export function addVendorRoute(app: FastifyInstance, engine: Engine, apiKey: string, closing: AbortSignal): void {
  const { scheduler, ledger, faults, documents, referencesOf } = engine;

  const send = (reply: FastifyReply, status: number, body: string): FastifyReply =>
    reply.code(status).header('content-type', 'application/json').send(body);

  /** Leaves the request without an answer, and at once without a connection if told so. */
  function leave(request: FastifyRequest, reply: FastifyReply, drop: boolean): FastifyReply {
    reply.hijack();
    if (drop) request.raw.socket.destroy();
    return reply;
  }

  const execute = (asked: GraphqlRequest): string => JSON.stringify(scheduler.instant(() => documents.run(asked)));

  async function spoil(
    { kind, retryAfterSeconds = 1, delayMs = SLOW_MS }: VendorFaultRule,
    asked: GraphqlRequest,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<FastifyReply> {
    switch (kind) {
      case 'drop-before':
        return leave(request, reply, true);
      case 'drop-after':
        execute(asked);
        return leave(request, reply, true);
      case 'timeout-after':
        execute(asked);
        return leave(request, reply, false);
      case 'unauthorized':
        return send(reply, 401, failure('Unauthorized'));
      case 'rate-limited':
        return send(reply.header('retry-after', retryAfterSeconds), 429, failure('Too Many Requests'));
      case 'error-500-before':
        return send(reply, 500, failure('Internal Server Error'));
      case 'error-500-after':
        execute(asked);
        return send(reply, 500, failure('Internal Server Error'));
      case 'unavailable':
        return send(reply, 503, failure('Service Unavailable'));
      case 'slow':
        await delay(delayMs, undefined, { signal: closing, ref: false }).catch(() => undefined);
        if (closing.aborted) return leave(request, reply, true);
        return send(reply, 200, execute(asked));
      case 'truncated':
        return send(reply, 200, cutShort(execute(asked)));
      case 'wrong-typed':
        return send(reply, 200, JSON.stringify(mistype(JSON.parse(execute(asked)))));
      case 'graphql-error':
        return send(reply, 200, failure('Internal server error'));
    }
  }

  const STATUSES: Partial<Record<VendorFaultRule['kind'], number>> = {
    unauthorized: 401,
    'rate-limited': 429,
    'error-500-before': 500,
    'error-500-after': 500,
    unavailable: 503,
    slow: 200,
    truncated: 200,
    'wrong-typed': 200,
    'graphql-error': 200,
  };

  app.post('/v1', async (request, reply) => {
    scheduler.runDue();
    const asked = toGraphqlRequest(request.body);
    if (asked === undefined) {
      ledger.addCall({ operation: 'other', reference: undefined, answered: 'bad-request', status: 400 });
      return send(reply, 400, failure('The body must be JSON with a query.'));
    }
    const described = documents.describe(asked);
    const references = referencesOf(described);
    const reference = references.length === 1 ? references[0] : undefined;
    const note = (answered: VendorCall['answered'], status?: number): void =>
      ledger.addCall({ operation: described.operation, reference, answered, ...(status && { status }) });

    if (request.headers['x-auth-token'] !== apiKey) {
      note('unauthorized', 401);
      return send(reply, 401, failure('Unauthorized'));
    }
    const fault = faults.takeVendor(described.operation, references);
    if (fault !== undefined) {
      note(fault.kind, STATUSES[fault.kind]);
      return spoil(fault, asked, request, reply);
    }
    const result = scheduler.instant(() => documents.run(asked));
    note(result.errors === undefined ? 'ok' : 'errors', 200);
    return send(reply, 200, JSON.stringify(result));
  });
}
