import { expect, test } from '@jest/globals';
import { createIncassoClient } from '../../src/client/index.js';
import { startAlphacommSimulator } from '../../src/simulators/alphacomm/index.js';
import { createControlClient, type DebtorPlay } from '../../src/simulators/control-client.js';
import { type IncassoProcess, startIncasso } from '../support/incasso-process.js';
import { debt, message, voice } from '../support/inputs.js';
import { atEnd, startRealServer } from '../support/servers.js';
import { until } from '../support/until.js';

// `INCASSO_TEST_KILLS=50 INCASSO_TEST_CASES=200` is the long form of this test.
const KILLS = Number(process.env.INCASSO_TEST_KILLS ?? 6);
const CASES = Number(process.env.INCASSO_TEST_CASES ?? 40);
const WORKER_LIVES_AT_MOST_MS = 2_500;
const API_KEY = 'key-of-the-tests';
const RECEIVER_PORT_BASE = 20_000;

const SECOND = 1_000;
const SPEED = 1_000; // A simulated second is a millisecond here.
const after = (realMs: number) => realMs * SPEED;

const kinds: { plays: Omit<DebtorPlay, 'reference'>; outcome: 'paid' | 'unpaid' }[] = [
  { plays: { onMessage: [{ afterMs: after(SECOND), do: 'pay' }] }, outcome: 'paid' },
  {
    plays: {
      onMessage: [
        { afterMs: after(500), do: 'part-pay' },
        { afterMs: after(4 * SECOND), do: 'pay' },
      ],
    },
    outcome: 'paid',
  },
  { plays: { onCalls: [{ outcome: 'answered', afterwards: [{ afterMs: after(500), do: 'pay' }] }] }, outcome: 'paid' },
  { plays: { onCalls: [{ outcome: 'no-answer' }, { outcome: 'busy' }] }, outcome: 'unpaid' },
];

test('a worker and a receiver that are killed at random moments lose nothing and do nothing twice', async () => {
  const { env, server } = await startRealServer();
  const taskQueue = `killed-${process.pid}`;
  const receiverPort = RECEIVER_PORT_BASE + (process.pid % 10_000);
  const credentials = { username: 'vendor', password: 'secret-of-the-tests' };
  const simulator = await startAlphacommSimulator({
    apiKey: API_KEY,
    webhook: { url: `http://127.0.0.1:${receiverPort}/webhooks/alphacomm`, ...credentials },
    clock: { origin: '2026-03-02T09:00:00Z', speed: SPEED },
  });
  atEnd(() => simulator.close());
  const control = createControlClient(simulator.controlUrl);
  const variables = {
    TEMPORAL_ADDRESS: server.address,
    INCASSO_TASK_QUEUE_PREFIX: taskQueue,
    ALPHACOMM_URL: simulator.url,
    ALPHACOMM_API_KEY: API_KEY,
    INCASSO_HTTP_TIMEOUT: '1s',
    INCASSO_IMPORT_WINDOW: '3s',
    WEBHOOK_PORT: String(receiverPort),
    WEBHOOK_USERNAME: credentials.username,
    WEBHOOK_PASSWORD: credentials.password,
    LOG_LEVEL: 'error',
  };
  const incasso = createIncassoClient({ client: env.client, taskQueue, httpTimeoutMs: SECOND });
  const references = Array.from({ length: CASES }, (_, index) => `KILL-${String(index + 1).padStart(3, '0')}`);
  const kindOf = (index: number) => kinds[index % kinds.length] as (typeof kinds)[number];
  await control.plan(references.map((reference, index) => ({ reference, ...kindOf(index).plays })));
  await incasso.schedules.apply({ everyMs: 2 * SECOND }); // The net under webhooks that no receiver took.

  const start = () => Promise.all([startIncasso(['worker'], variables), startIncasso(['webhooks'], variables)]);
  let processes: IncassoProcess[] = await start();
  const plan = { payLink: { from: 'script' as const }, steps: [message(6 * SECOND), voice(6 * SECOND)] };
  for (const reference of references) await incasso.cases.start(debt(reference, { plan }));

  for (let kill = 0; kill < KILLS; kill += 1) {
    const before = Date.now();
    const lives = Math.random() * WORKER_LIVES_AT_MOST_MS;
    await until('the moment of the kill', () => Date.now() - before > lives);
    await Promise.all(processes.map((running) => running.kill()));
    processes = await start();
  }

  const outcomes = await Promise.all(
    references.map(async (reference) => (await incasso.cases.result(reference)).outcome),
  );
  expect(outcomes).toEqual(references.map((_, index) => kindOf(index).outcome));

  const ledger = await control.ledger();
  const twice = references.filter((reference) => {
    const of = (effect: string, script: string) =>
      ledger.filter((entry) => entry.reference === reference && entry.effect === effect && entry.script === script)
        .length;
    return (
      of('record.created', '1001') !== 1 || of('record.updated', '1001') !== 0 || of('record.created', '18301') > 1
    );
  });
  expect(twice).toEqual([]);
  for (const [index, reference] of references.entries()) {
    const { paid, payments } = await incasso.cases.show(reference);
    const come = ledger.filter((entry) => entry.reference === reference && entry.effect === 'payment');
    expect(paid.minor).toBe(come.reduce((sum, entry) => sum + (entry.amountMinor ?? 0), 0));
    expect(payments.length > 0).toBe(kindOf(index).outcome === 'paid');
  }
}, 600_000);
