import type { BacsCalendar } from '../calendar/bacs-calendar.js';
import { addDays, dayNumber, weekdayOf } from '../calendar/dates.js';

/** Longer than any row of days on which Bacs is closed. */
const MOST_CLOSED_DAYS = 14;

/** Whether the calendar's data reach a day. */
export function knows(calendar: BacsCalendar, day: string): boolean {
  return day >= calendar.firstDate && day <= calendar.lastDate;
}

/**
 * The day itself, or the next on which Bacs works. Beyond the calendar's data every weekday counts as one: good enough to
 * expect something on, since PTX's own day is read back, and never for a day that we ask for. Throws `CalendarError` for
 * what is not a day.
 */
export function openDayFrom(calendar: BacsCalendar, day: string): string {
  for (let ahead = 0; ahead < MOST_CLOSED_DAYS; ahead += 1) {
    const candidate = addDays(day, ahead);
    if (isOpen(calendar, candidate)) return candidate;
  }
  return day; // Only by a calendar without a working day in two weeks.
}

function isOpen(calendar: BacsCalendar, day: string): boolean {
  if (knows(calendar, day)) return calendar.isProcessingDay(day);
  const weekday = weekdayOf(dayNumber(day));
  return weekday !== 0 && weekday !== 6;
}
