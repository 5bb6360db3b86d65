import type { CaseView } from '../../client/index.js';
import { formatMinor } from '../../domain/money.js';
import type { LedgerEntry } from '../../simulators/control-client.js';

export interface LedgerCheck {
  /** `36 records, 34 messages, …` */
  counts: string;
  /** A line for each effect that happened more often than its case has asked for, and for money that was not booked. */
  faults: string[];
}

/**
 * Holds what happened at the vendor against what the cases know: every contact of a case may have caused one record, one
 * message and one PayLink, and money in equals money booked. The ledger counts, not the calls.
 */
export function checkLedger(ledger: readonly LedgerEntry[], views: Iterable<CaseView>): LedgerCheck {
  const faults: string[] = [];
  for (const { reference, contacts, paid } of views) {
    const own = ledger.filter((entry) => entry.reference === reference);
    for (const script of new Set(own.flatMap((entry) => entry.script ?? []))) {
      const asked = contacts.filter((contact) => contact.script === script).length;
      for (const [what, effects] of ONCE_PER_CONTACT) {
        const happened = own.filter((entry) => entry.script === script && effects.includes(entry.effect)).length;
        if (happened > asked)
          faults.push(`${reference}: ${happened} x ${what} by script ${script}, asked for ${asked}`);
      }
    }
    const received = total(own);
    if (received !== paid.minor) {
      faults.push(`${reference}: ${formatMinor(received)} came in at the vendor, ${formatMinor(paid.minor)} is booked`);
    }
  }
  return { counts: countsOf(ledger), faults };
}

type Effect = LedgerEntry['effect'];

const RECORDS: readonly Effect[] = ['record.created', 'record.updated', 'record.rejected'];
const ONCE_PER_CONTACT: readonly (readonly [what: string, effects: readonly Effect[]])[] = [
  ['record', RECORDS],
  ['message', ['message.sent']],
  ['PayLink', ['payLink.created']],
];

function countsOf(ledger: readonly LedgerEntry[]): string {
  const count = (...effects: Effect[]) => ledger.filter(({ effect }) => effects.includes(effect)).length;
  return [
    `${count(...RECORDS)} records`,
    `${count('message.sent')} messages`,
    `${count('payLink.created')} PayLinks`,
    `${count('call.made')} calls`,
    `${count('payment')} payments of ${formatMinor(total(ledger))} in all`,
  ].join(', ');
}

function total(entries: readonly LedgerEntry[]): number {
  return entries.reduce((sum, { effect, amountMinor }) => sum + (effect === 'payment' ? (amountMinor ?? 0) : 0), 0);
}
