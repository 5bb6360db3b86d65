import { gbp } from '../domain/bacs/batch.js';
import { dateOf, dayNumber, weekdayOf } from '../domain/calendar/dates.js';
import type { NewPlan, Plan } from '../vendors/ptx/client.js';
import type { PlanAtPtx, PlanFrequency, PlanTerms } from '../workflows/messages.js';
import { refused } from './failures.js';

// A plan in our words and in PTX's. Weekday, day of the month and month come from the start.

const WEEKDAYS: readonly string[] = 'SUNDAY MONDAY TUESDAY WEDNESDAY THURSDAY FRIDAY SATURDAY'.split(' ');
const MONTHS: readonly string[] =
  'JANUARY FEBRUARY MARCH APRIL MAY JUNE JULY AUGUST SEPTEMBER OCTOBER NOVEMBER DECEMBER'.split(' ');
/** Every so many months. */
const MONTHLY = { monthly: 1, quarterly: 3 } as const;

/** A plan as PTX takes it, exactly what the terms say. Throws `refused()` for terms that PTX has no form for. */
export function toNewPlan(terms: PlanTerms, profileId?: string): NewPlan {
  const { amount, start, end, occurrences } = terms;
  if (amount.currency !== 'GBP') throw refused(`a plan collects GBP, not ${amount.currency}`);
  if (end !== null && occurrences !== null) throw refused('a plan has an end or a number of collections, not both');
  return {
    amountMinor: amount.minor,
    start,
    ...(end === null ? {} : { end }),
    ...(occurrences === null ? {} : { occurrences }),
    ...(profileId === undefined ? {} : { profileId }),
    ...scheduleOf(terms),
  };
}

type Schedule =
  | { kind: 'WeeklyPaymentPlan'; every: number; weekDays: string[] }
  | { kind: 'MonthlyPaymentPlan'; every: number; monthDays: string[] }
  | { kind: 'YearlyPaymentPlan'; months: string[]; monthDays: string[] };

function scheduleOf({ frequency, start }: Pick<PlanTerms, 'frequency' | 'start'>): Schedule {
  const monthDays = [`DAY${Number(start.slice(8))}`];
  switch (frequency) {
    case 'weekly':
      return { kind: 'WeeklyPaymentPlan', every: 1, weekDays: [weekdayNameOf(start)] };
    case 'monthly':
    case 'quarterly':
      return { kind: 'MonthlyPaymentPlan', every: MONTHLY[frequency], monthDays };
    case 'yearly':
      return { kind: 'YearlyPaymentPlan', months: [monthNameOf(start)], monthDays };
  }
}

/** A plan without a word for its status collects: PTX shows one only where there is something to say. */
const COLLECTS = 'ACTIVE';

/** A plan as PTX shows it, in our words: its `start` is the first day on its schedule that is not before PTX's own start. */
export function toPlanAtPtx(plan: Plan): PlanAtPtx {
  const frequency = frequencyOf(plan);
  const { id, kind, status, amountMinor, start, end, occurrences, restrictedDate } = plan;
  return {
    id,
    kind,
    status: status || COLLECTS,
    amount: gbp(amountMinor),
    frequency,
    start: start === undefined ? null : firstDue(plan, frequency, start),
    end: end ?? null,
    occurrences: occurrences ?? null,
    restrictedDate: restrictedDate ?? null,
  };
}

/** A plan that still counts: PTX keeps one of these for each mandate. */
export function isLive({ status = '' }: Plan): boolean {
  return !/^(DELETED|CANCELLED)$/i.test(status);
}

/**
 * Whether PTX's plan is what the terms ask for. PTX collects nothing before a plan's restricted date and may move its start
 * there; it may add an end to a number of collections, and the other way round. `startMoved` takes any later start.
 */
