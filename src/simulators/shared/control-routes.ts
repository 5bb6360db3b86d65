/** The control routes that all simulators share: `createQuiet` in the engine, `addSharedControlRoutes` in the vendor's routes. */
import type { FastifyInstance } from 'fastify';
import { advanceSchema, ledgerQuerySchema, webhookTargetSchema } from './control-schemas.js';
import type { RequestFaultRule, SharedWebhookFaultRule, WebhookTarget } from './control-types.js';
import type { SharedFaults } from './faults.js';
import type { SharedLedger } from './ledger.js';
import type { Scheduler } from './scheduler.js';

interface QuietDeps {
  scheduler: Scheduler;
  /** Left out where the vendor sends none. */
  webhooks?: { pending(): number; settled(): Promise<void> };
}

/** The two waits of the control API. `quiet` resolves when nothing that is due now is still in progress. */
export function createQuiet({ scheduler, webhooks }: QuietDeps) {
  async function quiet(): Promise<void> {
    for (;;) {
      scheduler.runDue();
      if (webhooks === undefined || webhooks.pending() === 0) return;
      await webhooks.settled();
    }
  }
  return {
    quiet,
    /** Jumps simulated time, runs what falls due, and resolves when its webhooks are answered. */
    async advance(ms: number): Promise<void> {
      scheduler.advance(ms);
      await quiet();
    },
  };
}

interface SharedControl<Operation extends string, Kind extends string, Event extends string> {
  scheduler: Scheduler;
  ledger: Pick<SharedLedger<string, Operation, Kind>, 'entries' | 'calls'>;
  faults: Pick<SharedFaults<Operation, Kind, Event>, 'add' | 'clear'>;
  /** Left out where the vendor sends none: then there is no `/webhook`. */
  webhooks?: { setTarget(target: WebhookTarget | undefined): void };
  quiet(): Promise<void>;
  advance(ms: number): Promise<void>;
}

/** Fastify's option for a body of this schema. */
export const body = (schema: object) => ({ schema: { body: schema } });

/**
 * The routes under `/control` that all simulators have: faults, ledger, calls, clock, clock/advance, quiet, webhook.
 * `faultSchema` comes from `faultSchemaOf`. Give it a scope of its own (`app.register`), since it adds a hook that runs what is
 * due before anybody looks; the vendor adds its own control routes to the same scope.
 */
export function addSharedControlRoutes<Operation extends string, Kind extends string, Event extends string>(
  app: FastifyInstance,
  { scheduler, ledger, faults, webhooks, quiet, advance }: SharedControl<Operation, Kind, Event>,
  faultSchema: object,
): void {
  app.addHook('preHandler', async () => scheduler.runDue());

  app.post<{ Body: RequestFaultRule<Operation, Kind> | SharedWebhookFaultRule<Event> }>(
    '/control/faults',
    body(faultSchema),
    async ({ body: rule }, reply) => {
      faults.add(rule);
      return reply.code(204).send();
    },
  );
  app.delete('/control/faults', async (_request, reply) => {
    faults.clear();
    return reply.code(204).send();
  });
  app.get<{ Querystring: { reference?: string; effect?: string } }>(
    '/control/ledger',
    { schema: { querystring: ledgerQuerySchema } },
    async ({ query }) => ledger.entries(query),
  );
  app.get('/control/calls', async () => ledger.calls());
  app.get('/control/clock', async () => ({ now: new Date(scheduler.now()).toISOString(), speed: scheduler.speed }));
  app.post<{ Body: { ms: number } }>('/control/clock/advance', body(advanceSchema), async ({ body: { ms } }, reply) => {
    await advance(ms);
    return reply.code(204).send();
  });
  app.get('/control/quiet', async (_request, reply) => {
    await quiet();
    return reply.code(204).send();
  });
  if (webhooks === undefined) return;
  app.put<{ Body: Partial<WebhookTarget> }>(
    '/control/webhook',
    body(webhookTargetSchema),
    async ({ body: { url, ...credentials } }, reply) => {
      webhooks.setTarget(url === undefined ? undefined : { url, ...credentials });
      return reply.code(204).send();
    },
  );
}
