import { beforeAll, expect, test } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { createSweepActivities } from '../../src/activities/sweeps.js';
import { createEventDelivery } from '../../src/client/delivery.js';
import { UnknownScheduleError } from '../../src/client/index.js';
import type { CollectRecordInput } from '../../src/domain/case.js';
import { createAlphacommClient } from '../../src/vendors/alphacomm/client.js';
import type { sweepPayLinks } from '../../src/workflows/index.js';
import { eMandateSweepScheduleId, type SweepState, sweepScheduleId } from '../../src/workflows/messages.js';
import { type Flow, startFlow } from '../support/flow.js';
import { debt, message } from '../support/inputs.js';
import { until } from '../support/until.js';

// The vendor's clock stands still but for `advance`. The tests follow each other: each sweep carries on from the last.
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const VENDORS_START = '2099-03-04T09:00:00Z';
const eur = (minor: number) => ({ minor, currency: 'EUR' });
const said = { by: 'an operator', why: 'a reason' };
const lost = { mode: 'lost' } as const;
/** Asking what there is to ask, when nothing has changed: one page, the oldest, the newest, and a total each month. */
const callsOf = (months: number) => 3 + months;

let flow: Flow;
beforeAll(async () => {
  flow = await startFlow({ speed: 0 });
  const { now } = await flow.control.clock();
  await flow.control.advance(Date.parse(VENDORS_START) - Date.parse(now)); // Never near the end of a day or a month.
});

async function mailed(reference: string, more: Partial<CollectRecordInput> = {}): Promise<void> {
  const { incasso, control } = flow;
  await incasso.cases.start(debt(reference, more));
  await until('the record', async () => (await control.ledger({ reference, effect: 'record.created' }))[0]);
  await control.advance(1_000);
}

/** Records at the vendor that no case of ours knows of; each is mailed, and paid at once. */
async function foreign(references: string[], act: 'pay' | 'part-pay'): Promise<void> {
  const { control, simulator } = flow;
  await control.plan(
    references.map((reference) => ({ reference, onMessage: [{ afterMs: 0, do: act, delivery: lost }] })),
  );
  const vendor = createAlphacommClient({ url: simulator.url, apiKey: 'key-of-the-tests', timeoutMs: 5_000 });
  const row = { script: '1001', toMailAddress: 'debtor@example.com', invoiceAmountMinor: 100_00 };
  const { invoice } = debt('FOREIGN');
  await vendor.addRecords(
    references.map((reference) => ({
      ...row,
      reference,
      invoiceReference: invoice.number,
      invoiceDueDate: invoice.dueDate,
      invoiceCurrency: 'EUR',
    })),
  );
  await control.advance(1_000);
}

const numbered = (name: string, count: number) => Array.from({ length: count }, (_, index) => `${name}-${index}`);
const pays = (reference: string, amountMinor?: number) =>
  flow.control.tell({
    reference,
    story: amountMinor === undefined ? 'paid' : 'part-paid',
    amountMinor,
    delivery: lost,
  });
const shown = (reference: string) => flow.incasso.cases.show(reference);
/** The vendor's times show whole seconds. */
const vendorsNow = async () => `${(await flow.control.clock()).now.slice(0, 19)}.000Z`;

async function runsOf(reference: string): Promise<number> {
  let runs = 0;
  for await (const _ of flow.client.workflow.list({ query: `WorkflowId = "collect:${reference}"` })) runs += 1;
  return runs;
}

/** Lets the schedule sweep now, and says what came of it and how many calls it took. */
async function sweep(): Promise<SweepState & { calls: number }> {
  const { client, incasso, control } = flow;
  const schedule = client.schedule.getHandle(sweepScheduleId);
  const before = (await schedule.describe()).info.numActionsTaken;
  const callsBefore = (await control.calls()).length;
  await incasso.schedules.run(sweepScheduleId);
  const workflowId = await until('the sweep', async () => {
    const { info } = await schedule.describe();
    return info.numActionsTaken > before && info.recentActions.at(-1)?.action.workflow.workflowId;
  });
  const state = await client.workflow.getHandle<typeof sweepPayLinks>(workflowId).result();
  return { ...state, calls: (await control.calls()).length - callsBefore };
}

