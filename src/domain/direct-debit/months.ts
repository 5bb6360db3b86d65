import { CalendarError, dateOf, dayNumber, isDay } from '../calendar/dates.js';

/**
 * The same day of the month, so many months later, or earlier where it is negative; the last day of a month that is too
 * short. Throws `CalendarError` for what is not a day, and where the result lies outside the years 1900 to 2199.
 */
export function addMonths(date: string, months: number): string {
  dayNumber(date); // Refuses what is not a day.
  const total = monthNumber(date) + months;
  const month = `${Math.floor(total / 12)}-${String((total % 12) + 1).padStart(2, '0')}`;
  if (!isDay(`${month}-01`))
    throw new CalendarError(`no day is ${months} months from ${date} in the years 1900 to 2199`);
  const day = Math.min(Number(date.slice(8)), lengthOf(month));
  return `${month}-${String(day).padStart(2, '0')}`;
}

/** Whole months from the month of a day to that of another, whatever the days in them. */
export function monthsBetween(from: string, to: string): number {
  return monthNumber(to) - monthNumber(from);
}

function monthNumber(date: string): number {
  return Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1;
}

/** Of a month `2026-02`: no month has more than three days beyond its 28th. */
function lengthOf(month: string): number {
  const next = dateOf(dayNumber(`${month}-28`) + 4);
  return 32 - Number(next.slice(8));
}
