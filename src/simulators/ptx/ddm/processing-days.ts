import type { Calendar } from '../calendar.js';

const DAY_MS = 86_400_000;

/** The day itself, or the next processing day after it. */
export function onOrAfter(calendar: Calendar, day: string): string {
  return calendar.isProcessingDay(day) ? day : calendar.nextAfter(day);
}

/** So many processing days before a day. */
export function processingDaysBefore(calendar: Calendar, day: string, count: number): string {
  let atMs = Date.parse(`${day}T00:00:00Z`);
  const toDay = (): string => new Date(atMs).toISOString().slice(0, 10);
  for (let left = count; left > 0; ) {
    atMs -= DAY_MS;
    if (calendar.isProcessingDay(toDay())) left -= 1;
  }
  return toDay();
}
