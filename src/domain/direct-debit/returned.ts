import { dayNumber } from '../calendar/dates.js';
import type { Collection } from './collections.js';
import type { ReportedRecord } from './reports.js';

/** A report names the day of processing or that of entry, and weekends and holidays may lie between them. */
const MOST_DAYS_APART = 6;

/**
 * The collection that a bank has returned or claimed, as far as its record tells: of that amount, nearest to that day, the
 * latest where it names none. Undefined where none can be meant. What came back already is only meant if nothing else is.
 */
export function returnedCollection(
  collections: readonly Collection[],
  { amountMinor, originalDate }: Pick<ReportedRecord, 'amountMinor' | 'originalDate'>,
): Collection | undefined {
  const isOfAmount = ({ amount }: Collection) => amountMinor === null || amount.minor === amountMinor;
  const apart = ({ dueDate }: Collection) =>
    originalDate === null ? 0 : Math.abs(dayNumber(dueDate) - dayNumber(originalDate));
  const meant = collections
    .filter((one) => one.rowId !== null && one.state !== 'stopped' && isOfAmount(one) && apart(one) <= MOST_DAYS_APART)
    .sort((a, b) => apart(a) - apart(b) || (a.dueDate < b.dueDate ? 1 : -1));
  return meant.find(({ returnedBy }) => returnedBy === null) ?? meant[0];
}
