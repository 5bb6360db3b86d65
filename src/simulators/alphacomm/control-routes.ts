import type { FastifyInstance } from 'fastify';
import * as schemas from './control-schemas.js';
import type { DebtorPlay, FaultRule, MandateStatus, Story, TransactionStatus, WebhookTarget } from './control-types.js';
import type { Engine } from './engine.js';

interface WithId<Status> {
  Params: { id: string };
  Body: { status: Status };
}

/** The control API under `/control`: for tests, the demo and `incasso simulate`, never for the product. */
export function addControlRoutes(app: FastifyInstance, engine: Engine): void {
  const { scheduler, ledger, faults, webhooks, mandates } = engine;
  const body = (schema: object) => ({ schema: { body: schema } });

  app.addHook('preHandler', async () => scheduler.runDue()); // What is due has happened before anybody looks.

  app.post<{ Body: Story }>('/control/stories', body(schemas.storySchema), async ({ body: story }) =>
    engine.tell(story),
  );
  app.post<{ Body: DebtorPlay[] }>('/control/plays', body(schemas.playsSchema), async ({ body: plays }, reply) => {
    engine.plan(plays);
    return reply.code(204).send();
  });
  app.post<{ Body: FaultRule }>('/control/faults', body(schemas.faultSchema), async ({ body: rule }, reply) => {
    faults.add(rule);
    return reply.code(204).send();
  });
  app.delete('/control/faults', async (_request, reply) => {
    faults.clear();
    return reply.code(204).send();
  });
  app.get<{ Querystring: { reference?: string; effect?: string } }>(
    '/control/ledger',
    { schema: { querystring: schemas.ledgerQuerySchema } },
    async ({ query }) => ledger.entries(query),
  );
  app.get('/control/calls', async () => ledger.calls());
  app.put<{ Body: Partial<WebhookTarget> }>(
    '/control/webhook',
    body(schemas.webhookTargetSchema),
    async ({ body: { url, ...credentials } }, reply) => {
      webhooks.setTarget(url === undefined ? undefined : { url, ...credentials });
      return reply.code(204).send();
    },
  );
  app.get('/control/clock', async () => ({ now: new Date(scheduler.now()).toISOString(), speed: scheduler.speed }));
  app.post<{ Body: { ms: number } }>(
    '/control/clock/advance',
    body(schemas.advanceSchema),
    async ({ body: { ms } }, reply) => {
      await engine.advance(ms);
      return reply.code(204).send();
    },
  );
  app.get('/control/quiet', async (_request, reply) => {
    await engine.quiet();
    return reply.code(204).send();
  });
  app.post<WithId<MandateStatus>>(
    '/control/mandates/:id',
    body(schemas.mandateStatusSchema),
    async ({ params, body: { status } }, reply) => {
      mandates.setStatus(params.id, status);
      return reply.code(204).send();
    },
  );
  app.post<WithId<TransactionStatus>>(
    '/control/paylinks/:id',
    body(schemas.transactionSchema),
    async ({ params, body: { status } }, reply) => {
      engine.transact(params.id, status);
      return reply.code(204).send();
    },
  );
}
