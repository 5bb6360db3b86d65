import { expect, test } from '@jest/globals';
import { type BatchView, createIncassoClient, NoWorkerError } from '../../src/client/index.js';
import { createPtxControlClient } from '../../src/simulators/ptx/control-client.js';
import { startPtxSimulator } from '../../src/simulators/ptx/index.js';
import { type IncassoProcess, startIncasso } from '../support/incasso-process.js';
import { aBatch, INDIRECT, payments } from '../support/payments.js';
import { PTX_USER } from '../support/ptx-flow.js';
import { atEnd, startRealServer } from '../support/servers.js';
import { until } from '../support/until.js';

// `INCASSO_TEST_KILLS=50 INCASSO_TEST_BATCHES=20` is the long form of this test.
const KILLS = Number(process.env.INCASSO_TEST_KILLS ?? 4);
const BATCHES = Number(process.env.INCASSO_TEST_BATCHES ?? 5);
const PAYMENTS = 700;
const WORKER_LIVES_AT_MOST_MS = 3_000;
const APPROVERS = ['ann', 'bob'];
const STEPS = ['batch.entered', 'batch.approved', 'batch.committed'];

test('a worker that is killed at random moments leaves no batch undone, and nothing done twice', async () => {
  const { env, server } = await startRealServer();
  const taskQueue = `batch-killed-${process.pid}`;
  const simulator = await startPtxSimulator({ users: [PTX_USER] });
  atEnd(() => simulator.close());
  const control = createPtxControlClient(simulator.controlUrl);
  const variables = {
    TEMPORAL_ADDRESS: server.address,
    INCASSO_TASK_QUEUE_PREFIX: taskQueue,
    PTX_URL: simulator.url,
    PTX_EMAIL: PTX_USER.email,
    PTX_PASSWORD: PTX_USER.password,
    PTX_SETTLE: '1s',
    INCASSO_HTTP_TIMEOUT: '1s',
    INCASSO_SWEEP_INTERVAL: '1s',
    LOG_LEVEL: 'error',
  };
  const { batches } = createIncassoClient({ client: env.client, taskQueue, httpTimeoutMs: 1_000 });
  const keys = Array.from({ length: BATCHES }, (_, index) => `KILL-${index + 1}`);
  for (const key of keys) {
    await batches.submit(aBatch(key, { profileId: INDIRECT, instructions: payments(PAYMENTS) }));
  }

  const shown = async (key: string): Promise<BatchView | undefined> => {
    try {
      return await batches.show(key);
    } catch (error) {
      if (error instanceof NoWorkerError) return undefined; // It was killed, or has just begun.
      throw error;
    }
  };
  let ended = false;
  const approving = Promise.all(
    keys.flatMap((key) =>
      APPROVERS.map((by) =>
        until(
          `${by} approves ${key}`,
          async () => {
            const view = await shown(key);
            if (ended || view?.stage === 'committed' || view?.approvals.some((approval) => approval.by === by))
              return true;
            if (view?.stage !== 'awaiting-approval') return false;
            await batches.approve(key, { by, hash: view.hash ?? '' }).catch((error: unknown) => {
              if (!(error instanceof NoWorkerError)) throw error;
            });
            return false;
          },
          400_000,
        ),
      ),
    ),
  );
  approving.catch(() => undefined);

  let worker: IncassoProcess = await startIncasso(['worker'], variables);
  for (let kill = 0; kill < KILLS; kill += 1) {
    const before = Date.now();
    const lives = Math.random() * WORKER_LIVES_AT_MOST_MS;
    await until('the moment of the kill', () => Date.now() - before > lives);
    await worker.kill();
    worker = await startIncasso(['worker'], variables);
  }
  try {
    for (const key of keys) {
      await until(`${key} is committed`, async () => (await shown(key))?.stage === 'committed', 300_000);
    }
  } finally {
    ended = true;
  }
  await approving;

  const ledger = await control.ledger();
  const submissions = await control.submissions();
  for (const key of keys) {
    const own = ledger.filter(({ reference }) => reference?.endsWith(`[${key}]`)).map(({ effect }) => effect);
    expect([key, STEPS.map((step) => own.filter((effect) => effect === step).length)]).toEqual([key, [1, 1, 1]]);
    const live = submissions.filter(
      ({ description, status }) => description.endsWith(`[${key}]`) && status !== 'Rejected',
    );
    expect(live).toHaveLength(1);
    const there = await control.instructions(live[0]?.batchId ?? 0);
    expect(there.map(({ reference }) => reference).sort()).toEqual(
      payments(PAYMENTS).map(({ reference }) => reference),
    );
  }
}, 900_000);
