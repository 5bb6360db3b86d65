import { describe, expect, test } from '@jest/globals';
import { createCalendar } from '../../../src/simulators/ptx/calendar.js';
import { onOrAfter, processingDaysBefore } from '../../../src/simulators/ptx/ddm/processing-days.js';
import { amountOf, dueDays, type ScheduleTerms } from '../../../src/simulators/ptx/ddm/schedule.js';

const calendar = createCalendar();

const plan = (kind: ScheduleTerms['kind'], startDay: string, more: Partial<ScheduleTerms> = {}): ScheduleTerms => ({
  kind,
  startDay,
  endDay: undefined,
  occurrences: undefined,
  every: 1,
  weekDays: [],
  monthDays: [],
  monthsOfYear: [],
  sequence: undefined,
  weekDaySequence: undefined,
  ...more,
});

const weekly = (startDay: string, more: Partial<ScheduleTerms> = {}) => plan('WeeklyPaymentPlan', startDay, more);
const monthly = (startDay: string, ...monthDays: string[]) => plan('MonthlyPaymentPlan', startDay, { monthDays });
const picked = (startDay: string, sequence: string, weekDaySequence: string) =>
  plan('MonthlyPickPaymentPlan', startDay, { sequence, weekDaySequence });
const yearly = (startDay: string, monthsOfYear: string[], monthDays: string[]) =>
  plan('YearlyPaymentPlan', startDay, { monthsOfYear, monthDays });

/** The first due days of a plan, at most so many. */
function first(terms: ScheduleTerms, count: number): string[] {
  const days: string[] = [];
  for (const { day } of dueDays(terms, calendar.isProcessingDay)) {
    days.push(day);
    if (days.length === count) break;
  }
  return days;
}

const TABLE: [string, ScheduleTerms, string[]][] = [
  [
    'every second week on two days, from the week of the start',
    weekly('2026-03-04', { every: 2, weekDays: ['MONDAY', 'FRIDAY'] }),
    ['2026-03-06', '2026-03-16', '2026-03-20', '2026-03-30'],
  ],
  [
    'weekly, over the end of a year',
    weekly('2026-12-21', { weekDays: ['MONDAY'] }),
    ['2026-12-21', '2026-12-28', '2027-01-04'],
  ],
  [
    'weekly over a change of the clocks',
    weekly('2026-03-22', { weekDays: ['SUNDAY'] }),
    ['2026-03-22', '2026-03-29', '2026-04-05'],
  ],
  ['weekly without a day: that of the start', weekly('2026-03-04'), ['2026-03-04', '2026-03-11']],
  [
    'monthly on the 31st: the last day of a shorter month',
    monthly('2026-01-31', 'DAY31'),
    ['2026-01-31', '2026-02-28', '2026-03-31', '2026-04-30', '2026-05-31'],
  ],
  ['monthly on the 29th of a leap year', monthly('2028-01-29', 'DAY29'), ['2028-01-29', '2028-02-29', '2028-03-29']],
  [
    'the last days of a month fall together in February, and are due once',
    monthly('2027-02-01', 'DAY31', 'DAY29', 'DAY30'),
    ['2027-02-28', '2027-03-29', '2027-03-30', '2027-03-31', '2027-04-29', '2027-04-30', '2027-05-29'],
  ],
  [
    'every third month: a day before the start is not due',
    { ...monthly('2026-03-20', 'DAY15'), every: 3 },
    ['2026-06-15', '2026-09-15', '2026-12-15', '2027-03-15'],
  ],
  ['monthly without a day: that of the start', monthly('2026-03-15'), ['2026-03-15', '2026-04-15']],
  ['a word that is no day counts for nothing', monthly('2026-03-15', 'DAY32', 'DAY0', 'DAY7'), ['2026-04-07']],
  [
    'the first working day, over weekends and New Year',
    picked('2026-07-15', 'FIRST', 'WORKING_DAY'),
    ['2026-08-03', '2026-09-01', '2026-10-01', '2026-11-02', '2026-12-01', '2027-01-04'],
  ],
  [
    'the last working day, before a bank holiday at the end of August',
    picked('2026-05-01', 'LAST', 'WORKING_DAY'),
    ['2026-05-29', '2026-06-30', '2026-07-31', '2026-08-28'],
  ],
  ['the second Tuesday', picked('2026-03-11', 'SECOND', 'TUESDAY'), ['2026-04-14', '2026-05-12']],
  ['the last day', picked('2026-02-01', 'LAST', 'DAY'), ['2026-02-28', '2026-03-31']],
  [
    'yearly in two months',
    yearly('2026-07-01', ['AUGUST', 'JUNE'], ['DAY10']),
    ['2026-08-10', '2027-06-10', '2027-08-10'],
  ],
  [
    'yearly on 29 February: the 28th of other years',
    yearly('2027-01-01', ['FEBRUARY'], ['DAY29']),
    ['2027-02-28', '2028-02-29', '2029-02-28'],
  ],
  ['yearly without a month: that of the start', yearly('2026-05-20', [], ['DAY20']), ['2026-05-20', '2027-05-20']],
  [
    'an end is due itself',
    { ...monthly('2026-03-15', 'DAY15'), endDay: '2026-05-15' },
    ['2026-03-15', '2026-04-15', '2026-05-15'],
  ],
  ['so many, and no more', { ...monthly('2026-03-15', 'DAY15'), occurrences: 2 }, ['2026-03-15', '2026-04-15']],
  [
    'an end before the number is reached',
    { ...monthly('2026-03-15', 'DAY15'), occurrences: 9, endDay: '2026-04-30' },
    ['2026-03-15', '2026-04-15'],
  ],
  ['an end before the first due day', { ...monthly('2026-03-20', 'DAY15'), endDay: '2026-04-01' }, []],
];