/** A sweep that carries on from a state of the test's own. */
function sweepFrom(last: SweepState): Promise<SweepState> {
  const { client, simulator, taskQueue } = flow;
  const alphacomm = createAlphacommClient({ url: simulator.url, apiKey: 'key-of-the-tests', timeoutMs: 5_000 });
  const { sweepPayLinks } = createSweepActivities({ alphacomm, delivery: createEventDelivery(client, { taskQueue }) });
  return new MockActivityEnvironment().run(sweepPayLinks, last);
}

/** A sweep that knows of no other, as the first one does. */
async function sweepAnew(): Promise<SweepState> {
  const { client, taskQueue } = flow;
  const workflowId = `sweep-anew-${Date.now()}`;
  return client.workflow.execute<typeof sweepPayLinks>('sweepPayLinks', { workflowId, taskQueue, args: [] });
}

test('the schedule of the sweep is made once, changed when its interval is, and runs when it is told', async () => {
  const { schedules } = flow.incasso;
  expect(await schedules.list()).toEqual([]);
  const both = (change: string) => [sweepScheduleId, eMandateSweepScheduleId].map((id) => ({ id, change }));
  expect(await schedules.apply({ everyMs: 300 * DAY_MS })).toEqual(both('created'));
  expect(await schedules.apply({ everyMs: 300 * DAY_MS })).toEqual(both('unchanged'));
  expect(await schedules.apply({ everyMs: 400 * DAY_MS })).toEqual(both('updated'));
  const listed = { everyMs: 400 * DAY_MS, paused: false, lastRunAt: null };
  expect(await schedules.list()).toMatchObject([
    { id: sweepScheduleId, ...listed },
    { id: eMandateSweepScheduleId, ...listed },
  ]);
  await expect(schedules.run('sweep-nothing')).rejects.toThrow(UnknownScheduleError);
  expect(await sweep()).toMatchObject({ watermark: null, read: 0, delivered: 0, recent: {} });
  expect((await schedules.list())[0]?.lastRunAt).not.toBeNull();
});

test('a payment whose webhook was lost is found, and the mark of the sweep is the vendor’s time', async () => {
  await mailed('LOST-1');
  await flow.control.advance(3 * MINUTE_MS);
  await pays('LOST-1');
  const { delivered, watermark } = await sweep();
  expect([delivered, watermark]).toEqual([1, await vendorsNow()]);
  expect(await flow.incasso.cases.result('LOST-1')).toMatchObject({ outcome: 'paid', paid: eur(100_00) });
});

test('a part whose webhook was lost is found too', async () => {
  await mailed('LOST-2');
  await pays('LOST-2', 40_00);
  expect((await sweep()).delivered).toBe(1);
  await until('the part', async () => (await shown('LOST-2')).paid.minor === 40_00);
  expect(await shown('LOST-2')).toMatchObject({ stage: 'awaiting-payment', owed: eur(60_00) });
});

test('without changes a sweep costs a handful of calls, and delivers nothing twice', async () => {
  const first = await sweep();
  expect(first).toMatchObject({ read: 1, delivered: 0, calls: callsOf(1) });
  expect(await sweep()).toEqual({ ...first, tookMs: expect.any(Number) });
  const { events } = await flow.client.workflow.getHandle('collect:LOST-2').fetchHistory();
  expect(events?.filter((event) => event.workflowExecutionSignaledEventAttributes)).toHaveLength(1);
});

test('a part that follows within the overlap is delivered, the one before is not', async () => {
  await flow.control.advance(2 * MINUTE_MS);
  await pays('LOST-2', 10_00);
  expect((await sweep()).delivered).toBe(1);
  await until('the second part', async () => (await shown('LOST-2')).paid.minor === 50_00);
  expect((await shown('LOST-2')).payments.map(({ amount }) => amount.minor)).toEqual([40_00, 10_00]);
});

test('what lies behind the overlap is not remembered', async () => {
  await flow.control.advance(20 * MINUTE_MS);
  await mailed('LATER-1');
  const { id } = await pays('LATER-1', 1_00);
  expect(Object.keys((await sweep()).recent)).toEqual([id]);
  expect(Object.keys((await sweepAnew()).recent)).toEqual([id]);
});

