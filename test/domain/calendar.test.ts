import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type BacsCalendar, calendarOf, createCalendar } from '../../src/domain/calendar/bacs-calendar.js';
import { CalendarError } from '../../src/domain/calendar/dates.js';
import { calendars, latestCalendarVersion } from '../../src/domain/calendar/holidays.js';
import { daysOf, holidaysOf, openDaysOf } from './calendar-oracle.js';

const calendar = calendarOf(latestCalendarVersion);
const YEARS = [2019, 2020, 2021, 2022, 2023, 2024, 2025, 2026, 2027, 2028];

test.each(YEARS)('the bank holidays of %d are those of a second source', (year) => {
  const ours = Object.keys(calendars[latestCalendarVersion]?.holidays ?? {});
  expect(ours.filter((date) => date.startsWith(`${year}-`))).toEqual([...new Set(holidaysOf(year))].sort());
});

test('from 2024 to 2028 Bacs works on each weekday that is no bank holiday, and on no other day', () => {
  const open = new Set(openDaysOf(2024, 2028));
  const wrong = daysOf(2024, 2028).filter((date) => calendar.isProcessingDay(date) !== open.has(date));
  expect(wrong).toEqual([]);
});

test.each([
  [2025, 253],
  [2026, 253],
  [2027, 253],
  [2028, 252],
])('%d has %d processing days', (year, count) => {
  expect(daysOf(year, year).filter((date) => calendar.isProcessingDay(date))).toHaveLength(count);
});

test.each([
  ['2026-06-15', undefined], // A holiday of Scotland only.
  ['2026-12-25', 'Christmas Day'],
  ['2026-12-26', 'a Saturday'],
  ['2026-12-27', 'a Sunday'],
  ['2026-12-28', 'Boxing Day (substitute day)'],
  ['2022-09-19', 'Bank Holiday for the State Funeral of Queen Elizabeth II'],
  ['2028-01-03', "New Year's Day (substitute day)"],
])('the reason why Bacs does not work on %s is %s', (date, reason) => {
  expect(calendar.reasonClosed(date)).toBe(reason);
});

test.each([
  ['2026-04-01', 2, '2026-04-07'], // Over Easter the three days take six.
  ['2026-04-07', -2, '2026-04-01'],
  ['2026-04-03', 1, '2026-04-07'],
  ['2026-04-03', -1, '2026-04-02'],
  ['2026-04-03', 0, '2026-04-07'],
  ['2026-04-02', 0, '2026-04-02'],
])('from %s, %d processing days on is %s', (date, n, expected) => {
  expect(calendar.addProcessingDays(date, n)).toBe(expected);
});

test('processing days counted from any day, ahead and back, are those of a plain list', () => {
  const list = openDaysOf(2024, 2028);
  const dates = fc.constantFrom(...daysOf(2024, 2028));
  fc.assert(
    fc.property(dates, fc.integer({ min: 1, max: 40 }), (date, n) => {
      const later = list.filter((day) => day > date)[n - 1];
      const earlier = list.filter((day) => day < date).at(-n);
      if (later !== undefined) expect(calendar.addProcessingDays(date, n)).toBe(later);
      if (earlier !== undefined) expect(calendar.addProcessingDays(date, -n)).toBe(earlier);
    }),
  );
});

test('the next processing day is a later one, unless the day itself may count', () => {
  expect(calendar.nextProcessingDay('2026-11-20')).toBe('2026-11-23');
  expect(calendar.nextProcessingDay('2026-11-20', { inclusive: true })).toBe('2026-11-20');
  expect(calendar.nextProcessingDay('2026-11-21', { inclusive: true })).toBe('2026-11-23');
});

const outside: [string, (calendar: BacsCalendar) => unknown][] = [
  ['2029-01-01', (bacs) => bacs.isProcessingDay('2029-01-01')],
  ['2018-12-31', (bacs) => bacs.isProcessingDay('2018-12-31')],
  ['2018-12-31', (bacs) => bacs.addProcessingDays('2018-12-31', 1)],
  ['2029-01-01', (bacs) => bacs.addProcessingDays('2028-12-28', 2)],
  ['2018-12-31', (bacs) => bacs.addProcessingDays('2019-01-02', -1)],
  ['2029-01-01', (bacs) => bacs.nextProcessingDay('2028-12-29')],
];

test.each(outside)('%s is outside the calendar: refused, never guessed', (date, ask) => {
  expect(() => ask(calendar)).toThrow(CalendarError);
  expect(() => ask(calendar)).toThrow(`${date} is outside the Bacs calendar`);
});

test.each(['', '2026-2-3', '2026-02-30', '2027-02-29', '2026-13-01', '20260203', '2026-02-03T00:00Z'])(
  '"%s" is no day',
  (text) => {
    expect(() => calendar.isProcessingDay(text)).toThrow('is not a day, write it like 2026-02-28');
  },
);

test.each(['', '2025-01', 'toString'])('a calendar "%s" that was never released is refused', (version) => {
  expect(() => calendarOf(version)).toThrow(CalendarError);
});

test('a part of a processing day cannot be counted', () => {
  expect(() => calendar.addProcessingDays('2026-11-20', 1.5)).toThrow('1.5 is not a number of processing days');
});

test('a holiday proclaimed later closes its day in the new version and in no other', () => {
  const data = calendars[latestCalendarVersion];
  if (!data) throw new Error('the latest version has no data');
  const holidays = { ...data.holidays, '2026-11-24': 'a day of thanks' };
  const newer = createCalendar('newer', { ...data, holidays });
  expect(newer.addProcessingDays('2026-11-23', 1)).toBe('2026-11-25');
  expect(calendar.addProcessingDays('2026-11-23', 1)).toBe('2026-11-24');
});
