import type { FastifyInstance } from 'fastify';
import { addSharedControlRoutes, body } from '../shared/control-routes.js';
import { Refusal } from '../shared/refusal.js';
import { PtxRefusal } from './answers.js';
import * as schemas from './control-schemas.js';
import type { NewBacsReport, NewPtxInstruction, PtxInstruction, PtxInstructionChange } from './control-types.js';
import { addDdmControlRoutes } from './ddm/control-routes.js';
import type { Engine } from './engine.js';
import { type Instruction, tellInstruction } from './instructions.js';
import { tellSubmission } from './submissions.js';

interface ById<Body> {
  Params: { id: string };
  Body: Body;
}

/** Lets a person do something, at one instant. What PTX refuses, the control API refuses too: 404 or 409. */
function asPerson<T>(engine: Engine, act: () => T): T {
  try {
    return engine.scheduler.instant(act);
  } catch (error) {
    if (error instanceof PtxRefusal) throw new Refusal(error.status === 404 ? 404 : 409, error.message);
    throw error;
  }
}

/** The control API under `/control`: for tests and the demo, never for the product. */
export function addControlRoutes(app: FastifyInstance, engine: Engine): void {
  const { sessions, submissions, instructions, transitions, messages } = engine;
  const written = (entry: Instruction): PtxInstruction => {
    transitions.wrote(entry.submission.batchId); // By hand it breaks an enter as well.
    return tellInstruction(entry);
  };
  addSharedControlRoutes(app, engine, schemas.faultSchema);
  addDdmControlRoutes(app, engine, (act) => asPerson(engine, act));

  app.post<{ Body: { afterCalls?: number } }>(
    '/control/sessions/expire',
    body(schemas.expireSchema),
    async ({ body: { afterCalls } }, reply) => {
      sessions.expire(afterCalls);
      return reply.code(204).send();
    },
  );
  app.get('/control/submissions', async () => submissions.all().map(tellSubmission));
  app.put<ById<{ status: string }>>(
    '/control/submissions/:id',
    body(schemas.statusSchema),
    async ({ params, body: { status } }) =>
      asPerson(engine, () => {
        const submission = submissions.byId(params.id);
        transitions.setByHand(submission, status);
        return tellSubmission(submission);
      }),
  );
  app.get<{ Querystring: { batchId: string } }>(
    '/control/instructions',
    { schema: { querystring: schemas.instructionsQuerySchema } },
    async ({ query }) => asPerson(engine, () => submissions.byBatch(query.batchId).entries.map(tellInstruction)),
  );
  app.post<{ Body: NewPtxInstruction }>(
    '/control/instructions',
    body(schemas.newInstructionSchema),
    async ({ body: given }) => asPerson(engine, () => written(instructions.addByHand(given))),
  );
  app.patch<ById<PtxInstructionChange>>(
    '/control/instructions/:id',
    body(schemas.instructionChangeSchema),
    async ({ params, body: given }) => asPerson(engine, () => written(instructions.changeByHand(params.id, given))),
  );
  app.get('/control/messages', async () => messages.items());
  app.post<{ Body: NewBacsReport }>('/control/messages', body(schemas.reportSchema), async ({ body: report }) =>
    asPerson(engine, () => messages.add(report)),
  );
}
