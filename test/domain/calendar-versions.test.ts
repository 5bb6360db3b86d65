import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { prepareBatch } from '../../src/client/prepare-batch.js';
import { calendarOf, createCalendar } from '../../src/domain/calendar/bacs-calendar.js';
import { calendars, latestCalendarVersion } from '../../src/domain/calendar/holidays.js';
import { lastMoment } from '../../src/domain/calendar/payment-dates.js';
import { canonicalJson } from '../../src/domain/canonical-json.js';
import { aBatch } from '../support/payments.js';

// Work that is under way names its version. What a version says may therefore never change: a proclaimed holiday, or a
// year more, is a new entry here and in the calendars.
const RELEASED: Record<string, string> = {
  '2026-02': '55eecb36fd9e531808d1bd12239a278f7f9a96ec47dc1693acaabaaeb3c00831',
};

test('the data of a released calendar never change, since work under way goes on by them', () => {
  const hashes = Object.entries(calendars).map(([version, data]) => {
    return [version, createHash('sha256').update(canonicalJson(data)).digest('hex')];
  });
  expect(Object.fromEntries(hashes)).toEqual(RELEASED);
});

test('a batch carries the version of the calendar by which it was submitted', () => {
  expect(prepareBatch(aBatch('CALENDAR-1')).batch?.input.calendar).toBe(latestCalendarVersion);
});

test('a one-off bank holiday moves the last moment of batches submitted since, and of none that is under way', () => {
  const older = calendarOf(latestCalendarVersion);
  const data = calendars[latestCalendarVersion];
  if (!data) throw new Error('the latest version has no data');
  const newer = createCalendar('newer', { ...data, holidays: { ...data.holidays, '2026-11-24': 'a day of thanks' } });
  const last = (calendar: typeof older) => new Date(lastMoment(calendar, '2026-11-25', '21:30')).toISOString();
  expect([last(older), last(newer)]).toEqual(['2026-11-23T21:30:00.000Z', '2026-11-20T21:30:00.000Z']);
});
