import type { BacsCalendar } from '../calendar/bacs-calendar.js';
import { addDays } from '../calendar/dates.js';
import type { Collection } from './collections.js';
import { planKey, plannedDay } from './match-rows.js';
import type { PlanAtPtx } from './plans.js';
import { collectionDay, dueDates, lastDue } from './schedule.js';

/** What of a plan decides about what it collects next. */
export type ExpectedPlan = Pick<
  PlanAtPtx,
  'status' | 'amount' | 'frequency' | 'start' | 'end' | 'occurrences' | 'restrictedDate'
>;

/** More than lie between a due date and its collection day: weekends and holidays are shorter. */
const DAYS_BACK = 14;
const DUE_DATES_IN_THEM = 4;

/**
 * The collections with exactly the next one that a plan collects in them, expected on its collection day: the one that is
 * expected already, as long as the plan still has it; else the first due date after those that are known, today at the
 * earliest and not before PTX's restricted date. None without a plan that is ACTIVE, and none after its end. Taken out is
 * only what PTX never had a row of. Call `settle` first: what PTX shows is known then. The same again changes nothing.
 */
export function expectPlan(
  collections: readonly Collection[],
  plan: ExpectedPlan | null,
  calendar: BacsCalendar,
  today: string,
): Collection[] {
  const isWaiting = ({ key, rowId, state }: Collection): boolean =>
    state === 'expected' && rowId === null && plannedDay(key) !== undefined;
  const others = collections.filter((collection) => !isWaiting(collection));
  if (plan?.status !== 'ACTIVE') return others;

  const waiting = collections.filter(isWaiting).map(({ key }) => plannedDay(key) ?? '');
  const due = waiting.sort().find((day) => isDue(plan, calendar, day)) ?? nextOf(plan, others, calendar, today);
  if (due === undefined) return others;
  const expected = expectedOf(plan, calendar, due);
  if (!waiting.includes(due)) return [...others, expected];
  // Where it stood, so that a list that has not changed is the same list.
  return collections
    .filter((collection) => !isWaiting(collection) || collection.key === expected.key)
    .map((collection) => (isWaiting(collection) ? expected : collection));
}

/** The first due date that nothing is known of and that can still be collected. */
function nextOf(
  plan: ExpectedPlan,
  known: readonly Collection[],
  calendar: BacsCalendar,
  today: string,
): string | undefined {
  const seen = new Set(known.map(({ key }) => key));
  const floor = plan.restrictedDate !== null && plan.restrictedDate > today ? plan.restrictedDate : today;
  const latest = known
    .map(({ key }) => plannedDay(key) ?? '')
    .filter((day) => day !== '' && lastDue(plan, day) === day)
    .reduce((a, b) => (a > b ? a : b), addDays(floor, -DAYS_BACK));
  return dueDates(plan, { after: latest, count: DUE_DATES_IN_THEM }).find(
    (due) => !seen.has(planKey(due)) && collectionDay(calendar, due) >= floor,
  );
}

function isDue(plan: ExpectedPlan, calendar: BacsCalendar, day: string): boolean {
  const isAllowed = plan.restrictedDate === null || collectionDay(calendar, day) >= plan.restrictedDate;
  return isAllowed && lastDue(plan, day) === day;
}

function expectedOf({ amount }: ExpectedPlan, calendar: BacsCalendar, due: string): Collection {
  return {
    ...{ key: planKey(due), origin: 'plan', amount, state: 'expected', dueDate: collectionDay(calendar, due) },
    ...{ code: null, rowId: null, of: null, returnedBy: null, retryCount: 0 },
  };
}
