import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { calendarOf } from '../../src/domain/calendar/bacs-calendar.js';
import { addDays } from '../../src/domain/calendar/dates.js';
import { latestCalendarVersion } from '../../src/domain/calendar/holidays.js';
import type { Collection, CollectionRow } from '../../src/domain/direct-debit/collections.js';
import type { ExpectedPlan } from '../../src/domain/direct-debit/expect-plan.js';
import { expectPlan, settle } from '../../src/domain/direct-debit/history.js';
import { planFrequencies } from '../../src/domain/direct-debit/plans.js';
import { collectionDay, dueDates } from '../../src/domain/direct-debit/schedule.js';

const calendar = calendarOf(latestCalendarVersion);

const plan = (some: Partial<ExpectedPlan> = {}): ExpectedPlan => ({
  ...{ status: 'ACTIVE', amount: { minor: 25_00, currency: 'GBP' }, frequency: 'monthly', start: '2026-12-01' },
  ...{ end: null, occurrences: null, restrictedDate: null },
  ...some,
});
const expected = (key: string, dueDate: string, some: Partial<Collection> = {}): Collection => ({
  ...{ key, origin: 'plan', dueDate, state: 'expected', amount: { minor: 25_00, currency: 'GBP' } },
  ...{ code: null, rowId: null, of: null, returnedBy: null, retryCount: 0 },
  ...some,
});
const DECEMBER = expected('plan:2026-12-01', '2026-12-01');
const SUBMITTED: Collection = { ...DECEMBER, state: 'submitted', rowId: '71', code: '01' };

test('the first collection of a plan is expected on its day, and looking again changes nothing', () => {
  const first = expectPlan([], plan(), calendar, '2026-11-20');
  expect(first).toEqual([DECEMBER]);
  expect(expectPlan(first, plan(), calendar, '2026-12-03')).toEqual(first);
});

test('the next one is expected as soon as PTX shows the one before, on the day that Bacs works', () => {
  const oneOff = expected('INV-1', '2026-12-10', { origin: 'one-off' });
  expect(expectPlan([SUBMITTED, oneOff], plan(), calendar, '2026-11-24')).toEqual([
    ...[SUBMITTED, oneOff],
    expected('plan:2027-01-01', '2027-01-04'),
  ]);
});

test('one that is missing is left behind', () => {
  const missing: Collection = { ...DECEMBER, state: 'missing' };
  expect(expectPlan([missing], plan(), calendar, '2026-12-04')).toEqual([
    missing,
    expected('plan:2027-01-01', '2027-01-04'),
  ]);
});

test.each([
  ['there is none', null],
  ['it is suspended', plan({ status: 'SUSPENDED' })],
  ['PTX has it in a form that is none of ours', plan({ frequency: null })],
  ['its end is over', plan({ end: '2026-11-30' })],
  ['its number of collections is over', plan({ start: '2026-10-01', occurrences: 2 })],
])('a plan collects nothing when %s; what PTX had a row of stays', (_, ended) => {
  const kept = expected('plan:2026-11-01', '2026-11-02', { state: 'stopped', rowId: '70' });
  expect(expectPlan([kept, DECEMBER], ended, calendar, '2026-11-20')).toEqual([kept]);
});

test('a one-off that is expected is never taken out with the plan', () => {
  const oneOff = expected('INV-1', '2026-12-10', { origin: 'one-off' });
  expect(expectPlan([oneOff, DECEMBER], null, calendar, '2026-11-20')).toEqual([oneOff]);
});

test.each([
  ['amount', { amount: { minor: 30_00, currency: 'GBP' } }, 'plan:2026-12-01', '2026-12-01', 30_00],
  ['day', { start: '2026-12-15' }, 'plan:2026-12-15', '2026-12-15', 25_00],
  ['frequency', { start: '2026-12-05', frequency: 'weekly' }, 'plan:2026-12-05', '2026-12-07', 25_00],
  ['restricted date', { restrictedDate: '2026-12-02' }, 'plan:2027-01-01', '2027-01-04', 25_00],
] as const)('a plan that changes its %s (%j) is expected anew', (_, some, key, dueDate, minor) => {
  const changed = expectPlan([DECEMBER], plan(some), calendar, '2026-11-20');
  expect(changed).toEqual([expected(key, dueDate, { amount: { minor, currency: 'GBP' } })]);
});

test('a due date at a weekend is collected when PTX may collect on the Monday', () => {
  const saturday = plan({ start: '2026-12-05', restrictedDate: '2026-12-07' });
  expect(expectPlan([], saturday, calendar, '2026-11-20')).toEqual([expected('plan:2026-12-05', '2026-12-07')]);
  const sunday = expectPlan([], plan({ start: '2026-12-05' }), calendar, '2026-12-06');
  expect(sunday).toEqual([expected('plan:2026-12-05', '2026-12-07')]);
});

test('what fell due during a suspension is not expected afterwards', () => {
  expect(expectPlan([SUBMITTED], plan(), calendar, '2027-03-20')).toEqual([
    SUBMITTED,
    expected('plan:2027-04-01', '2027-04-01'),
  ]);
});

test('years beyond the calendar are expected on weekdays', () => {
  const far = plan({ start: '2030-06-01' });
  expect(expectPlan([], far, calendar, '2026-11-20')).toEqual([expected('plan:2030-06-01', '2030-06-03')]);
});

/** PTX as a plain list: five days before its collection day a row is there, and after that day it is paid. */
function ptxRows(dues: readonly string[], today: string): CollectionRow[] {
  return dues
    .map((due) => collectionDay(calendar, due))
    .filter((day) => addDays(today, 5) >= day)
    .map((paymentDate, index) => ({
      ...{ rowId: `${index + 1}`, status: paymentDate <= today ? 'SUCCESS' : 'PENDING', paymentType: 'DIRECT_DEBIT' },
      ...{ code: index === 0 ? '01' : '17', paymentDate, amountMinor: 25_00, retryCount: 0, created: today, key: null },
    }));
}

test('two years of a plan have every due date once, cleared and without surprises, however rarely anybody looks', () => {
  const days = fc.integer({ min: 0, max: 60 }).map((ahead) => addDays('2026-11-23', ahead));
  const pauses = fc.array(fc.integer({ min: 1, max: 45 }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(fc.constantFrom(...planFrequencies), days, pauses, (frequency, start, gaps) => {
      const live = plan({ frequency, start, end: '2028-11-22' });
      const dues = dueDates(live, { after: null, count: 200 });
      let collections = expectPlan([], live, calendar, '2026-11-20');
      const changes: string[] = [];
      for (let today = '2026-11-20', turn = 0; today < '2028-12-20'; turn += 1) {
        today = addDays(today, gaps[turn % gaps.length] ?? 1);
        const settled = settle(collections, ptxRows(dues, today), { calendar, today, plan: live });
        changes.push(...settled.changes);
        collections = expectPlan(settled.collections, live, calendar, today);
        expect(collections.filter(({ state }) => state === 'expected').length).toBeLessThanOrEqual(1);
      }
      expect(changes).toEqual([]);
      expect(collections.map(({ key }) => key)).toEqual(dues.map((due) => `plan:${due}`));
      expect(new Set(collections.map(({ state }) => state))).toEqual(new Set(['cleared']));
    }),
    { numRuns: 60 },
  );
});
