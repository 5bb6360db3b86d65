import { hostname } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Client } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import { type NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import { createBillMessageActivities } from '../activities/bill-messages.js';
import { createBillSweepActivities } from '../activities/bill-sweeps.js';
import { createBillActivities } from '../activities/bills.js';
import { createCallActivities } from '../activities/calls.js';
import { createEMandateActivities } from '../activities/emandates.js';
import { createImportFileActivities } from '../activities/import-files.js';
import { createImportActivities } from '../activities/imports.js';
import { createParkedEventActivities } from '../activities/parked-events.js';
import { createPayLinkActivities } from '../activities/pay-links.js';
import { createRecordActivities } from '../activities/records.js';
import { createSweepActivities } from '../activities/sweeps.js';
import { createEventDelivery } from '../client/delivery.js';
import { createEMandateDelivery } from '../client/emandates.js';
import { createImportedCases } from '../client/imported-cases.js';
import { createImportPages } from '../client/imports.js';
import { createAccepteasyClient } from '../vendors/accepteasy/client.js';
import { createAlphacommClient } from '../vendors/alphacomm/client.js';
import type { VendorName } from '../workflows/messages.js';
import { type PtxSettings, ptxActivities } from './ptx-activities.js';
import { acquirePtxLease, type PtxLease } from './ptx-lease.js';

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
  accepteasy?: { url: string; username: string; password: string };
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
  const { connection, namespace, dataConverter, taskQueuePrefix, alphacomm, accepteasy, ptx } = settings;
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
  const workers: Worker[] = [];
  const runs: Promise<void>[] = [];
  const leases: PtxLease[] = [];
  const begin = async (options: Pick<WorkerOptions, 'taskQueue'> & Partial<WorkerOptions>) => {
    const worker = await Worker.create({ ...common, ...options });
    workers.push(worker);
    const run = worker.run();
    run.catch(breakOff); // One that fails takes the others along: the process is restarted as a whole.
    runs.push(run);
  };
  const serve = (vendor: VendorName, activities: object) =>
    begin({
      taskQueue: `${taskQueuePrefix}-${vendor}`,
      activities,
      maxTaskQueueActivitiesPerSecond: VENDOR_CALLS_PER_SECOND,
    });
  /** What ended the work before it was told to. */
  let broken: unknown;
  const breakOff = (error: unknown) => {
    broken ??= error;
    shutdown(workers);
  };
  const stop = async () => {
    shutdown(workers);
    await Promise.allSettled(runs);
    for (const lease of leases) await lease.release();
  };
  try {
    await begin({ taskQueue: taskQueuePrefix, workflowBundle, maxCachedWorkflows: CACHED_WORKFLOWS });
    if (alphacomm) await serve('alphacomm', alphacommActivities(settings, alphacomm));
    if (accepteasy) await serve('accepteasy', accepteasyActivities(settings, accepteasy));
    if (ptx) {
      const emails = [ptx.credentials, ...(ptx.approver ? [ptx.approver] : [])].map(({ email }) => email.toLowerCase());
      // The lease is a workflow: those are run already.
      for (const email of new Set(emails)) {
        const lease = await acquirePtxLease({ ...settings, url: ptx.url, email });
        leases.push(lease);
        lease.lost.catch(breakOff);
      }
      await serve('ptx', ptxActivities(settings, ptx));
    }
  } catch (error) {
    await stop();
    throw error;
  }
  const done = Promise.allSettled(runs).then(async () => {
    for (const lease of leases) await lease.release();
    if (broken !== undefined) throw broken;
  });
  done.catch(() => undefined); // Also when nobody waits for it.
  return {
    state: () => workers.map((worker) => worker.getState()).find((state) => state !== 'RUNNING') ?? 'RUNNING',
    done,
    stop,
  };
}

function alphacommActivities(settings: WorkerSettings, { url, apiKey }: { url: string; apiKey: string }) {
  const { client, httpTimeoutMs, importWindowMs, taskQueuePrefix } = settings;
  const alphacomm = createAlphacommClient({ url, apiKey, timeoutMs: httpTimeoutMs });
  const own = { taskQueue: taskQueuePrefix, httpTimeoutMs };
  const delivery = createEventDelivery(client, { taskQueue: taskQueuePrefix });
  return {
    ...createRecordActivities({ alphacomm, importWindowMs, httpTimeoutMs }),
    ...createPayLinkActivities({ alphacomm, httpTimeoutMs }),
    ...createCallActivities({ alphacomm }),
    ...createParkedEventActivities({ alphacomm, delivery }),
    ...createSweepActivities({ alphacomm, delivery }),
    ...createEMandateActivities({ alphacomm, httpTimeoutMs, delivery: createEMandateDelivery(client) }),
    ...createImportActivities({ alphacomm, importWindowMs, cases: createImportedCases(client, own) }),
    ...createImportFileActivities({ alphacomm, pages: createImportPages(client, own) }),
  };
}

function accepteasyActivities(
  { client, httpTimeoutMs, taskQueuePrefix }: WorkerSettings,
  settings: NonNullable<WorkerSettings['accepteasy']>,
) {
  const accepteasy = createAccepteasyClient({ ...settings, timeoutMs: httpTimeoutMs });
  const delivery = createEventDelivery(client, { taskQueue: taskQueuePrefix });
  return {
    ...createBillActivities({ accepteasy }),
    ...createBillMessageActivities({ accepteasy, httpTimeoutMs }),
    ...createParkedEventActivities({ accepteasy, delivery }),
    ...createBillSweepActivities({ accepteasy, delivery }),
  };
}

function shutdown(workers: Worker[]): void {
  for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
}
