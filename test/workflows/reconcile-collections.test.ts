import { beforeAll, expect, test } from '@jest/globals';
import { calendarOf } from '../../src/domain/calendar/bacs-calendar.js';
import { latestCalendarVersion } from '../../src/domain/calendar/holidays.js';
import { type ReconcileResult, reconcileScheduleId } from '../../src/workflows/messages.js';
import { ddmFilesOf, payersFile } from '../support/ddm-files.js';
import { faultKinds } from '../support/fault-kinds.js';
import { DAY_MS } from '../support/fixtures.js';
import { aMandate, gbp } from '../support/mandates.js';
import { type PtxFlow, startPtxFlow } from '../support/ptx-flow.js';
import { runSchedule } from '../support/schedules.js';
import { until } from '../support/until.js';

// The mandates are set up today, and their first collection is some weeks ahead: only PTX and the reconciliation go there, by
// their own clocks. The tests follow each other: each run carries on from the last.
const calendar = calendarOf(latestCalendarVersion);
const today = new Date().toISOString().slice(0, 10);
/** The day on which all mandates are collected from, and the ones around it. */
const day = calendar.addProcessingDays(today, 30);
const dayBefore = calendar.addProcessingDays(day, -1);
const dayAfter = calendar.addProcessingDays(day, 1);

let flow: PtxFlow;
beforeAll(async () => {
  flow = await startPtxFlow();
  const { control, incasso } = flow;
  const references = ['EVEN-101', 'EVEN-102', 'LOST-101', 'EXTRA-101', 'ENDED-101', 'AMOUNT-101', 'TWICE-101'];
  for (const reference of references) {
    const plan = { amount: gbp(12_50), frequency: 'monthly' as const, start: day };
    await incasso.mandates.setUp(aMandate(reference, { plan }));
  }
  for (const reference of references) {
    await until(`${reference} is active`, async () => (await incasso.mandates.show(reference)).stage === 'active');
  }
  await control.advance(Date.parse(`${day}T12:00:00Z`) - Date.now());
}, 60_000);

/** The workflow of the last run. */
let last = '';
/** A run of the schedule, at noon of a day. */
async function reconcile(on = day): Promise<ReconcileResult> {
  const { client, incasso } = flow;
  const clock = { since: new Date().toISOString(), origin: `${on}T12:00:00Z`, speed: 1 };
  await incasso.schedules.apply({ everyMs: 300 * DAY_MS, vendors: ['ptx'], clock });
  last = await runSchedule(flow, reconcileScheduleId);
  return client.workflow.getHandle<() => Promise<ReconcileResult>>(last).result();
}

/** How often a mandate was told of a difference. */
async function told(reference: string): Promise<number> {
  const { events } = await flow.client.workflow.getHandle(`mandate:${reference}`).fetchHistory();
  const names = (events ?? []).map((event) => event.workflowExecutionSignaledEventAttributes?.signalName);
  return names.filter((name) => name === 'historyDiffers').length;
}

const mandateAtPtx = async (reference: string): Promise<number> =>
  (await flow.control.mandates()).find((mandate) => mandate.reference === reference)?.id ?? 0;

const rowOf = async (reference: string) =>
  (await flow.control.history()).find((row) => row.reference === reference && row.paymentDay === day);

test('what PTX has as the mandates expect it is no difference', async () => {
  expect(await rowOf('EVEN-101')).toMatchObject({ status: 'SUCCESS', paymentDay: day });
  expect(await reconcile()).toMatchObject({
    from: calendar.addProcessingDays(day, -9),
    to: day,
    expected: 7,
    rows: 7,
    foreign: 0,
    differences: [],
    differenceCount: 0,
    told: 0,
  });
});

test('a collection that PTX does not have is told to its mandate, once a day as long as it stays so', async () => {
  await flow.control.dropHistoryRow((await rowOf('LOST-101'))?.id ?? 0);
  const difference = { reference: 'LOST-101', day, what: 'missing' };
  expect(await reconcile()).toMatchObject({ rows: 6, differences: [difference], differenceCount: 1, told: 1 });
  expect(await reconcile()).toMatchObject({ differences: [difference], told: 0 });
  expect(await told('LOST-101')).toBe(1);
  expect(await reconcile(dayAfter)).toMatchObject({ differences: [difference], told: 1 });
  expect(await told('LOST-101')).toBe(2);
  expect(await told('EVEN-101')).toBe(0);
});

test('a collection that nobody expects is told to its mandate, which then knows it', async () => {
  const mandateId = await mandateAtPtx('EXTRA-101');
  await flow.control.addHistoryRow({ mandateId, paymentDay: dayAfter, amountMinor: 99, paymentType: 'ONE_OFF' });
  const { differences } = await reconcile(dayAfter);
  expect(differences).toContainEqual({ reference: 'EXTRA-101', day: dayAfter, what: 'unexpected' });
  await until('the mandate has read it', async () => {
    const { collections } = await flow.incasso.mandates.show('EXTRA-101');
    return collections.some(({ dueDate, amount }) => dueDate === dayAfter && amount.minor === 99);
  });
  const after = await reconcile(dayAfter);
  expect(after.differences).toEqual([{ reference: 'LOST-101', day, what: 'missing' }]);
});

