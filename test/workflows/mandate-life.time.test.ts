import { beforeAll, expect, test } from '@jest/globals';
import type { MandateRequest } from '../../src/client/index.js';
import { createCalendar } from '../../src/simulators/ptx/calendar.js';
import { DEFAULT_COLLECTION_PROFILES } from '../../src/simulators/ptx/ddm/collection-profiles.js';
import type { PtxHistoryRow } from '../../src/simulators/ptx/ddm/control-types.js';
import type { CollectionProfileSetting } from '../../src/simulators/ptx/ddm/model.js';
import { processingDaysBefore } from '../../src/simulators/ptx/ddm/processing-days.js';
import { historyDiffers } from '../../src/workflows/messages.js';
import {
  aReport,
  MANDATE_ORIGIN,
  type MandateLifeOptions,
  type MandateTime,
  startMandateLives,
} from '../support/mandate-flow.js';
import { gbp } from '../support/mandates.js';

// Time is skipped, a day at a time: PTX does what it does in a morning, and the mandate looks on the same day. One mandate
// at a time, each at a PTX of its own, and each from the same Monday on.

let lives: Awaited<ReturnType<typeof startMandateLives>>;
beforeAll(async () => {
  lives = await startMandateLives();
});

const said = { by: 'an operator', why: 'asked for by the payer' };
const monthly = { amount: gbp(12_50), frequency: 'monthly', start: '2026-04-01' } as const;
/** What Bacs works on, by a calendar that is not the product's. */
const bacs = createCalendar();

/** A mandate that is active, at a PTX of its own. */
async function live(reference: string, more: Partial<MandateRequest> = {}, options: MandateLifeOptions = {}) {
  const life = await lives.begin({ origin: MANDATE_ORIGIN, ...options });
  await life.active(reference, more);
  return { ...life, ...watched(life, reference) };
}

function watched(life: MandateTime, reference: string) {
  const { mandates, pass, dayIn } = life;
  const view = () => mandates.show(reference);
  return {
    view,
    /** Lets days pass until that one, YYYY-MM-DD, in the morning. */
    async until(day: string) {
      while ((await dayIn(0)) < day) await pass(1);
      return view();
    },
    said: async () => (await view()).timeline.map(({ what }) => what),
    looks: async () =>
      (await life.control.calls()).filter(({ operation }) => operation === 'ptx.paymentPlans.list').length,
    /** Its present run, and how many events that has. */
    async run(): Promise<[string, number]> {
      const { runId, historyLength } = await life.handle(reference).describe();
      return [runId, historyLength];
    },
    /** Somebody has compared the histories. */
    differs: async () => life.handle(reference).signal(historyDiffers, { eventId: '1', day: await dayIn(0) }),
    /** A bank returns a collection, at PTX and to the mandate. */
    async returned(row: PtxHistoryRow | undefined, code: string, applyReports = true) {
      const { id, amountMinor, paymentDay } = row ?? { id: 0, amountMinor: 0, paymentDay: '' };
      await life.control.returnCollection({ rowId: id, code, applyReports });
      const originalDate = processingDaysBefore(bacs, paymentDay, 1);
      await life.report(reference, aReport('ARUDD', code, { amountMinor, originalDate }));
      return life.reaches(reference, 'the return', ({ collections }) =>
        collections.some(({ dueDate, state }) => dueDate === paymentDay && state === 'returned'),
      );
    },
    rows: async () => (await life.rowsOf(reference)).filter(({ paymentType }) => paymentType !== 'AUDDIS'),
  };
}

const total = (runs: Map<string, number>): number => [...runs.values()].reduce((sum, events) => sum + events, 0);

