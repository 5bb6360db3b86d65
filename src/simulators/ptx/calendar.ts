import { fromLondon, toLondon } from './times.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const LAST_HOUR = 22;
const FIRST_HOUR = 7;
const LONGEST_AHEAD_DAYS = 31;

/** Days off by proclamation, and the moved May holiday of 2020 and 2022, in England and Wales. Source: gov.uk. */
const MOVED: Readonly<Record<string, readonly string[]>> = {
  2020: ['2020-05-08'],
  2022: ['2022-06-02', '2022-06-03', '2022-09-19'],
  2023: ['2023-05-08'],
};
const NOT_OFF: readonly string[] = ['2020-05-04', '2022-05-30'];

const toDay = (atMs: number): string => new Date(atMs).toISOString().slice(0, 10);
const fromDay = (day: string): number => Date.parse(`${day}T00:00:00Z`);
const isWeekend = (atMs: number): boolean => [0, 6].includes(new Date(atMs).getUTCDay());

/** Easter Sunday of the Gregorian calendar, by the anonymous algorithm. */
function easter(year: number): number {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const h = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const n = h + l - 7 * m + 114;
  return Date.UTC(year, Math.floor(n / 31) - 1, (n % 31) + 1);
}

/** The first Monday on or after a day. */
function mondayFrom(year: number, month: number, day: number): number {
  const atMs = Date.UTC(year, month, day);
  return atMs + ((8 - new Date(atMs).getUTCDay()) % 7) * DAY_MS;
}

function holidaysOf(year: number): string[] {
  const fixed: number[] = [];
  for (const [month, day] of [
    [0, 1],
    [11, 25],
    [11, 26],
  ] as const) {
    let atMs = Date.UTC(year, month, day);
    while (isWeekend(atMs) || fixed.includes(atMs)) atMs += DAY_MS; // A substitute day.
    fixed.push(atMs);
  }
  const sunday = easter(year);
  const moving = [
    sunday - 2 * DAY_MS,
    sunday + DAY_MS,
    mondayFrom(year, 4, 1),
    mondayFrom(year, 4, 25),
    mondayFrom(year, 7, 25),
  ];
  const days = [...fixed, ...moving].map(toDay).filter((day) => !NOT_OFF.includes(day));
  return [...days, ...(MOVED[year] ?? [])];
}

/** Bacs processing days and what PTX makes of them. Days are YYYY-MM-DD in London. `extra` are days off besides the known. */
export function createCalendar(extra: readonly string[] = []) {
  const years = new Map<number, ReadonlySet<string>>();

  function isProcessingDay(day: string): boolean {
    const year = Number(day.slice(0, 4));
    const holidays = years.get(year) ?? new Set([...holidaysOf(year), ...extra]);
    years.set(year, holidays);
    return !isWeekend(fromDay(day)) && !holidays.has(day);
  }

  /** The next processing day after a day. */
  function nextAfter(day: string): string {
    let next = fromDay(day) + DAY_MS;
    while (!isProcessingDay(toDay(next))) next += DAY_MS;
    return toDay(next);
  }

  /** The processing day on which Bacs takes what is sent now. */
  function inputDay(atMs: number): string {
    const wall = toLondon(atMs);
    const day = toDay(wall.getTime());
    return isProcessingDay(day) && wall.getUTCHours() < LAST_HOUR ? day : nextAfter(day);
  }

  const earliestPaymentDay = (atMs: number): string => nextAfter(nextAfter(inputDay(atMs)));

  return {
    isProcessingDay,
    nextAfter,
    /** So many processing days after a day; with none, the day itself even if it is none. */
    after(day: string, processingDays: number): string {
      let later = day;
      for (let left = processingDays; left > 0; left -= 1) later = nextAfter(later);
      return later;
    },
    earliestPaymentDay,
    /** Why a day cannot be paid on, or undefined when it can. */
    refusePaymentDay(day: string, atMs: number): string | undefined {
      if (!isProcessingDay(day)) return `Payment date ${day} is not a Bacs processing day`;
      const earliest = earliestPaymentDay(atMs);
      if (day < earliest) return `Payment date ${day} is too early, the earliest is ${earliest}`;
      const latest = toDay(fromDay(inputDay(atMs)) + LONGEST_AHEAD_DAYS * DAY_MS);
      return day > latest ? `Payment date ${day} is too late, the latest is ${latest}` : undefined;
    },
    /** Milliseconds from an instant to the next sweep: on the hour, 07:00 to 22:00 London, on processing days. */
    untilSweep(atMs: number): number {
      const wallMs = toLondon(atMs).getTime();
      let sweep = Math.floor(wallMs / HOUR_MS) * HOUR_MS;
      for (;;) {
        sweep += HOUR_MS;
        const hour = new Date(sweep).getUTCHours();
        if (hour >= FIRST_HOUR && hour <= LAST_HOUR && isProcessingDay(toDay(sweep))) return fromLondon(sweep) - atMs;
      }
    },
  };
}

export type Calendar = ReturnType<typeof createCalendar>;
