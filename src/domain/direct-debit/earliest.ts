import type { BacsCalendar } from '../calendar/bacs-calendar.js';
import { isDay } from '../calendar/dates.js';

/** What an earliest collection depends on: days are `YYYY-MM-DD`, both periods in processing days. */
export interface CollectionLimits {
  /** PTX collects nothing before it; null where PTX names none. */
  restrictedDate: string | null;
  today: string;
  /** Of the collection profile: that of a one-off, or that of a mandate for a plan. */
  noticeDays: number;
  /** Payment date of the latest 0N; null where none is known. */
  lodgedOn: string | null;
  lodgementDays: number;
}

/** The first day on which a payer may be debited, and what keeps it from being an earlier one. */
export interface EarliestCollection {
  date: string;
  because: 'restricted' | 'notice' | 'lodgement';
}

/** `problem` is a whole line, with the date that would do in it; `wouldDo` is that date alone. */
export type CollectionDateCheck = { ok: true } | { ok: false; problem: string; wouldDo: string };

const reasons: Readonly<Record<EarliestCollection['because'], string>> = {
  restricted: 'PTX collects nothing on this mandate earlier',
  notice: 'the payer has to be told in advance',
  lodgement: "the payer's bank has to know the instruction",
};

/**
 * The first processing day that is not before any of the limits. Days before the calendar's data are taken as its first.
 * Throws `CalendarError` where the answer lies beyond the data: no day is guessed that a payer would be debited on.
 */
export function earliestCollection(calendar: BacsCalendar, limits: CollectionLimits): EarliestCollection {
  const { lodgedOn, lodgementDays, noticeDays, restrictedDate, today } = limits;
  const days: EarliestCollection[] = [];
  const limit = (because: EarliestCollection['because'], from: string | null, n: number): void => {
    if (from === null) return;
    const known = from < calendar.firstDate ? calendar.firstDate : from;
    days.push({ because, date: calendar.addProcessingDays(known, n) });
  };
  limit('notice', today, noticeDays);
  limit('restricted', restrictedDate, 0);
  limit('lodgement', lodgedOn, lodgementDays);
  return days.reduce((latest, day) => (day.date > latest.date ? day : latest));
}

/** Whether a one-off can be collected on a date: a processing day, and not too early. */
export function checkCollectionDate(
  calendar: BacsCalendar,
  date: string,
  earliest: EarliestCollection,
): CollectionDateCheck {
  const early = checkNotEarly('collection date', date, earliest);
  if (!early.ok) return early;
  const { lastDate } = calendar;
  const last = calendar.isProcessingDay(lastDate) ? lastDate : calendar.addProcessingDays(lastDate, -1);
  if (date > lastDate) {
    return refuse('collection date', `${date} is after the end of the Bacs calendar ${calendar.version}`, last);
  }
  const closed = calendar.reasonClosed(date);
  if (closed === undefined) return { ok: true };
  const next = date < last ? calendar.nextProcessingDay(date) : last;
  return refuse('collection date', `${date} is ${closed}, when Bacs does not work`, next);
}

/**
 * Whether a plan can start on a date: any day that is not too early, since a due date at a weekend is collected on the
 * processing day after it.
 */
export function checkPlanStart(start: string, earliest: EarliestCollection): CollectionDateCheck {
  return checkNotEarly('plan start', start, earliest);
}

function checkNotEarly(what: string, date: string, { because, date: first }: EarliestCollection): CollectionDateCheck {
  if (!isDay(date)) return refuse(what, `${JSON.stringify(date)} is not a day`, first);
  if (date < first) return refuse(what, `${date} is too early, ${reasons[because]}`, first);
  return { ok: true };
}

function refuse(what: string, why: string, wouldDo: string): CollectionDateCheck {
  return { ok: false, problem: `${what} ${why}: take ${wouldDo}`, wouldDo };
}
