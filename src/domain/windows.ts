/** A span of creation times. `id` is `2026-11` for a month, `2026-11-21` for a day; both bounds are RFC 3339 instants. */
export interface TimeWindow {
  id: string;
  fromAt: string;
  toAt: string;
}

/** All months that touch the time from one instant to another, oldest first, in UTC. */
export function monthsBetween(fromMs: number, toMs: number): TimeWindow[] {
  const from = new Date(fromMs);
  const months: TimeWindow[] = [];
  for (let year = from.getUTCFullYear(), month = from.getUTCMonth(); Date.UTC(year, month) <= toMs; month += 1) {
    months.push(window(Date.UTC(year, month), Date.UTC(year, month + 1), 7));
  }
  return months;
}

/** The days of a month, in UTC. */
export function daysOf({ fromAt, toAt }: TimeWindow): TimeWindow[] {
  const days: TimeWindow[] = [];
  for (let start = Date.parse(fromAt); start < Date.parse(toAt); start += DAY_MS)
    days.push(window(start, start + DAY_MS, 10));
  return days;
}

const DAY_MS = 86_400_000;

function window(fromMs: number, toMs: number, idLength: number): TimeWindow {
  const fromAt = new Date(fromMs).toISOString();
  return { id: fromAt.slice(0, idLength), fromAt, toAt: new Date(toMs).toISOString() };
}
