import { expect, test } from '@jest/globals';
import { calendarOf } from '../../src/domain/calendar/bacs-calendar.js';
import { latestCalendarVersion } from '../../src/domain/calendar/holidays.js';
import { isTooLate } from '../../src/domain/direct-debit/lateness.js';
import { mandateSpellings } from '../../src/domain/direct-debit/spellings.js';

const calendar = calendarOf(latestCalendarVersion);

test.each([
  ['on its own day', '2026-03-02', '2026-03-02', false],
  ['on the third working day after it', '2026-03-02', '2026-03-05', false],
  ['on the fourth', '2026-03-02', '2026-03-06', true],
  ['on the third, over a weekend', '2026-03-05', '2026-03-10', false],
  ['on the fourth, over a weekend', '2026-03-05', '2026-03-11', true],
  ['on the Saturday after the third', '2026-03-03', '2026-03-07', true],
  ['on the third over Easter', '2026-04-02', '2026-04-09', false],
  ['on the fourth over Easter', '2026-04-02', '2026-04-10', true],
  ['a year later', '2025-03-03', '2026-03-03', true],
  ['while its day lies ahead', '2026-03-20', '2026-03-02', false],
  ['on the last days of the calendar', '2028-12-22', calendar.lastDate, true],
  ['beyond the calendar', '2018-03-02', '2026-03-02', false],
  ['without a real day', '2026-02-30', '2026-03-20', false],
])('a report that is acted on %s: %s, on %s', (_, day, today, tooLate) => {
  expect(isTooLate(calendar, day, today)).toBe(tooLate);
});

test.each([
  ['DD-000001', ['DD-000001']],
  ['dd-000001', ['dd-000001', 'DD-000001']],
  [' DD 000001 ', ['DD 000001']],
  ['A&B/C.D-1', ['A&B/C.D-1']],
  ['DD_000001', []],
  ['=DD-000001', []],
  ['DD-0000000000000019', []],
  ['', []],
])('what %j may mean as the reference of a mandate', (text, references) => {
  expect(mandateSpellings(text)).toEqual(references);
});