export function fulfils(plan: Plan, terms: PlanTerms, { startMoved = false } = {}): boolean {
  const shown = toPlanAtPtx(plan);
  const { kind, ...days } = scheduleOf(terms);
  return (
    plan.kind === kind &&
    Object.entries(days).every(([field, value]) => isSame(plan[field as keyof Plan], value)) &&
    plan.amountMinor === terms.amount.minor &&
    terms.amount.currency === 'GBP' &&
    [plan.firstMinor, plan.lastMinor].every((other) => other === undefined || other === plan.amountMinor) &&
    (terms.end === null ? terms.occurrences !== null || shown.end === null : shown.end === terms.end) &&
    (terms.occurrences === null
      ? terms.end !== null || shown.occurrences === null
      : shown.occurrences === terms.occurrences) &&
    isStart(shown, terms.start, startMoved)
  );
}

function isStart({ start, restrictedDate }: PlanAtPtx, asked: string, startMoved: boolean): boolean {
  if (start === null || start === asked) return start !== null;
  return (
    start > asked && (startMoved || (restrictedDate !== null && asked < restrictedDate && start >= restrictedDate))
  );
}

/** Lists are equal without regard to case and order. */
function isSame(one: unknown, other: unknown): boolean {
  const folded = (value: unknown) =>
    Array.isArray(value) ? value.map((each) => String(each).toUpperCase()).sort() : value;
  return JSON.stringify(folded(one)) === JSON.stringify(folded(other));
}

/** Ours, where PTX's schedule is one that our words have: one day in each week, month, quarter or year. */
function frequencyOf({ kind, every = 1, weekDays, monthDays, months }: Plan): PlanFrequency | null {
  const oneDay = monthDays?.length === 1 && dayIn(monthDays) !== undefined;
  if (kind === 'WeeklyPaymentPlan' && every === 1 && weekDays?.length === 1 && weekdayIn(weekDays) >= 0)
    return 'weekly';
  if (kind === 'MonthlyPaymentPlan' && oneDay && every === MONTHLY.monthly) return 'monthly';
  if (kind === 'MonthlyPaymentPlan' && oneDay && every === MONTHLY.quarterly) return 'quarterly';
  if (kind === 'YearlyPaymentPlan' && oneDay && months?.length === 1 && monthIn(months) >= 0) return 'yearly';
  return null;
}

/** PTX may begin a plan on a day on which it does not collect, since its days stand beside its start. */
function firstDue(plan: Plan, frequency: PlanFrequency | null, start: string): string {
  if (frequency === null) return start;
  if (frequency === 'weekly') {
    const from = dayNumber(start);
    return dateOf(from + ((weekdayIn(plan.weekDays) - weekdayOf(from) + 7) % 7));
  }
  const day = dayIn(plan.monthDays) ?? 1;
  const startYear = Number(start.slice(0, 4));
  const startMonth = Number(start.slice(5, 7)) - 1;
  const [month, step] = frequency === 'yearly' ? [monthIn(plan.months), 12] : [startMonth, MONTHLY[frequency]];
  // The 29th of February is the rarest day: at most eight years apart.
  for (let at = startYear * 12 + month; at <= (startYear + 9) * 12; at += step) {
    const due = dateOf(Date.UTC(Math.floor(at / 12), at % 12, day) / DAY_MS);
    // A month without that day is passed over: its number is the day of all that follow.
    if (due >= start && Number(due.slice(8)) === day) return due;
  }
  return start;
}

const DAY_MS = 86_400_000;

const weekdayNameOf = (day: string): string => WEEKDAYS[weekdayOf(dayNumber(day))] ?? '';
const monthNameOf = (day: string): string => MONTHS[Number(day.slice(5, 7)) - 1] ?? '';
const weekdayIn = ([first = '']: string[] = []): number => WEEKDAYS.indexOf(first.toUpperCase());
const monthIn = ([first = '']: string[] = []): number => MONTHS.indexOf(first.toUpperCase());

function dayIn([first = '']: string[] = []): number | undefined {
  const day = Number(/^DAY(\d{1,2})$/i.exec(first)?.[1]);
  return day >= 1 && day <= 31 ? day : undefined;
}
