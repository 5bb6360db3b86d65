import type {
  Delivery,
  RequestFaultRule,
  SharedFaultKind,
  SharedLedgerEntry,
  SharedVendorCall,
  SharedWebhookFaultRule,
  WebhookEffect,
} from '../shared/control-types.js';

export type { Delivery, WebhookTarget } from '../shared/control-types.js';

/** The words of the control API: what a person or a test can tell the AcceptEasy simulator, and what it answers. */

/** By the ids of the catalogue. A `POST /v2/Bill` that plans messages is `accepteasy.bill.createWithCommunication`. */
export type VendorOperation =
  | 'accepteasy.bill.create'
  | 'accepteasy.bill.createWithCommunication'
  | 'accepteasy.bill.createAsync'
  | 'accepteasy.bill.asyncStatus'
  | 'accepteasy.bill.get'
  | 'accepteasy.bill.update'
  | 'accepteasy.bill.createBulk'
  | 'accepteasy.bill.bulkStatus'
  | 'accepteasy.bill.paymentMethods'
  | 'accepteasy.search.bills'
  | 'accepteasy.search.payments'
  | 'accepteasy.search.bounces'
  | 'accepteasy.communication.list'
  | 'accepteasy.communication.create'
  | 'accepteasy.communication.update'
  | 'accepteasy.communication.delete'
  | 'accepteasy.mandate.create';

/** A rule for `accepteasy.bill.create` strikes bills with planned messages too; the longer name strikes only those. */
export type VendorFaultRule = RequestFaultRule<VendorOperation>;

/** By their `STATUS`. No webhook tells that a bill expired, was cancelled or changed: none is documented. */
export type WebhookEventName = 'CreationSucceeded' | 'CreationFailed' | 'Paid' | 'Bounced' | 'ProcessingCompleted';

/** `forged` for the creation of a queued bill: told while the bill still waits in the queue. */
export type WebhookFaultRule = SharedWebhookFaultRule<WebhookEventName>;

export type FaultRule = VendorFaultRule | WebhookFaultRule;

export type Effect =
  | 'bill.created'
  | 'bill.creation-failed'
  | 'bill.updated'
  | 'bill.canceled'
  | 'bill.paid'
  | 'bill.expired'
  | 'communication.planned'
  | 'communication.updated'
  | 'communication.deleted'
  | 'communication.sent'
  | 'communication.failed'
  | 'communication.bounced'
  | 'mandate.created'
  | 'mandate.given'
  | WebhookEffect;

/** `reference` is the SRRID and `id` the ATID (of a bulk request the BulkId, without reference). Amounts in cents. */
export type LedgerEntry = SharedLedgerEntry<Effect>;

export type VendorCall = SharedVendorCall<VendorOperation, SharedFaultKind>;

/**
 * What a payer does: pays; plans a payment (`Pending`) or says that it is made (`Done`), which then fails (`Open` again);
 * opens a mail; visits the page.
 */
export type ActName = 'pay' | 'plan-payment' | 'report-paid' | 'fail-payment' | 'view' | 'click';

/** One act now, by SRRID. `delivery` is of the webhook of a payment; the other acts have none. */
export interface Act {
  srrid: string;
  do: ActName;
  delivery?: Delivery | undefined;
}

export interface ActResult {
  atid: string;
  /** What was paid, in cents: always the whole bill, or a mandate's first instalment. */
  amountMinor?: number;
}

/**
 * What happens to a bill by itself, in simulated milliseconds. `srrid: '*'` is for all bills that have no plays of their own.
 *
 * - Acts: `afterMs` after the bill was created; for one that exists already, after the play was told.
 * - `bounce`: each message that goes out over `channel` to `address` (any where left out) bounces, a minute later by default;
 *   `withoutId`: which of them, the search does not say.
 * - `fail-creation`: the vendor refuses the bill with `message`, a synchronous one at once with 400, a queued one in its turn.
 * - `create`: how long a queued bill waits for its turn.
 */
export type BillPlay =
  | { srrid: string; do: ActName; afterMs: number; delivery?: Delivery | undefined }
  | {
      srrid: string;
      do: 'bounce';
      afterMs?: number | undefined;
      channel?: 'Email' | 'Text' | undefined;
      address?: string | undefined;
      message?: string | undefined;
      statusCode?: string | undefined;
      withoutId?: boolean | undefined;
      delivery?: Delivery | undefined;
    }
  | { srrid: string; do: 'fail-creation'; afterMs?: number | undefined; message?: string | undefined }
  | { srrid: string; do: 'create'; afterMs: number };

/** A webhook that the vendor never meant: nothing happened. `atid` is the bill's own unless another is given. */
export interface Forgery {
  srrid: string;
  status: 'CreationSucceeded' | 'CreationFailed' | 'Paid' | 'Bounced';
  atid?: string | undefined;
}

export type BillStatus = 'Open' | 'CountDown' | 'Paid' | 'Expired' | 'Canceled' | 'Pending' | 'Done';

export type CommunicationStatus = 'Pending' | 'Failed' | 'Sent' | 'Cancelled';

/** The truth about a bill or a queued one. Times in RFC 3339; holds nothing about the payer. */
export interface BillTruth {
  atid: string;
  srrid: string;
  paymentReference: string;
  creation: 'Processing' | 'CreationSucceeded' | 'CreationFailed';
  /** Absent while the bill does not exist. */
  status?: BillStatus;
  amountMinor: number;
  /** Absent while a bill without `ExpiryDate` is not made. */
  expiresAt?: string;
  paidAt?: string;
  /** The vendor's message where the creation failed. */
  message?: string;
}

/** The truth about a message of a bill or a mandate. Deleted ones are gone, as at the vendor. */
export interface CommunicationTruth {
  id: string;
  atid: string;
  srrid: string;
  channel: 'Email' | 'Text' | 'PDF';
  template?: string;
  scheduledAt: string;
  status: CommunicationStatus;
  bouncedAt?: string;
}
