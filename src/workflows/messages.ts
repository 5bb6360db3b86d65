import { defineSearchAttributeKey } from '@temporalio/common';
import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { CaseStage, CaseView, LinkReading } from '../domain/case.js';
import type { ReportedRecord } from '../domain/direct-debit/reports.js';
import type { Said } from '../domain/dossier.js';
import type { Money } from '../domain/money.js';
import type { BillReport, PaidElsewhere } from './messages/bills.js';

// The contract between the workflows and everything outside them. Names and shapes here are read by running histories:
// add, never rename.

export type {
  CaseStage,
  CaseView,
  ClosedCase,
  CollectionPlan,
  CollectRecordInput,
  Outcome,
} from '../domain/case.js';
export type { Said } from '../domain/dossier.js';
export * from './messages/batches.js';
export * from './messages/bills.js';
export * from './messages/ddm.js';
export * from './messages/emandates.js';
export * from './messages/imports.js';
export * from './messages/mandates.js';
export * from './messages/ptx.js';

/** Workflow types, as they stand in histories, in lists and in the Temporal UI. */
export const workflowTypes = {
  collectRecord: 'collectRecord',
  parkedEvent: 'parkedEvent',
  sweepPayLinks: 'sweepPayLinks',
  importRecords: 'importRecords',
  submitBacsBatch: 'submitBacsBatch',
  askPtx: 'askPtx',
  uploadBacsFile: 'uploadBacsFile',
  watchBacsMessages: 'watchBacsMessages',
  ptxLease: 'ptxLease',
  obtainEMandate: 'obtainEMandate',
  sweepEMandates: 'sweepEMandates',
  collectBill: 'collectBill',
  sweepBills: 'sweepBills',
  setUpMandate: 'setUpMandate',
  importDdmFile: 'importDdmFile',
  reconcileCollections: 'reconcileCollections',
} as const;

export const caseIdPrefix = 'collect:';
export const parkedIdPrefix = 'event:';
/** The workflow that collects a reference: one for all time, since the id is the first barrier against a second ask. */
export const caseWorkflowId = (reference: string): string => `${caseIdPrefix}${reference}`;
/** The workflow that keeps an event without a case. The part behind `event:` is the parked event's id for people. */
export const parkedWorkflowId = (vendor: string, eventId: string): string => `${parkedIdPrefix}${vendor}:${eventId}`;

export const stageAttribute = defineSearchAttributeKey('IncassoStage', 'KEYWORD');
export const referenceAttribute = defineSearchAttributeKey('IncassoReference', 'KEYWORD');
export const vendorRefsAttribute = defineSearchAttributeKey('IncassoVendorRefs', 'KEYWORD_LIST');
export const nextActionAtAttribute = defineSearchAttributeKey('IncassoNextActionAt', 'DATETIME');
/** All search attributes; the servers' flags, their API and the compose file are made from this list. */
export const searchAttributeKeys = [stageAttribute, referenceAttribute, vendorRefsAttribute, nextActionAtAttribute];

/** How a PayLink is written in `IncassoVendorRefs`. */
export const payLinkRef = (linkId: string): string => `paylink:${linkId}`;

/** Memo of a case: the SHA-256 of what was asked for, by which "the same again" is told from "something else". */
export interface CaseMemo {
  contentHash: string;
}

// --- what vendors report about a case (facts: signals) ---

/** A PayLink event: a hint to read the link, never proof of money. `assigned`: a person says that the link is the case's. */
export interface PayLinkReport {
  eventId: string;
  what: 'visited' | 'paid' | 'changed';
  linkId: string;
  at: string;
  assigned?: boolean;
}
export const payLinkReported = defineSignal<[PayLinkReport]>('payLinkReported');

/** A finished call. `result` is the `data.result` of an `AddResult` node, `status` the call's. */
export interface CallReport {
  eventId: string;
  callId: string;
  script?: string;
  status: string;
  result?: string;
  at: string;
}
export const callReported = defineSignal<[CallReport]>('callReported');

// --- what people say (answers wanted: updates) ---

/** Until the start of that day, `YYYY-MM-DD`, nobody is contacted. */
export interface Hold extends Said {
  until: string;
}
/** Money that came in elsewhere. The same `paymentId` is booked once. */
export interface RecordedPayment extends Said {
  paymentId: string;
  amount: Money;
}
export const resolutions = ['happened', 'not-happened', 'retry'] as const;
/** What a person found out about an effect whose outcome the vendor does not tell. */
export interface Resolution extends Said {
  as: (typeof resolutions)[number];
}
/** What a person reads back at once. */
export interface Acknowledgement {
  stage: CaseStage;
  owed: Money;
}
export const hold = defineUpdate<Acknowledgement, [Hold]>('hold');
export const resume = defineUpdate<Acknowledgement, [Said]>('resume');
export const cancel = defineUpdate<Acknowledgement, [Said]>('cancel');
export const recordPayment = defineUpdate<Acknowledgement, [RecordedPayment]>('recordPayment');
export const resolve = defineUpdate<Acknowledgement, [Resolution]>('resolve');
export const status = defineQuery<CaseView>('status');

