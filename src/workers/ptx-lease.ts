import { createHash, randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { Context } from '@temporalio/activity';
import {
  type Client,
  WorkflowExecutionAlreadyStartedError,
  WorkflowFailedError,
  type WorkflowHandleWithStartDetails,
  WorkflowNotFoundError,
} from '@temporalio/client';
import type { DataConverter, Workflow } from '@temporalio/common';
import { type NativeConnection, Worker } from '@temporalio/worker';
import { type PtxLeaseActivities, type PtxLeaseInput, ptxLeaseId, workflowTypes } from '../workflows/messages.js';

export interface PtxLeaseSettings {
  connection: NativeConnection;
  client: Client;
  namespace: string;
  taskQueuePrefix: string;
  /** Where PTX is: one e-mail address is another user at another PTX. */
  url: string;
  /** Of the PTX user; it stands nowhere but as a hash. */
  email: string;
  dataConverter?: DataConverter;
}

export interface PtxLease {
  /** Rejects when another worker has the PTX user now; never resolves. Work at PTX has to stop then. */
  lost: Promise<never>;
  /** Gives the PTX user back at once, without a worker's help. Safe to repeat. */
  release(): Promise<void>;
}

/** Another worker holds the PTX user. */
export class PtxUserInUseError extends Error {
  override readonly name = 'PtxUserInUseError';
  constructor() {
    super(
      'another worker is signed in to PTX as this user: stop it first, or wait until it has gone; one login holds one session',
    );
  }
}

type LeaseRun = WorkflowHandleWithStartDetails<Workflow>;

const WAIT_MS = 15_000;
const AGAIN_MS = 500;
/** A lease this old whose workflow runs no activity has no holder: only its last step waits for a poller. */
const YOUNG_MS = 5_000;
const BEGIN_WITHIN_MS = 8_000;
const BEAT_MS = 1_500;
/** Where a poller is left, the workflow of a lease that was let go ends by itself. */
const ENDS_WITHIN_MS = 500;

/**
 * Takes the one login of a PTX user for this process, among all workers of the namespace.
 * A holder that was killed loses it within ten seconds; one that is there keeps it, and after 15 s this throws
 * `PtxUserInUseError`. The workflow workers of the prefix must be polling already. What a holder that is cut off from the
 * server has under way at PTX, nobody can stop: its calls and those of the next holder meet for as long as that takes.
 */
export async function acquirePtxLease(settings: PtxLeaseSettings): Promise<PtxLease> {
  const { client, taskQueuePrefix } = settings;
  const id = leaseIdOf(settings);
  const holder = await startHolder(settings);

  const start = (): Promise<LeaseRun | undefined> => {
    const input: PtxLeaseInput = { taskQueue: holder.taskQueue };
    return client.workflow
      .start<Workflow>(workflowTypes.ptxLease, {
        workflowId: id,
        workflowIdConflictPolicy: 'FAIL',
        workflowIdReusePolicy: 'ALLOW_DUPLICATE',
        taskQueue: taskQueuePrefix,
        args: [input],
        staticSummary: 'one worker is signed in to PTX as this user',
      })
      .catch((error: unknown) => {
        if (error instanceof WorkflowExecutionAlreadyStartedError) return undefined;
        throw error;
      });
  };

  async function acquire(): Promise<LeaseRun> {
    for (const end = Date.now() + WAIT_MS; ; ) {
      const run = await start();
      if (run && (await holder.holds(run.firstExecutionRunId, BEGIN_WITHIN_MS))) return run;
      if (run) await giveBack(client, run);
      else await endAbandoned(client, id);
      if (Date.now() >= end) throw run ? new Error(nobodyWorks(taskQueuePrefix)) : new PtxUserInUseError();
      await delay(AGAIN_MS);
    }
  }

  let released: Promise<void> | undefined;
  let held: LeaseRun;
  try {
    held = await acquire();
  } catch (error) {
    await holder.stop();
    throw error;
  }
  const lost = Promise.race([watch(), holder.failed]);
  lost.catch(() => undefined); // Also when nobody listens any more.
  return {
    lost,
    release: () => {
      released ??= letGo();
      return released;
    },
  };

  async function letGo(): Promise<void> {
    const ended = hasEnded(held);
    await holder.stop();
    await Promise.race([ended, delay(ENDS_WITHIN_MS)]);
    await giveBack(client, held);
  }

  /** A lease can end without another holder, in an outage of the server: then it is simply taken again. */
  async function watch(): Promise<never> {
    for (;;) {
      const ended = await hasEnded(held);
      if (released) return new Promise<never>(() => undefined);
      const next = ended ? await start().catch(() => null) : null; // Null: the server is away.
      if (next === undefined) throw new PtxUserInUseError();
      if (next === null) await delay(AGAIN_MS);
      else held = next;
      if (released && next) await giveBack(client, next);
    }
  }
}

function leaseIdOf({ url, email }: PtxLeaseSettings): string {
  const user = `${new URL(url).origin} ${email.trim().toLowerCase()}`;
  return ptxLeaseId(createHash('sha256').update(user).digest('hex').slice(0, 16));
}

const nobodyWorks = (queue: string): string =>
  `the PTX user could not be taken: no worker runs workflows on task queue ${queue} fast enough; try again`;

/** Waits for the end of a lease's run: false where the server could not tell. */
async function hasEnded(run: LeaseRun): Promise<boolean> {
  try {
    await run.result();
    return true;
  } catch (error) {
    return error instanceof WorkflowFailedError || error instanceof WorkflowNotFoundError;
  }
}

/** By the server alone, since no poller may be left that could run the workflow to its end. */
async function giveBack(client: Client, { workflowId, firstExecutionRunId }: LeaseRun): Promise<void> {
  try {
    await client.workflow.getHandle(workflowId, firstExecutionRunId).terminate('the worker has stopped');
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}

/** Ends a lease whose holder is gone for sure, but whose last workflow task waits for the dead worker's own queue. */
async function endAbandoned(client: Client, id: string): Promise<void> {
  try {
    const { runId, startTime, status, raw } = await client.workflow.getHandle(id).describe();
    const held = (raw.pendingActivities ?? []).length > 0 || Date.now() - startTime.getTime() < YOUNG_MS;
    if (status.name !== 'RUNNING' || held) return;
    await client.workflow.getHandle(id, runId).terminate('its holder is gone');
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}

/** The worker that holds leases: it polls a queue that is this process's alone, so nobody else can answer for it. */
async function startHolder({ connection, namespace, taskQueuePrefix, dataConverter }: PtxLeaseSettings) {
  const taskQueue = `${taskQueuePrefix}-ptx-lease-${randomUUID()}`;
  const running = new Set<string>();
  let free = () => {};
  const freed = new Promise<void>((resolve) => {
    free = resolve;
  });
  const told = new Set<() => void>();
  const activities: PtxLeaseActivities = {
    async holdPtxLease() {
      const { info, heartbeat, cancelled } = Context.current();
      running.add(info.workflowExecution?.runId ?? '');
      for (const tell of told) tell();
      const timer = setInterval(heartbeat, BEAT_MS);
      try {
        await Promise.race([cancelled, freed]);
      } finally {
        clearInterval(timer);
      }
    },
  };
  const worker = await Worker.create({
    connection,
    namespace,
    taskQueue,
    activities,
    identity: `${process.pid}@${hostname()}`,
    shutdownGraceTime: 0,
    shutdownForceTime: '5s',
    ...(dataConverter ? { dataConverter } : {}),
  });
  const run = worker.run();
  const failed = run.then(() => new Promise<never>(() => undefined));
  failed.catch(() => undefined);
  return {
    taskQueue,
    /** Rejects when the worker fails by itself. */
    failed,
    /** Whether this process began to hold the lease of a run in time. */
    async holds(runId: string, withinMs: number): Promise<boolean> {
      const late = new AbortController();
      let tell = () => {};
      const taken = new Promise<void>((resolve) => {
        tell = () => {
          if (running.has(runId)) resolve();
        };
      });
      told.add(tell);
      tell();
      const expired = delay(withinMs, undefined, { signal: late.signal }).catch(() => undefined);
      await Promise.race([taken, expired]);
      late.abort();
      told.delete(tell);
      return running.has(runId);
    },
    /** Lets go of what it holds, and has told the server so when it resolves. */
    async stop(): Promise<void> {
      free();
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await run.catch(() => undefined); // What it failed of was told to `failed`.
    },
  };
}
