import type { Client } from '@temporalio/client';
import fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { createParking } from '../client/parking.js';
import type { Logger } from '../logger.js';
import type { EventDelivery, IncomingEvent } from '../workflows/messages.js';
import { type Credentials, createAuthentication } from './credentials.js';
import { createMetrics } from './metrics.js';
import { createReadiness } from './readiness.js';
import type { VendorRoute } from './routes.js';

export interface ReceiverOptions {
  delivery: EventDelivery;
  client: Client;
  taskQueue: string;
  /** What vendors send as Basic authentication; without it everybody is let in. */
  credentials?: Credentials;
  logger: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** In bytes; 1 MiB when left out. */
  bodyLimit?: number;
  vendorRoutes: readonly VendorRoute[];
}

const MIB = 1024 * 1024;
const HANDED_OVER_WITHIN_MS = 5000;
const REQUEST_WITHIN_MS = 30_000;
const RETRY_AFTER_SECONDS = '10';

/**
 * Makes the HTTP server that vendors report to. It answers 202 only once Temporal has the event, 503 when Temporal is
 * away, and 4xx for what can never succeed; a repeat of any request is safe. `close()` lets open requests end.
 */
export function createReceiver(o: ReceiverOptions): FastifyInstance {
  const { client, delivery, logger } = o;
  const parking = createParking(client, o);
  const isReady = createReadiness(client);
  const metrics = createMetrics();
  const isAuthentic = o.credentials ? createAuthentication(o.credentials) : () => true;
  const app = fastify({
    bodyLimit: o.bodyLimit ?? MIB,
    requestTimeout: REQUEST_WITHIN_MS,
    return503OnClosing: true,
    exposeHeadRoutes: true,
  });

  // A connection that is in use when the end begins would be kept for a minute after its answer, and hold up the end.
  let ending = false;
  app.addHook('preClose', async () => {
    ending = true;
  });
  app.addHook('onSend', async (_, reply) => {
    if (ending) reply.header('connection', 'close');
  });

  app.get('/healthz', async () => ({ status: 'alive' }));
  app.get('/readyz', async (_, reply) => {
    if (await isReady()) return { status: 'ready' };
    return reply.code(503).header('retry-after', RETRY_AFTER_SECONDS).send({ error: 'Temporal does not answer' });
  });
  app.get('/metrics', async (_, reply) => reply.type('text/plain; version=0.0.4').send(metrics.text()));

  for (const route of o.vendorRoutes) {
    const { vendor } = route;
    const answered = new WeakMap<FastifyRequest, { event: string; outcome: string }>();

    /** Hands the event over to Temporal; what is returned it has. */
    const handOver = async (incoming: IncomingEvent): Promise<'delivered' | 'parked'> => {
      const parked = await client.withDeadline(Date.now() + HANDED_OVER_WITHIN_MS, async () => {
        const delivered = await delivery.deliver(incoming.event, incoming.reference);
        return delivered.to === 'case' ? undefined : parking.park(vendor, incoming, delivered.reason);
      });
      if (parked === undefined) return 'delivered';
      await parking.untilListed(parked);
      return 'parked';
    };

    const receive = async (request: FastifyRequest, reply: FastifyReply) => {
      const parsed = route.parse(request.body);
      if ('problem' in parsed) {
        logger.warn({ vendor, outcome: 'not-an-event', problem: parsed.problem }, 'webhook refused');
        return reply.code(422).send({ error: parsed.problem });
      }
      const { event, reference, name } = parsed;
      const known = route.names.includes(name);
      const about = { vendor, event: known ? name : 'other', eventId: event.eventId, reference };
      try {
        const outcome = await handOver(parsed);
        answered.set(request, { event: about.event, outcome });
        logger.info({ ...about, outcome }, 'webhook received');
        return reply.code(202).send({ outcome });
      } catch (error) {
        answered.set(request, { event: about.event, outcome: 'unavailable' });
        logger.error(
          { ...about, outcome: 'unavailable', problem: String((error as Error).message) },
          'webhook not taken',
        );
        return reply
          .code(503)
          .header('retry-after', RETRY_AFTER_SECONDS)
          .send({ error: 'not taken, deliver it again' });
      }
    };

    app.post(route.path, {
      // Before the body is read: nothing of it is parsed until the sender has proved who it is.
      async onRequest(request, reply) {
        if (!isAuthentic(request.headers.authorization)) {
          logger.warn({ vendor, outcome: 'not-authentic' }, 'webhook refused');
          reply.code(401).header('www-authenticate', 'Basic realm="incasso", charset="UTF-8"');
          return reply.send({ error: 'wrong or missing credentials' });
        }
        if (!/^application\/json *(;|$)/i.test(request.headers['content-type'] ?? '')) {
          logger.warn({ vendor, outcome: 'not-json' }, 'webhook refused');
          return reply.code(415).send({ error: 'send application/json' });
        }
      },
      handler: receive,
      async errorHandler(error: FastifyError, request, reply) {
        const status = error.statusCode ?? 500;
        logger.warn({ vendor, outcome: 'not-readable', code: error.code ?? 'unexpected' }, 'webhook refused');
        // A connection closed under a sender that still writes would cost it the answer: what comes is thrown away.
        reply.removeHeader('connection');
        request.raw.resume();
        return reply.code(status).send({ error: problems[status] ?? 'the body cannot be read' });
      },
      async onResponse(request, reply) {
        const { event, outcome } = answered.get(request) ?? {
          event: 'none',
          outcome: refusals[reply.statusCode] ?? 'failed',
        };
        metrics.observe({ vendor, event, outcome }, reply.elapsedTime / 1000);
      },
    });
  }
  return app;
}

const problems: Record<number, string> = {
  400: 'the body is not JSON',
  413: 'the body is too large',
  415: 'send application/json',
};

const refusals: Record<number, string> = {
  400: 'not-json',
  401: 'not-authentic',
  413: 'too-large',
  415: 'not-json',
  422: 'not-an-event',
};
