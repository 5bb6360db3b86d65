import type { BillReading, BounceReading, MessageReading } from '../domain/bill.js';
import type { AccepteasyClient, Bill, BouncedBill } from '../vendors/accepteasy/client.js';

/** What is known of a bill after one look: money is booked from this alone. */
export interface BillSeen {
  bill: BillReading;
  messages: MessageReading[];
}

/** Reads a bill, and then its messages: a message that is shown as planned was still planned after the bill was read. */
export async function readBillAndMessages(accepteasy: AccepteasyClient, atid: string): Promise<BillSeen> {
  const bill = toBillReading(await accepteasy.getBill(atid));
  return { bill, messages: await accepteasy.listCommunications(atid) };
}

export function toBillReading({ atid, status, amountMinor, paymentReference, ...more }: Bill): BillReading {
  const { expiresAt, shortUrl, events } = more;
  const paidAt = events.findLast(({ type }) => type === 'Payment')?.at;
  return {
    atid,
    status,
    amountMinor,
    paymentReference,
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(shortUrl === undefined ? {} : { shortUrl }),
    ...(paidAt === undefined ? {} : { paidAt }),
  };
}

/** Codes that begin with 4 are of failures that pass (RFC 3463); where none is told, the address counts as wrong. */
export function toBounceReading({ bounce }: BouncedBill): BounceReading {
  const { communicationId, statusCode } = bounce;
  return {
    key: bounceKey(bounce),
    hard: !statusCode?.startsWith('4'),
    ...(communicationId === undefined ? {} : { communicationId }),
  };
}

export function bounceKey({ communicationId = '', receivedAt }: BouncedBill['bounce']): string {
  return `${communicationId}@${receivedAt}`;
}
