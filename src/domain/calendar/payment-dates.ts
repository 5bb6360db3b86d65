import type { BacsCalendar } from './bacs-calendar.js';
import { addDays, isDay } from './dates.js';
import { londonInstant, londonTime, timeOfDayMs } from './london.js';

/** A day less than PTX takes. Source: help.pt-x.com, article 115000731012. */
const MOST_DAYS_AHEAD = 30;

const WARN_MONTHS_AHEAD = 6;

/** `cutOff` is the last time of input on a processing day, `HH:MM` of London; at that minute it is too late. */
export interface InputWindow {
  cutOff: string;
}

/** `inputDay`: when Bacs would take what is ready now; the others: when that can be paid. All `YYYY-MM-DD`. */
export interface PaymentDates {
  inputDay: string;
  /** The second processing day after the input day. */
  earliest: string;
  /** A calendar day, 30 days after the input day: no processing day itself, if it comes so. */
  latest: string;
}

/** `problem` is a whole line, with the date that would do in it; `wouldDo` is that date alone. */
export type PaymentDateCheck = { ok: true } | { ok: false; problem: string; wouldDo: string };

/** Today in London, if it is a processing day before its cut-off; else the next processing day. `nowMs`: since 1970, UTC. */
export function inputDay(calendar: BacsCalendar, nowMs: number, cutOff: InputWindow['cutOff']): string {
  const { date } = londonTime(nowMs);
  timeOfDayMs(cutOff); // A wrong setting shows on every day, not on the next processing day only.
  const isOpen = calendar.isProcessingDay(date) && nowMs < londonInstant(date, cutOff);
  return isOpen ? date : calendar.nextProcessingDay(date);
}

/** The payment dates that can be had at an instant. Throws `CalendarError` where they lie beyond the calendar. */
export function paymentDates(calendar: BacsCalendar, nowMs: number, cutOff: InputWindow['cutOff']): PaymentDates {
  const day = inputDay(calendar, nowMs, cutOff);
  return { inputDay: day, earliest: calendar.addProcessingDays(day, 2), latest: addDays(day, MOST_DAYS_AHEAD) };
}

/** Whether a batch that is ready at `nowMs` (since 1970, UTC) can be paid on a date, and if not, on which near it. */
export function checkPaymentDate(
  calendar: BacsCalendar,
  paymentDate: string,
  nowMs: number,
  cutOff: InputWindow['cutOff'],
): PaymentDateCheck {
  const { inputDay: day, earliest, latest } = paymentDates(calendar, nowMs, cutOff);
  const refuse = (why: string, wouldDo: string): PaymentDateCheck => ({
    ok: false,
    problem: `payment date ${why}: take ${wouldDo}`,
    wouldDo,
  });
  if (!isDay(paymentDate)) return refuse(`${JSON.stringify(paymentDate)} is not a day`, earliest);
  if (paymentDate < earliest) {
    return refuse(`${paymentDate} is too early for input on ${day} (until ${cutOff} in London)`, earliest);
  }
  const lastDay = latest < calendar.lastDate ? latest : calendar.lastDate;
  const last = calendar.isProcessingDay(lastDay) ? lastDay : calendar.addProcessingDays(lastDay, -1);
  if (paymentDate > latest) {
    return refuse(`${paymentDate} is more than ${MOST_DAYS_AHEAD} days after input on ${day}`, last);
  }
  if (paymentDate > lastDay) {
    return refuse(`${paymentDate} is after the end of the Bacs calendar ${calendar.version}`, last);
  }
  const closed = calendar.reasonClosed(paymentDate);
  if (closed === undefined) return { ok: true };
  const next = paymentDate < last ? calendar.nextProcessingDay(paymentDate) : last;
  return refuse(`${paymentDate} is ${closed}, when Bacs does not work`, next);
}

/** The instant (milliseconds since 1970) from which a batch is too late for its payment date: the cut-off of its input day. */
export function lastMoment(calendar: BacsCalendar, paymentDate: string, cutOff: InputWindow['cutOff']): number {
  return londonInstant(calendar.addProcessingDays(paymentDate, -2), cutOff);
}

/** A warning for operators from six months before the calendar ends, undefined before. `nowMs`: since 1970, UTC. */
export function calendarEndsSoon(calendar: BacsCalendar, nowMs: number): string | undefined {
  const end = new Date(`${calendar.lastDate}T00:00:00Z`);
  const warnFrom = end.setUTCMonth(end.getUTCMonth() - WARN_MONTHS_AHEAD);
  if (nowMs < warnFrom) return undefined;
  const when = londonTime(nowMs).date > calendar.lastDate ? 'ended' : 'ends';
  return (
    `the Bacs calendar ${calendar.version} ${when} on ${calendar.lastDate}, and payment dates after it are refused: ` +
    'install a newer version of Incasso'
  );
}
