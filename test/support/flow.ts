import type { Client } from '@temporalio/client';
import { pino } from 'pino';
import { createIncassoClient, type IncassoClient } from '../../src/client/index.js';
import { type AlphacommSimulator, startAlphacommSimulator } from '../../src/simulators/alphacomm/index.js';
import { type ControlClient, createControlClient } from '../../src/simulators/control-client.js';
import { type ReceiverSettings, type RunningReceiver, startReceiver } from '../../src/workers/webhooks.js';
import { type RunningWorker, startWorker } from '../../src/workers/worker.js';
import { CREDENTIALS } from './fixtures.js';
import { ANSWER_WITHIN_MS, atEnd, startRealServer, workflowBundle } from './servers.js';

/** The whole product in one process on a real Temporal server: simulator, receiver, worker, client. */
export interface Flow {
  client: Client;
  incasso: IncassoClient;
  simulator: AlphacommSimulator;
  control: ControlClient;
  receiver: RunningReceiver;
  taskQueue: string;
  worker: RunningWorker;
  startWorker(): Promise<RunningWorker>;
}

export interface FlowOptions {
  httpTimeoutMs?: number;
  importWindowMs?: number;
  /** Simulated ms per real ms, at the simulator; cases get their own clock by their input. */
  speed?: number;
  /** The instant that the simulator's clock shows at start; that of now when left out. */
  origin?: string;
  /** What the receiver logs to; nothing is kept when left out. */
  logger?: ReceiverSettings['logger'];
  /** Whether the simulator sends its webhooks to the receiver. */
  webhooks?: boolean;
}

let queues = 0;

/** Starts everything; what it started ends after the file's last test. */
export async function startFlow({
  httpTimeoutMs = 2_000,
  importWindowMs = 3_000,
  speed = 1,
  origin = new Date().toISOString(),
  logger = pino({ level: 'silent' }),
  webhooks = true,
}: FlowOptions = {}): Promise<Flow> {
  const { env } = await startRealServer();
  queues += 1;
  const taskQueue = `flow-${process.pid}-${queues}`;
  const receiver = await startReceiver({
    client: env.client,
    taskQueue,
    host: '127.0.0.1',
    port: 0,
    credentials: CREDENTIALS,
    logger,
  });
  const simulator = await startAlphacommSimulator({
    apiKey: 'key-of-the-tests',
    ...(webhooks ? { webhook: { url: `${receiver.url}/webhooks/alphacomm`, ...CREDENTIALS } } : {}),
    ...(speed === 1 ? {} : { clock: { origin, speed } }),
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
    incasso: createIncassoClient({ client: env.client, taskQueue, httpTimeoutMs, answerWithinMs: ANSWER_WITHIN_MS }),
    simulator,
    control: createControlClient(simulator.controlUrl),
    receiver,
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
