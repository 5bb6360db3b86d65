/**
 * How business time follows from the machine's: at the real instant `since` it was `origin`, and since then it runs
 * `speed` times as fast. Without a clock the two are the same. Only the demo has one, equal to its simulators'.
 */
export interface BusinessClock {
  since: string;
  origin: string;
  speed: number;
}

/** The business instant at a real one; both in milliseconds since 1970. */
export function businessTime(realMs: number, clock?: BusinessClock): number {
  if (!clock) return realMs;
  return Math.round(Date.parse(clock.origin) + (realMs - Date.parse(clock.since)) * clock.speed);
}

/** The real instant at which it is that business time; both in milliseconds since 1970. */
export function realTime(businessMs: number, clock?: BusinessClock): number {
  if (!clock) return businessMs;
  return Math.round(Date.parse(clock.since) + (businessMs - Date.parse(clock.origin)) / clock.speed);
}

/** How long to wait in real milliseconds for a business duration to pass. */
export function realDuration(businessMs: number, clock?: BusinessClock): number {
  return clock ? Math.ceil(businessMs / clock.speed) : businessMs;
}
