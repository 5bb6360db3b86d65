import type { BacsCalendar } from '../calendar/bacs-calendar.js';
import { addDays, isDay } from '../calendar/dates.js';
import { knows } from './open-days.js';

/** Processing days within which the scheme wants a report to be acted on. Source: ptx-natwest.readme.io, "Bacs reports". */
export const ACT_WITHIN_DAYS = 3;

/**
 * Whether today is too late to act on a report of that day, both `YYYY-MM-DD`: more than three processing days after it. One
 * whose day lies ahead is never late, nor is one without a real day or beyond the calendar's data.
 */
export function isTooLate(calendar: BacsCalendar, reportDay: string, today: string): boolean {
  if (!isDay(reportDay) || !knows(calendar, reportDay) || !knows(calendar, today)) return false;
  let passed = 0;
  for (let day = addDays(reportDay, 1); day < today && passed < ACT_WITHIN_DAYS; day = addDays(day, 1)) {
    if (calendar.isProcessingDay(day)) passed += 1;
  }
  return passed === ACT_WITHIN_DAYS;
}
