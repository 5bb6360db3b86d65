import type { FastifyInstance } from 'fastify';
import { createVendorAnswer, sendAnswer, type VendorAnswer } from '../shared/vendor-answer.js';
import type { VendorFaultKind, VendorOperation } from './control-types.js';
import type { Engine } from './engine.js';
import type { GraphqlRequest } from './graphql-documents.js';

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

const json = (status: number, body: unknown, errors = false): VendorAnswer => ({
  status,
  body: JSON.stringify(body),
  contentType: 'application/json',
  errors,
});

/** How the vendor refuses by a status of HTTP: an answer of errors alone. */
export const failure = (status: number, message: string): VendorAnswer =>
  json(status, { errors: [{ message }], data: null }, true);

/** The vendor's one address: `POST /v1` with `X-AUTH-TOKEN`. Source: CollectMAXX API, "Access". */
export function addVendorRoute(app: FastifyInstance, engine: Engine, apiKey: string, closing: AbortSignal): void {
  const { scheduler, ledger, faults, documents, referencesOf } = engine;
  const answer = createVendorAnswer<VendorOperation, VendorFaultKind>({
    scheduler,
    ledger,
    faults,
    closing,
    failure,
    own: () => failure(200, 'Internal server error'), // The one kind of its own: graphql-error.
  });

  app.post('/v1', (request, reply) => {
    const asked = toGraphqlRequest(request.body);
    if (asked === undefined) {
      ledger.addCall({ operation: 'other', reference: undefined, answered: 'bad-request', status: 400 });
      return sendAnswer(reply, failure(400, 'The body must be JSON with a query.'));
    }
    scheduler.runDue();
    const described = documents.describe(asked);
    return answer(request, reply, {
      operation: described.operation,
      references: referencesOf(described),
      authorized: request.headers['x-auth-token'] === apiKey,
      execute: () => {
        const result = documents.run(asked);
        return json(200, result, result.errors !== undefined);
      },
    });
  });
}