test.each(TABLE)('%s', (_what, terms, expected) => {
  const isEndless = terms.endDay === undefined && terms.occurrences === undefined;
  expect(first(terms, isEndless ? expected.length : expected.length + 1)).toEqual(expected);
});

test('a plan that ends knows its first and its last collection', () => {
  const terms = { ...monthly('2026-03-15', 'DAY15'), occurrences: 3 };
  expect([...dueDays(terms, calendar.isProcessingDay)]).toEqual([
    { day: '2026-03-15', isFirst: true, isLast: false },
    { day: '2026-04-15', isFirst: false, isLast: false },
    { day: '2026-05-15', isFirst: false, isLast: true },
  ]);
});

describe('the amount', () => {
  const due = (isFirst: boolean, isLast: boolean) => ({ day: '2026-03-15', isFirst, isLast });
  test.each([
    [{ regularMinor: 1000, firstMinor: 1500, lastMinor: 700 }, [1500, 1000, 700, 1500]],
    [{ regularMinor: 1000, firstMinor: undefined, lastMinor: undefined }, [1000, 1000, 1000, 1000]],
  ])('of the first, of one between, of the last, and of the only one: %j', (amounts, expected) => {
    const dues = [due(true, false), due(false, false), due(false, true), due(true, true)];
    expect(dues.map((each) => amountOf(amounts, each))).toEqual(expected);
  });
});

test.each([
  ['2026-04-03', '2026-04-07', 'Good Friday goes over Easter'],
  ['2026-03-14', '2026-03-16', 'a Saturday goes to Monday'],
  ['2026-03-16', '2026-03-16', 'a processing day stays'],
])('a due date of %s is paid on %s: %s', (due, paid) => {
  expect(onOrAfter(calendar, due)).toBe(paid);
});

test.each([
  ['2026-04-07', 1, '2026-04-02'],
  ['2026-04-07', 5, '2026-03-27'],
  ['2026-01-02', 2, '2025-12-30'],
])('processing days are counted back from %s: %d', (day, count, expected) => {
  expect(processingDaysBefore(calendar, day, count)).toBe(expected);
});