// --- events that belong to no known case ---

export type VendorName = 'alphacomm' | 'accepteasy' | 'ptx';

/** A vendor's event in our words, without personal data. */
export type CaseEvent =
  | ({ kind: 'paylink' } & PayLinkReport)
  | ({ kind: 'call' } & CallReport)
  | ({ kind: 'bill' } & BillReport)
  | ({ kind: 'paid-by-bill' | 'paid-by-case' } & PaidElsewhere)
  | ({ kind: 'bacs' } & ReportedRecord)
  | { kind: 'unknown'; eventId: string; at?: string };

export interface ParkedEventInput {
  vendor: VendorName;
  /** The vendor's own name of the event. */
  eventName: string;
  /** The reference that the event itself carries. */
  reference: string | null;
  receivedAt: string;
  event: CaseEvent;
}
/** Whether anything in the event could name a case by itself. A record of a bank without a reason code is for a person. */
export function isKeyed({ event, reference }: Pick<ParkedEventInput, 'event' | 'reference'>): boolean {
  if (event.kind === 'unknown' || (event.kind === 'bacs' && event.code === null)) return false;
  return reference !== null || event.kind === 'paylink' || event.kind === 'bill';
}
export type ParkedStage = 'retrying' | 'needs-attention' | 'delivered' | 'discarded';
/** Memo of a parked event: what a list shows without asking its workflow. */
export interface ParkedMemo {
  vendor: VendorName;
  event: string;
  receivedAt: string;
  reference: string | null;
  reason: string;
}
/** A parked event as programs read it (`incasso parked list --json`); `id` is the workflow id without `event:`. */
export interface ParkedView extends ParkedMemo {
  id: string;
  stage: ParkedStage;
}
export const assign = defineUpdate<{ stage: ParkedStage }, [Said & { reference: string }]>('assign');
export const discard = defineUpdate<{ stage: ParkedStage }, [Said]>('discard');
export const parkedStatus = defineQuery<ParkedView>('parkedStatus');

// --- sweeps ---

export interface SweepInput {
  httpTimeoutMs?: number;
}
/** What one sweep leaves for the next: it travels as the schedule's last result. */
export interface SweepState {
  /** The newest `updatedOn` that was seen, by the vendor's clock. */
  watermark: string | null;
  /** Totals of `paid` links per month of creation (`2026-11`) and per day (`2026-11-21`). */
  months: Record<string, number>;
  days: Record<string, number>;
  /** Links delivered inside the overlap, by id: the `updatedOn` and the cents that were delivered, `<time>/<cents>`. */
  recent: Record<string, string>;
  read: number;
  delivered: number;
  /** How long the sweep took: what changed meanwhile may have been passed by, so the next one looks back farther. */
  tookMs?: number;
}
export const sweepScheduleId = 'sweep-paylinks';

/**
 * How long a reopened case stays open at least. Whoever reopens one has looked at its last run no longer than half of this
 * ago, so a case that was reopened in between is still open, and is told instead of begun anew without what it knows.
 */
export const reopenedForMs = 10_000;

// --- delivering an event to its case: done by the receiver, the sweeps and parked events in the same way ---

/** `nobody`: no case is known for it now. `reason` is for people. */
export type Delivery = { to: 'case'; reference: string } | { to: 'nobody'; reason: string };
export interface EventDelivery {
  /**
   * Finds the case, the bill or the mandate by `reference`, else by the vendor's id in `IncassoVendorRefs`, and signals it. A
   * closed one is reopened for a new event that matters to it: a payment, a call; a mandate never is. Safe to repeat: events
   * count once, by their id. With `reading` (sweeps have it) a closed case is left alone unless the reading shows new money
   * within 90 days.
   */
  deliver(event: CaseEvent, reference: string | null, reading?: LinkReading): Promise<Delivery>;
}

/** A vendor's event as it came in: in our words, without personal data, bounded in size. */
export interface IncomingEvent {
  /** The vendor's own name of the event. */
  name: string;
  event: CaseEvent;
  /** The reference that the event itself carries, if it can be one of ours. */
  reference: string | null;
}
export interface EventParking {
  /** Keeps an event that nobody is known for in a workflow of its own, and gives its id. Safe to repeat: it is parked once. */
  park(vendor: VendorName, incoming: IncomingEvent, reason: string): Promise<string>;
}
