import type { BacsCalendar } from '../calendar/bacs-calendar.js';
import { addDays, dayNumber, isDay } from '../calendar/dates.js';
import { addMonths, monthsBetween } from './months.js';
import { openDayFrom } from './open-days.js';
import type { PlanFrequency } from './plans.js';

/** What decides when a plan is due: `PlanTerms` and `PlanAtPtx` both are one. `end` is a day on which it may still be due. */
export interface Schedule {
  /** Null, as is `start`: a plan that is none of ours, and that no due date is known of. */
  frequency: PlanFrequency | null;
  start: string | null;
  end: string | null;
  occurrences: number | null;
}

const monthsOf: Readonly<Record<Exclude<PlanFrequency, 'weekly'>, number>> = { monthly: 1, quarterly: 3, yearly: 12 };

/** The last year that is a day here is 2199: no plan goes on longer. */
const LAST_YEAR = 2199;

/**
 * Due dates as planned, without regard to weekends: at most `count`, the first ones later than `after` (null: from the start).
 * Each is counted from the start, so that the 31st comes back after a shorter month. None after the year 2199.
 */
export function dueDates(schedule: Schedule, { after, count }: { after: string | null; count: number }): string[] {
  const due: string[] = [];
  for (let n = firstAfter(schedule, after); due.length < count; n += 1) {
    const date = nthDue(schedule, n);
    if (date === undefined) break;
    due.push(date);
  }
  return due;
}

/** The first due date later than a day (null: the start); undefined when the plan has ended. */
export function nextDue(schedule: Schedule, after: string | null): string | undefined {
  return dueDates(schedule, { after, count: 1 })[0];
}

/** The last due date that is not later than a day; undefined before the start. After the end it is the last of all. */
export function lastDue(schedule: Schedule, day: string): string | undefined {
  let n = firstAfter(schedule, day) - 1;
  if (schedule.occurrences !== null) n = Math.min(n, schedule.occurrences - 1);
  if (schedule.end !== null && schedule.end < day) n = Math.min(n, firstAfter(schedule, schedule.end) - 1);
  return n < 0 ? undefined : nthDue(schedule, n);
}

/** The day on which a due date is collected: itself or the next processing day, never one before. Weekdays beyond the data. */
export function collectionDay(calendar: BacsCalendar, due: string): string {
  return openDayFrom(calendar, due);
}

/** The n-th due date, from 0; undefined where the plan has none. */
function nthDue({ frequency, start, end, occurrences }: Schedule, n: number): string | undefined {
  if (frequency === null || start === null || (occurrences !== null && n >= occurrences)) return undefined;
  // Beyond it no day can be counted with, so it is looked at before.
  const yearsAhead = frequency === 'weekly' ? Math.ceil((n * 7) / 365) : Math.ceil((n * monthsOf[frequency]) / 12);
  if (Number(start.slice(0, 4)) + yearsAhead > LAST_YEAR) return undefined;
  const date = frequency === 'weekly' ? addDays(start, n * 7) : addMonths(start, n * monthsOf[frequency]);
  return isDay(date) && (end === null || date <= end) ? date : undefined;
}

/** The number of the first due date later than a day, as if the plan had no end. */
function firstAfter({ frequency, start }: Schedule, after: string | null): number {
  if (frequency === null || start === null || after === null || after < start) return 0;
  if (frequency === 'weekly') return Math.floor((dayNumber(after) - dayNumber(start)) / 7) + 1;
  const step = monthsOf[frequency];
  const near = Math.floor(monthsBetween(start, after) / step);
  return addMonths(start, near * step) > after ? near : near + 1;
}
