import type { FastifyInstance } from 'fastify';
import { body } from '../../shared/control-routes.js';
import type { Engine } from '../engine.js';
import * as schemas from './control-schemas.js';
import type {
  AdviceRequest,
  ClaimRequest,
  HistoryRowChange,
  NewHistoryRow,
  PtxMandateChange,
  PtxPlan,
  ReportRequest,
  ReturnRequest,
  VerificationWord,
} from './control-types.js';
import { readStatus } from './mandate-body.js';
import type { MandateEntry, PlanEntry } from './model.js';

interface ById<Body> {
  Params: { id: string };
  Body: Body;
}

const tellPlan = (plan: PlanEntry): PtxPlan => ({ ...plan, collected: [...plan.collected] });

/** The control API's direct debit side. `asPerson` lets something happen at one instant, and turns refusals into its own. */
export function addDdmControlRoutes(
  app: FastifyInstance,
  { ddm }: Pick<Engine, 'ddm'>,
  asPerson: <T>(act: () => T) => T,
): void {
  const { store, mandates, statuses, verification, rows, reports } = ddm;

  app.get('/control/contacts', async () => store.contacts.all());
  app.get('/control/mandates', async () => store.mandates.all());
  app.get('/control/plans', async () => store.plans.all().map(tellPlan));
  app.get('/control/letters', async () => store.letters.all());
  app.get('/control/history', async () => rows.all());
  app.get('/control/balance', async () => rows.balance());

  app.put<ById<{ status: string }>>(
    '/control/mandates/:id/status',
    body(schemas.mandateStatusSchema),
    async ({ params, body: { status } }) =>
      asPerson((): MandateEntry => {
        const mandate = mandates.byId(params.id);
        statuses.set(mandate, readStatus(status), 'by a person');
        return mandate;
      }),
  );
  app.patch<ById<PtxMandateChange>>(
    '/control/mandates/:id',
    body(schemas.mandateChangeSchema),
    async ({ params, body: given }) =>
      asPerson((): MandateEntry => {
        const mandate = mandates.byId(params.id);
        mandates.changeByHand(mandate, given);
        return mandate;
      }),
  );
  app.post<{ Body: { accountNumber: string; word: VerificationWord } }>(
    '/control/verification',
    body(schemas.verificationSchema),
    async ({ body: { accountNumber, word } }, reply) => {
      verification.set(accountNumber, word);
      return reply.code(204).send();
    },
  );
  app.post('/control/letters/send', async () => asPerson(() => ({ sent: store.letters.sendAll() })));

  app.post<{ Body: ReturnRequest }>(
    '/control/reports/return',
    body(schemas.collectionReportSchema),
    async ({ body: asked }) => asPerson(() => reports.returnCollection(asked)),
  );
  app.post<{ Body: ClaimRequest }>(
    '/control/reports/claim',
    body(schemas.collectionReportSchema),
    async ({ body: asked }) => asPerson(() => reports.claim(asked)),
  );
  app.post<{ Body: AdviceRequest }>(
    '/control/reports/advice',
    body(schemas.adviceReportSchema),
    async ({ body: asked }) => asPerson(() => reports.advise(asked)),
  );
  app.post<{ Body: ReportRequest }>('/control/reports', body(schemas.ddmReportSchema), async ({ body: asked }) =>
    asPerson(() => reports.report(asked)),
  );

  app.post<{ Body: NewHistoryRow }>('/control/history', body(schemas.newRowSchema), async ({ body: asked }) =>
    asPerson(() => rows.add(asked)),
  );
  app.patch<ById<HistoryRowChange>>(
    '/control/history/:id',
    body(schemas.rowChangeSchema),
    async ({ params, body: change }) => asPerson(() => rows.change(params.id, change)),
  );
  app.delete<{ Params: { id: string } }>('/control/history/:id', async ({ params }, reply) => {
    asPerson(() => rows.drop(params.id));
    return reply.code(204).send();
  });
}
