import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { createIncassoClient, type IncassoClient } from '../../src/client/index.js';
import { createPtxControlClient, type PtxControlClient } from '../../src/simulators/ptx/control-client.js';
import { type PtxSimulator, type PtxSimulatorOptions, startPtxSimulator } from '../../src/simulators/ptx/index.js';
import type { PtxSettings } from '../../src/workers/ptx-activities.js';
import { type RunningWorker, startWorker } from '../../src/workers/worker.js';
import { ANSWER_WITHIN_MS, atEnd, startRealServer, workflowBundle } from './servers.js';

export const PTX_USER = { email: 'payments@example.com', password: 'password-of-the-tests' };
export const PTX_APPROVER = { email: 'approver@example.com', password: 'other-password-of-the-tests' };

/** PTX, a worker for it and a client, on a real Temporal server. */
export interface PtxFlow {
  client: Client;
  incasso: IncassoClient;
  simulator: PtxSimulator;
  control: PtxControlClient;
  taskQueue: string;
  dataDir: string;
  worker: RunningWorker;
  startWorker(): Promise<RunningWorker>;
}

export interface PtxFlowOptions extends Partial<Omit<PtxSettings, 'url' | 'credentials'>> {
  httpTimeoutMs?: number;
  simulator?: Partial<PtxSimulatorOptions>;
}

let queues = 0;

/** Starts everything; what it started ends after the file's last test. */
export async function startPtxFlow({
  httpTimeoutMs = 1_000,
  simulator: simulated = {},
  ...settings
}: PtxFlowOptions = {}): Promise<PtxFlow> {
  const { env } = await startRealServer();
  queues += 1;
  const taskQueue = `ptx-flow-${process.pid}-${queues}`;
  const dataDir = await mkdtemp(join(tmpdir(), 'incasso-test-'));
  const simulator = await startPtxSimulator({ users: [PTX_USER, PTX_APPROVER], ...simulated });
  const ptx: PtxSettings = {
    url: simulator.url,
    credentials: PTX_USER,
    settleMs: 100,
    concurrency: 8,
    lookEveryMs: 500,
    dataDir,
    ...settings,
  };
  const start = () =>
    startWorker({
      connection: env.nativeConnection,
      client: env.client,
      namespace: 'default',
      taskQueuePrefix: taskQueue,
      httpTimeoutMs,
      importWindowMs: 3_000,
      ptx,
      workflowBundle: workflowBundle(),
    });
  const flow: PtxFlow = {
    client: env.client,
    incasso: createIncassoClient({ client: env.client, taskQueue, httpTimeoutMs, answerWithinMs: ANSWER_WITHIN_MS }),
    simulator,
    control: createPtxControlClient(simulator.controlUrl),
    taskQueue,
    dataDir,
    worker: await start(),
    startWorker: start,
  };
  atEnd(async () => {
    await flow.worker.stop();
    await simulator.close();
    await rm(dataDir, { recursive: true, force: true });
  });
  return flow;
}
