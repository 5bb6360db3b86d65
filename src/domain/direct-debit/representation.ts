import type { BacsCalendar } from '../calendar/bacs-calendar.js';
import { addDays, CalendarError } from '../calendar/dates.js';
import { addMonths } from './months.js';

/** How often a returned collection is presented again at most: no scheme rule, the usual practice. */
export const mostRepresentations = 2;

/** What decides when a returned collection can be presented again. Days are `YYYY-MM-DD`. */
export interface RepresentationLimits {
  /** Payment date of the collection that came back, as it was first presented. */
  original: string;
  /** Payment date of the latest presentation, where it was presented again already. */
  presentedOn?: string | null;
  today: string;
  /** Processing days from the notice to a one-off. */
  noticeDays: number;
  /** Calendar days between two presentations. */
  delayDays: number;
  /** Nothing may be collected before it, for whatever other reason. */
  notBefore?: string;
  /** Days on which the plan itself collects: an item of both would be in one Bacs cycle. */
  regularDays?: readonly string[];
}

/**
 * The day on which a returned collection is presented again: the first processing day that keeps the notice and the delay, is
 * later than every presentation so far, lies within a month of the original's processing day (the one before its payment date),
 * and on which the plan does not collect. Undefined when there is none, and where the calendar's data end: a person decides.
 * Source: movimo.co.uk/representing-direct-debits; accesspaysuite.com, "ARUDD reason codes".
 */
export function representationDate(calendar: BacsCalendar, limits: RepresentationLimits): string | undefined {
  const { delayDays, notBefore = '', noticeDays, original, presentedOn, regularDays = [], today } = limits;
  const previous = presentedOn && presentedOn > original ? presentedOn : original;
  return withinData(() => {
    const last = lastDay(calendar, original);
    const noticed = calendar.addProcessingDays(today, noticeDays);
    const delayed = addDays(previous, Math.max(delayDays, 1));
    const first = [noticed, delayed, notBefore].reduce((latest, day) => (day > latest ? day : latest));
    let date = calendar.nextProcessingDay(first, { inclusive: true });
    while (date <= last && regularDays.includes(date)) date = calendar.nextProcessingDay(date);
    return date <= last ? date : undefined;
  });
}

/** The last day on which a collection of that payment date may be presented again; undefined where the calendar's data end. */
export function lastRepresentationDate(calendar: BacsCalendar, original: string): string | undefined {
  return withinData(() => lastDay(calendar, original));
}

const lastDay = (calendar: BacsCalendar, original: string): string =>
  addMonths(calendar.addProcessingDays(original, -1), 1);

function withinData(find: () => string | undefined): string | undefined {
  try {
    return find();
  } catch (error) {
    if (error instanceof CalendarError) return undefined;
    throw error;
  }
}
