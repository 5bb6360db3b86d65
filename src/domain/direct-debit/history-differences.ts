import type { BacsCalendar } from '../calendar/bacs-calendar.js';
import { hasCleared } from './clearing.js';
import type { CollectionView } from './collections.js';

/**
 * `missing`: a mandate expects a collection on a day, and PTX's history has none. `unexpected`: PTX has one, and the mandate
 * knows of none. `after-end`: the same, and the mandate's workflow has ended, so that nobody can be told.
 */
export type HistoryDifference = 'missing' | 'unexpected' | 'after-end';

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

/** In what a mandate and PTX's history differ on a day, by the collections that the mandate knows of. */
export function differenceOn(
  day: string,
  hasRow: boolean,
  { collections, isOpen }: { collections: readonly Pick<CollectionView, 'dueDate' | 'state'>[]; isOpen: boolean },
): HistoryDifference | undefined {
  const states = collections.filter(({ dueDate }) => dueDate === day).map(({ state }) => state);
  if (!hasRow) {
    const isDue = states.some((state) => state === 'expected' || state === 'submitted' || state === 'cleared');
    return isOpen && isDue ? 'missing' : undefined; // One that has ended says itself what was missing.
  }
  if (states.some((state) => state !== 'stopped' && state !== 'missing')) return undefined;
  return isOpen ? 'unexpected' : 'after-end';
}
