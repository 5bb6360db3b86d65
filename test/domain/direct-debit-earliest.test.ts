import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { calendarOf } from '../../src/domain/calendar/bacs-calendar.js';
import { addDays, CalendarError } from '../../src/domain/calendar/dates.js';
import { latestCalendarVersion } from '../../src/domain/calendar/holidays.js';
import {
  type CollectionLimits,
  checkCollectionDate,
  checkPlanStart,
  earliestCollection,
} from '../../src/domain/direct-debit/earliest.js';
import { openDaysOf } from './calendar-oracle.js';

const calendar = calendarOf(latestCalendarVersion);
const open = openDaysOf(2024, 2028);

const limits = (some: Partial<CollectionLimits>): CollectionLimits => ({
  ...{ restrictedDate: null, today: '2026-11-20', noticeDays: 10, lodgedOn: null, lodgementDays: 5 },
  ...some,
});

test.each([
  ['the notice alone', {}, '2026-12-04', 'notice'],
  ['no notice at all, on a Saturday', { today: '2026-11-21', noticeDays: 0 }, '2026-11-23', 'notice'],
  ['a notice over Christmas', { today: '2026-12-17' }, '2027-01-05', 'notice'],
  ['a restricted date that is later', { restrictedDate: '2026-12-08' }, '2026-12-08', 'restricted'],
  ['a restricted date at a weekend', { restrictedDate: '2026-12-05' }, '2026-12-07', 'restricted'],
  ['a restricted date that is over', { restrictedDate: '2026-01-01' }, '2026-12-04', 'notice'],
  ['one on the very day', { restrictedDate: '2026-12-04' }, '2026-12-04', 'notice'],
  ['an instruction that lodges late', { lodgedOn: '2026-12-01' }, '2026-12-08', 'lodgement'],
  ['an instruction of long ago', { lodgedOn: '2015-06-01' }, '2026-12-04', 'notice'],
  ['a long lodgement', { lodgedOn: '2026-11-24', lodgementDays: 10, noticeDays: 2 }, '2026-12-08', 'lodgement'],
] as const)('with %s (%j) the earliest collection is on %s', (_, some, date, because) => {
  expect(earliestCollection(calendar, limits(some))).toEqual({ date, because });
});

const day = fc.integer({ min: 0, max: 1500 }).map((days) => addDays('2024-03-01', days));
const anyLimits = fc.record({
  restrictedDate: fc.option(day),
  today: day,
  noticeDays: fc.integer({ min: 0, max: 15 }),
  lodgedOn: fc.option(day),
  lodgementDays: fc.integer({ min: 0, max: 10 }),
});

test('the earliest collection is the first day of a plain list that every limit allows', () => {
  // The n-th open day after a day; the day itself, or the next, for none.
  const after = (from: string, n: number) => open.filter((date) => (n === 0 ? date >= from : date > from))[n && n - 1];
  fc.assert(
    fc.property(anyLimits, (some) => {
      const { today, noticeDays, restrictedDate, lodgedOn, lodgementDays } = some;
      const bounds = [
        after(today, noticeDays),
        restrictedDate ?? '',
        lodgedOn === null ? '' : after(lodgedOn, lodgementDays),
      ];
      const first = open.find((date) => bounds.every((bound) => bound !== undefined && date >= bound));
      expect(earliestCollection(calendar, some).date).toBe(first);
    }),
  );
});

test('no collection is guessed beyond the calendar', () => {
  expect(() => earliestCollection(calendar, limits({ today: '2028-12-20' }))).toThrow(CalendarError);
  expect(() => earliestCollection(calendar, limits({ restrictedDate: '2031-01-01' }))).toThrow(CalendarError);
});

test.each([
  ['2026-12-04', undefined],
  ['2027-02-10', undefined],
  ['2026-12-03', '2026-12-03 is too early, the payer has to be told in advance: take 2026-12-04'],
  ['2026-11-22', '2026-11-22 is too early, the payer has to be told in advance: take 2026-12-04'],
  ['2026-12-05', '2026-12-05 is a Saturday, when Bacs does not work: take 2026-12-07'],
  ['2026-12-25', '2026-12-25 is Christmas Day, when Bacs does not work: take 2026-12-29'],
  ['2028-12-30', '2028-12-30 is a Saturday, when Bacs does not work: take 2028-12-29'],
  ['2029-01-02', '2029-01-02 is after the end of the Bacs calendar 2026-02: take 2028-12-29'],
  ['2026-02-30', '"2026-02-30" is not a day: take 2026-12-04'],
])('a one-off on %s, where the notice ends on 4 December, is judged: %s', (date, problem) => {
  const check = checkCollectionDate(calendar, date, earliestCollection(calendar, limits({})));
  expect(check.ok ? undefined : check.problem).toBe(problem && `collection date ${problem}`);
});

test.each([
  [{ restrictedDate: '2026-12-08' }, 'PTX collects nothing on this mandate earlier: take 2026-12-08'],
  [{ lodgedOn: '2026-12-01' }, "the payer's bank has to know the instruction: take 2026-12-08"],
])('a date that is too early is refused with what it is too early for (%j)', (some, reason) => {
  const earliest = earliestCollection(calendar, limits(some));
  expect(checkCollectionDate(calendar, '2026-12-04', earliest)).toEqual({
    ok: false,
    problem: `collection date 2026-12-04 is too early, ${reason}`,
    wouldDo: '2026-12-08',
  });
});

test('a plan may start on a Saturday, since it is collected after it, and never too early', () => {
  const earliest = earliestCollection(calendar, limits({}));
  expect(checkPlanStart('2026-12-05', earliest)).toEqual({ ok: true });
  expect(checkPlanStart('2045-01-01', earliest)).toEqual({ ok: true });
  expect(checkPlanStart('2026-12-03', earliest)).toEqual({
    ok: false,
    problem: 'plan start 2026-12-03 is too early, the payer has to be told in advance: take 2026-12-04',
    wouldDo: '2026-12-04',
  });
});

test('a date is taken exactly if Bacs works on it and it is not too early; the one offered instead is taken', () => {
  fc.assert(
    fc.property(anyLimits, fc.integer({ min: -30, max: 60 }), (some, ahead) => {
      const earliest = earliestCollection(calendar, some);
      const date = addDays(earliest.date, ahead);
      const check = checkCollectionDate(calendar, date, earliest);
      expect(check.ok).toBe(open.includes(date) && ahead >= 0);
      if (!check.ok) expect(checkCollectionDate(calendar, check.wouldDo, earliest)).toEqual({ ok: true });
    }),
  );
});
