import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { calendarOf } from '../../src/domain/calendar/bacs-calendar.js';
import { CalendarError } from '../../src/domain/calendar/dates.js';
import { latestCalendarVersion } from '../../src/domain/calendar/holidays.js';
import { londonInstant, londonTime } from '../../src/domain/calendar/london.js';
import {
  calendarEndsSoon,
  checkPaymentDate,
  inputDay,
  lastMoment,
  paymentDates,
} from '../../src/domain/calendar/payment-dates.js';
import { daysOf, openDaysOf } from './calendar-oracle.js';

const calendar = calendarOf(latestCalendarVersion);
const CUT_OFF = '21:30';
const at = (text: string) => Date.parse(text);

const days = daysOf(2024, 2028);
const open = openDaysOf(2024, 2028);

test.each([
  ['a minute before', -60_000, true],
  ['a second before', -1000, true],
  ['at', 0, false],
  ['after', 60_000, false],
])(
  'every day from 2024 to 2028, %s the cut-off, has the input day and the earliest payment date of a plain list',
  (_, offset, before) => {
    const wrong = days.filter((today) => {
      const nowMs = londonInstant(today, CUT_OFF) + offset;
      const index = open.findIndex((date) => (before ? date >= today : date > today));
      const [input, , earliest] = index === -1 ? [] : open.slice(index, index + 3);
      try {
        const dates = paymentDates(calendar, nowMs, CUT_OFF);
        return dates.inputDay !== input || dates.earliest !== earliest;
      } catch (error) {
        return !(error instanceof CalendarError) || earliest !== undefined; // Only where the calendar ends.
      }
    });
    expect(wrong).toEqual([]);
  },
);

test.each([
  ['2026-07-01T20:59:59Z', '22:00', '2026-07-01'],
  ['2026-07-01T21:00:00Z', '22:00', '2026-07-02'],
  ['2026-12-01T21:59:59Z', '22:00', '2026-12-01'],
  ['2026-12-01T22:00:00Z', '22:00', '2026-12-02'],
  ['2026-07-01T23:30:00Z', '21:30', '2026-07-02'], // In London it is the day after.
  ['2026-07-03T20:30:00Z', '21:30', '2026-07-06'], // Friday night goes in on Monday.
  ['2026-04-03T09:00:00Z', '21:30', '2026-04-07'], // Good Friday.
])('what is ready at %s, with a cut-off at %s, is input on %s', (now, cutOff, expected) => {
  expect(inputDay(calendar, at(now), cutOff)).toBe(expected);
});

test('a cut-off that is no time is refused on a Sunday too', () => {
  expect(() => inputDay(calendar, at('2026-11-22T12:00:00Z'), '25:00')).toThrow('"25:00" is not a time of the day');
});

test('the latest payment date is thirty days after the input day', () => {
  expect(paymentDates(calendar, at('2026-11-20T12:00:00Z'), CUT_OFF)).toEqual({
    inputDay: '2026-11-20',
    earliest: '2026-11-24',
    latest: '2026-12-20',
  });
});

test.each([
  ['2026-11-24', undefined],
  ['2026-12-18', undefined],
  ['2026-11-23', '2026-11-23 is too early for input on 2026-11-20 (until 21:30 in London): take 2026-11-24'],
  ['2020-01-01', '2020-01-01 is too early for input on 2026-11-20 (until 21:30 in London): take 2026-11-24'],
  ['2026-11-28', '2026-11-28 is a Saturday, when Bacs does not work: take 2026-11-30'],
  ['2026-12-20', '2026-12-20 is a Sunday, when Bacs does not work: take 2026-12-18'], // Monday would be too late.
  ['2026-12-21', '2026-12-21 is more than 30 days after input on 2026-11-20: take 2026-12-18'],
  ['2031-01-01', '2031-01-01 is more than 30 days after input on 2026-11-20: take 2026-12-18'],
  ['2026-11-31', '"2026-11-31" is not a day: take 2026-11-24'],
  ['24/11/2026', '"24/11/2026" is not a day: take 2026-11-24'],
])('on 20 November 2026 the payment date %s is judged: %s', (date, problem) => {
  const check = checkPaymentDate(calendar, date, at('2026-11-20T12:00:00Z'), CUT_OFF);
  expect(check.ok ? undefined : check.problem).toBe(problem && `payment date ${problem}`);
});

test('a payment date is refused by the name of its holiday', () => {
  expect(checkPaymentDate(calendar, '2026-12-28', at('2026-12-10T12:00:00Z'), CUT_OFF)).toEqual({
    ok: false,
    problem: 'payment date 2026-12-28 is Boxing Day (substitute day), when Bacs does not work: take 2026-12-29',
    wouldDo: '2026-12-29',
  });
});

test('a payment date after the end of the calendar is refused with the last one that is known', () => {
  const now = at('2028-12-20T12:00:00Z');
  expect(checkPaymentDate(calendar, '2029-01-02', now, CUT_OFF)).toMatchObject({
    problem: 'payment date 2029-01-02 is after the end of the Bacs calendar 2026-02: take 2028-12-29',
  });
  expect(() => paymentDates(calendar, at('2028-12-29T12:00:00Z'), CUT_OFF)).toThrow(CalendarError);
});

const instants = fc.integer({ min: at('2024-01-01T00:00:00Z') / 1000, max: at('2028-12-20T00:00:00Z') / 1000 });

test('a date is taken exactly if Bacs works on it and it is neither too early nor too late; the other one offered is taken', () => {
  const dates = fc.integer({ min: -10, max: 50 });
  fc.assert(
    fc.property(instants, dates, (seconds, ahead) => {
      const nowMs = seconds * 1000;
      const date = new Date(nowMs + ahead * 86_400_000).toISOString().slice(0, 10);
      const { earliest, latest } = paymentDates(calendar, nowMs, CUT_OFF);
      const check = checkPaymentDate(calendar, date, nowMs, CUT_OFF);
      expect(check.ok).toBe(date >= earliest && date <= latest && open.includes(date));
      if (!check.ok) expect(checkPaymentDate(calendar, check.wouldDo, nowMs, CUT_OFF)).toEqual({ ok: true });
    }),
  );
});

test('the last moment for the earliest payment date is still ahead, and after it that date is too early', () => {
  fc.assert(
    fc.property(instants, (seconds) => {
      const nowMs = seconds * 1000;
      const { inputDay: day, earliest } = paymentDates(calendar, nowMs, CUT_OFF);
      const lastMs = lastMoment(calendar, earliest, CUT_OFF);
      expect(lastMs).toBeGreaterThan(nowMs);
      expect(londonTime(lastMs)).toEqual({ date: day, time: '21:30:00' });
      expect(checkPaymentDate(calendar, earliest, lastMs - 1, CUT_OFF).ok).toBe(true);
      expect(checkPaymentDate(calendar, earliest, lastMs, CUT_OFF).ok).toBe(false);
    }),
  );
});

test.each([
  ['2028-06-30T23:59:59Z', undefined],
  ['2028-07-01T00:00:00Z', 'the Bacs calendar 2026-02 ends on 2028-12-31'],
  ['2028-12-31T12:00:00Z', 'the Bacs calendar 2026-02 ends on 2028-12-31'],
  ['2029-01-01T00:00:00Z', 'the Bacs calendar 2026-02 ended on 2028-12-31'],
])('at %s the calendar warns: %s', (now, warning) => {
  const line = calendarEndsSoon(calendar, at(now));
  expect(line?.split(',')[0]).toBe(warning);
});
