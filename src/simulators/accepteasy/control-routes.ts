import type { FastifyInstance } from 'fastify';
import { addSharedControlRoutes, body } from '../shared/control-routes.js';
import { actSchema, faultSchema, forgerySchema, playsSchema, truthQuerySchema } from './control-schemas.js';
import type { Act, BillPlay, Forgery } from './control-types.js';
import type { Engine } from './engine.js';

interface TruthQuery {
  Querystring: { srrid?: string };
}

/** The control API under `/control`: for tests, the demo and `incasso simulate`, never for the product. */
export function addControlRoutes(app: FastifyInstance, engine: Engine): void {
  addSharedControlRoutes(app, engine, faultSchema);

  app.post<{ Body: Act }>('/control/acts', body(actSchema), async ({ body: act }) => engine.act(act));
  app.post<{ Body: BillPlay[] }>('/control/plays', body(playsSchema), async ({ body: plays }, reply) => {
    engine.plan(plays);
    return reply.code(204).send();
  });
  app.post<{ Body: Forgery }>('/control/forgeries', body(forgerySchema), async ({ body: forgery }, reply) => {
    engine.forge(forgery);
    return reply.code(204).send();
  });
  const truth = { schema: { querystring: truthQuerySchema } };
  app.get<TruthQuery>('/control/bills', truth, async ({ query }) => engine.billTruths(query.srrid));
  app.get<TruthQuery>('/control/communications', truth, async ({ query }) => engine.communicationTruths(query.srrid));
}
