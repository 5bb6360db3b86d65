import type { FastifyInstance, FastifyRequest } from 'fastify';
import { createVendorAnswer, sendAnswer, type VendorAnswer } from '../shared/vendor-answer.js';
import { ApiError, toErrorBody } from './api-error.js';
import type { VendorOperation } from './control-types.js';
import type { Engine } from './engine.js';
import { createOperations, type Operation, toAsked } from './operations.js';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** A 204 has no body. */
const json = (status: number, body?: unknown): VendorAnswer => ({
  status,
  body: body === undefined ? '' : JSON.stringify(body),
  contentType: 'application/json',
});

/** How the vendor says no; the form of the body is inferred. */
export const failure = (status: number, message: string): VendorAnswer => {
  const answer = json(status, toErrorBody(message));
  return status === 401 ? { ...answer, headers: { 'www-authenticate': 'Basic realm="Bill API"' } } : answer;
};

interface Credentials {
  username: string;
  password: string;
}

/** The vendor's addresses under `/v2`, behind Basic authentication. Source: catalogue, and outside authentication.md. */
export function addVendorRoutes(
  app: FastifyInstance,
  engine: Engine,
  { username, password }: Credentials,
  closing: AbortSignal,
): void {
  const { scheduler, ledger, faults } = engine;
  const expected = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  const answer = createVendorAnswer<VendorOperation>({ scheduler, faults, ledger, closing, failure });

  const isOurs = ({ headers }: FastifyRequest): boolean => headers.authorization === expected;

  function execute(operation: Operation, request: FastifyRequest): VendorAnswer {
    try {
      const { status, body } = operation.run(toAsked(request));
      return json(status, body);
    } catch (error) {
      if (error instanceof ApiError) return failure(error.status, error.message);
      throw error;
    }
  }

  function addOperation(operation: Operation, url: string): void {
    app.route({
      method: operation.method,
      url,
      exposeHeadRoute: false,
      handler(request, reply) {
        scheduler.runDue(); // Before the references are looked up, too.
        const asked = toAsked(request);
        return answer(request, reply, {
          operation: typeof operation.id === 'function' ? operation.id(asked) : operation.id,
          references: operation.referencesOf(asked),
          authorized: isOurs(request),
          execute: () => execute(operation, request),
        });
      },
    });
  }

  /** What no operation answers: 405 on a documented address, 404 elsewhere. */
  const refuse =
    (status: 404 | 405) =>
    (request: FastifyRequest): VendorAnswer => {
      const refused = isOurs(request) ? status : 401;
      ledger.addCall({ operation: 'other', reference: undefined, answered: 'bad-request', status: refused });
      return failure(refused, `${request.method} ${request.url.split('?')[0]} is not an operation.`);
    };

  const operations = createOperations(engine);
  const known = new Map<string, Set<string>>();
  for (const operation of operations) {
    for (const path of operation.paths) {
      addOperation(operation, path);
      known.set(path, (known.get(path) ?? new Set()).add(operation.method));
    }
  }
  for (const [url, methods] of known) {
    const method = METHODS.filter((candidate) => !methods.has(candidate));
    app.route({ method, url, handler: (request, reply) => sendAnswer(reply, refuse(405)(request)) });
  }
  app.setNotFoundHandler((request, reply) => sendAnswer(reply, refuse(404)(request)));
}
