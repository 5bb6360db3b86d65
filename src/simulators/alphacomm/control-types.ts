/** The words of the control API: what a person or a test can tell the simulator, and what it answers. */
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

/** What a debtor or a phone does, told by a person. Amounts in cents. */
export interface Story {
  reference: string;
  story: 'paid' | 'part-paid' | 'visited' | 'answered' | 'no-answer' | 'voicemail';
  amountMinor?: number | undefined;
  delivery?: Delivery | undefined;
}

/** `next-call`: no call was planned, so the story waits for the next one. `id` is the link or the call. */
export interface StoryResult {
  happened: 'now' | 'next-call';
  id?: string;
  amountMinor?: number;
}

/** One act of a debtor, `afterMs` simulated milliseconds after the message or the call that it follows. */
export interface Act {
  afterMs: number;
  do: 'visit' | 'pay' | 'part-pay' | 'overpay';
  amountMinor?: number | undefined;
  delivery?: Delivery | undefined;
}

export type CallOutcome = 'answered' | 'no-answer' | 'voicemail' | 'busy' | 'invalid number';

/** How one call attempt ends, and what the debtor does after it. */
export interface CallPlay {
  outcome: CallOutcome;
  delivery?: Delivery | undefined;
  afterwards?: Act[] | undefined;
}

/**
 * What a debtor does unasked. `reference: '*'` is the default for all; a part that a debtor's own play leaves out is
 * taken from it. `onMessage` follows every mail and text; `onCalls` holds one play per call attempt, the last repeats.
 */
export interface DebtorPlay {
  reference: string;
  onMessage?: Act[] | undefined;
  onCalls?: CallPlay[] | undefined;
}

export type VendorOperation =
  | 'addRecords'
  | 'batches'
  | 'payLink.create'
  | 'payLinks'
  | 'mandate.create'
  | 'mandates'
  | 'stopCalling';

export type VendorFaultKind = SharedFaultKind | 'graphql-error';

export type VendorFaultRule = RequestFaultRule<VendorOperation, VendorFaultKind>;

export type WebhookEventName = 'PayLinkPaid' | 'PayLinkVisited' | 'VoiceCallCompleted';

/** `VoiceCallCompleted` stands for every form of a call's webhook. */
export type WebhookFaultRule = SharedWebhookFaultRule<WebhookEventName>;

export type FaultRule = VendorFaultRule | WebhookFaultRule;

export type Effect =
  | 'record.created'
  | 'record.updated'
  | 'record.rejected'
  | 'file.accepted'
  | 'payLink.created'
  | 'message.sent'
  | 'call.planned'
  | 'call.made'
  | 'call.dropped'
  | 'stopCalling'
  | 'payment'
  | 'mandate.created'
  | WebhookEffect;

/** `reference` is the record's, or the `incasso_key` of a link made by API; `id` that of the link, call, mandate, batch or event. */
export type LedgerEntry = SharedLedgerEntry<Effect>;

export type VendorCall = SharedVendorCall<VendorOperation, VendorFaultKind>;

export type MandateStatus = 'new' | 'pending' | 'success';

/** What a payer does with a transaction short of paying: `cancelled` and `failed` speak of the last one only. */
export type TransactionStatus = 'started' | 'cancelled' | 'failed';