test('the window in which a link was made is read again when its total has changed, and no other', async () => {
  await mailed('OLD-1');
  await flow.control.advance(40 * DAY_MS);
  await foreign(['OTHER-1', 'OTHER-2'], 'pay');
  expect((await sweep()).delivered).toBe(0);
  await flow.control.advance(10 * MINUTE_MS);
  await pays('OLD-1');
  const { read, delivered, watermark } = await sweep();
  // Two that are paid in part are always read; of the paid ones those of one day, here OLD-1 and LOST-1.
  expect([read, delivered, watermark]).toEqual([4, 1, await vendorsNow()]);
  expect(await flow.incasso.cases.result('OLD-1')).toMatchObject({ outcome: 'paid' });
  expect(await sweep()).toMatchObject({ read: 2, delivered: 0, calls: callsOf(2) });
});

test('links of no case of ours are skipped, and not parked', async () => {
  await flow.control.advance(10 * MINUTE_MS);
  await foreign(['THEIRS-1'], 'pay');
  await foreign(['THEIRS-2'], 'part-pay');
  const { read, delivered } = await sweep();
  expect(delivered).toBe(0);
  expect(read).toBeGreaterThanOrEqual(2);
  for await (const parked of flow.incasso.parked.list()) throw new Error(`${parked.id} was parked`);
});

test('new money on a closed case is shown to a person, and what was booked before is not shown again', async () => {
  await mailed('CLOSED-1');
  await flow.incasso.cases.cancel('CLOSED-1', said);
  await flow.incasso.cases.result('CLOSED-1');
  await flow.control.advance(10 * MINUTE_MS);
  await pays('CLOSED-1', 12_00);
  await sweep();
  const view = await until('attention', async () => {
    const now = await shown('CLOSED-1');
    return now.stage === 'needs-attention' && now;
  });
  expect(view).toMatchObject({ paid: eur(12_00), reason: 'payment after close (cancelled): 12.00 EUR' });
  await flow.incasso.cases.resolve('CLOSED-1', { as: 'happened', ...said });
  await flow.incasso.cases.result('CLOSED-1');
  expect((await sweep()).delivered).toBe(0);
  expect((await sweepAnew()).delivered).toBeGreaterThan(0);
  expect(await shown('CLOSED-1')).toMatchObject({ stage: 'cancelled', paid: eur(12_00) });
  expect([await runsOf('CLOSED-1'), await runsOf('LOST-1')]).toEqual([2, 1]);
});

test('money on a case that was closed longer than 90 days ago is left alone', async () => {
  const at = new Date().toISOString();
  const clock = { since: at, origin: at, speed: 1_000 * DAY_MS }; // A thousand days pass each millisecond.
  const plan = { payLink: { from: 'script' as const }, steps: [message(DAY_MS)] };
  await mailed('CLOSED-2', { clock, plan });
  expect(await flow.incasso.cases.result('CLOSED-2')).toMatchObject({ outcome: 'unpaid' });
  await pays('CLOSED-2');
  expect((await sweep()).delivered).toBe(1);
  expect(await shown('CLOSED-2')).toMatchObject({ stage: 'unpaid', paid: eur(0) });
  expect(await runsOf('CLOSED-2')).toBe(1);
});

test('what changed while a long sweep was under way is found by the next one', async () => {
  await mailed('LONG-1');
  await pays('LONG-1', 20_00);
  const missedAt = Date.parse(await vendorsNow());
  // Money that came later was seen by the sweep that had passed this link by: its mark is far ahead of what was missed.
  const last: SweepState = {
    ...(await sweepAnew()),
    watermark: new Date(missedAt + 30 * MINUTE_MS).toISOString(),
    recent: {},
  };
  expect((await sweepFrom({ ...last, tookMs: 10 * MINUTE_MS })).delivered).toBe(0);
  expect((await sweepFrom({ ...last, tookMs: 40 * MINUTE_MS })).delivered).toBeGreaterThan(0);
  await sweep();
});

test('more links than a page holds are all read', async () => {
  await flow.control.advance(10 * MINUTE_MS);
  await mailed('LAST-1');
  await foreign(numbered('PART', 103), 'part-pay');
  await foreign(numbered('FULL', 104), 'pay');
  await mailed('LAST-2');
  await pays('LAST-1', 30_00);
  await pays('LAST-2');
  const { read, delivered } = await sweep();
  expect(delivered).toBe(2);
  expect(read).toBeGreaterThanOrEqual(103 + 104 + 2);
  expect(await flow.incasso.cases.result('LAST-2')).toMatchObject({ outcome: 'paid' });
  await until('the part', async () => (await shown('LAST-1')).paid.minor === 30_00);
});
