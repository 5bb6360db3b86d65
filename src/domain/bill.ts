import { amsterdamMidnightAfter } from './calendar/amsterdam.js';
import { type Payment, paidMinor, type VendorMessage } from './case.js';
import type { BusinessClock } from './clock.js';
import { type Dossier, type NextAction, nextActionOf, type Said, type TimelineEntry } from './dossier.js';
import type { Money } from './money.js';

/** How a bill can end. `failed`: the vendor would not make it. */
export type BillOutcome = 'paid' | 'expired' | 'cancelled' | 'failed';

export type BillPhase = 'creating' | 'open';

export type BillStage = BillPhase | 'held' | 'needs-attention' | BillOutcome;

/** A message that the vendor is to send. All words are the vendor's; at once where it has no moment. */
export interface PlannedMessage {
  /** `Email`, `Text` or `PDF`. */
  channel: string;
  /** Name of a template of the account; its default for the channel when left out. */
  template?: string;
  /** An RFC 3339 instant, of which whole seconds count. */
  scheduledAt?: string;
  /** Goes only while the bill has this status, `Open` for one; always when left out. */
  paymentStatus?: string;
  /** Goes only by the fate of the messages before it: `BouncedEmail`, `NotOpened`, … */
  messageStatus?: string;
}

/** One bill at AcceptEasy, and what is sent about it. `srrid` is the mark that it carries there. */
export interface CollectBillInput {
  srrid: string;
  /** What the payer sees on his statement. */
  paymentReference: string;
  description: string;
  /** In euros. */
  amount: Money;
  /** The last day on which it can be paid, `YYYY-MM-DD`; it ends at midnight in Amsterdam. */
  expiryDate: string;
  email?: string;
  /** E.164. */
  phone?: string;
  communications: PlannedMessage[];
  /** Texts for the templates. */
  recordData?: Record<string, string>;
  /** Queued at the vendor, which makes it in its turn. */
  async?: boolean;
  /** The case that asks for the same debt by a PayLink: each tells the other of money. */
  caseReference?: string;
  /** Only the demo sets it. */
  clock?: BusinessClock;
  /** The time limit of one vendor call, as the workers have it; 30 s when left out. */
  httpTimeoutMs?: number;
}

/** The instant, in UTC, after which a bill cannot be paid: the end of its expiry date in Amsterdam. */
export function expiryOf(expiryDate: string): string {
  return new Date(amsterdamMidnightAfter(expiryDate)).toISOString();
}

/** A bill as the vendor shows it now. */
export interface BillReading {
  atid: string;
  status: string;
  amountMinor: number;
  paymentReference: string;
  expiresAt?: string;
  shortUrl?: string;
  /** When it was paid, where the vendor tells. */
  paidAt?: string;
}

/** A message of a bill as the vendor shows it now: planned (`Pending`), or gone. */
export interface MessageReading extends Omit<PlannedMessage, 'channel'> {
  id: string;
  status?: string;
  channel?: string;
}

/** A message that came back. `key` is the same whenever the same bounce is read; `hard`: the address will not do later either. */
export interface BounceReading {
  key: string;
  communicationId?: string;
  hard: boolean;
}

/** Why the vendor would not make a bill. */
export interface BillError {
  code: string;
  message: string;
}

export interface BillContact {
  /** The vendor's id of the message. */
  id: string;
  at: string;
  channel: string;
  script: string;
  result: string | null;
}

/** What a bill asks people about: an effect, a reading that fails, or new money after its close. */
export type BillQuestion = 'effect' | 'read' | 'money';

