import type { Client } from '@temporalio/client';
import { viewOf } from '../domain/case.js';
import { formatMoney } from '../domain/money.js';
import {
  type Acknowledgement,
  type CaseStage,
  type CaseView,
  type ClosedCase,
  type CollectRecordInput,
  cancel,
  caseIdPrefix,
  type Hold,
  hold,
  type Outcome,
  type RecordedPayment,
  type Resolution,
  recordPayment,
  resolve,
  resume,
  type Said,
  status,
  workflowTypes,
} from '../workflows/messages.js';
import type { Workers } from './calls.js';
import { canonicalJson, contentHash, sha256 } from './content-hash.js';
import { createEntity, type Kind, type Listed } from './entity.js';
import { caseNoun } from './runs.js';
import { checkInput, REFERENCE } from './validate.js';

/** A case as lists show it: as of its last change of stage. `nextActionAt` is an instant in UTC, or null. */
export interface ListedCase extends Listed {
  outcome: Outcome | null;
}

/** Debts that are collected. Every method throws `TemporalUnreachableError` when the server is away. */
export interface Cases {
  /**
   * Starts a case. Safe to repeat: a reference that stands for the same content already gives `started: false`, whatever
   * has become of the case. Throws `InvalidInputError` and `ReferenceTakenError`; nothing is started then.
   */
  start(input: CollectRecordInput): Promise<{ reference: string; started: boolean }>;
  /** Shows a case. Needs a worker while it is open (`NoWorkerError` within 10 s). Throws `UnknownReferenceError`. */
  show(reference: string): Promise<CaseView>;
  /** Lists cases, the newest first, without asking a worker. What has just changed can be missing for a moment. */
  list(options?: { stage?: string }): AsyncIterable<ListedCase>;
  /** Waits for the end of a case, however long it takes. Throws `UnknownReferenceError`. */
  result(reference: string): Promise<CaseView>;
  // What people say: each throws `RefusedError` with the case's reason, `UnknownReferenceError`, and `NoWorkerError`.
  /** Nobody is contacted until the start of that day. */
  hold(reference: string, payload: Hold): Promise<Acknowledgement>;
  /** Ends a hold. */
  resume(reference: string, payload: Said): Promise<Acknowledgement>;
  /** Ends the case; leftover calls are stopped. */
  cancel(reference: string, payload: Said): Promise<Acknowledgement>;
  /** Books money that came in elsewhere. Safe to repeat: the same `paymentId` is booked once. */
  recordPayment(reference: string, payload: RecordedPayment): Promise<Acknowledgement>;
  /** Answers the question that the case waits with in `needs-attention`. */
  resolve(reference: string, payload: Resolution): Promise<Acknowledgement>;
}

const caseKind: Kind<ClosedCase, CaseView> = {
  noun: caseNoun,
  workflowType: workflowTypes.collectRecord,
  idPrefix: caseIdPrefix,
  isReference: (text) => REFERENCE.test(text),
  query: status,
  viewOf: ({ input, state }) => viewOf(input, state),
  firstStage: 'importing',
  stages: {
    importing: 'open',
    'awaiting-payment': 'open',
    calling: 'open',
    held: 'open',
    'needs-attention': 'open',
    paid: 'outcome',
    unpaid: 'outcome',
    rejected: 'outcome',
    cancelled: 'outcome',
  } satisfies Record<CaseStage, 'open' | 'outcome'>,
};

export function createCases(
  client: Client,
  { httpTimeoutMs, ...workers }: Workers & { httpTimeoutMs?: number },
): Cases {
  const { start, show, say, result, list } = createEntity(client, workers, caseKind);
  return {
    async start(asked) {
      const input: CollectRecordInput = httpTimeoutMs === undefined ? asked : { ...asked, httpTimeoutMs };
      checkInput(input);
      const { reference } = input;
      const summary = summaryOf(input);
      const { started } = await start(reference, { args: [input], contentHash: contentHash(input), summary });
      return { reference, started };
    },
    show,
    result,
    list: ({ stage } = {}) => list(stage) as AsyncIterable<ListedCase>, // Only its own outcomes are marked so.
    hold: (reference, payload) => say(reference, hold, payload),
    resume: (reference, payload) => say(reference, resume, payload),
    cancel: (reference, payload) => say(reference, cancel, payload),
    // The whole payload counts: the server would answer another payment under the same id with the first one's answer.
    recordPayment: (reference, payload) => say(reference, recordPayment, payload, sha256(canonicalJson(payload))),
    resolve: (reference, payload) => say(reference, resolve, payload),
  };
}

function summaryOf({ invoice, plan }: CollectRecordInput): string {
  const count = (of: 'message' | 'voice') => plan.steps.filter(({ channel }) => channel === of).length;
  return `${formatMoney(invoice.amount)}: ${count('message')} message steps, ${count('voice')} voice rounds`;
}
