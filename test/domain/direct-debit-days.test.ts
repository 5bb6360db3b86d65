import { expect, test } from '@jest/globals';
import { addMonths, format } from 'date-fns';
import fc from 'fast-check';
import { calendarOf } from '../../src/domain/calendar/bacs-calendar.js';
import { addDays } from '../../src/domain/calendar/dates.js';
import { latestCalendarVersion } from '../../src/domain/calendar/holidays.js';
import { clearsOn, hasCleared } from '../../src/domain/direct-debit/clearing.js';
import { closesOn, dormancyOf, dormantOn, warnsOn } from '../../src/domain/direct-debit/dormancy.js';
import {
  lastRepresentationDate,
  type RepresentationLimits,
  representationDate,
} from '../../src/domain/direct-debit/representation.js';
import { daysOf, openDaysOf } from './calendar-oracle.js';

const calendar = calendarOf(latestCalendarVersion);
const open = openDaysOf(2024, 2028);

const monthLater = (date: string) => format(addMonths(new Date(`${date}T12:00`), 1), 'yyyy-MM-dd');

const limits = (some: Partial<RepresentationLimits>): RepresentationLimits => ({
  ...{ original: '2026-11-20', today: '2026-11-25', noticeDays: 5, delayDays: 3 },
  ...some,
});

test.each([
  ['as soon as the notice is kept', {}, '2026-12-02'],
  ['as soon as the delay is over', { noticeDays: 1, delayDays: 10 }, '2026-11-30'],
  ['on the processing day after a delay that ends at a weekend', { noticeDays: 0, delayDays: 8 }, '2026-11-30'],
  ['after the original, without notice and delay', { today: '2026-11-20', noticeDays: 0, delayDays: 0 }, '2026-11-23'],
  ['not on the day of the plan', { regularDays: ['2026-12-02', '2026-12-03'] }, '2026-12-04'],
  ['beside a plan that collects earlier', { regularDays: ['2026-12-01'] }, '2026-12-02'],
  ['on the last day of the month that is allowed', { noticeDays: 17 }, '2026-12-18'],
  ['never later', { noticeDays: 18 }, undefined],
  ['never later, for the plan either', { noticeDays: 17, regularDays: ['2026-12-18'] }, undefined],
  ['the delay after the presentation before', { presentedOn: '2026-12-02', delayDays: 7 }, '2026-12-09'],
  ['within a month of the first presentation', { presentedOn: '2026-12-14', delayDays: 7 }, undefined],
  ['by 28 February, of 30 January', { original: '2026-01-30', today: '2026-02-13', noticeDays: 10 }, '2026-02-27'],
  ['no later, of 30 January', { original: '2026-01-30', today: '2026-02-16', noticeDays: 10 }, undefined],
  ['by 29 February, of 31 January', { original: '2024-01-31', today: '2024-02-15', noticeDays: 10 }, '2024-02-29'],
  ['by the month of its processing day', { original: '2026-03-02', today: '2026-03-13', noticeDays: 10 }, '2026-03-27'],
  ['no later than that', { original: '2026-03-02', today: '2026-03-16', noticeDays: 10 }, undefined],
  ['not before another limit', { notBefore: '2026-12-05' }, '2026-12-07'],
  ['by another limit within the month', { notBefore: '2026-12-19' }, undefined],
  ['nowhere beyond the calendar', { original: '2028-12-20', today: '2028-12-22', noticeDays: 10 }, undefined],
] as const)('a returned collection is presented again %s (%j): %s', (_, some, expected) => {
  expect(representationDate(calendar, limits(some))).toBe(expected);
});

test.each([
  ['2026-11-20', '2026-12-19'],
  ['2026-01-30', '2026-02-28'],
  ['2024-01-31', '2024-02-29'],
  ['2026-03-02', '2026-03-27'],
  ['2018-01-02', undefined],
])('what was due on %s may be presented again until %s', (original, expected) => {
  expect(lastRepresentationDate(calendar, original)).toBe(expected);
});

