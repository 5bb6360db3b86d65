import type { Client, WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import type { MandateRequest, MandateView } from '../../src/client/index.js';
import { createIncassoClient, type IncassoClient } from '../../src/client/index.js';
import { businessTime } from '../../src/domain/clock.js';
import { createPtxControlClient, type PtxControlClient } from '../../src/simulators/ptx/control-client.js';
import { type PtxSimulator, type PtxSimulatorOptions, startPtxSimulator } from '../../src/simulators/ptx/index.js';
import { ptxActivities } from '../../src/workers/ptx-activities.js';
import { startWorker } from '../../src/workers/worker.js';
import {
  bacsReported,
  mandateStatus,
  mandateWorkflowId,
  type ReportedRecord,
  type WatchBacsMessagesResult,
  workflowTypes,
} from '../../src/workflows/messages.js';
import { PTX_USER, type PtxFlow, type PtxFlowOptions, startPtxFlow } from './ptx-flow.js';
import { ANSWER_WITHIN_MS, anotherTimeSkipping, atEnd, workflowBundle } from './servers.js';
import { until } from './until.js';

/** A Monday in winter, long before the demo's days end. */
export const MANDATE_ORIGIN = '2026-03-02T09:00:00.000Z';
const DAY_MS = 86_400_000;

/** A mandate that is refused by nobody: twelve pounds fifty on the first of each month from April on. */
export function aMandateRequest(reference: string, more: Partial<MandateRequest> = {}): MandateRequest {
  return {
    reference,
    profile: '4826',
    contact: {
      reference: `C-${reference}`,
      title: 'Ms',
      firstName: 'Pat',
      lastName: 'Example',
      email: 'pat@example.com',
    },
    account: { sortCode: '200000', accountNumber: '42222222', accountName: 'P EXAMPLE' },
    plan: { amount: { minor: 1250, currency: 'GBP' }, frequency: 'monthly', start: '2026-04-01' },
    ...more,
  };
}

/** One record of a report, as routing makes it. */
export function aReport(report: string, code: string | null, more: Partial<ReportedRecord> = {}): ReportedRecord {
  reports += 1;
  return {
    ...{ eventId: `9${reports}-1`, report, code, reference: null, transactionCode: null, amountMinor: null },
    ...{ originalDate: null, effectiveDate: null, newAccountHash: null, ...more },
  };
}
let reports = 0;

export type MandateFlow = Awaited<ReturnType<typeof startMandateFlow>>;

/**
 * PTX with direct debit, a worker and a client on a real server. Business time and PTX's clock begin on the same Monday and
 * run together, `speed` times as fast as the real one.
 */
export async function startMandateFlow({ speed = 1, simulator, ...options }: PtxFlowOptions & { speed?: number } = {}) {
  const flow = await startPtxFlow({
    ...options,
    simulator: { ...simulator, clock: { origin: MANDATE_ORIGIN, speed } },
  });
  // By now the other clock is ahead: of a fast one by days.
  const { now: origin } = await flow.control.clock();
  const clock = { since: new Date().toISOString(), origin, speed };
  const { mandates } = flow.incasso;
  return { ...flow, clock, mandates, ...tools(flow, (request) => ({ ...request, clock })) };
}

/** Where a life begins in time, and what PTX it is lived at. `origin`: the business time of its beginning; else the server's. */
export type MandateLifeOptions = Partial<PtxSimulatorOptions> & { origin?: string };

export type MandateTime = Awaited<ReturnType<typeof startMandateTime>>;

/**
 * The same on the server that skips time: one mandate at a time. Business time is the server's unless it is to begin at
 * `origin`, and PTX's clock stands still but for `pass`, which moves both by the same.
 */
export async function startMandateTime(options: MandateLifeOptions = {}) {
  const lives = await startMandateLives();
  return lives.begin(options);
}

/** Many lives, one after the other, on one server that skips time: each at a PTX of its own, and beginning when it is told to. */
export async function startMandateLives({
  httpTimeoutMs = 2_000,
  settleMs = 100,
  answerWithinMs = ANSWER_WITHIN_MS,
} = {}) {
  const env = await anotherTimeSkipping();
  const { client, nativeConnection: connection } = env;
  const taskQueue = `mandate-time-${process.pid}`;
  const settings = {
    ...{ connection, client, namespace: 'default', taskQueuePrefix: taskQueue },
    ...{ httpTimeoutMs, importWindowMs: 3_000, workflowBundle: workflowBundle() },
  };
  const activitiesAt = (url: string) =>
    ptxActivities(settings, {
      ...{ url, credentials: PTX_USER, settleMs, concurrency: 8 },
      ...{ lookEveryMs: 500, dataDir: '/nowhere' },
    });
  const incasso = createIncassoClient({ client, taskQueue, httpTimeoutMs, answerWithinMs });
  const workflows = await startWorker(settings);
  // Without the lease of the PTX user: its holder never ends, and no time passes while an activity runs.
  let current: Record<string, unknown> = activitiesAt('http://127.0.0.1:9');
  const names = Object.keys(current);
  const activities = await Worker.create({
    ...{ connection, taskQueue: `${taskQueue}-ptx` },
    activities: Object.fromEntries(
      names.map((name) => [name, (...args: unknown[]) => (current[name] as (...args: unknown[]) => unknown)(...args)]),
    ),
  });
  const running = activities.run();
  let simulator: PtxSimulator | undefined;
  let begun: string[] = [];
  atEnd(async () => {
    activities.shutdown();
    await running;
    await workflows.stop();
    await simulator?.close();
  });

  return {
    /** A new PTX, at which nobody has a mandate; those of the life before end at once. */
    async begin({ origin: given, ...simulated }: MandateLifeOptions = {}) {
      for (const reference of begun) {
        await atRest(client, reference);
        await handleOf(client, reference).terminate().catch(ended);
      }
      begun = [];
      await simulator?.close();
      const since = new Date(await env.currentTimeMs()).toISOString();
      const origin = given ?? since;
      const clock = { since, origin, speed: 1 };
      const ptx = await startPtxSimulator({ users: [PTX_USER], ...simulated, clock: { origin, speed: 0 } });
      simulator = ptx;
      current = activitiesAt(ptx.url);
      const control = createPtxControlClient(ptx.controlUrl);
      const flow = { client, incasso, control, taskQueue };
      let passed = Promise.resolve();
      // One after the other: of two sleeps at once this server never ends one.
      const passMs = (ms: number) => {
        passed = passed.then(async () => {
          await control.advance(ms);
          await env.sleep(ms);
        });
        return passed;
      };
      return {
        ...{ env, ...flow, simulator: ptx, clock, mandates: incasso.mandates, passMs },
        /** Lets days pass, PTX first: what it does on a day is done when anybody looks on it. */
        pass: (days: number) => passMs(days * DAY_MS),
        /** The day, `YYYY-MM-DD`, that it is so many days from now, at least. */
        async dayIn(days: number) {
          const nowMs = businessTime(await env.currentTimeMs(), clock);
          return new Date(nowMs + days * DAY_MS).toISOString().slice(0, 10);
        },
        ...tools(flow, (request) => {
          begun.push(request.reference);
          return given === undefined ? request : { ...request, clock };
        }),
      };
    },
  };
}

/** Waits until nothing of a life is under way: the server's clock stands still for good where one ends before that. */
async function atRest(client: Client, reference: string): Promise<void> {
  const handle = handleOf(client, reference);
  await until('nothing is under way', async () => {
    const { historyLength, status } = await handle.describe();
    if (status.name !== 'RUNNING') return true;
    await handle.query(mandateStatus); // The answer comes between two tasks of the workflow.
    const now = await handle.describe();
    const isStill = now.historyLength === historyLength && (now.raw.pendingActivities ?? []).length === 0;
    return isStill;
  });
}

/** A mandate may have ended by itself. */
function ended(error: unknown): void {
  if (!(error instanceof WorkflowNotFoundError)) throw error;
}

const handleOf = (client: Client, reference: string) => client.workflow.getHandle(mandateWorkflowId(reference));

interface Parts extends Pick<PtxFlow, 'client' | 'taskQueue'> {
  incasso: Pick<IncassoClient, 'mandates'>;
  control: PtxControlClient;
}

function tools({ client, incasso, control, taskQueue }: Parts, timed: (request: MandateRequest) => MandateRequest) {
  const { mandates } = incasso;
  const handle = (reference: string) => handleOf(client, reference);
  const reaches = (reference: string, what: string, done: (view: MandateView) => boolean) =>
    until(what, async () => {
      const view = await mandates.show(reference);
      return done(view) && view;
    });
  const staged = (reference: string, stage: string) => reaches(reference, stage, (view) => view.stage === stage);
  let watches = 0;
  return {
    handle,
    reaches,
    staged,
    setUp: (reference: string, more?: Partial<MandateRequest>) =>
      mandates.setUp(timed(aMandateRequest(reference, more))),
    /** Sets one up and waits until it is active. */
    async active(reference: string, more?: Partial<MandateRequest>): Promise<MandateView> {
      await mandates.setUp(timed(aMandateRequest(reference, more)));
      return staged(reference, 'active');
    },
    /** A bank's record, straight to the mandate. */
    report: (reference: string, record: ReportedRecord) => handle(reference).signal(bacsReported, record),
    /** Fetches what banks have left at PTX, and routes it. */
    async hear(): Promise<WatchBacsMessagesResult> {
      watches += 1;
      const run: WorkflowHandleWithFirstExecutionRunId = await client.workflow.start(workflowTypes.watchBacsMessages, {
        workflowId: `watch-${taskQueue}-${watches}`,
        taskQueue,
        args: [{ httpTimeoutMs: 2_000 }],
      });
      return (await run.result()) as WatchBacsMessagesResult;
    },
    /** What PTX itself counts of a mandate, by effect. */
    async effects(reference: string): Promise<Record<string, number>> {
      const counts: Record<string, number> = {};
      for (const { effect } of await control.ledger({ reference })) counts[effect] = (counts[effect] ?? 0) + 1;
      return counts;
    },
    /** A mandate's own rows of PTX's collection history, the oldest first. */
    async rowsOf(reference: string) {
      return (await control.history()).filter((row) => row.reference === reference);
    },
  };
}
