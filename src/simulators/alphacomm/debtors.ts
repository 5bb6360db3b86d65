import type { Scheduler } from '../shared/scheduler.js';
import type { Act, CallPlay, DebtorPlay } from './control-types.js';
import type { PayLink, PayLinks } from './pay-links.js';
import { type Payments, restOf } from './payments.js';

/** Half of what is still wanted, at least a cent. */
export const halfOfRest = (link: PayLink): number => Math.max(1, Math.floor(restOf(link) / 2));

/** What an act pays, in cents; nothing when all is paid already and the act names no amount of its own. */
function amountOf(act: Act, link: PayLink): number {
  const rest = restOf(link);
  if (act.amountMinor !== undefined) return act.amountMinor;
  if (rest === 0) return 0;
  if (act.do === 'part-pay') return halfOfRest(link);
  return act.do === 'overpay' ? rest + Math.max(1, Math.ceil(rest / 10)) : rest;
}

/** What debtors do unasked, as planned through the control API. */
export function createDebtors(scheduler: Scheduler, payLinks: PayLinks, payments: Payments) {
  const plays = new Map<string, DebtorPlay>();
  const callsPlayed = new Map<string, number>();

  function perform(reference: string, act: Act): void {
    const link = payLinks.newestOf(reference);
    if (link === undefined || payLinks.isExpired(link)) return; // A debtor without a page to open can do nothing.
    if (act.do === 'visit') {
      payments.visit(link, act.delivery);
      return;
    }
    const amountMinor = amountOf(act, link);
    if (amountMinor > 0) payments.pay(link, amountMinor, act.delivery);
  }

  function performLater(reference: string, acts: readonly Act[]): void {
    for (const act of acts) scheduler.after(act.afterMs, () => perform(reference, act));
  }

  return {
    /** Sets plays; a later one for the same reference replaces the earlier. */
    plan(given: readonly DebtorPlay[]): void {
      for (const play of given) {
        plays.set(play.reference, play);
        if (play.reference === '*') callsPlayed.clear();
        else callsPlayed.delete(play.reference);
      }
    },

    /** A mail or text has arrived. */
    messageArrived(reference: string): void {
      performLater(reference, plays.get(reference)?.onMessage ?? plays.get('*')?.onMessage ?? []);
    },

    /** A call has ended in which the debtor was told to act so. */
    callEnded: performLater,

    /** How the next call attempt goes, used up by asking; undefined when it is in a person's hands. */
    nextCall(reference: string): CallPlay | undefined {
      const onCalls = plays.get(reference)?.onCalls ?? plays.get('*')?.onCalls ?? [];
      const played = callsPlayed.get(reference) ?? 0;
      callsPlayed.set(reference, played + 1);
      return onCalls[Math.min(played, onCalls.length - 1)];
    },
  };
}

export type Debtors = ReturnType<typeof createDebtors>;
