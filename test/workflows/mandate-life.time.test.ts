import { beforeAll, expect, test } from '@jest/globals';
import { DEFAULT_COLLECTION_PROFILES } from '../../src/simulators/ptx/ddm/collection-profiles.js';
import type { CollectionProfileSetting } from '../../src/simulators/ptx/ddm/model.js';
import { aReport } from '../support/mandate-flow.js';
import { bacs, monthly, said, startWatchedLives } from '../support/mandate-watched.js';
import { gbp } from '../support/mandates.js';

// Time is skipped, a day at a time: PTX does what it does in a morning, and the mandate looks on the same day.

let live: Awaited<ReturnType<typeof startWatchedLives>>;
beforeAll(async () => {
  live = await startWatchedLives();
});

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