test('two years of a monthly plan: 01 first and once, then 17, on days on which Bacs works, each cleared after three', async () => {
  const life = await live('TWO-YEARS', { plan: monthly });
  const runs = new Map([await life.run()]);
  const begun = total(runs);
  let expected = (await life.view()).collections;
  for (let month = 0; month < 24; month += 1) {
    expect(expected).toHaveLength(month + 1);
    const { key, dueDate } = expected[month] ?? { key: '', dueDate: '' };
    expect(dueDate).toBe(bacs.isProcessingDay(key.slice(5)) ? key.slice(5) : bacs.nextAfter(key.slice(5)));
    const clears = bacs.after(dueDate, 3);
    const eve = await life.until(new Date(Date.parse(clears) - 86_400_000).toISOString().slice(0, 10));
    expect(eve.collections[month]).toMatchObject({ dueDate, state: 'expected' });
    expected = (await life.until(clears)).collections;
    expect(expected[month]).toMatchObject({ dueDate, state: 'cleared', code: month === 0 ? '01' : '17' });
    runs.set(...(await life.run()));
  }
  const rows = await life.rows();
  expect(rows.slice(0, 24).map(({ paymentDay }) => paymentDay)).toEqual(
    expected.slice(0, 24).map(({ dueDate }) => dueDate),
  );
  // The first of August is a Saturday, that of November a Sunday, New Year's Day a holiday, and May begins with three days off.
  expect(expected.map(({ dueDate }) => dueDate)).toEqual(
    expect.arrayContaining(['2026-08-03', '2026-11-02', '2027-01-04', '2027-05-04', '2028-01-04']),
  );
  // A look a month; and a new run with the first look after each year, which begins with three events.
  expect(runs.size).toBe(3);
  expect(total(runs) - begun).toBeLessThanOrEqual(24 * 13 + 2 * 3);
  expect(await life.view()).toMatchObject({
    stage: 'active',
    owed: { minor: 0 },
    letters: [{ trigger: 'NEW_MANDATE_WITH_PLAN' }],
  });
  expect(await life.effects('TWO-YEARS')).toMatchObject({ 'mandate.activated': 1, 'letter.created': 1 });
}, 120_000);

test.each([
  ['weekly', '2026-04-03', ['2026-04-07', '2026-04-10', '2026-04-17', '2026-04-24']], // Begins on Good Friday.
  ['quarterly', '2026-04-30', ['2026-04-30', '2026-07-30', '2026-10-30', '2027-02-01']],
  ['yearly', '2026-04-04', ['2026-04-07', '2027-04-05']],
] as const)(
  'a %s plan ends by itself with its last collection, which is 17 like the others where 19 is suppressed',
  async (frequency, start, days) => {
    const reference = `ENDS-${frequency.toUpperCase()}`;
    const life = await live(reference, { plan: { amount: gbp(5_00), frequency, start, occurrences: days.length } });
    const view = await life.until('2027-05-01');
    expect(view.collections.map(({ dueDate, state, code }) => [dueDate, state, code])).toEqual(
      days.map((day, index) => [day, 'cleared', index === 0 ? '01' : '17']),
    );
    expect(view).toMatchObject({ stage: 'active', reason: null, nextAction: 'warn that the mandate becomes dormant' });
    expect((await life.rows()).map(({ status }) => status)).toEqual(days.map(() => 'SUCCESS'));
  },
  60_000,
);

test('a plan with a last day collects on it, by code 19 where the profile has that, and not after it', async () => {
  const profile = { ...DEFAULT_COLLECTION_PROFILES[0], suppress19: false } as CollectionProfileSetting;
  const plan = { ...monthly, end: '2026-07-01' };
  const life = await live('LAST-DAY', { plan }, { collectionProfiles: [profile] });
  const view = await life.until('2026-10-01');
  expect(view.collections.map(({ code, state }) => [code, state])).toEqual([
    ['01', 'cleared'],
    ['17', 'cleared'],
    ['17', 'cleared'],
    ['19', 'cleared'],
  ]);
});

