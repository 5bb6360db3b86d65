import fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Logger } from '../logger.js';
import { createDataConverter } from '../temporal/data-converter.js';

export interface CodecServerSettings {
  /** As in `INCASSO_PAYLOAD_KEY`: the first key encrypts, all decrypt. */
  payloadKey: string;
  host: string;
  /** 0 takes a free one. */
  port: number;
  /** Where Temporal's UI is opened, without a path: pages from elsewhere get nothing. */
  uiOrigins: readonly string[];
  logger: Pick<Logger, 'info' | 'warn'>;
}

export interface RunningCodecServer {
  /** Without a path, for example `http://127.0.0.1:8888`. */
  url: string;
  /** Safe to repeat. */
  close(): Promise<void>;
}

/** What Temporal's UI asks for comes in requests of some kilobytes; a page of a history is at most 4 MB, as base64 a third more. */
const BODY_LIMIT = 16 * 1024 * 1024;
const PREFLIGHT_KEPT_SECONDS = '600';

// The JSON form of a protobuf message: bytes are base64. Fields beside these two are not ours, and come back as they are.
const bytesSchema = z.base64();
const payloadsSchema = z.object({
  payloads: z.array(
    z.looseObject({ metadata: z.record(z.string(), bytesSchema).optional(), data: bytesSchema.optional() }),
  ),
});

type JsonPayload = z.output<typeof payloadsSchema>['payloads'][number];

/**
 * Serves Temporal's codec protocol to its UI and its command line: `POST /decode` and `POST /encode`. Whoever can ask it can
 * read everything, so it listens where the caller may listen; on loopback it also refuses requests under a foreign name,
 * by which a web page would reach it. Source: Temporal documentation, "Codec Server".
 */
export async function startCodecServer({
  payloadKey,
  host,
  port,
  uiOrigins,
  logger,
}: CodecServerSettings): Promise<RunningCodecServer> {
  const [codec] = createDataConverter(payloadKey).payloadCodecs ?? [];
  if (codec === undefined) throw new Error('a codec server needs a payload key');
  const app = fastify({ bodyLimit: BODY_LIMIT, forceCloseConnections: true });
  guard(app, { uiOrigins, byLoopbackName: isLoopback(host) });
  app.get('/healthz', async () => ({ status: 'alive' }));
  for (const way of ['decode', 'encode'] as const) {
    app.post(`/${way}`, async (request, reply) => {
      const parsed = payloadsSchema.safeParse(request.body);
      if (!parsed.success) return reply.code(400).send({ error: 'send {"payloads": [...]}, with bytes in base64' });
      const about = { way, namespace: request.headers['x-namespace'], payloads: parsed.data.payloads.length };
      try {
        const changed = await codec[way](parsed.data.payloads.map(fromJson));
        logger.info(about, 'payloads read');
        return { payloads: changed.map(toJson) };
      } catch (error) {
        // A key that is missing, or a payload that was changed: the text names the key, and nothing of the content.
        const problem = (error as Error).message;
        logger.warn({ ...about, problem }, 'payloads refused');
        return reply.code(400).send({ error: problem });
      }
    });
  }
  const url = await app.listen({ host, port });
  return { url, close: () => app.close() };
}

/** Whether a host or the name in a `Host` header is this computer's own. */
export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(host);
}

/** What is asked before anything else: by which name, and from which page. */
function guard(
  app: FastifyInstance,
  { uiOrigins, byLoopbackName }: { uiOrigins: readonly string[]; byLoopbackName: boolean },
): void {
  app.addHook('onRequest', async (request, reply) => {
    if (byLoopbackName && !isLoopback(request.hostname)) return reply.code(403).send({ error: 'ask for localhost' });
    const { origin } = request.headers;
    if (origin === undefined) return; // No page: the command line, or a check of health.
    reply.header('vary', 'Origin');
    if (!uiOrigins.includes(origin)) {
      return reply.code(403).send({ error: `pages of ${origin} are not let in: give --ui-origin` });
    }
    reply.header('access-control-allow-origin', origin).header('access-control-allow-credentials', 'true');
    if (request.method !== 'OPTIONS') return;
    reply.header('access-control-allow-methods', 'POST');
    reply.header('access-control-allow-headers', 'content-type, x-namespace, authorization');
    // Browsers ask for it where a page of the Internet, which a UI may be, calls this computer.
    reply.header('access-control-allow-private-network', 'true');
    return reply.header('access-control-max-age', PREFLIGHT_KEPT_SECONDS).code(204).send();
  });
  app.setErrorHandler(async ({ statusCode = 500, message }: FastifyError, _, reply) => {
    return reply.code(statusCode).send({ error: statusCode < 500 ? message : 'failed' });
  });
}

function fromJson({ metadata, data, ...rest }: JsonPayload) {
  const decoded = Object.entries(metadata ?? {}).map(([name, value]) => [name, Buffer.from(value, 'base64')]);
  return {
    ...rest,
    metadata: Object.fromEntries(decoded),
    ...(data === undefined ? {} : { data: Buffer.from(data, 'base64') }),
  };
}

function toJson({
  metadata,
  data,
  ...rest
}: {
  metadata?: Record<string, Uint8Array> | null;
  data?: Uint8Array | null;
}) {
  const encoded = Object.entries(metadata ?? {}).map(([name, value]) => [name, base64(value)]);
  return { ...rest, metadata: Object.fromEntries(encoded), ...(data == null ? {} : { data: base64(data) }) };
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