/** All that a bill knows, as one plain object: it travels in the result, and from there into a reopened run. */
export interface BillState extends Dossier<BillQuestion> {
  phase: BillPhase;
  outcome: BillOutcome | null;
  reason: string | null;
  error: BillError | null;
  atid: string | null;
  shortUrl: string | null;
  /** As it was last read. */
  vendorStatus: string | null;
  expiresAt: string;
  /** The key of a queued bill, until it is known what became of it. */
  queued: string | null;
  payments: Payment[];
  contacts: BillContact[];
  /** Every message that was ever planned: by it the conditions of one are known again, whatever the vendor shows. */
  planned: PlannedMessage[];
  /** What the vendor is to have planned, while it has not; null when there is nothing to change. */
  wanted: PlannedMessage[] | null;
  /** Messages that were withdrawn, to be planned again when the bill goes on. */
  due: PlannedMessage[];
  /** Bounces that were answered, by key. */
  bounces: string[];
  /** Channels whose address did not take a message. */
  dead: string[];
  hold: (Said & { until: string }) | null;
  /** Ids of the events that were counted, oldest first. */
  seen: string[];
}

/** A closed bill, as its workflow returns it. */
export interface ClosedBill {
  input: CollectBillInput;
  state: BillState;
}

/** A bill as programs read it (`incasso bill show --json`). `reference` is its SRRID, as lists have it. */
export interface BillView extends NextAction {
  reference: string;
  srrid: string;
  atid: string | null;
  paymentReference: string;
  caseReference: string | null;
  stage: BillStage;
  outcome: BillOutcome | null;
  reason: string | null;
  error: BillError | null;
  messages: VendorMessage[];
  amount: Money;
  paid: Money;
  owed: Money;
  overpaid: Money;
  payments: Payment[];
  /** Where the bill is paid. */
  payLink: { id: string; shortUrl: string | null } | null;
  expiresAt: string;
  contacts: { at: string; channel: string; script: string; result: string | null }[];
  timeline: TimelineEntry[];
}

export function openBillState({ expiryDate, communications }: CollectBillInput): BillState {
  return {
    phase: 'creating',
    outcome: null,
    reason: null,
    error: null,
    atid: null,
    shortUrl: null,
    vendorStatus: null,
    expiresAt: expiryOf(expiryDate),
    queued: null,
    payments: [],
    contacts: [],
    planned: [...communications],
    wanted: null,
    due: [],
    bounces: [],
    dead: [],
    hold: null,
    seen: [],
    timeline: [],
    attentions: [],
    next: { what: 'make the bill', at: null },
  };
}

/** The one stage that people see: what is wrong comes before what is on hold, and that before what goes on. */
export function billStageOf({ attentions, outcome, hold, phase }: BillState): BillStage {
  if (attentions.length > 0) return 'needs-attention';
  return outcome ?? (hold ? 'held' : phase);
}

export function billViewOf(input: CollectBillInput, state: BillState): BillView {
  const { srrid, paymentReference, caseReference = null, amount } = input;
  const { atid, error, shortUrl, expiresAt, payments, timeline } = state;
  const { currency } = amount;
  const paid = paidMinor(state);
  const stage = billStageOf(state);
  const open = state.outcome === null || stage === 'needs-attention';
  return {
    reference: srrid,
    srrid,
    atid,
    paymentReference,
    caseReference,
    stage,
    outcome: open ? null : state.outcome,
    reason: state.attentions[0]?.text ?? state.hold?.why ?? state.reason,
    error,
    messages: error === null ? [] : [{ message: error.message, context: error.code }],
    amount,
    paid: { minor: paid, currency },
    owed: { minor: Math.max(0, amount.minor - paid), currency },
    overpaid: { minor: Math.max(0, paid - amount.minor), currency },
    payments,
    payLink: atid === null ? null : { id: atid, shortUrl },
    expiresAt,
    contacts: state.contacts.map(({ id: _, ...contact }) => contact),
    ...nextActionOf(state, open),
    timeline,
  };
}

/** Whether the payer can still be asked: any other status says that he has paid, is paying, or no longer can. */
export function isUnpaid(status: string | null): boolean {
  return status === 'Open' || status === 'CountDown';
}

const OUTCOMES: Readonly<Record<string, BillOutcome>> = { Paid: 'paid', Expired: 'expired', Canceled: 'cancelled' };

/** The end that a status is, or undefined for one that is none. */
export function endOf(status: string | null): BillOutcome | undefined {
  return status === null ? undefined : OUTCOMES[status];
}