const originals = fc.integer({ min: 1, max: open.length - 60 }).map((index) => open[index] ?? '');

test('the day of a re-presentation is the first of a plain list that keeps every rule', () => {
  const anyLimits = fc.record({
    original: originals,
    seenAfter: fc.integer({ min: 0, max: 10 }),
    noticeDays: fc.integer({ min: 0, max: 12 }),
    delayDays: fc.integer({ min: 0, max: 20 }),
    planAfter: fc.array(fc.integer({ min: 1, max: 31 }), { maxLength: 5 }),
  });
  fc.assert(
    fc.property(anyLimits, ({ original, seenAfter, planAfter, ...periods }) => {
      const today = addDays(original, seenAfter);
      const regularDays = planAfter.map((days) => addDays(original, days));
      const noticed = open.filter((date) => date > today)[periods.noticeDays - 1] ?? today;
      const expected = open.find(
        (date) =>
          date > original &&
          date >= noticed &&
          date >= addDays(original, periods.delayDays) &&
          date <= monthLater(open[open.indexOf(original) - 1] ?? '') &&
          !regularDays.includes(date),
      );
      expect(representationDate(calendar, { original, today, regularDays, ...periods })).toBe(expected);
    }),
    { numRuns: 300 },
  );
});

test('from 2024 to 2028 a collection clears on the third processing day after its payment date', () => {
  const wrong = daysOf(2024, 2028)
    .filter((date) => date < '2028-12-10')
    .filter((date) => {
      const entry = open.findIndex((day) => day >= date);
      return clearsOn(calendar, date) !== open[entry + 3];
    });
  expect(wrong).toEqual([]);
});

test.each([
  ['2026-11-16', '2026-11-18', false], // Day 5: banks still return until its end.
  ['2026-11-16', '2026-11-19', true],
  ['2026-11-18', '2026-11-22', false], // Day 5 was Friday.
  ['2026-11-18', '2026-11-23', true],
  ['2026-12-24', '2026-12-30', false],
  ['2026-12-24', '2026-12-31', true],
])('a collection of %s has cleared on %s: %s', (paymentDate, today, expected) => {
  expect(hasCleared(calendar, paymentDate, today)).toBe(expected);
});

test.each([
  ['2017-05-05', '2017-05-15'],
  ['2028-12-28', '2029-01-07'],
  ['2031-05-03', '2031-05-15'],
])('where the calendar knows nothing a collection of %s clears after ten days, on %s', (paymentDate, expected) => {
  expect(clearsOn(calendar, paymentDate)).toBe(expected);
});

test('a mandate is warned about after 22 months and dormant after 24, on the very day', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 3000 }), (days) => {
      const lastActivity = addDays('2020-01-01', days);
      const later = (months: number) => format(addMonths(new Date(`${lastActivity}T12:00`), months), 'yyyy-MM-dd');
      const at = (date: string) => dormancyOf({ lastActivity }, date);
      const [warns, dormant] = [later(22), later(24)];
      expect([warnsOn(lastActivity), dormantOn(lastActivity), closesOn(lastActivity)]).toEqual([
        warns,
        dormant,
        later(3),
      ]);
      expect([at(lastActivity), at(addDays(warns, -1)), at(warns), at(addDays(warns, 1))]).toEqual([
        ...['live', 'live', 'warn', 'warn'],
      ]);
      expect([at(addDays(dormant, -1)), at(dormant), at(addDays(dormant, 1))]).toEqual(['warn', 'dormant', 'dormant']);
    }),
  );
});

test.each([
  ['2024-02-29', '2025-12-29', '2026-02-28'],
  ['2024-04-30', '2026-02-28', '2026-04-30'],
  ['2024-12-31', '2026-10-31', '2026-12-31'],
])('after %s the warning is on %s, and nothing is collected from %s', (lastActivity, warns, dormant) => {
  expect([warnsOn(lastActivity), dormantOn(lastActivity)]).toEqual([warns, dormant]);
});
