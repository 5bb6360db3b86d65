import { beforeAll, expect, test } from '@jest/globals';
import { createIncassoClient } from '../../src/client/index.js';
import { type BillRequest, prepareBill } from '../../src/client/prepare-bill.js';
import { createAccepteasyControlClient } from '../../src/simulators/accepteasy/control-client.js';
import { startAccepteasySimulator } from '../../src/simulators/accepteasy/index.js';
import { startWorker } from '../../src/workers/worker.js';
import * as messages from '../../src/workflows/messages.js';
import { ACCOUNT } from '../support/bill-flow.js';
import { DAY_MS, eur, SAID } from '../support/fixtures.js';
import { atEnd, timeSkipping, workflowBundle } from '../support/servers.js';
import { until } from '../support/until.js';

// Time is skipped: the vendor's clock stands still but for `advance`. One bill at a time.
const HOUR_MS = 3_600_000;
const SLACK_MS = 120_000;

async function start() {
  const env = await timeSkipping();
  const { client, nativeConnection: connection } = env;
  const taskQueue = `bills-skipped-${process.pid}`;
  const clock = { origin: new Date().toISOString(), speed: 0 };
  const simulator = await startAccepteasySimulator({ ...ACCOUNT, clock });
  const worker = await startWorker({
    connection,
    client,
    namespace: 'default',
    taskQueuePrefix: taskQueue,
    httpTimeoutMs: 2_000,
    importWindowMs: 3_000,
    accepteasy: { url: simulator.url, ...ACCOUNT },
    workflowBundle: workflowBundle(),
  });
  atEnd(async () => {
    await worker.stop();
    await simulator.close();
  });
  return {
    env,
    taskQueue,
    bills: createIncassoClient({ client, taskQueue }).bills,
    control: createAccepteasyControlClient(simulator.controlUrl),
  };
}

let time: Awaited<ReturnType<typeof start>>;
beforeAll(async () => {
  time = await start();
});

const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);

/** A bill that can be paid for ten days; brings the vendor's clock to that of the server first. */
async function opened(srrid: string, more: Partial<BillRequest> = {}) {
  const { env, bills, control, taskQueue } = time;
  const nowMs = await env.currentTimeMs();
  await control.advance(Math.max(0, nowMs - Date.parse((await control.clock()).now)));
  const bill: BillRequest = {
    srrid,
    paymentReference: srrid,
    description: 'Invoice',
    amount: eur(12_99),
    expiryDate: dayOf(nowMs + 10 * DAY_MS),
    email: 'debtor@example.com',
    phone: '+31600000000',
    ...more,
  };
  // The client goes by the machine's clock, from which this server's runs away.
  const { bill: prepared } = prepareBill(bill, nowMs);
  const workflowId = messages.billWorkflowId(srrid);
  await env.client.workflow.start(messages.workflowTypes.collectBill, {
    workflowId,
    taskQueue,
    args: [prepared?.input],
  });
  return until('the bill', async () => {
    const view = await bills.show(srrid);
    return view.stage === 'open' && view;
  });
}

/** Moves both clocks. */
async function pass(ms: number) {
  await time.control.advance(ms);
  await time.env.sleep(ms);
}

test('a bill that nobody pays is read when its day has ended in Amsterdam, and has expired then', async () => {
  const { bills, control, env } = time;
  const { expiresAt, nextActionAt } = await opened('EXPIRES');
  expect(Date.parse(nextActionAt ?? '') - Date.parse(expiresAt)).toBe(5_000);
  await pass(Date.parse(expiresAt) - (await env.currentTimeMs()) - HOUR_MS);
  expect(await bills.show('EXPIRES')).toMatchObject({ stage: 'open' });
  await control.advance(2 * HOUR_MS);
  const closed = await bills.result('EXPIRES');
  expect(closed).toMatchObject({ outcome: 'expired', paid: { minor: 0 }, reason: null });
  const late = Date.parse(closed.timeline.at(-1)?.at ?? '') - Date.parse(expiresAt);
  expect(late >= 0 && late < SLACK_MS).toBe(true);
  const reads = (await control.calls()).filter(({ operation }) => operation === 'accepteasy.bill.get');
  expect(reads).toHaveLength(1);
});

test('a bill that is paid in its last moment is paid, though nobody told of it', async () => {
  const { bills, control, env } = time;
  const { expiresAt } = await opened('LAST-MOMENT');
  await pass(Date.parse(expiresAt) - (await env.currentTimeMs()) - 1_000);
  await control.pay('LAST-MOMENT', { mode: 'lost' });
  await control.advance(HOUR_MS);
  expect(await bills.result('LAST-MOMENT')).toMatchObject({ outcome: 'paid', paid: { minor: 12_99 } });
});

test('a payment that is under way at the end of the last day is waited for', async () => {
  const { bills, control, env } = time;
  const { expiresAt } = await opened('UNDER-WAY');
  await control.act({ srrid: 'UNDER-WAY', do: 'plan-payment' });
  await pass(Date.parse(expiresAt) - (await env.currentTimeMs()) + 2 * DAY_MS);
  expect(await bills.show('UNDER-WAY')).toMatchObject({ stage: 'open' });
  await control.pay('UNDER-WAY', { mode: 'lost' });
  expect(await bills.result('UNDER-WAY')).toMatchObject({ outcome: 'paid' });
});

test('a hold ends at the start of its day; of what it kept back only the last message goes, and what lies ahead', async () => {
  const { bills, control, env } = time;
  const nowMs = await env.currentTimeMs();
  const communications = [1, 2, 8].map((ahead) => ({
    channel: 'Email',
    template: `reminder-${ahead}`,
    scheduledAt: new Date(nowMs + ahead * DAY_MS).toISOString(),
  }));
  await opened('HELD', { communications });
  await bills.hold('HELD', { until: dayOf(nowMs + 5 * DAY_MS), ...SAID });
  await until('nothing is planned', async () => (await control.communications('HELD')).length === 0);
  await pass(6 * DAY_MS);
  const planned = await until('the rest', async () => {
    const messages = await control.communications('HELD');
    return messages.length === 2 && messages;
  });
  expect(planned.map(({ template }) => template)).toEqual(['reminder-2', 'reminder-8']);
  expect((await bills.show('HELD')).timeline.map(({ what }) => what)).toContain('the hold ended');
  expect(await bills.cancel('HELD', SAID)).toMatchObject({ owed: { minor: 12_99 } });
  expect(await bills.result('HELD')).toMatchObject({ outcome: 'cancelled' });
});
