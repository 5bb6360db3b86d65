import type { WorkflowExecutionDescription } from '@temporalio/client';
import type { SignalDefinition } from '@temporalio/common';
import { billStageOf } from '../domain/bill.js';
import { type LinkReading, stageOf } from '../domain/case.js';
import { realDuration } from '../domain/clock.js';
import { mandateSpellings } from '../domain/direct-debit/spellings.js';
import { rises } from '../domain/payments.js';
import {
  bacsReported,
  billIdPrefix,
  billRef,
  billReported,
  type CaseEvent,
  type ClosedBill,
  type ClosedCase,
  type ClosedMandate,
  callReported,
  caseIdPrefix,
  mandateIdPrefix,
  paidElsewhere,
  payLinkRef,
  payLinkReported,
  workflowTypes,
} from '../workflows/messages.js';
import { REFERENCE, SRRID } from './validate.js';

export type KnownEvent = Exclude<CaseEvent, { kind: 'unknown' }>;

/** A kind of workflow that events are delivered to. `Closed` is what a closed one has left. */
export interface Destination<Closed = never> {
  noun: 'case' | 'bill' | 'mandate';
  workflowType: string;
  idPrefix: string;
  /** The references that a text from outside may mean, the likeliest first; none for what cannot be one. */
  referencesIn(text: string): readonly string[];
  /** What a closed one has to hear of: it is begun anew then. */
  matters(closed: Closed, run: WorkflowExecutionDescription, event: KnownEvent, reading?: LinkReading): boolean;
  /** What lists show of it once it is begun anew; missing where nothing begins a closed one anew. */
  shown?(closed: Closed): { reference: string; stage: string; refs: string[] };
}

const NEW_MONEY_FOR_MS = 90 * 24 * 3_600_000;

const cases: Destination<ClosedCase> = {
  noun: 'case',
  workflowType: workflowTypes.collectRecord,
  idPrefix: caseIdPrefix,
  referencesIn: (text) => (REFERENCE.test(text) ? [text] : []),
  /** A payment, a call. Not what it has counted, and not that somebody looked. */
  matters({ input, state }, run, event, reading) {
    if (state.seen.includes(event.eventId)) return false;
    if (event.kind !== 'paylink') return true;
    if (!reading) return event.what !== 'visited';
    const closedForMs = Date.now() - (run.closeTime?.getTime() ?? 0);
    if (closedForMs > realDuration(NEW_MONEY_FOR_MS, input.clock)) return false;
    // A link of a script that the case never used is another debt's, though it has the same reference.
    if (reading.script !== undefined && !(reading.script in state.asked)) return false;
    return rises(state.links, state.asked, input.invoice.amount.minor, [reading]).some(
      ({ riseMinor }) => riseMinor > 0,
    );
  },
  shown: ({ input, state }) => ({
    reference: input.reference,
    stage: stageOf(state),
    refs: state.links.map(({ id }) => payLinkRef(id)),
  }),
};

const bills: Destination<ClosedBill> = {
  noun: 'bill',
  workflowType: workflowTypes.collectBill,
  idPrefix: billIdPrefix,
  referencesIn: (text) => (SRRID.test(text) ? [text] : []),
  /** A payment that is not booked, and that a bill which was given up came to be after all. A bounce comes too late. */
  matters({ state }, _run, event) {
    if (event.kind === 'bill' && event.what === 'paid') return !state.payments.some(({ source }) => source === 'bill');
    if (state.seen.includes(event.eventId)) return false;
    return event.kind !== 'bill' || (event.what === 'created' && state.atid !== event.atid);
  },
  shown: ({ input, state }) => ({
    reference: input.srrid,
    stage: billStageOf(state),
    refs: state.atid === null ? [] : [billRef(state.atid)],
  }),
};

const mandates: Destination<ClosedMandate> = {
  noun: 'mandate',
  workflowType: workflowTypes.setUpMandate,
  idPrefix: mandateIdPrefix,
  referencesIn: mandateSpellings,
  /** All but what it has taken in. It is never begun anew: what comes after its end is for a person. */
  matters: ({ state }, _run, { eventId }) => !state.reports.some((taken) => taken.eventId === eventId),
};

const destinations: Readonly<Record<KnownEvent['kind'], Destination>> = {
  paylink: cases,
  call: cases,
  'paid-by-bill': cases,
  bill: bills,
  'paid-by-case': bills,
  bacs: mandates,
};

export function destinationOf({ kind }: KnownEvent): Destination {
  return destinations[kind];
}

/** Quoting is not enough: the keyword lists of some stores are searched by a language of their own. */
const VENDOR_ID = /^[A-Za-z0-9._-]{1,100}$/;

/** How the event's thing stands in `IncassoVendorRefs`, and what people call it. `ref` is missing where its id cannot be one. */
export function vendorRefOf(event: KnownEvent): { what: string; ref?: string } | undefined {
  const found = { paylink: ['PayLink', payLinkRef], bill: ['bill', billRef] } as const;
  if (event.kind !== 'paylink' && event.kind !== 'bill') return undefined;
  const [what, toRef] = found[event.kind];
  const id = event.kind === 'paylink' ? event.linkId : event.atid;
  return VENDOR_ID.test(id) ? { what: `${what} ${id}`, ref: toRef(id) } : { what };
}

/** Hands the signal that an event is to whoever sends it. */
export function asSignal<T>(event: KnownEvent, send: <R>(signal: SignalDefinition<[R]>, report: R) => T): T {
  switch (event.kind) {
    case 'paylink':
      return send(payLinkReported, withoutKind(event));
    case 'call':
      return send(callReported, withoutKind(event));
    case 'bill':
      return send(billReported, withoutKind(event));
    case 'bacs':
      return send(bacsReported, withoutKind(event));
    default:
      return send(paidElsewhere, withoutKind(event));
  }
}

function withoutKind<E extends KnownEvent>({ kind: _, ...report }: E): Omit<E, 'kind'> {
  return report;
}
