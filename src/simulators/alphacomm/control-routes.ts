import type { FastifyInstance } from 'fastify';
import { addSharedControlRoutes, body } from '../shared/control-routes.js';
import * as schemas from './control-schemas.js';
import type { DebtorPlay, MandateStatus, Story, TransactionStatus } from './control-types.js';
import type { Engine } from './engine.js';

interface WithId<Status> {
  Params: { id: string };
  Body: { status: Status };
}

/** The control API under `/control`: for tests, the demo and `incasso simulate`, never for the product. */
export function addControlRoutes(app: FastifyInstance, engine: Engine): void {
  const { mandates } = engine;
  addSharedControlRoutes(app, engine, schemas.faultSchema);

  app.post<{ Body: Story }>('/control/stories', body(schemas.storySchema), async ({ body: story }) =>
    engine.tell(story),
  );
  app.post<{ Body: DebtorPlay[] }>('/control/plays', body(schemas.playsSchema), async ({ body: plays }, reply) => {
    engine.plan(plays);
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
