import type { BacsCalendar } from '../calendar/bacs-calendar.js';
import { addDays, dayNumber, isDay } from '../calendar/dates.js';
import type { Collection } from './collections.js';
import { openDayFrom } from './open-days.js';
import type { ReportedRecord } from './reports.js';

/** Longer than holidays keep processing and entry apart. */
const MOST_DAYS_APART = 6;
/** PTX presents the same row again under a later day: so much later at most, by the scheme's month. */
const MOST_DAYS_OF_A_ROW = 62;

/** `isEarlier`: an earlier presentation is meant of what PTX presents again in the same row already. */
export interface Returned {
  collection: Collection;
  isEarlier: boolean;
}

/**
 * The collection that a bank has returned or claimed, as far as its record tells: of that amount, and of the day that the
 * record names, which is the one of processing, or that of entry; of any near day only where none fits better. Without a day
 * it is the latest whose day has come. Of several alike it is one that has not come back yet. The same event means the same
 * collection again. Undefined where none can be meant.
 */
export function returnedCollection(
  collections: readonly Collection[],
  record: Pick<ReportedRecord, 'eventId' | 'amountMinor' | 'originalDate'>,
  { calendar, today }: { calendar: BacsCalendar; today: string },
): Returned | undefined {
  const same = collections.find(({ returnedEvent }) => returnedEvent === record.eventId);
  if (same) return { collection: same, isEarlier: false };
  const { amountMinor } = record;
  const named = record.originalDate !== null && isDay(record.originalDate) ? record.originalDate : null;
  const meant = collections
    .filter(({ rowId, state, amount }) => {
      return rowId !== null && state !== 'stopped' && (amountMinor === null || amount.minor === amountMinor);
    })
    .map((collection) => ({ collection, fit: named === null ? fitToday(collection, today) : fitOn(collection, named) }))
    .filter((one): one is Fitting => one.fit !== undefined)
    .sort((a, b) => a.fit - b.fit || b.collection.dueDate.localeCompare(a.collection.dueDate));
  const [best] = meant;
  if (!best) return undefined;
  // Without a day all whose day has come are alike.
  const alike = meant.filter((one) => one.fit === best.fit);
  const { collection } = alike.find((one) => one.collection.returnedBy === null) ?? best;
  return { collection, isEarlier: best.fit === FITS_EARLIER };

  /** The less, the better: the day of entry that belongs to that day, that day itself, the nearest to it. */
  function fitOn({ dueDate, of, retryCount }: Collection, day: string): number | undefined {
    const ahead = dayNumber(dueDate) - dayNumber(day);
    if (dueDate === openDayFrom(calendar, addDays(day, 1))) return 0;
    // Its day is the later one of the same row already: a day before that is of what came back first, however near.
    const isAgain = of === null && retryCount > 0;
    if (isAgain && ahead > 0) return ahead <= MOST_DAYS_OF_A_ROW ? FITS_EARLIER : undefined;
    return Math.abs(ahead) <= MOST_DAYS_APART ? 1 + 2 * Math.abs(ahead) + (ahead < 0 ? 1 : 0) : undefined;
  }
}

interface Fitting {
  collection: Collection;
  fit: number;
}

const FITS_EARLIER = 100;

/** What nobody can have returned yet is only meant if there is nothing else: the next one then. */
const fitToday = ({ dueDate }: Collection, today: string): number => Math.max(0, dayNumber(dueDate) - dayNumber(today));
