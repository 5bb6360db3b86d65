/**
 * The HTTP server that every simulator stands on: `createSimulatorServer({host, port, failure, noteBadRequest})`, then the vendor's
 * routes on `app`, the control routes in a scope of their own (`app.register`), then `listen`.
 */
import { setMaxListeners } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type FastifyError, type FastifyInstance, type FastifyServerOptions, fastify } from 'fastify';
import { Refusal } from './refusal.js';
import { sendAnswer, type VendorAnswer } from './vendor-answer.js';

export interface SimulatorServerOptions {
  /** 127.0.0.1 when left out. */
  host?: string | undefined;
  /** 0, when left out: any free one. */
  port?: number | undefined;
  /** Bytes; Fastify's one megabyte when left out. */
  bodyLimit?: number | undefined;
  /** Answers a request outside of `/control` that cannot be read (bad JSON, too large, or an error of the route). */
  failure(status: number, message: string): VendorAnswer;
  /** Called before `failure`, so that the request is among the calls seen. */
  noteBadRequest(status: number): void;
}

export interface SimulatorServer {
  app: FastifyInstance;
  /** Aborted when the server closes. */
  closing: AbortSignal;
  /** Gives the origin, `http://127.0.0.1:PORT`. Throws when the port is taken (`EADDRINUSE`). */
  listen(): Promise<string>;
  /** Ends everything at once, requests left hanging too. Safe to repeat. */
  close(): Promise<void>;
}

const toHost = (host: string): string => {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
};

/** The HTTP server that every simulator stands on: add the routes to `app`, then `listen`. Errors of `/control` are `{error}`. */
export function createSimulatorServer(options: SimulatorServerOptions): SimulatorServer {
  const { host = '127.0.0.1', port = 0, bodyLimit, failure, noteBadRequest } = options;
  const closing = new AbortController();
  setMaxListeners(0, closing.signal); // Every slow answer listens to it.
  const settings: FastifyServerOptions = {
    forceCloseConnections: true,
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, useDefaults: false } },
  };
  const app = fastify(bodyLimit === undefined ? settings : { ...settings, bodyLimit });

  app.setErrorHandler((error: FastifyError | Refusal, request, reply) => {
    const status = error instanceof Refusal ? error.status : (error.statusCode ?? 500);
    if (request.url.startsWith('/control')) return reply.code(status).send({ error: error.message });
    noteBadRequest(status);
    return sendAnswer(reply, failure(status, error.message));
  });

  return {
    app,
    closing: closing.signal,
    async listen() {
      await app.listen({ host, port });
      return `http://${toHost(host)}:${(app.server.address() as AddressInfo).port}`;
    },
    async close() {
      closing.abort();
      await app.close();
    },
  };
}
