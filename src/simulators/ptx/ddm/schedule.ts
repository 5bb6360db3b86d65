import type { PlanEntry } from './model.js';

/** What of a plan says when it is due. */
export type ScheduleTerms = Pick<
  PlanEntry,
  | 'kind'
  | 'startDay'
  | 'endDay'
  | 'occurrences'
  | 'every'
  | 'weekDays'
  | 'monthDays'
  | 'monthsOfYear'
  | 'sequence'
  | 'weekDaySequence'
>;

/** One due day of a plan (YYYY-MM-DD), as planned: it may be a day on which banks do not work. */
export interface Due {
  day: string;
  isFirst: boolean;
  isLast: boolean;
}

const DAY_MS = 86_400_000;
const WEEK_DAYS = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'];
const MONTHS = 'JANUARY FEBRUARY MARCH APRIL MAY JUNE JULY AUGUST SEPTEMBER OCTOBER NOVEMBER DECEMBER'.split(' ');
const SEQUENCES = ['FIRST', 'SECOND', 'THIRD', 'FOURTH'];

const toMs = (day: string): number => Date.parse(`${day}T00:00:00Z`);
const toDay = (atMs: number): string => new Date(atMs).toISOString().slice(0, 10);
/** 0 is Monday. */
const weekDayOf = (atMs: number): number => (new Date(atMs).getUTCDay() + 6) % 7;
const ascending = (numbers: Iterable<number>): number[] => [...new Set(numbers)].sort((a, b) => a - b);
const places = (words: readonly string[], list: readonly string[]): number[] =>
  words.map((word) => list.indexOf(word)).filter((place) => place >= 0);

/** All days of a month, as instants. Months after December are those of the next years. */
function daysOf(year: number, month: number): number[] {
  const count = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return Array.from({ length: count }, (_, index) => Date.UTC(year, month, 1 + index));
}

/** The days that `DAYn` names in a month; DAY29 to DAY31 are its last day where it is shorter. */
function monthDaysOf(year: number, month: number, words: readonly string[], fallback: number): number[] {
  const named = words.map((word) => Number(/^DAY([1-9]|[12]\d|3[01])$/.exec(word)?.[1])).filter((day) => day > 0);
  const days = daysOf(year, month);
  const wanted = named.length > 0 ? named : [fallback];
  return ascending(wanted.map((day) => days[Math.min(day, days.length) - 1] ?? Number.NaN));
}

/** The first, second … or last of the days of one sort in a month. */
function picked(
  year: number,
  month: number,
  terms: ScheduleTerms,
  isProcessingDay: (day: string) => boolean,
): number[] {
  const weekDay = WEEK_DAYS.indexOf(terms.weekDaySequence ?? '');
  const isMeant = (atMs: number): boolean =>
    weekDay >= 0 ? weekDayOf(atMs) === weekDay : terms.weekDaySequence === 'DAY' || isProcessingDay(toDay(atMs));
  const days = daysOf(year, month).filter(isMeant);
  const place = terms.sequence === 'LAST' ? -1 : Math.max(0, SEQUENCES.indexOf(terms.sequence ?? ''));
  return days.slice(place).slice(0, 1);
}

/** All days that the kind's rule names, from the period of the start on, for ever. */
function* ruleDays(terms: ScheduleTerms, isProcessingDay: (day: string) => boolean): Generator<number> {
  const startMs = toMs(terms.startDay);
  const start = new Date(startMs);
  const [year, month, monthDay] = [start.getUTCFullYear(), start.getUTCMonth(), start.getUTCDate()];
  const every = Math.max(1, terms.every);
  for (let period = 0; ; period += 1) {
    switch (terms.kind) {
      case 'WeeklyPaymentPlan': {
        const named = places(terms.weekDays, WEEK_DAYS);
        const monday = startMs - weekDayOf(startMs) * DAY_MS + period * every * 7 * DAY_MS;
        yield* ascending(named.length > 0 ? named : [weekDayOf(startMs)]).map((place) => monday + place * DAY_MS);
        break;
      }
      case 'MonthlyPaymentPlan':
        yield* monthDaysOf(year, month + period * every, terms.monthDays, monthDay);
        break;
      case 'MonthlyPickPaymentPlan':
        yield* picked(year, month + period * every, terms, isProcessingDay);
        break;
      case 'YearlyPaymentPlan': {
        const named = places(terms.monthsOfYear, MONTHS);
        for (const each of ascending(named.length > 0 ? named : [month])) {
          yield* monthDaysOf(year + period, each, terms.monthDays, monthDay);
        }
        break;
      }
    }
  }
}

/**
 * The due days of a plan, from its start to its end or for ever: take as many as you need. Where the rule names no day that is
 * known, it is that of the start. The first is the first day of the rule that is not before the start. `FIRST WORKING_DAY` counts
 * processing days.
 */
export function* dueDays(terms: ScheduleTerms, isProcessingDay: (day: string) => boolean): Generator<Due, undefined> {
  const last = terms.endDay ?? '9999-12-31';
  const most = terms.occurrences ?? Number.POSITIVE_INFINITY;
  let held: string | undefined;
  let count = 0;
  for (const atMs of ruleDays(terms, isProcessingDay)) {
    const day = toDay(atMs);
    if (day < terms.startDay) continue;
    const isOver = day > last || count >= most;
    if (held !== undefined) yield { day: held, isFirst: count === 1, isLast: isOver };
    if (isOver) return;
    held = day;
    count += 1;
  }
}

/** What a due day takes, in pence. One that is first and last is the first. */
export function amountOf(plan: Pick<PlanEntry, 'regularMinor' | 'firstMinor' | 'lastMinor'>, due: Due): number {
  if (due.isFirst) return plan.firstMinor ?? plan.regularMinor;
  return due.isLast ? (plan.lastMinor ?? plan.regularMinor) : plan.regularMinor;
}
