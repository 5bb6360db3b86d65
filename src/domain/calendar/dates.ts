const DAY_MS = 86_400_000;

/** A date or time that the calendar cannot answer for. `message` is one line that says what would help. */
export class CalendarError extends Error {
  override readonly name = 'CalendarError';
}

/** A real day of the years 1900 to 2199, written `2026-02-28`. */
export function isDay(text: string): boolean {
  if (!/^(19|20|21)\d\d-\d\d-\d\d$/.test(text)) return false;
  const ms = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(ms) && dateOf(ms / DAY_MS) === text; // 31 April parses on some engines.
}

/**
 * Days since 1970-01-01. Dates are counted as whole numbers, never as local midnights: those depend on the time zone of
 * the machine, and a day has none. Throws `CalendarError` for what is not a day.
 */
export function dayNumber(date: string): number {
  if (!isDay(date)) throw new CalendarError(`${JSON.stringify(date)} is not a day, write it like 2026-02-28`);
  return Date.parse(`${date}T00:00:00Z`) / DAY_MS;
}

/** The inverse of `dayNumber`. */
export function dateOf(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** The day that is `days` calendar days later, or earlier where it is negative. */
export function addDays(date: string, days: number): string {
  return dateOf(dayNumber(date) + days);
}

/** 0 for Sunday to 6 for Saturday. */
export function weekdayOf(day: number): number {
  return (((day + 4) % 7) + 7) % 7; // 1970-01-01 was a Thursday.
}
