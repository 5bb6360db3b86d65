import type { BillSeen } from '../activities/bill-readings.js';
import type { MessageReading } from '../domain/bill.js';
import { hasGone } from '../domain/bill-messages.js';
import { paidMinor } from '../domain/case.js';
import { formatMoney } from '../domain/money.js';
import type { BillFile } from './bill-file.js';

/** Takes over what a reading shows: its status, its messages, and money, which is booked from nothing else. */
export function take(file: BillFile, { bill, messages }: BillSeen): void {
  const { state, input } = file;
  const { atid, status, expiresAt, shortUrl, paidAt } = bill;
  state.vendorStatus = status;
  if (expiresAt !== undefined) state.expiresAt = expiresAt;
  if (shortUrl !== undefined) state.shortUrl = shortUrl;
  for (const message of messages) noteContact(file, message);
  const id = `${atid}:Paid`;
  if (status !== 'Paid' || state.payments.some((booked) => booked.id === id)) return;
  // Each bill is paid whole.
  const amount = { minor: bill.amountMinor, currency: input.amount.currency };
  state.payments.push({ id, at: paidAt ?? file.iso(file.now()), amount, source: 'bill' });
  file.untold.push(id);
  file.note(`paid by the bill: ${formatMoney(amount)}`);
}

function noteContact({ state, iso, now }: BillFile, message: MessageReading): void {
  const { id, status = '', channel = '', template = '', scheduledAt } = message;
  if (!hasGone(message) || channel === 'PDF') return;
  const known = state.contacts.find((contact) => contact.id === id);
  if (known) {
    if (known.result !== 'Bounced') known.result = status;
    return;
  }
  state.contacts.push({ id, at: scheduledAt ?? iso(now()), channel, script: template, result: status });
}

/** What has to be given back, in words; null if nothing has. */
export function overpaid({ state, input }: BillFile): string | null {
  const { minor, currency } = input.amount;
  const extra = paidMinor(state) - minor;
  return extra > 0 ? `paid twice: give back ${formatMoney({ minor: extra, currency })}` : null;
}
