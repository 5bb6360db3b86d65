import type { BusinessClock } from './clock.js';
import { type Dossier, type NextAction, nextActionOf, type Said, type TimelineEntry } from './dossier.js';
import type { Money } from './money.js';

/** How a case can end. `rejected`: the vendor refused its first record. */
export type Outcome = 'paid' | 'unpaid' | 'rejected' | 'cancelled';

/** What a case is doing while it is open; see `stageOf` for what people are shown. */
export type Phase = 'importing' | 'awaiting-payment' | 'calling';

export type CaseStage = Phase | 'held' | 'needs-attention' | Outcome;

/** One contact and the wait after it; `script` is the number of a CollectMAXX script, durations are business time. */
export interface PlanStep {
  channel: 'message' | 'voice';
  script: string;
  waitMs: number;
}

/** The steps in order, and where the PayLink comes from: the message script, or the API before the first step. */
export interface CollectionPlan {
  payLink: { from: 'script' } | { from: 'api'; waitMs: number };
  steps: PlanStep[];
}

export interface Debtor {
  name?: string;
  email?: string;
  /** E.164. */
  phones: string[];
  birthDate?: string;
}

/** Dates are `YYYY-MM-DD`. */
export interface Invoice {
  number: string;
  description?: string;
  amount: Money;
  date?: string;
  dueDate: string;
}

/** One debt to collect, and how. `reference` is the mark that every effect of the case carries. */
export interface CollectRecordInput {
  reference: string;
  debtor: Debtor;
  invoice: Invoice;
  plan: CollectionPlan;
  /** The record of the first message is at the vendor already, with this answer: the case does not import it again. */
  imported?: ImportedRecord;
  /** The bill at AcceptEasy that asks for the same debt: each tells the other of money. */
  billSrrid?: string;
  /** Only the demo sets it. */
  clock?: BusinessClock;
  /** The time limit of one vendor call, as the workers have it; 30 s when left out. */
  httpTimeoutMs?: number;
}

/** How the vendor took a record that was imported with many others. `at` is an instant, in UTC. */
export interface ImportedRecord {
  script: string;
  at: string;
  status: string;
  messages: VendorMessage[];
}

/** `id` is unique in the case; `source` is `paylink`, `bill`, or `recorded` (paid elsewhere, as a person said). */
export interface Payment {
  id: string;
  at: string;
  amount: Money;
  source: 'paylink' | 'bill' | 'recorded';
}

/** `result` is the vendor's word: a record status, a call's `data.result` or status; null while nothing was reported. */
export interface Contact {
  at: string;
  channel: 'message' | 'voice';
  script: string;
  result: string | null;
}

/** A message of the vendor about a record. */
export interface VendorMessage {
  context?: string;
  message: string;
  level?: string;
}

/** A PayLink of the case: what was asked through it, and what of it is booked; both in minor units. */
export interface KnownLink {
  id: string;
  askedMinor: number;
  bookedMinor: number;
  /** Found by its id alone: the API made it, or a person assigned it. */
  byId: boolean;
  shortUrl?: string;
}

/** A PayLink as the vendor shows it now. */
export interface LinkReading {
  id: string;
  status: string;
  amountPaidMinor?: number;
  script?: string;
  shortUrl?: string;
  updatedAt?: string;
}

/** What a case asks people about: an effect, a reading that fails, or new money after its close. */
export type CaseQuestion = 'effect' | 'read' | 'money';

/** All that a case knows, as one plain object: it travels in the result, and from there into a reopened run. */
export interface CaseState extends Dossier<CaseQuestion> {
  phase: Phase;
  outcome: Outcome | null;
  reason: string | null;
  messages: VendorMessage[];
  links: KnownLink[];
  ownLinkId: string | null;
  /** What was asked by each script, in minor units: a link that its script makes asks for that. */
  asked: Record<string, number>;
  payments: Payment[];
  contacts: Contact[];
  /** Voice scripts that may still have calls planned. */
  dialling: string[];
  /** Voice scripts that were ever used. */
  dialled: string[];
  hold: (Said & { until: string }) | null;
  /** Ids of the events that were counted, oldest first, at most `SEEN_LIMIT`. */
  seen: string[];
  /** Calls that were reported after the case had closed. */
  lateCalls: number;
  /** Payments, by id, that the bill for the same debt has heard of. */
  told?: string[];
}

/** A closed case, as its workflow returns it: enough to show it, and to reopen it when money still comes in. */
export interface ClosedCase {
  input: CollectRecordInput;
  state: CaseState;
}

/** A case as programs read it (`incasso case --json`). */
export interface CaseView extends NextAction {
  reference: string;
  stage: CaseStage;
  outcome: Outcome | null;
  reason: string | null;
  messages: VendorMessage[];
  amount: Money;
  paid: Money;
  owed: Money;
  overpaid: Money;
  payments: Payment[];
  payLink: { id: string; shortUrl: string | null } | null;
  contacts: Contact[];
  timeline: TimelineEntry[];
}

const SEEN_LIMIT = 200;

export function openCaseState(): CaseState {
  return {
    phase: 'importing',
    outcome: null,
    reason: null,
    messages: [],
    links: [],
    ownLinkId: null,
    asked: {},
    payments: [],
    contacts: [],
    timeline: [],
    dialling: [],
    dialled: [],
    hold: null,
    attentions: [],
    next: { what: 'import the record', at: null },
    seen: [],
    lateCalls: 0,
  };
}

/** The one stage that people see: what is wrong comes before what is on hold, and that before what goes on. */
export function stageOf(state: CaseState): CaseStage {
  if (state.attentions.length > 0) return 'needs-attention';
  if (state.outcome) return state.outcome;
  return state.hold ? 'held' : state.phase;
}

export function paidMinor({ payments }: { payments: readonly Payment[] }): number {
  return payments.reduce((sum, payment) => sum + payment.amount.minor, 0);
}

/** What is still to be paid, never below nought. */
export function owedMinor(state: CaseState, amount: Money): number {
  return Math.max(0, amount.minor - paidMinor(state));
}

/** Counts an event once: false if its id was counted before. */
export function firstSight({ seen }: { seen: string[] }, eventId: string): boolean {
  if (seen.includes(eventId)) return false;
  seen.push(eventId);
  if (seen.length > SEEN_LIMIT) seen.shift();
  return true;
}

export function viewOf({ reference, invoice: { amount } }: CollectRecordInput, state: CaseState): CaseView {
  const { currency } = amount;
  const paid = paidMinor(state);
  const link = state.links.find(({ id }) => id === state.ownLinkId) ?? state.links.at(-1);
  const stage = stageOf(state);
  const open = state.outcome === null || stage === 'needs-attention';
  return {
    reference,
    stage,
    outcome: open ? null : state.outcome,
    reason: state.attentions[0]?.text ?? state.hold?.why ?? state.reason,
    messages: state.messages,
    amount,
    paid: { minor: paid, currency },
    owed: { minor: Math.max(0, amount.minor - paid), currency },
    overpaid: { minor: Math.max(0, paid - amount.minor), currency },
    payments: state.payments,
    payLink: link ? { id: link.id, shortUrl: link.shortUrl ?? null } : null,
    contacts: state.contacts,
    ...nextActionOf(state, open),
    timeline: state.timeline,
  };
}
