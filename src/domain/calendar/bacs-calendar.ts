import { CalendarError, dateOf, dayNumber, weekdayOf } from './dates.js';
import { type CalendarData, calendars } from './holidays.js';

/**
 * The days on which Bacs works: Monday to Friday without the bank holidays of England and Wales. Dates are `YYYY-MM-DD`.
 * Every function throws `CalendarError` for a day outside the data: a holiday there is unknown, and none is guessed.
 */
export interface BacsCalendar {
  version: string;
  firstDate: string;
  lastDate: string;
  isProcessingDay(date: string): boolean;
  /** Why Bacs does not work on a day, as in `it is …`: `a Saturday`, `Boxing Day`; undefined where it does. */
  reasonClosed(date: string): string | undefined;
  /**
   * The processing day that is the n-th after a day, or before it where n is negative; 0 is the day itself, moved to the
   * next processing day where it is none. An entry day's processing day is -1, its input day -2.
   */
  addProcessingDays(date: string, n: number): string;
  /** The first processing day after a day; with `inclusive` the day itself, if it is one. */
  nextProcessingDay(date: string, options?: { inclusive?: boolean }): string;
}

const built = new Map<string, BacsCalendar>();

/** The calendar of a version that was released. Throws `CalendarError` for a name that none has. */
export function calendarOf(version: string): BacsCalendar {
  const existing = built.get(version);
  if (existing) return existing;
  const data = Object.hasOwn(calendars, version) ? calendars[version] : undefined;
  if (!data) {
    const known = Object.keys(calendars).join(', ');
    throw new CalendarError(
      `there is no Bacs calendar ${JSON.stringify(version)} here, only ${known}: update the worker`,
    );
  }
  const calendar = createCalendar(version, data);
  built.set(version, calendar);
  return calendar;
}

/** A calendar from its data. */
export function createCalendar(version: string, { firstDate, lastDate, holidays }: CalendarData): BacsCalendar {
  const first = dayNumber(firstDate);
  const last = dayNumber(lastDate);
  const names = new Map(Object.entries(holidays).map(([date, name]) => [dayNumber(date), name]));

  function within(day: number): number {
    if (day >= first && day <= last) return day;
    throw new CalendarError(
      `${dateOf(day)} is outside the Bacs calendar ${version}, which knows the days from ${firstDate} to ${lastDate}: ` +
        `take a day within it${day > last ? ', or install a newer version of Incasso' : ''}`,
    );
  }

  function closed(day: number): string | undefined {
    const weekday = weekdayOf(within(day));
    if (weekday === 0) return 'a Sunday';
    return weekday === 6 ? 'a Saturday' : names.get(day);
  }

  function move(from: number, n: number): number {
    const step = n < 0 ? -1 : 1;
    let day = from;
    for (let left = Math.abs(n); left > 0; ) {
      day += step;
      if (closed(day) === undefined) left -= 1;
    }
    return day;
  }

  function next(from: number, inclusive: boolean): number {
    return inclusive && closed(from) === undefined ? from : move(from, 1);
  }

  return {
    version,
    firstDate,
    lastDate,
    isProcessingDay: (date) => closed(dayNumber(date)) === undefined,
    reasonClosed: (date) => closed(dayNumber(date)),
    addProcessingDays(date, n) {
      if (!Number.isInteger(n)) throw new CalendarError(`${n} is not a number of processing days, give a whole one`);
      const day = within(dayNumber(date));
      return dateOf(n === 0 ? next(day, true) : move(day, n));
    },
    nextProcessingDay: (date, { inclusive = false } = {}) => dateOf(next(within(dayNumber(date)), inclusive)),
  };
}
