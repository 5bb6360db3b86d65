import {
  type Client,
  WorkflowExecutionAlreadyStartedError,
  type WorkflowExecutionDescription,
  WorkflowFailedError,
  WorkflowNotFoundError,
} from '@temporalio/client';
import type { UpdateDefinition } from '@temporalio/common';
import { viewOf } from '../domain/case.js';
import { formatMoney } from '../domain/money.js';
import {
  type Acknowledgement,
  type CaseMemo,
  type CaseView,
  type ClosedCase,
  type CollectRecordInput,
  cancel,
  caseWorkflowId,
  type Hold,
  hold,
  type RecordedPayment,
  type Resolution,
  recordPayment,
  referenceAttribute,
  resolve,
  resume,
  type Said,
  stageAttribute,
  status,
  workflowTypes,
} from '../workflows/messages.js';
import { ask, tell } from './calls.js';
import { canonicalJson, contentHash, sha256 } from './content-hash.js';
import { BrokenCaseError, named, ReferenceTakenError, RefusedError, reachable, UnknownCaseError } from './errors.js';
import { type ListedCase, listCases } from './list-cases.js';
import { closedCase, findCase, isOpen, stageShown } from './runs.js';
import { checkInput } from './validate.js';

/** Debts that are collected. Every method throws `TemporalUnreachableError` when the server is away. */
export interface Cases {
  /**
   * Starts a case. Safe to repeat: a reference that stands for the same content already gives `started: false`, whatever
   * has become of the case. Throws `InvalidInputError` and `ReferenceTakenError`; nothing is started then.
   */
  start(input: CollectRecordInput): Promise<{ reference: string; started: boolean }>;
  /** Shows a case. Needs a worker while it is open (`NoWorkerError` within 10 s). Throws `UnknownCaseError`. */
  show(reference: string): Promise<CaseView>;
  /** Lists cases, the newest first, without asking a worker. What has just changed can be missing for a moment. */
  list(options?: { stage?: string }): AsyncIterable<ListedCase>;
  /** Waits for the end of a case, however long it takes. Throws `UnknownCaseError`. */
  result(reference: string): Promise<CaseView>;
  // What people say: each throws `RefusedError` with the case's reason, `UnknownCaseError`, and `NoWorkerError`.
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

const START_WITHIN_MS = 30_000; // A file of many cases may keep the server busy.

export function createCases(
  client: Client,
  { taskQueue, httpTimeoutMs }: { taskQueue: string; httpTimeoutMs?: number },
) {
  const find = async (reference: string): Promise<WorkflowExecutionDescription> => {
    const run = await reachable(client, () => findCase(client, reference));
    if (!run) throw new UnknownCaseError(reference);
    return run;
  };

  const say = async <Payload extends object>(
    reference: string,
    update: UpdateDefinition<Acknowledgement, [Payload]>,
    payload: Payload,
    updateId?: string,
  ): Promise<Acknowledgement> => {
    const run = await find(reference);
    if (!isOpen(run)) throw closedError(reference, run);
    try {
      return await tell(client, run, update, payload, updateId);
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) throw closedError(reference, await find(reference));
      throw error;
    }
  };

  const cases: Cases = {
    async start(asked) {
      const input: CollectRecordInput = httpTimeoutMs === undefined ? asked : { ...asked, httpTimeoutMs };
      checkInput(input);
      const { reference } = input;
      const memo: CaseMemo = { contentHash: contentHash(input) };
      try {
        await reachable(
          client,
          () =>
            client.workflow.start(workflowTypes.collectRecord, {
              workflowId: caseWorkflowId(reference),
              workflowIdConflictPolicy: 'FAIL',
              workflowIdReusePolicy: 'REJECT_DUPLICATE',
              taskQueue,
              args: [input],
              memo: { ...memo },
              staticSummary: summaryOf(input),
              typedSearchAttributes: [
                { key: stageAttribute, value: 'importing' },
                { key: referenceAttribute, value: reference },
              ],
            }),
          START_WITHIN_MS,
        );
        return { reference, started: true };
      } catch (error) {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
        const run = await find(reference);
        if (run.memo?.contentHash !== memo.contentHash) throw new ReferenceTakenError(reference);
        return { reference, started: false };
      }
    },

    async show(reference) {
      const run = await find(reference);
      if (isOpen(run)) return ask(client, run, status);
      if (run.status.name !== 'COMPLETED') throw new BrokenCaseError(reference, run.status.name.toLowerCase());
      return shown(await reachable(client, () => closedCase(client, run)));
    },

    list: ({ stage } = {}) => listCases(client, stage),

    async result(reference) {
      const { workflowId, runId } = await find(reference);
      try {
        return shown(await client.workflow.getHandle<Collect>(workflowId, runId).result());
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) throw new UnknownCaseError(reference);
        if (!(error instanceof WorkflowFailedError)) throw named(error);
        throw new BrokenCaseError(reference, (await find(reference)).status.name.toLowerCase());
      }
    },

    hold: (reference, payload) => say(reference, hold, payload),
    resume: (reference, payload) => say(reference, resume, payload),
    cancel: (reference, payload) => say(reference, cancel, payload),
    // The whole payload counts: the server would answer another payment under the same id with the first one's answer.
    recordPayment: (reference, payload) => say(reference, recordPayment, payload, sha256(canonicalJson(payload))),
    resolve: (reference, payload) => say(reference, resolve, payload),
  };
  return cases;
}

type Collect = (input: CollectRecordInput) => Promise<ClosedCase>;

const shown = ({ input, state }: ClosedCase): CaseView => viewOf(input, state);

function closedError(reference: string, run: WorkflowExecutionDescription): RefusedError {
  const how = run.status.name === 'COMPLETED' ? stageShown(run) : run.status.name.toLowerCase();
  return new RefusedError(`case ${reference} is closed (${how})`);
}

function summaryOf({ invoice, plan }: CollectRecordInput): string {
  const count = (of: 'message' | 'voice') => plan.steps.filter(({ channel }) => channel === of).length;
  return `${formatMoney(invoice.amount)}: ${count('message')} message steps, ${count('voice')} voice rounds`;
}
