import type { BacsCalendar } from '../calendar/bacs-calendar.js';
import { addDays } from '../calendar/dates.js';
import type { Collection, CollectionRow } from './collections.js';
import { collectionDay, lastDue, nextDue, type Schedule } from './schedule.js';

const PLAN_KEY = /^plan:(\d{4}-\d\d-\d\d)$/;

/** The shortest period of a plan: so late a plan's collection is still recognised when the plan itself is gone. */
const SHORTEST_PERIOD_DAYS = 7;

/** The key of a plan's collection, by its due date as planned. */
export const planKey = (due: string): string => `plan:${due}`;

/** The due date as planned of a plan's collection; undefined for the key of another. */
export const plannedDay = (key: string): string | undefined => PLAN_KEY.exec(key)?.[1];

/** The live plan, by whose due dates a row is recognised. */
export type PlanOfRows = Schedule & { amount: { minor: number } };

export interface MatchContext {
  calendar: BacsCalendar;
  plan: PlanOfRows | null;
}

/** What is known of a collection that PTX was the first to show. */
export type NewCollection = Pick<Collection, 'key' | 'origin' | 'of'>;

/**
 * Finds what a row belongs to: by its id, by our own key, as PTX's re-presentation (code 18) of what came back, by the due
 * date of a plan; in this order. A row that nothing explains opens a collection by its own id. Undefined for one that
 * was deleted and belongs to nothing.
 */
export function matchRow(
  collections: readonly Collection[],
  row: CollectionRow,
  context: MatchContext,
): { known: Collection } | { opened: NewCollection } | undefined {
  const bound = collections.find(({ rowId }) => rowId === row.rowId);
  if (bound) return { known: bound };
  const isDeleted = row.status === 'DELETED';
  // What goes on after it was stopped has a new row at PTX.
  const free = collections.filter(({ rowId, state }) => rowId === null || (state === 'stopped' && !isDeleted));
  const own = row.key === null ? undefined : free.find(({ key }) => key === row.key);
  if (own) return { known: own };
  const isAgain = row.code === '18';
  const canBePlanned = row.key === null && !isAgain;
  const planned = canBePlanned ? free.findLast((collection) => isPlanned(collection, row, context)) : undefined;
  if (planned) return { known: planned };
  if (isDeleted) return undefined;

  const original = isAgain ? originalOf(collections, row) : undefined;
  if (original) return { opened: againOf(collections, original) };
  const due = canBePlanned && context.plan ? dueOf(row, context.plan, context) : undefined;
  const isNew = due !== undefined && !collections.some(({ key }) => key === planKey(due));
  if (isNew) return { opened: { key: planKey(due), origin: 'plan', of: null } };
  return { opened: { key: `ptx:${row.rowId}`, origin: 'ptx', of: null } };
}

function isPlanned({ amount, key }: Collection, row: CollectionRow, context: MatchContext): boolean {
  const due = plannedDay(key);
  return due !== undefined && inPeriod(row, due, amount.minor, context);
}

/** The due date of the live plan that a row of the plan's own amount was collected for. */
function dueOf(row: CollectionRow, plan: PlanOfRows, context: MatchContext): string | undefined {
  const due = lastDue(plan, row.paymentDate);
  if (due === undefined || row.amountMinor !== plan.amount.minor) return undefined;
  return inPeriod(row, due, row.amountMinor, context) ? due : undefined;
}

/**
 * On the collection day with whatever amount, or later and before the next due date with the same one. What PTX calls a
 * one-off is a plan's only on the very day: a person may have entered it, and no sample shows the word for a plan's own.
 */
function inPeriod(row: CollectionRow, due: string, minor: number, { calendar, plan }: MatchContext): boolean {
  const { amountMinor, paymentDate, paymentType } = row;
  const isSame = amountMinor === minor;
  const isOnDay = paymentDate >= due && paymentDate <= collectionDay(calendar, due);
  if (paymentType === 'ONE_OFF') return isOnDay && isSame;
  const next = (plan && nextDue(plan, due)) ?? addDays(due, SHORTEST_PERIOD_DAYS);
  return isOnDay || (isSame && paymentDate > due && paymentDate < next);
}

/**
 * What a row of code 18 presents again: what its key names, since PTX's own re-presentation has the words of the original;
 * without one, the latest that came back in the same amount and is not presented again yet.
 */
function originalOf(collections: readonly Collection[], row: CollectionRow): Collection | undefined {
  const isOver = ({ state }: Collection): boolean => ['returned', 'stopped', 'missing'].includes(state);
  const named = row.key === null ? undefined : collections.find(({ key }) => key === row.key);
  const originals = collections
    .filter(({ amount, dueDate, of }) => of === null && amount.minor === row.amountMinor && dueDate < row.paymentDate)
    .filter(({ key }) => presentationsOf(collections, key).every(isOver));
  if (row.key !== null) return originals.find(({ key }) => key === (named?.of ?? named?.key));
  return originals
    .filter(({ state }) => state === 'returned')
    .reduce<Collection | undefined>(
      (latest, one) => (latest && latest.dueDate >= one.dueDate ? latest : one),
      undefined,
    );
}

const presentationsOf = (collections: readonly Collection[], original: string): Collection[] =>
  collections.filter(({ of }) => of === original);

function againOf(collections: readonly Collection[], { key }: Collection): NewCollection {
  return { key: `${key}/r${presentationsOf(collections, key).length + 1}`, origin: 're-presentation', of: key };
}