test('nobody collects for two years: warned after 22 months, dormant after 24, and then nothing goes on, whatever was planned', async () => {
  const plan = { ...monthly, start: '2028-05-02' };
  const life = await live('SLEEPS-1', { plan });
  const { mandates } = life;
  const [lodged] = (await life.rowsOf('SLEEPS-1')).map(({ paymentDay }) => paymentDay);
  expect(lodged).toBe('2026-03-04');
  await life.until('2028-01-03');
  expect(await life.said()).not.toContainEqual(expect.stringContaining('dormant'));
  expect(await life.until('2028-01-04')).toMatchObject({ stage: 'active', nextAction: 'the mandate becomes dormant' });
  expect(await life.said()).toContain('nothing was collected since 2026-03-04: dormant on 2028-03-04');
  expect(await life.until('2028-03-03')).toMatchObject({ stage: 'active' });
  expect(await life.until('2028-03-04')).toMatchObject({
    stage: 'dormant',
    reason: 'nothing was collected since 2026-03-04: no bank keeps the instruction, set up a new one',
    collections: [],
  });
  const change = { amount: gbp(1), ...said };
  const oneOff = { key: 'K1', amount: gbp(1), date: '2028-05-02', ...said };
  await expect(
    mandates.addPlan('SLEEPS-1', { plan: { ...plan, end: null, occurrences: null }, ...said }),
  ).rejects.toThrow('dormant');
  await expect(mandates.changePlan('SLEEPS-1', change)).rejects.toThrow('dormant');
  await expect(mandates.collectOneOff('SLEEPS-1', oneOff)).rejects.toThrow('dormant');
  await expect(mandates.suspend('SLEEPS-1', said)).rejects.toThrow('dormant');
  await expect(mandates.reactivate('SLEEPS-1', said)).rejects.toThrow('dormant');
  await life.until('2028-07-01');
  expect(await life.rows()).toEqual([]);
  await mandates.cancel('SLEEPS-1', said);
  expect(await life.view()).toMatchObject({ stage: 'cancelled' });
}, 60_000);

test('a cancelled mandate refuses every command, takes reports, and closes three months after the last collection cleared', async () => {
  const life = await live('ENDS-01A', { plan: monthly });
  const { mandates } = life;
  await life.until('2026-06-02');
  await mandates.cancel('ENDS-01A', said);
  expect(await life.view()).toMatchObject({ stage: 'cancelled', collections: { length: 3 } });
  const plan = { ...monthly, start: '2026-09-01', end: null, occurrences: null };
  await expect(mandates.addPlan('ENDS-01A', { plan, ...said })).rejects.toThrow('cancelled');
  await expect(mandates.changePlan('ENDS-01A', { amount: gbp(1), ...said })).rejects.toThrow('cancelled');
  await expect(
    mandates.collectOneOff('ENDS-01A', { key: 'K1', amount: gbp(1), date: '2026-09-01', ...said }),
  ).rejects.toThrow('cancelled');
  await expect(mandates.suspend('ENDS-01A', said)).rejects.toThrow('cancelled');
  await expect(mandates.reactivate('ENDS-01A', said)).rejects.toThrow('cancelled');
  await expect(mandates.suppressCorrespondence('ENDS-01A', said)).rejects.toThrow('cancelled');
  await expect(mandates.cancel('ENDS-01A', said)).rejects.toThrow('cancelled');

  expect(await life.until('2026-06-04')).toMatchObject({
    nextAction: 'close the mandate',
    nextActionAt: '2026-09-04T08:00:00.000Z',
  });
  const [, , row] = await life.rows();
  await life.returned(row, '1');
  expect(await life.reaches('ENDS-01A', 'the return', ({ owed }) => owed.minor === 12_50)).toMatchObject({
    stage: 'cancelled',
  });
  // What came back has not cleared: it is the day of the cancellation that counts, beside the collections before.
  expect(await life.view()).toMatchObject({ nextActionAt: '2026-09-02T08:00:00.000Z' });
  await life.until('2026-09-01');
  expect((await life.handle('ENDS-01A').describe()).status.name).toBe('RUNNING');
  await life.until('2026-09-02');
  expect(await mandates.result('ENDS-01A')).toMatchObject({ stage: 'cancelled', owed: { minor: 12_50 } });
}, 60_000);

test('a cancelled mandate does not close while a person is asked, and waits for the answer without looking again and again', async () => {
  const life = await live('ASKS-01A', { plan: monthly });
  const { mandates } = life;
  await life.until('2026-05-20');
  const [row] = await life.rows();
  await mandates.cancel('ASKS-01A', said);
  await life.report(
    'ASKS-01A',
    aReport('DDICA', '1', { amountMinor: row?.amountMinor ?? 0, originalDate: row?.paymentDay ?? '' }),
  );
  await life.staged('ASKS-01A', 'needs-attention');
  await life.until('2026-08-19');
  const looks = await life.looks();
  expect(await life.until('2026-10-01')).toMatchObject({ stage: 'needs-attention' });
  expect((await life.looks()) - looks).toBeLessThan(10);
  await mandates.resolve('ASKS-01A', { as: 'happened', ...said });
  expect(await mandates.result('ASKS-01A')).toMatchObject({ stage: 'cancelled', owed: { minor: 12_50 } });
}, 60_000);

