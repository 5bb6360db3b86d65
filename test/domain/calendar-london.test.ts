import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CalendarError } from '../../src/domain/calendar/dates.js';
import { londonInstant, londonTime } from '../../src/domain/calendar/london.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const FROM_MS = Date.UTC(2019, 0);
const TO_MS = Date.UTC(2029, 0);

const format = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/London',
  dateStyle: 'short',
  timeStyle: 'medium',
});

/** What the tables of this machine say. */
function wallClock(epochMs: number): string {
  return format.format(epochMs);
}

function ours(epochMs: number): string {
  const { date, time } = londonTime(epochMs);
  return `${date} ${time}`;
}

test('the time of London is that of the time zone tables, every twelve hours from 2019 to 2028', () => {
  const wrong: string[] = [];
  for (let ms = FROM_MS; ms < TO_MS; ms += 12 * HOUR_MS) {
    if (ours(ms) !== wallClock(ms)) wrong.push(new Date(ms).toISOString());
  }
  expect(wrong).toEqual([]);
});

test('the clocks change at the very minute, each spring and autumn from 2019 to 2028', () => {
  const wrong: string[] = [];
  for (let year = 2019; year <= 2028; year += 1) {
    for (const month of [2, 9]) {
      for (let day = 24; day <= 31; day += 1) {
        const changeMs = Date.UTC(year, month, day, 1);
        for (const ms of [changeMs - 1000, changeMs, changeMs + HOUR_MS - 1000, changeMs + HOUR_MS]) {
          if (ours(ms) !== wallClock(ms)) wrong.push(new Date(ms).toISOString());
        }
      }
    }
  }
  expect(wrong).toEqual([]);
});

test('a wall time and its instant are one, but for the hour that comes twice', () => {
  fc.assert(
    fc.property(fc.integer({ min: FROM_MS / MINUTE_MS, max: TO_MS / MINUTE_MS }), (minutes) => {
      const ms = minutes * MINUTE_MS;
      const { date, time } = londonTime(ms);
      const again = londonInstant(date, time.slice(0, 5));
      expect([ms, ms - HOUR_MS]).toContain(again);
      expect(londonTime(again)).toEqual({ date, time });
    }),
  );
});

test.each([
  ['2026-07-01', '22:00', '2026-07-01T21:00:00.000Z'],
  ['2026-12-01', '22:00', '2026-12-01T22:00:00.000Z'],
  ['2026-10-25', '01:30', '2026-10-25T00:30:00.000Z'], // The first of the two.
  ['2026-03-29', '01:30', '2026-03-29T01:30:00.000Z'], // There is none: the clocks show 02:30.
  ['2026-07-01', '00:30', '2026-06-30T23:30:00.000Z'],
])('%s at %s in London is %s', (date, time, expected) => {
  expect(new Date(londonInstant(date, time)).toISOString()).toBe(expected);
});

test.each(['24:00', '9:30', '21:60', '21.30', '21:30:00', ''])('"%s" is no time of the day', (time) => {
  expect(() => londonInstant('2026-07-01', time)).toThrow(CalendarError);
});
