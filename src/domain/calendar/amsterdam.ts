import { addDays, dayNumber } from './dates.js';
import { isSummerTime } from './london.js';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/**
 * The midnight with which a day ends in Amsterdam, in milliseconds since 1970, UTC. By rule, not from the machine's tables:
 * its clocks change at the same instants as London's, in the hours before dawn, so every midnight is there once. Throws
 * `CalendarError` for what is not a day. Source: Directive 2000/84/EC.
 */
export function amsterdamMidnightAfter(date: string): number {
  const midnightMs = dayNumber(addDays(date, 1)) * DAY_MS;
  return midnightMs - (isSummerTime(midnightMs - HOUR_MS) ? 2 : 1) * HOUR_MS;
}
