/** The words of the control API: what a person or a test can tell the simulator, and what it answers. */

/** How a webhook reaches its receiver when it does not simply arrive. `byMs` is simulated time. */
export type Delivery =
  | { mode: 'twice' }
  | { mode: 'late'; byMs: number }
  /** The thing happened, the webhook never leaves. */
  | { mode: 'lost' }
  /** The webhook is sent, but nothing happened at the vendor. */
  | { mode: 'forged' }
  /** Held back until the next webhook, of any kind and reference, was delivered. */
  | { mode: 'swapped' };

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

/** `before` and `after` speak of the effect. The kinds from `timeout-after` on that answer a body do so after it. */
export type VendorFaultKind =
  | 'drop-before'
  | 'drop-after'
  | 'timeout-after'
  | 'unauthorized'
  | 'rate-limited'
  | 'error-500-before'
  | 'error-500-after'
  | 'unavailable'
  /** Waits `delayMs` real milliseconds (default 1000), then does and answers; the effect comes even if the caller left. */
  | 'slow'
  | 'truncated'
  | 'wrong-typed'
  | 'graphql-error';

/** Spoils `times` (default 1) matching requests after letting `skip` (default 0) of them pass. */
export interface VendorFaultRule {
  operation: VendorOperation | '*';
  kind: VendorFaultKind;
  times?: number | undefined;
  skip?: number | undefined;
  reference?: string | undefined;
  retryAfterSeconds?: number | undefined;
  delayMs?: number | undefined;
}

export type WebhookEventName = 'PayLinkPaid' | 'PayLinkVisited' | 'VoiceCallCompleted';

/** Spoils `times` (default 1) matching webhooks; `VoiceCallCompleted` stands for every form of a call's webhook. */
export interface WebhookFaultRule {
  webhook: WebhookEventName | '*';
  kind: 'doubled' | 'late' | 'swapped' | 'lost' | 'forged';
  times?: number | undefined;
  skip?: number | undefined;
  reference?: string | undefined;
  /** Simulated milliseconds, for `late`; an hour when left out. */
  byMs?: number | undefined;
}

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
  | 'webhook.delivered'
  | 'webhook.refused'
  | 'webhook.lost';

/** Something that truly happened at the vendor. `at` is simulated time. Holds no name, mail address or number of a phone. */
export interface LedgerEntry {
  seq: number;
  at: string;
  effect: Effect;
  /** The record's reference, or the `incasso_key` of a link made by API. */
  reference?: string;
  script?: string;
  /** Of the link, call, mandate, batch or event, by effect. */
  id?: string;
  amountMinor?: number;
  detail?: string;
}

/** One HTTP request to the vendor's address. `answered` names the fault where one struck. */
export interface VendorCall {
  seq: number;
  at: string;
  operation: VendorOperation | 'other';
  reference?: string;
  answered: 'ok' | 'errors' | 'bad-request' | VendorFaultKind;
  status?: number;
}

export interface WebhookTarget {
  url: string;
  username?: string | undefined;
  password?: string | undefined;
}

export type MandateStatus = 'new' | 'pending' | 'success';

/** What a payer does with a transaction short of paying: `cancelled` and `failed` speak of the last one only. */
export type TransactionStatus = 'started' | 'cancelled' | 'failed';
