import type { BacsCalendar } from '../calendar/bacs-calendar.js';
import { addDays } from '../calendar/dates.js';
import { knows, openDayFrom } from './open-days.js';

/** From the day of entry, day 3 of the Bacs cycle, to the end of day 5, and on to the processing day after that. */
const PROCESSING_DAYS = 3;

/** Longer than three processing days last over any holidays. */
const DAYS_WITHOUT_DATA = 10;

/**
 * The first day on which a collection counts as cleared: the processing day after day 5 of the Bacs cycle, until whose end
 * banks return what they do not pay. The payment date is day 3, so this is the third processing day after it. A claim can
 * still take it back later. Where the calendar's data end, ten days: too late rather than too early.
 * Source: help.pt-x.com, article 115001543731.
 */
export function clearsOn(calendar: BacsCalendar, paymentDate: string): string {
  const entryDay = openDayFrom(calendar, paymentDate);
  const withoutData = addDays(entryDay, DAYS_WITHOUT_DATA);
  if (!knows(calendar, entryDay) || !knows(calendar, withoutData)) return withoutData;
  return calendar.addProcessingDays(entryDay, PROCESSING_DAYS);
}

/** Whether a collection that has not come back counts as cleared today. */
export function hasCleared(calendar: BacsCalendar, paymentDate: string, today: string): boolean {
  return today >= clearsOn(calendar, paymentDate);
}
