import { addMonths } from './months.js';

/** Banks keep an instruction at least so long after its lodgement or last collection. Source: directdebit.co.uk, "Inactive Direct Debits". */
const MONTHS_KEPT = 24;
const MONTHS_UNTIL_WARNING = 22;
const MONTHS_UNTIL_CLOSING = 3;

export type Dormancy = 'live' | 'warn' | 'dormant';

/** What holds on a day for a mandate that was lodged or last collected on `lastActivity`. From that very day on. */
export function dormancyOf({ lastActivity }: { lastActivity: string }, today: string): Dormancy {
  if (today >= dormantOn(lastActivity)) return 'dormant';
  return today >= warnsOn(lastActivity) ? 'warn' : 'live';
}

/** The first day on which people are warned: 22 months later, the last day of a shorter month. */
export function warnsOn(lastActivity: string): string {
  return addMonths(lastActivity, MONTHS_UNTIL_WARNING);
}

/** The first day on which nothing is collected any more: 24 months later; after 29 February it is the 28th. */
export function dormantOn(lastActivity: string): string {
  return addMonths(lastActivity, MONTHS_KEPT);
}

/** The day on which a cancelled mandate is closed: three months after its last collection has cleared. */
export function closesOn(lastCleared: string): string {
  return addMonths(lastCleared, MONTHS_UNTIL_CLOSING);
}
