import type { Client } from '@temporalio/client';
import { pino } from 'pino';
import { createIncassoClient, type IncassoClient } from '../../src/client/index.js';
import { type AlphacommSimulator, startAlphacommSimulator } from '../../src/simulators/alphacomm/index.js';
import { type ControlClient, createControlClient } from '../../src/simulators/control-client.js';
import { startReceiver } from '../../src/workers/webhooks.js';
import { type RunningWorker, startWorker } from '../../src/workers/worker.js';
import { atEnd, startRealServer, workflowBundle } from './servers.js';

export const credentials = { username: 'vendor', password: 'secret-of-the-tests' };

/** The whole product in one process on a real Temporal server: simulator, receiver, worker, client. */
export interface Flow {
  client: Client;
  incasso: IncassoClient;
  simulator: AlphacommSimulator;
  control: ControlClient;
  receiverUrl: string;
  taskQueue: string;
  worker: RunningWorker;
  startWorker(): Promise<RunningWorker>;
}

export interface FlowOptions {
  httpTimeoutMs?: number;
  importWindowMs?: number;
  /** Simulated ms per real ms, at the simulator; cases get their own clock by their input. */
  speed?: number;
}

let queues = 0;

/** Starts everything; what it started ends after the file's last test. */
export async function startFlow({
  httpTimeoutMs = 2_000,
  importWindowMs = 3_000,
  speed = 1,
}: FlowOptions = {}): Promise<Flow> {
  const { env } = await startRealServer();
  queues += 1;
  const taskQueue = `flow-${process.pid}-${queues}`;
  const logger = pino({ level: 'silent' });
  const receiver = await startReceiver({
    client: env.client,
    taskQueue,
    host: '127.0.0.1',
    port: 0,
    credentials,
    logger,
  });
  const simulator = await startAlphacommSimulator({
    apiKey: 'key-of-the-tests',
    webhook: { url: `${receiver.url}/webhooks/alphacomm`, ...credentials },
    ...(speed === 1 ? {} : { clock: { origin: new Date().toISOString(), speed } }),
  });
  const start = () =>
    startWorker({
      connection: env.nativeConnection,
      client: env.client,
      namespace: 'default',
      taskQueuePrefix: taskQueue,
      httpTimeoutMs,
      importWindowMs,
      alphacomm: { url: simulator.url, apiKey: 'key-of-the-tests' },
      workflowBundle: workflowBundle(),
    });
  const worker = await start();
  const flow: Flow = {
    client: env.client,
    incasso: createIncassoClient({ client: env.client, taskQueue, httpTimeoutMs }),
    simulator,
    control: createControlClient(simulator.controlUrl),
    receiverUrl: receiver.url,
    taskQueue,
    worker,
    startWorker: start,
  };
  atEnd(async () => {
    await flow.worker.stop();
    await receiver.close();
    await simulator.close();
  });
  return flow;
}
