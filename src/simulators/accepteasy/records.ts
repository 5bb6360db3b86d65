import type { BillStatus, CommunicationStatus } from './control-types.js';

/** `PDF` is a document for the payment page, so it goes to no address. Source: Bills, and outside sendingMessages.md. */
export type Channel = 'Email' | 'Text' | 'PDF';

/** What happened on a record's pages and in its mails. Source: outside, docs/events.md. */
export interface RecordEvent {
  type: 'View' | 'Click' | 'Attempt' | 'Payment';
  at: number;
  status: string;
}

/** What the request says of one message. Source: Bills, "Sending of Bills through email, text or both". */
export interface NewCommunication {
  channel: Channel;
  template?: string | undefined;
  /** Epoch milliseconds; at once when undefined. */
  scheduledAt?: number | undefined;
  paymentStatus?: string | undefined;
  messageStatus?: string | undefined;
  mandateStatus?: string | undefined;
}

/** A planned message and what became of it. */
export interface Communication extends NewCommunication {
  id: string;
  scheduledAt: number;
  status: CommunicationStatus;
  record: VendorRecord;
  /** Grows with every change, so that an earlier appointment knows that it is void. */
  revision: number;
  /** `isNamed`: the search says whose bounce it is. */
  bounce?: { receivedAt: number; message: string; statusCode: string; isNamed: boolean };
}

/** What bills and mandates have in common. Times in epoch milliseconds, amounts in cents. */
interface CommonRecord {
  atid: string;
  srrid: string;
  templateId: string;
  paymentReference: string;
  description: string;
  amountMinor: number;
  email: string;
  phone: string;
  createdAt: number;
  shortUrl: string;
  communications: Communication[];
  events: RecordEvent[];
}

/** `Paid`, `Expired` and `Canceled` are final. */
export interface Bill extends CommonRecord {
  kind: 'bill';
  status: BillStatus;
  expiresAt: number;
  paidUrl: string | undefined;
  pendingAt?: number;
  paidAt?: number;
}

/** Those of the documented five that happen here. */
export type MandateStatus = 'ToMandate' | 'Mandated';

/** Given by paying `firstInstallmentMinor`. */
export interface Mandate extends CommonRecord {
  kind: 'mandate';
  status: MandateStatus;
  firstInstallmentMinor: number;
  paidAt?: number;
}

/** What an SRRID and an ATID stand for. */
export type VendorRecord = Bill | Mandate;

/** Whether the payer can still be asked for the money: what a message's condition `Open` means. */
export const isUnpaid = (bill: Bill): boolean => bill.status === 'Open' || bill.status === 'CountDown';
