/**
 * The words that the control APIs of all simulators have in common. Each is generic over the vendor's own words: a vendor
 * names its types in its own `control-types.ts`, for instance
 * `export type LedgerEntry = SharedLedgerEntry<Effect>` with `type Effect = 'batch.created' | …`.
 */

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

/** `before` and `after` speak of the effect. The kinds from `timeout-after` on that answer a body do so after it. */
export type SharedFaultKind =
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
  | 'wrong-typed';

/** Spoils `times` (default 1) matching requests after letting `skip` (default 0) of them pass. */
export interface RequestFaultRule<Operation extends string, Kind extends string = SharedFaultKind> {
  operation: Operation | '*';
  kind: Kind;
  times?: number | undefined;
  skip?: number | undefined;
  reference?: string | undefined;
  retryAfterSeconds?: number | undefined;
  delayMs?: number | undefined;
}

/** Spoils `times` (default 1) matching webhooks. */
export interface SharedWebhookFaultRule<Event extends string> {
  webhook: Event | '*';
  kind: 'doubled' | 'late' | 'swapped' | 'lost' | 'forged';
  times?: number | undefined;
  skip?: number | undefined;
  reference?: string | undefined;
  /** Simulated milliseconds, for `late`; an hour when left out. */
  byMs?: number | undefined;
}

/** Effects of the webhook sender, which every vendor that sends webhooks has among its own. */
export type WebhookEffect = 'webhook.delivered' | 'webhook.refused' | 'webhook.lost';

/** Something that truly happened at the vendor. `at` is simulated time. Holds no name, mail address or number of a phone. */
export interface SharedLedgerEntry<Effect extends string> {
  seq: number;
  at: string;
  effect: Effect;
  /** The business key that the caller gave, by which tests find the effect. */
  reference?: string;
  script?: string;
  /** The vendor's id of the thing, by effect. */
  id?: string;
  amountMinor?: number;
  detail?: string;
}

/** One HTTP request to the vendor's address. `answered` names the fault where one struck. */
export interface SharedVendorCall<Operation extends string, Kind extends string = SharedFaultKind> {
  seq: number;
  at: string;
  operation: Operation | 'other';
  reference?: string;
  answered: 'ok' | 'errors' | 'bad-request' | Kind;
  status?: number;
}

export interface WebhookTarget {
  url: string;
  username?: string | undefined;
  password?: string | undefined;
}

/** What the clock shows at start, and how many simulated milliseconds pass per real one. */
export interface ClockSetting {
  /** RFC 3339 instant. */
  origin: string;
  /** 0 stands still, so that only `advance` moves it. */
  speed: number;
}
