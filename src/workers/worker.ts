import { hostname } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Client } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import { type NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import { createCallActivities } from '../activities/calls.js';
import { createParkedEventActivities } from '../activities/parked-events.js';
import { createPayLinkActivities } from '../activities/pay-links.js';
import { createRecordActivities } from '../activities/records.js';
import { createSweepActivities } from '../activities/sweeps.js';
import { createEventDelivery } from '../client/delivery.js';
import { createAlphacommClient } from '../vendors/alphacomm/client.js';
import { type PtxSettings, ptxActivities } from './ptx-activities.js';

export interface WorkerSettings {
  connection: NativeConnection;
  /** Signals cases about events that sweeps and parked events bring. */
  client: Client;
  namespace: string;
  dataConverter?: DataConverter;
  taskQueuePrefix: string;
  httpTimeoutMs: number;
  importWindowMs: number;
  alphacomm?: { url: string; apiKey: string };
  ptx?: PtxSettings;
  /** The bundle of the workflows; the one of the build when left out. */
  workflowBundle?: { codePath: string };
}

export interface RunningWorker {
  /** `RUNNING` while all of its queues are polled. */
  state(): string;
  /** Rejects when a worker fails by itself. */
  done: Promise<void>;
  /** Takes no more work, lets what runs end within 20 s, and resolves when all is quiet. Safe to repeat. */
  stop(): Promise<void>;
}

/** Below any limit that the vendor would notice; the server enforces it over all workers of a queue. */
const VENDOR_CALLS_PER_SECOND = 200;

/** Workflows kept in memory: each waiting case costs about a quarter of a megabyte here, and a replay when it is not kept. */
const CACHED_WORKFLOWS = 500;

/** Starts the workers of this process: one for the workflows, and one for the activities of each configured vendor. */
export async function startWorker(settings: WorkerSettings): Promise<RunningWorker> {
  const { connection, namespace, dataConverter, taskQueuePrefix, alphacomm, ptx } = settings;
  const common = {
    connection,
    namespace,
    identity: `${process.pid}@${hostname()}`,
    shutdownGraceTime: '20s',
    shutdownForceTime: '30s',
    ...(dataConverter ? { dataConverter } : {}),
  } satisfies Partial<WorkerOptions>;
  const built = { codePath: fileURLToPath(new URL('../workflow-bundle.js', import.meta.url)) };
  const workflowBundle = settings.workflowBundle ?? built;
  const workers = [
    await Worker.create({
      ...common,
      taskQueue: taskQueuePrefix,
      workflowBundle,
      maxCachedWorkflows: CACHED_WORKFLOWS,
    }),
  ];
  if (alphacomm) {
    workers.push(
      await Worker.create({
        ...common,
        taskQueue: `${taskQueuePrefix}-alphacomm`,
        activities: alphacommActivities(settings, alphacomm),
        maxTaskQueueActivitiesPerSecond: VENDOR_CALLS_PER_SECOND,
      }),
    );
  }
  if (ptx) {
    workers.push(
      await Worker.create({
        ...common,
        taskQueue: `${taskQueuePrefix}-ptx`,
        activities: ptxActivities(settings, ptx),
        maxTaskQueueActivitiesPerSecond: VENDOR_CALLS_PER_SECOND,
      }),
    );
  }
  const runs = workers.map((worker) => worker.run());
  const done = Promise.all(runs).then(() => undefined);
  done.catch(() => shutdown(workers)); // One that fails takes the others along: the process is restarted as a whole.
  return {
    state: () => workers.map((worker) => worker.getState()).find((state) => state !== 'RUNNING') ?? 'RUNNING',
    done,
    stop: async () => {
      shutdown(workers);
      await Promise.allSettled(runs);
    },
  };
}

function alphacommActivities(settings: WorkerSettings, { url, apiKey }: { url: string; apiKey: string }) {
  const { client, httpTimeoutMs, importWindowMs, taskQueuePrefix } = settings;
  const alphacomm = createAlphacommClient({ url, apiKey, timeoutMs: httpTimeoutMs });
  const delivery = createEventDelivery(client, { taskQueue: taskQueuePrefix });
  return {
    ...createRecordActivities({ alphacomm, importWindowMs, httpTimeoutMs }),
    ...createPayLinkActivities({ alphacomm, httpTimeoutMs }),
    ...createCallActivities({ alphacomm }),
    ...createParkedEventActivities({ alphacomm, delivery }),
    ...createSweepActivities({ alphacomm, delivery }),
  };
}

function shutdown(workers: Worker[]): void {
  for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
}
