import { expect, test } from '@jest/globals';
import { addMonths as addMonthsOfDateFns, addWeeks, format } from 'date-fns';
import fc from 'fast-check';
import { calendarOf } from '../../src/domain/calendar/bacs-calendar.js';
import { addDays, CalendarError } from '../../src/domain/calendar/dates.js';
import { latestCalendarVersion } from '../../src/domain/calendar/holidays.js';
import { addMonths } from '../../src/domain/direct-debit/months.js';
import { type PlanFrequency, planFrequencies } from '../../src/domain/direct-debit/plans.js';
import { collectionDay, dueDates, lastDue, nextDue, type Schedule } from '../../src/domain/direct-debit/schedule.js';
import { daysOf, openDaysOf } from './calendar-oracle.js';

const calendar = calendarOf(latestCalendarVersion);

/** Every plan of the tests, by default without an end. */
const plan = (frequency: PlanFrequency, start: string, rest: Partial<Schedule> = {}): Schedule => ({
  ...{ frequency, start, end: null, occurrences: null },
  ...rest,
});

/** The n-th due date by another library: counted from the start, never from the one before. */
function oracle(frequency: PlanFrequency, start: string, n: number): string {
  const from = new Date(`${start}T12:00`);
  const months = { monthly: n, quarterly: 3 * n, yearly: 12 * n };
  return format(frequency === 'weekly' ? addWeeks(from, n) : addMonthsOfDateFns(from, months[frequency]), 'yyyy-MM-dd');
}

test.each([
  ['weekly', '2026-11-30', ['2026-11-30', '2026-12-07', '2026-12-14', '2026-12-21', '2026-12-28']],
  ['monthly', '2026-01-31', ['2026-01-31', '2026-02-28', '2026-03-31', '2026-04-30', '2026-05-31']],
  ['monthly', '2028-01-30', ['2028-01-30', '2028-02-29', '2028-03-30', '2028-04-30', '2028-05-30']],
  ['quarterly', '2026-11-30', ['2026-11-30', '2027-02-28', '2027-05-30', '2027-08-30', '2027-11-30']],
  ['yearly', '2024-02-29', ['2024-02-29', '2025-02-28', '2026-02-28', '2027-02-28', '2028-02-29']],
] as const)('a %s plan from %s is due on %j', (frequency, start, expected) => {
  expect(dueDates(plan(frequency, start), { after: null, count: 5 })).toEqual(expected);
});

const starts = fc.integer({ min: 0, max: 4000 }).map((days) => addDays('2020-01-01', days));
const frequencies = fc.constantFrom(...planFrequencies);

test('due dates are those of another library, whatever the start, and however many are over', () => {
  fc.assert(
    fc.property(frequencies, starts, fc.integer({ min: -40, max: 4000 }), (frequency, start, passed) => {
      const after = addDays(start, passed);
      const all = Array.from({ length: 650 }, (_, n) => oracle(frequency, start, n));
      const expected = all.filter((date) => date > after).slice(0, 3);
      expect(dueDates(plan(frequency, start), { after, count: 3 })).toEqual(expected);
      expect(lastDue(plan(frequency, start), after)).toBe(all.findLast((date) => date <= after));
    }),
    { numRuns: 60 },
  );
});

test('a plan ends with its number of collections, or on its last day, which is one of them', () => {
  const monthly = plan('monthly', '2026-01-31', { occurrences: 3 });
  expect(dueDates(monthly, { after: null, count: 9 })).toEqual(['2026-01-31', '2026-02-28', '2026-03-31']);
  expect(nextDue(monthly, '2026-03-31')).toBeUndefined();
  expect(lastDue(monthly, '2030-01-01')).toBe('2026-03-31');
  const ending = plan('monthly', '2026-01-31', { end: '2026-03-31' });
  expect(dueDates(ending, { after: '2026-02-01', count: 9 })).toEqual(['2026-02-28', '2026-03-31']);
  expect(lastDue(ending, '2030-01-01')).toBe('2026-03-31');
  expect(dueDates({ ...ending, end: '2026-03-30' }, { after: '2026-02-28', count: 9 })).toEqual([]);
  expect(dueDates({ ...ending, end: '2026-01-30' }, { after: null, count: 9 })).toEqual([]);
  expect(lastDue({ ...ending, end: '2026-01-30' }, '2026-06-01')).toBeUndefined();
  expect(dueDates({ ...monthly, occurrences: 0 }, { after: null, count: 9 })).toEqual([]);
});

test('the end, and the number of collections, cut the same list short', () => {
  const many = fc.integer({ min: 0, max: 30 });
  fc.assert(
    fc.property(
      frequencies,
      starts,
      many,
      fc.integer({ min: -10, max: 400 }),
      (frequency, start, occurrences, days) => {
        const open = dueDates(plan(frequency, start), { after: null, count: 100 });
        const end = addDays(start, days);
        const cut = dueDates(plan(frequency, start, { end }), { after: null, count: 100 });
        expect(cut).toEqual(open.filter((date) => date <= end));
        expect(dueDates(plan(frequency, start, { occurrences }), { after: null, count: 100 })).toEqual(
          open.slice(0, occurrences),
        );
        expect(lastDue(plan(frequency, start, { end }), addDays(start, 500))).toBe(cut.at(-1));
      },
    ),
    { numRuns: 100 },
  );
});

test('a plan that is none of ours, or without a start, has no due date that is known', () => {
  for (const unknown of [{ frequency: null }, { start: null }]) {
    const schedule = plan('monthly', '2026-01-01', unknown);
    expect(nextDue(schedule, null)).toBeUndefined();
    expect(nextDue(schedule, '2026-05-05')).toBeUndefined();
    expect(lastDue(schedule, '2026-05-05')).toBeUndefined();
  }
});

test('a plan without an end stops where days can no longer be counted with', () => {
  expect(dueDates(plan('yearly', '2190-06-01'), { after: null, count: Number.POSITIVE_INFINITY })).toHaveLength(10);
  expect(nextDue(plan('monthly', '2026-01-31'), '2199-12-31')).toBeUndefined();
  expect(nextDue(plan('weekly', '2026-01-05'), '2199-12-31')).toBeUndefined();
  expect(dueDates(plan('weekly', '2026-01-05'), { after: null, count: 1e9 }).length).toBeLessThan(10_000);
});

test('every due date from 2020 to 2028 is collected on it, or on the next day on which Bacs works', () => {
  const open = openDaysOf(2020, 2028);
  const wrong = daysOf(2020, 2028)
    .filter((due) => due < '2028-12-29')
    .filter((due) => collectionDay(calendar, due) !== open.find((date) => date >= due));
  expect(wrong).toEqual([]);
});

test.each([
  ['2035-06-16', '2035-06-18'],
  ['2035-12-25', '2035-12-25'], // A holiday, which nobody knows here: PTX's own day is read back.
  ['2028-12-30', '2029-01-01'],
  ['2010-05-01', '2010-05-03'],
])('beyond the calendar %s is expected on the weekday %s', (due, expected) => {
  expect(collectionDay(calendar, due)).toBe(expected);
});

test('months are added as another library does, in both directions', () => {
  fc.assert(
    fc.property(starts, fc.integer({ min: -300, max: 300 }), (date, months) => {
      const expected = format(addMonthsOfDateFns(new Date(`${date}T12:00`), months), 'yyyy-MM-dd');
      expect(addMonths(date, months)).toBe(expected);
    }),
  );
  expect(() => addMonths('2199-12-01', 1)).toThrow(CalendarError);
  expect(() => addMonths('2026-02-30', 1)).toThrow('"2026-02-30" is not a day');
});
