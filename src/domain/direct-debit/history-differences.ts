import type { BacsCalendar } from '../calendar/bacs-calendar.js';
import { hasCleared } from './clearing.js';
import type { CollectionView } from './collections.js';

/**
 * `missing`: a mandate expects a collection on a day, and PTX's history has none. `unexpected`: PTX has one, and the mandate
 * knows of none. `amount`: PTX's is of another amount. `twice`: PTX has more than the mandate knows of. `after-end`: PTX has
 * one that was not known when the mandate's workflow ended, so that nobody can be told.
 */
export type HistoryDifference = 'missing' | 'unexpected' | 'amount' | 'twice' | 'after-end';

/** How many processing days are compared, today's among them. */
const DAYS_COMPARED = 10;

/** The processing days up to a day, the newest first. */
export function comparedDays(calendar: BacsCalendar, today: string): string[] {
  const newest = calendar.isProcessingDay(today) ? today : calendar.addProcessingDays(today, -1);
  const days = [newest];
  while (days.length < DAYS_COMPARED) days.push(calendar.addProcessingDays(days.at(-1) ?? newest, -1));
  return days;
}

/**
 * Whether mandates still show that they expect a collection of a day: they do until it has cleared, so that afterwards only
 * rows of days that nobody has compared before can be a surprise.
 */
export function isComparedWhole(
  calendar: BacsCalendar,
  day: string,
  { today, lastDay }: { today: string; lastDay: string },
) {
  return day > lastDay || !hasCleared(calendar, day, today);
}

/**
 * In what a mandate and PTX's history differ on a day: by the pence of each of PTX's rows, and the collections that the mandate
 * knows of. Undefined where the one has what the other has.
 */
export function differenceOn(
  day: string,
  rows: readonly number[],
  { collections, isOpen }: { collections: readonly Known[]; isOpen: boolean },
): HistoryDifference | undefined {
  const known = collections.filter(
    ({ dueDate, state }) => dueDate === day && state !== 'stopped' && state !== 'missing',
  );
  const penceOf = (isBack: boolean) =>
    known.filter(({ state }) => (state === 'returned') === isBack).map(({ amount }) => amount.minor);
  const { unmatched: due, left } = without(rows, penceOf(false));
  // What came back may have lost its row.
  const { unmatched: back, left: surprising } = without(left, penceOf(true));
  if (surprising.length === 0) return isOpen && due.length > 0 ? 'missing' : undefined; // One that has ended said so itself.
  if (due.length + back.length > 0) return 'amount';
  if (!isOpen) return 'after-end';
  return known.length === 0 ? 'unexpected' : 'twice';
}

type Known = Pick<CollectionView, 'dueDate' | 'state' | 'amount'>;

/** What is left of rows without these, each once, and which of these there is no row for. */
function without(rows: readonly number[], pence: readonly number[]): { left: number[]; unmatched: number[] } {
  const left = [...rows];
  const unmatched = pence.filter((each) => {
    const index = left.indexOf(each);
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
  return { left, unmatched };
}
