import { describe, expect, test } from '@jest/globals';
import { createCalendar } from '../../../src/simulators/ptx/calendar.js';
import { fromLondon, parseDay, parseTime, toLocalTime } from '../../../src/simulators/ptx/times.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const { isProcessingDay, earliestPaymentDay, untilSweep } = createCalendar();

function processingDays(year: number): number {
  let days = 0;
  for (let atMs = Date.UTC(year, 0, 1); atMs < Date.UTC(year + 1, 0, 1); atMs += DAY_MS) {
    if (isProcessingDay(new Date(atMs).toISOString().slice(0, 10))) days += 1;
  }
  return days;
}

describe('the simulated calendar', () => {
  test.each([
    [2025, 253],
    [2026, 253],
    [2027, 253],
    [2028, 252],
  ])('%i has %i processing days', (year, days) => expect(processingDays(year)).toBe(days));

  test.each([
    '2020-05-08',
    '2022-06-02',
    '2022-06-03',
    '2022-09-19',
    '2023-05-08',
    '2026-12-28',
    '2027-12-28',
    '2028-01-03',
  ])('%s is a bank holiday', (day) => expect(isProcessingDay(day)).toBe(false));

  test.each(['2020-05-04', '2022-05-30', '2026-06-15'])('%s is none in England', (day) =>
    expect(isProcessingDay(day)).toBe(true),
  );

  test.each([
    ['2026-03-02T21:59:00Z', '2026-03-04'],
    ['2026-03-02T22:00:00Z', '2026-03-05'],
    ['2026-07-06T21:00:00Z', '2026-07-09'],
    ['2026-03-07T12:00:00Z', '2026-03-11'],
    ['2026-04-01T11:00:00Z', '2026-04-07'],
  ])('what is sent at %s is paid on %s at the earliest', (at, day) => {
    expect(earliestPaymentDay(Date.parse(at))).toBe(day);
  });

  test.each([
    ['2026-03-02T09:00:00Z', '2026-03-02T10:00:00Z'],
    ['2026-03-02T22:00:00Z', '2026-03-03T07:00:00Z'],
    ['2026-07-06T21:30:00Z', '2026-07-07T06:00:00Z'],
    ['2026-03-27T22:30:00Z', '2026-03-30T06:00:00Z'],
  ])('what is committed at %s is swept at %s', (at, swept) => {
    expect(new Date(Date.parse(at) + untilSweep(Date.parse(at))).toISOString()).toBe(swept.replace('Z', '.000Z'));
  });
});

describe('times', () => {
  test.each([
    ['2026-03-02', '2026-03-02T00:00:00.000Z'],
    ['2026-07-06T10:00:00.000', '2026-07-06T09:00:00.000Z'],
    ['2026-07-06T10:00:00', '2026-07-06T09:00:00.000Z'],
    ['2018-10-18T13:13:24.000+0000', '2018-10-18T13:13:24.000Z'],
    ['2026-07-06T10:00:00+02:00', '2026-07-06T08:00:00.000Z'],
    ['2019-08-24T14:15:22Z', '2019-08-24T14:15:22.000Z'],
  ])('%s is %s', (text, instant) => expect(new Date(parseTime(text) ?? 0).toISOString()).toBe(instant));

  test.each(['-', '2026-02-30', '2026-03-02T25:00:00', '02/03/2026', '', 5, undefined])('%s is none', (text) => {
    expect([parseTime(text), parseDay(text)]).toEqual([undefined, undefined]);
  });

  test('London’s wall time leads back to its instant, but for the hour that comes twice', () => {
    const strays: number[] = [];
    for (let atMs = Date.UTC(2026, 0, 1); atMs < Date.UTC(2027, 0, 1); atMs += HOUR_MS) {
      const back = fromLondon(Date.parse(`${toLocalTime(atMs)}Z`));
      if (back !== atMs) strays.push(atMs);
    }
    expect(strays.map((atMs) => new Date(atMs).toISOString())).toEqual(['2026-10-25T01:00:00.000Z']);
  });
});
