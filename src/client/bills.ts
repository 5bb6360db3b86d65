import type { Client } from '@temporalio/client';
import { billViewOf } from '../domain/bill.js';
import { formatMoney } from '../domain/money.js';
import {
  type BillAcknowledgement,
  type BillOutcome,
  type BillStage,
  type BillView,
  billIdPrefix,
  billStatus,
  type ClosedBill,
  cancelBill,
  type Hold,
  holdBill,
  type Resolution,
  resolveBill,
  resumeBill,
  type Said,
  workflowTypes,
} from '../workflows/messages.js';
import type { Workers } from './calls.js';
import { createEntity, type Kind, type Listed } from './entity.js';
import { InvalidInputError } from './errors.js';
import { type BillRequest, billFaultLine, prepareBill } from './prepare-bill.js';
import { billNoun, stageShown } from './runs.js';
import { SRRID } from './validate.js';

/** A bill as lists show it: as of its last change of stage. `nextActionAt` is an instant in UTC, or null. */
export interface ListedBill extends Omit<Listed, 'reference'> {
  srrid: string;
  outcome: BillOutcome | null;
}

export interface SubmittedBill {
  srrid: string;
  /** False: it was submitted before, with the same content. */
  started: boolean;
  /** Where it stands, as of its last change of stage. */
  stage: string;
}

/** Bills at AcceptEasy. Every method throws `TemporalUnreachableError` when the server is away. */
export interface Bills {
  /**
   * Starts a bill; needs no worker. Safe to repeat: an SRRID that stands for the same content already gives `started: false`,
   * whatever has become of the bill. Throws `InvalidInputError` with every fault at once, and `ReferenceTakenError`; nothing
   * is started then.
   */
  submit(bill: BillRequest): Promise<SubmittedBill>;
  /** Shows a bill. Needs a worker while it is open (`NoWorkerError` within 10 s). Throws `UnknownReferenceError`. */
  show(srrid: string): Promise<BillView>;
  /** Lists bills, the newest first, without asking a worker. What has just changed can be missing for a moment. */
  list(options?: { stage?: string }): AsyncIterable<ListedBill>;
  /** Waits for the end of a bill, however long it takes. Throws `UnknownReferenceError`. */
  result(srrid: string): Promise<BillView>;
  // What people say: each throws `RefusedError` with the bill's reason, `UnknownReferenceError`, and `NoWorkerError`.
  /** Nothing is sent until the start of that day: what the vendor has planned is withdrawn. It can be paid all the same. */
  hold(srrid: string, payload: Hold): Promise<BillAcknowledgement>;
  /** Ends a hold: what is still due is planned again. */
  resume(srrid: string, payload: Said): Promise<BillAcknowledgement>;
  /** Takes the bill back, with all that is planned, unless it is paid first. */
  cancel(srrid: string, payload: Said): Promise<BillAcknowledgement>;
  /** Answers the question that the bill waits with in `needs-attention`. */
  resolve(srrid: string, payload: Resolution): Promise<BillAcknowledgement>;
}

const billKind: Kind<ClosedBill, BillView> = {
  noun: billNoun,
  workflowType: workflowTypes.collectBill,
  idPrefix: billIdPrefix,
  isReference: (text) => SRRID.test(text),
  query: billStatus,
  viewOf: ({ input, state }) => billViewOf(input, state),
  firstStage: 'creating',
  stages: {
    creating: 'open',
    open: 'open',
    held: 'open',
    'needs-attention': 'open',
    paid: 'outcome',
    expired: 'outcome',
    cancelled: 'outcome',
    failed: 'outcome',
  } satisfies Record<BillStage, 'open' | 'outcome'>,
};

export function createBills(
  client: Client,
  { httpTimeoutMs, ...workers }: Workers & { httpTimeoutMs?: number },
): Bills {
  const bill = createEntity(client, workers, billKind);
  return {
    async submit(asked) {
      const { bill: prepared, faults, dateFault } = prepareBill(asked);
      if (!prepared) throw new InvalidInputError(faults.map(billFaultLine));
      const { input, contentHash } = prepared;
      const { srrid } = input;
      if (dateFault) {
        // Where this very bill is there already, it does not matter that its date has worn off since.
        const run = await bill.find(srrid).catch(() => undefined); // The fault is the better news then.
        if (run?.memo?.contentHash !== contentHash) throw new InvalidInputError([billFaultLine(dateFault)]);
      }
      const begun = await bill.start(srrid, {
        args: [httpTimeoutMs === undefined ? input : { ...input, httpTimeoutMs }],
        contentHash,
        summary: `${formatMoney(input.amount)}: ${input.communications.length} messages`,
      });
      const stage = begun.started ? billKind.firstStage : (stageShown(begun.run) ?? billKind.firstStage);
      return { srrid, started: begun.started, stage };
    },
    show: bill.show,
    result: bill.result,
    async *list({ stage } = {}) {
      for await (const { reference, outcome, ...rest } of bill.list(stage)) {
        yield { srrid: reference, ...rest, outcome: outcome as BillOutcome | null }; // Only its own outcomes are marked so.
      }
    },
    hold: (srrid, payload) => bill.say(srrid, holdBill, payload),
    resume: (srrid, payload) => bill.say(srrid, resumeBill, payload),
    cancel: (srrid, payload) => bill.say(srrid, cancelBill, payload),
    resolve: (srrid, payload) => bill.say(srrid, resolveBill, payload),
  };
}
