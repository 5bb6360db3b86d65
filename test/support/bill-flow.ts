import type { Client } from '@temporalio/client';
import { pino } from 'pino';
import { type BillRequest, createIncassoClient, type IncassoClient } from '../../src/client/index.js';
import type { BusinessClock } from '../../src/domain/clock.js';
import {
  type AccepteasyControlClient,
  createAccepteasyControlClient,
} from '../../src/simulators/accepteasy/control-client.js';
import {
  type AccepteasySimulator,
  type AccepteasySimulatorOptions,
  startAccepteasySimulator,
} from '../../src/simulators/accepteasy/index.js';
import { type ReceiverSettings, type RunningReceiver, startReceiver } from '../../src/workers/webhooks.js';
import { type RunningWorker, startWorker } from '../../src/workers/worker.js';
import { CREDENTIALS, DAY_MS, eur } from './fixtures.js';
import { ANSWER_WITHIN_MS, atEnd, startRealServer, workflowBundle } from './servers.js';
import { until } from './until.js';

export const ACCOUNT = { username: 'account', password: 'key-of-the-tests' };

/** AcceptEasy, a worker for it, the receiver and a client, on a real Temporal server; all on one business clock. */
export interface BillFlow {
  client: Client;
  incasso: IncassoClient;
  simulator: AccepteasySimulator;
  control: AccepteasyControlClient;
  receiver: RunningReceiver;
  taskQueue: string;
  clock: BusinessClock;
  worker: RunningWorker;
  startWorker(): Promise<RunningWorker>;
  /** A bill of 12.99 EUR on the flow's clock, that can be paid for two weeks. */
  bill(srrid: string, more?: Partial<BillRequest>): BillRequest;
  /** The business day that is so many days ahead. */
  day(ahead: number): string;
  /** Waits until a bill is in a stage, and gives its view. */
  stage(srrid: string, stage: string): ReturnType<IncassoClient['bills']['show']>;
  /** What happened at the vendor, without its webhooks. */
  effects(srrid: string): Promise<string[]>;
}

export interface BillFlowOptions {
  httpTimeoutMs?: number;
  /** Business milliseconds per real one. */
  speed?: number;
  /** The business clock is the machine's. */
  now?: boolean;
  logger?: ReceiverSettings['logger'];
  webhooks?: boolean;
  alphacomm?: { url: string; apiKey: string };
  creation?: AccepteasySimulatorOptions['creation'];
}

let queues = 0;

/** Starts everything; what it started ends after the file's last test. */
export async function startBillFlow({
  httpTimeoutMs = 1_000,
  speed = 600,
  now: isNow = false,
  logger = pino({ level: 'silent' }),
  webhooks = true,
  alphacomm,
  creation,
}: BillFlowOptions = {}): Promise<BillFlow> {
  const { env } = await startRealServer();
  queues += 1;
  const taskQueue = `bill-flow-${process.pid}-${queues}`;
  const settings = { client: env.client, taskQueue, host: '127.0.0.1', port: 0, credentials: CREDENTIALS, logger };
  const receiver = await startReceiver(settings);
  const since = new Date().toISOString();
  const clock = { since, origin: isNow ? since : '2026-03-02T09:00:00.000Z', speed };
  const simulator = await startAccepteasySimulator({
    ...ACCOUNT,
    clock: { origin: clock.origin, speed },
    ...(webhooks ? { webhook: { url: `${receiver.url}/webhooks/accepteasy`, ...CREDENTIALS, repeats: false } } : {}),
    ...(creation ? { creation } : {}),
  });
  const start = () =>
    startWorker({
      connection: env.nativeConnection,
      client: env.client,
      namespace: 'default',
      taskQueuePrefix: taskQueue,
      httpTimeoutMs,
      importWindowMs: 3_000,
      accepteasy: { url: simulator.url, ...ACCOUNT },
      ...(alphacomm ? { alphacomm } : {}),
      workflowBundle: workflowBundle(),
    });
  const incasso = createIncassoClient({
    client: env.client,
    taskQueue,
    httpTimeoutMs,
    answerWithinMs: ANSWER_WITHIN_MS,
  });
  const control = createAccepteasyControlClient(simulator.controlUrl);
  const now = () => Date.parse(clock.origin) + (Date.now() - Date.parse(clock.since)) * speed;
  const day = (ahead: number) => new Date(now() + ahead * DAY_MS).toISOString().slice(0, 10);
  const flow: BillFlow = {
    client: env.client,
    incasso,
    simulator,
    control,
    receiver,
    taskQueue,
    clock,
    worker: await start(),
    startWorker: start,
    day,
    bill: (srrid, more = {}) => ({
      srrid,
      paymentReference: srrid.slice(0, 16),
      description: 'Invoice',
      amount: eur(12_99),
      expiryDate: day(14),
      email: 'debtor@example.com',
      phone: '+31600000000',
      clock,
      ...more,
    }),
    stage: (srrid, stage) =>
      until(`${srrid} is ${stage}`, async () => {
        const view = await incasso.bills.show(srrid);
        return view.stage === stage && view;
      }),
    effects: async (srrid) =>
      (await control.ledger({ reference: srrid }))
        .map(({ effect }) => effect as string)
        .filter((effect) => !effect.startsWith('webhook.')),
  };
  atEnd(async () => {
    await flow.worker.stop();
    await receiver.close();
    await simulator.close();
  });
  return flow;
}
