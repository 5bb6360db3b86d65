import { CalendarError, dayNumber, weekdayOf } from './dates.js';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

const MARCH = 2;
const OCTOBER = 9;

/**
 * The wall time of London at an instant (milliseconds since 1970, UTC). By rule, not from the machine's tables, which
 * change between versions and would break a replay. Right from 1996 on; the calendar refuses everything before 2019.
 */
export function londonTime(epochMs: number): { date: string; time: string } {
  const wallMs = Math.floor(epochMs) + (isSummerTime(epochMs) ? HOUR_MS : 0);
  const iso = new Date(wallMs).toISOString();
  return { date: iso.slice(0, 10), time: iso.slice(11, 19) };
}

/**
 * The instant (milliseconds since 1970, UTC) of a wall time `HH:MM` of London. In the hour that autumn has twice it is
 * the first; in the hour that spring leaves out it is as much later as the clocks move. Throws `CalendarError`.
 */
export function londonInstant(date: string, time: string): number {
  const wallMs = dayNumber(date) * DAY_MS + timeOfDayMs(time);
  return isSummerTime(wallMs - HOUR_MS) ? wallMs - HOUR_MS : wallMs;
}

/** `21:30` in milliseconds since midnight. Throws `CalendarError` for what is not a time of the day. */
export function timeOfDayMs(time: string): number {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time);
  if (!match) throw new CalendarError(`${JSON.stringify(time)} is not a time of the day, write it like 21:30`);
  return (Number(match[1]) * 60 + Number(match[2])) * 60_000;
}

/**
 * Whether the clocks are an hour ahead: from the last Sunday of March to that of October, 01:00 UTC. Source: The Summer Time
 * Order 2002; Directive 2000/84/EC, which all of the Union has in common.
 */
export function isSummerTime(epochMs: number): boolean {
  const year = new Date(epochMs).getUTCFullYear();
  return epochMs >= changeOfClocks(year, MARCH) && epochMs < changeOfClocks(year, OCTOBER);
}

function changeOfClocks(year: number, month: typeof MARCH | typeof OCTOBER): number {
  const lastDay = Date.UTC(year, month, 31) / DAY_MS;
  return (lastDay - weekdayOf(lastDay)) * DAY_MS + HOUR_MS;
}