test.each([
  ['another amount at PTX', 'AMOUNT-101', 'amount', 'is of 999.99 at PTX and not of 12.50'],
  ['a second collection on a day on which one is expected', 'TWICE-101', 'twice', 'a second time, 12.50 on'],
] as const)('%s is told to its mandate, which asks a person', async (_, reference, what, question) => {
  if (what === 'amount') {
    await flow.control.changeHistoryRow((await rowOf(reference))?.id ?? 0, { amountMinor: 999_99 });
  } else {
    const mandateId = await mandateAtPtx(reference);
    await flow.control.addHistoryRow({ mandateId, paymentDay: day, amountMinor: 12_50, paymentType: 'DIRECT_DEBIT' });
  }
  const { differences } = await reconcile(dayAfter);
  expect(differences).toContainEqual({ reference, day, what });
  await until('a person is asked', async () => {
    const { stage, reason } = await flow.incasso.mandates.show(reference);
    return stage === 'needs-attention' && reason?.includes(question);
  });
  // It knows now what PTX has.
  expect((await reconcile(dayAfter)).differences.map((each) => each.reference)).not.toContain(reference);
});

test('instructions, refunds and what was deleted are no collections', async () => {
  const mandateId = await mandateAtPtx('EVEN-101');
  const { control } = flow;
  const before = await reconcile(dayAfter);
  await control.addHistoryRow({ mandateId, paymentDay: dayBefore, amountMinor: 99, paymentType: 'REFUND' });
  await control.addHistoryRow({ mandateId, paymentDay: dayBefore, amountMinor: 0, paymentType: 'AUDDIS', code: '0N' });
  const { id } = await control.addHistoryRow({
    mandateId,
    paymentDay: dayBefore,
    amountMinor: 98,
    paymentType: 'ONE_OFF',
  });
  await control.changeHistoryRow(id, { status: 'DELETED' });
  expect(await reconcile(dayAfter)).toMatchObject({ rows: before.rows, differences: before.differences });
});

test('what others collect on mandates of their own is counted, and is no difference', async () => {
  await ddmFilesOf(flow).imported(payersFile(['FOREIGN-101']));
  const mandateId = await mandateAtPtx('FOREIGN-101');
  const before = await reconcile(dayAfter);
  await flow.control.addHistoryRow({ mandateId, paymentDay: dayAfter, amountMinor: 99, paymentType: 'ONE_OFF' });
  expect(await reconcile(dayAfter)).toMatchObject({
    rows: before.rows + 1,
    foreign: before.foreign + 1,
    differences: before.differences,
  });
});

test('what PTX goes on collecting for a mandate whose workflow has ended is told to people, as nobody else is there', async () => {
  const before = await reconcile(dayAfter);
  await flow.client.workflow.getHandle('mandate:ENDED-101').terminate('a person ended it in Temporal');
  await until('it is listed so', async () => (await reconcile(dayAfter)).expected === before.expected - 1);
  const result = await reconcile(dayAfter);
  expect(result.differences).toContainEqual({ reference: 'ENDED-101', day, what: 'after-end' });
  expect(result.told).toBe(0);
});

test.each(faultKinds)('%s at the reading of the history: the next reading finds the same', async (kind) => {
  const before = await reconcile(dayAfter);
  await flow.control.addFault({
    operation: 'ptx.collectionHistory.queryBetweenDates',
    kind,
    delayMs: 500,
    retryAfterSeconds: 1,
  });
  // An answer that is none ends the run: the next one, of the schedule, is another try.
  const result = await reconcile(dayAfter).catch(() => reconcile(dayAfter));
  expect(result).toEqual({ ...before, told: 0 });
});

test('the run says on its page what differs', async () => {
  await reconcile(dayAfter);
  const handle = flow.client.workflow.getHandle(last);
  const { currentDetails } = await handle.query<{ currentDetails: string }>('__temporal_workflow_metadata');
  expect(currentDetails).toContain(`- ${day} LOST-101: expected, and PTX has none`);
});

test('a day that was compared and has cleared is looked at for what is missing alone', async () => {
  // Mandates stop showing what they expected when it has cleared: its row is no surprise then.
  const { id } = await flow.control.addHistoryRow({
    mandateId: await mandateAtPtx('EVEN-102'),
    paymentDay: dayBefore,
    amountMinor: 97,
    paymentType: 'ONE_OFF',
  });
  const seen = ({ differences }: ReconcileResult) => differences.some(({ reference }) => reference === 'EVEN-102');
  expect(seen(await reconcile(calendar.addProcessingDays(day, 5)))).toBe(false);
  await flow.control.dropHistoryRow(id);
  await flow.control.dropHistoryRow((await rowOf('EVEN-102'))?.id ?? 0);
  expect(seen(await reconcile(calendar.addProcessingDays(day, 5)))).toBe(true);
});