test('what PTX keeps PENDING past its time, or shows no more, is put to a person once, and followed without hurry', async () => {
  const life = await live('STUCK-1', { plan: monthly });
  const { control, mandates } = life;
  await life.until('2026-04-15');
  await mandates.collectOneOff('STUCK-1', { key: 'LOST', amount: gbp(7_00), date: '2026-05-05', ...said });
  const [, lost] = await life.rows();
  await life.until('2026-04-30');
  await control.dropHistoryRow(lost?.id ?? 0);
  const looks = await life.looks();
  // PTX's clock stands still: what was to be collected on the first of May is not.
  await life.env.sleep('20 days');
  expect((await life.looks()) - looks).toBeLessThan(6);
  const asked = () => life.said().then((lines) => lines.filter((what) => what.startsWith('needs attention')));
  expect(await asked()).toEqual([
    'needs attention: PTX shows collection plan:2026-05-01 of 2026-05-01 neither as collected nor as returned',
    'needs attention: PTX shows no collection LOST, which was due on 2026-05-05',
  ]);
  await mandates.resolve('STUCK-1', { as: 'happened', ...said });
  await mandates.resolve('STUCK-1', { as: 'retry', ...said });
  await life.staged('STUCK-1', 'needs-attention'); // Looked at again, and still so.
  expect(await asked()).toHaveLength(3);
  await mandates.resolve('STUCK-1', { as: 'happened', ...said });
  await control.advance(20 * 86_400_000);
  const view = await life.until('2026-06-10');
  expect(view).toMatchObject({ stage: 'active' });
  expect(view.collections.find(({ key }) => key === 'plan:2026-05-01')).toMatchObject({ state: 'cleared' });
}, 60_000);

test('what PTX presents again by itself is watched: it is recovered when that has cleared, and nobody is asked', async () => {
  const life = await live('AGAIN-01', { plan: monthly, profile: '5761' });
  await life.until('2026-04-02');
  const [row] = await life.rows();
  expect(await life.returned(row, '0')).toMatchObject({ stage: 'active', owed: { minor: 12_50 } });
  // Three days after the payment date is Easter, and the bank's word came when that was too near.
  expect(await life.until('2026-04-12')).toMatchObject({ owed: { minor: 12_50 } });
  const view = await life.until('2026-04-13');
  expect(view).toMatchObject({ stage: 'active', owed: { minor: 0 } });
  expect(view.collections).toMatchObject([
    { key: 'plan:2026-04-01', state: 'returned', code: '01' },
    { key: 'plan:2026-04-01/r1', dueDate: '2026-04-08', state: 'cleared', code: '18' },
    { key: 'plan:2026-05-01', state: 'expected' },
  ]);
  expect(await life.effects('AGAIN-01')).not.toHaveProperty('one-off.created');
  expect(await life.said()).toContain('PTX presents it again by itself');
});

test('what PTX should present again and has forgotten is put to a person, once', async () => {
  const life = await live('FORGETS-1', { plan: monthly, profile: '5761' });
  await life.until('2026-04-02');
  const [row] = await life.rows();
  await life.returned(row, '0', false);
  expect(await life.until('2026-04-08')).toMatchObject({ stage: 'active' });
  expect(await life.until('2026-04-09')).toMatchObject({
    stage: 'needs-attention',
    reason: 'PTX has not presented collection plan:2026-04-01 of 2026-04-01 again',
    owed: { minor: 12_50 },
  });
  const looks = await life.looks();
  await life.mandates.resolve('FORGETS-1', { as: 'happened', ...said });
  expect(await life.until('2026-05-20')).toMatchObject({ stage: 'active', owed: { minor: 12_50 } });
  expect((await life.looks()) - looks).toBeLessThan(10);
});

test('what a person does in PTX is followed with the next look: suspended, gone on, and ended', async () => {
  const life = await live('BEHIND-1', { plan: monthly });
  const { control, reaches } = life;
  const { id = 0 } = (await control.mandates()).find(({ reference }) => reference === 'BEHIND-1') ?? {};
  await life.until('2026-04-08');
  await control.setMandateStatus(id, 'SUSPENDED');
  const suspended = await life.until('2026-05-07');
  // It was expected, and there is a reason why it did not come.
  expect(suspended).toMatchObject({ stage: 'suspended', reason: 'PTX shows SUSPENDED' });
  expect(suspended.collections).toMatchObject([{ state: 'cleared' }, { key: 'plan:2026-05-01', state: 'stopped' }]);
  await life.report('BEHIND-1', aReport('ADDACS', 'R'));
  await reaches('BEHIND-1', 'the report', ({ timeline }) => timeline.some(({ what }) => what.includes('it stays so')));
  await control.setMandateStatus(id, 'ACTIVE');
  await life.differs();
  expect(await life.staged('BEHIND-1', 'active')).toMatchObject({ reason: null });
  expect((await life.until('2026-06-10')).collections.at(-2)).toMatchObject({
    key: 'plan:2026-06-01',
    state: 'cleared',
  });
  await control.setMandateStatus(id, 'CANCELLED');
  await life.differs();
  expect(await life.staged('BEHIND-1', 'cancelled')).toMatchObject({
    reason: 'PTX shows CANCELLED',
    nextActionAt: '2026-09-10T08:00:00.000Z',
  });
});

test('rows that come, change and go in PTX behind our back are noticed as soon as the histories are compared', async () => {
  const life = await live('ROWS-001', { plan: monthly });
  const { control } = life;
  const { id: mandateId = 0 } = (await control.mandates()).find(({ reference }) => reference === 'ROWS-001') ?? {};
  await life.until('2026-04-02');
  const [row] = await life.rows();
  await control.addHistoryRow({ mandateId, paymentDay: '2026-04-10', amountMinor: 99 });
  await control.changeHistoryRow(row?.id ?? 0, { amountMinor: 13_50 });
  await life.differs();
  const view = await life.reaches('ROWS-001', 'the row', ({ collections }) => collections.length === 3);
  expect(view.collections).toMatchObject([
    { key: 'plan:2026-04-01', amount: gbp(13_50) },
    { dueDate: '2026-04-10', amount: gbp(99), state: 'submitted' },
    { key: 'plan:2026-05-01' },
  ]);
  expect(await life.said()).toContainEqual(
    expect.stringMatching(/^PTX shows a collection of 0.99 on 2026-04-10 that was not expected/),
  );
  // What is collected is what was notified, or a person is asked.
  const otherAmount = 'collection plan:2026-04-01 is of 13.50 at PTX and not of 12.50';
  expect(view).toMatchObject({ stage: 'needs-attention', reason: otherAmount });
  await life.mandates.resolve('ROWS-001', { as: 'happened', ...said });
  await control.dropHistoryRow(row?.id ?? 0);
  expect(await life.until('2026-04-09')).toMatchObject({
    stage: 'needs-attention',
    reason: 'PTX shows no collection plan:2026-04-01, which was due on 2026-04-01',
  });
  await life.mandates.resolve('ROWS-001', { as: 'happened', by: 'bob', why: 'PTX says so' });
  expect(await life.until('2026-06-10')).toMatchObject({ stage: 'active' });
});

test('a look that fails for good is put to a person, and goes on with the next one whatever he answers', async () => {
  const life = await live('FAILS-01', { plan: monthly });
  await life.control.addFault({ operation: 'ptx.paymentPlans.list', kind: 'unauthorized', times: 6 });
  await life.differs();
  await life.staged('FAILS-01', 'needs-attention');
  await life.mandates.resolve('FAILS-01', { as: 'not-happened', ...said });
  await life.control.clearFaults();
  expect(await life.until('2026-04-09')).toMatchObject({ stage: 'active', collections: [{ state: 'cleared' }, {}] });
});
