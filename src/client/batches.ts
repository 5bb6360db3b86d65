import { setTimeout as delay } from 'node:timers/promises';
import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { batchViewOf } from '../domain/bacs/batch.js';
import { formatMinor } from '../domain/money.js';
import {
  type ApproveBatch,
  addPage,
  approveBatch,
  type BatchAcknowledgement,
  type BatchOutcome,
  type BatchPage,
  type BatchStage,
  type BatchView,
  batchIdPrefix,
  batchStatus,
  batchWorkflowId,
  type ClosedBatch,
  type CommitBatch,
  commitBatch,
  type Resolution,
  rejectBatch,
  resolveBatch,
  type Said,
  workflowTypes,
} from '../workflows/messages.js';
import type { Workers } from './calls.js';
import { createEntity, type Kind, type Listed } from './entity.js';
import { InvalidInputError, RefusedError, reachable } from './errors.js';
import { type BatchRequest, faultLine, type PreparedBatch, prepareBatch, warningLines } from './prepare-batch.js';
import { isOpen, stageShown } from './runs.js';
import { KEY } from './validate.js';

/** A batch as lists show it: as of its last change of stage. `nextActionAt` is an instant in UTC, or null. */
export interface ListedBatch extends Omit<Listed, 'reference'> {
  key: string;
  outcome: BatchOutcome | null;
}

export interface SubmittedBatch {
  key: string;
  /** False: it was submitted before, with the same content. */
  started: boolean;
  /** Where it stands, as of its last change of stage. */
  stage: string;
  /** What was changed in rows, `instructions.0.accountName: …`: at most 100, the rest counted. */
  warnings: string[];
}

/** Bacs batches. Every method throws `TemporalUnreachableError` when the server is away. */
export interface Batches {
  /**
   * Starts a batch, and hands it its rows; needs no worker. Safe to repeat, also when a first try died in between: the
   * same content under the same key gives `started: false`, whatever has become of the batch. The key of a rejected batch
   * is used up. Throws `InvalidInputError` with every fault at once, and `ReferenceTakenError`; nothing is started then.
   */
  submit(batch: BatchRequest): Promise<SubmittedBatch>;
  /** Shows a batch. Needs a worker while it is open (`NoWorkerError` within 10 s). Throws `UnknownReferenceError`. */
  show(key: string): Promise<BatchView>;
  /** Lists batches, the newest first, without asking a worker. What has just changed can be missing for a moment. */
  list(options?: { stage?: string }): AsyncIterable<ListedBatch>;
  /** Waits until the workflow of a batch has ended, which can be days after the payment. Throws `UnknownReferenceError`. */
  result(key: string): Promise<BatchView>;
  // What people say: each throws `RefusedError` with the batch's reason, `UnknownReferenceError`, and `NoWorkerError`.
  /**
   * Approves what `hash` stands for. After the last approval that is needed it waits for what follows, at most a minute.
   * Safe to repeat: the same person counts once.
   */
  approve(key: string, payload: ApproveBatch): Promise<BatchAcknowledgement>;
  /** Ends the batch, and waits until PTX has it so, at most a minute; nothing of it is paid. */
  reject(key: string, payload: Said): Promise<BatchAcknowledgement>;
  /** Commits an approved batch of an indirect profile, and waits as `approve` does. Changes nothing when it is committed. */
  commit(key: string, payload: CommitBatch): Promise<BatchAcknowledgement>;
  /** Answers the question that the batch waits with in `needs-attention`. */
  resolve(key: string, payload: Resolution): Promise<BatchAcknowledgement>;
}

const FOLLOWED_FOR_MS = 60_000;
const LOOK_EVERY_MS = 300;
const PAGE_WITHIN_MS = 30_000;

const batchKind: Kind<ClosedBatch, BatchView> = {
  noun: { one: 'batch', many: 'batches', name: 'key' },
  workflowType: workflowTypes.submitBacsBatch,
  idPrefix: batchIdPrefix,
  isReference: (text) => KEY.test(text),
  query: batchStatus,
  viewOf: ({ input, state }) => batchViewOf(input, state),
  firstStage: 'preparing',
  stages: {
    preparing: 'open',
    'awaiting-approval': 'open',
    'needs-attention': 'open',
    committed: 'outcome',
    approved: 'outcome',
    rejected: 'outcome',
  } satisfies Record<BatchStage, 'open' | 'outcome'>,
};

export function createBatches(
  client: Client,
  { httpTimeoutMs, ...workers }: Workers & { httpTimeoutMs?: number },
): Batches {
  const batch = createEntity(client, workers, batchKind);

  /** Whether this very batch is there already: then it does not matter that its date has worn off since. */
  const isSubmitted = async ({ input, contentHash }: PreparedBatch): Promise<boolean> => {
    const run = await batch.find(input.key).catch(() => undefined); // The fault is the better news then.
    return run?.memo?.contentHash === contentHash;
  };

  const send = async (key: string, pages: readonly BatchPage[]): Promise<void> => {
    const handle = client.workflow.getHandle(batchWorkflowId(key));
    try {
      for (const page of pages) await reachable(client, () => handle.signal(addPage, page), PAGE_WITHIN_MS);
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error; // It has ended meanwhile, and needs no rows any more.
    }
  };

  /** Waits for what follows from what was said, as long as it is under way, but at most a minute. */
  const follow = async (key: string, isUnderWay: (view: BatchView) => boolean): Promise<BatchAcknowledgement> => {
    const end = Date.now() + FOLLOWED_FOR_MS;
    for (;;) {
      const view = await batch.show(key);
      if (!isUnderWay(view) || Date.now() > end) return { stage: view.stage, reason: view.reason };
      await delay(LOOK_EVERY_MS);
    }
  };

  return {
    async submit(asked) {
      const { batch: prepared, faults, dateFault, warnings } = prepareBatch(asked);
      if (!prepared || (dateFault && !(await isSubmitted(prepared)))) {
        throw new InvalidInputError([...(dateFault ? [dateFault] : []), ...faults].map(faultLine));
      }
      const { input, pages, contentHash } = prepared;
      const { key } = input;
      const begun = await batch.start(key, {
        args: [httpTimeoutMs === undefined ? input : { ...input, httpTimeoutMs }],
        contentHash,
        summary: summaryOf(prepared),
      });
      const stage = begun.started ? batchKind.firstStage : (stageShown(begun.run) ?? batchKind.firstStage);
      // Whoever began it may not have come to its end; a page that is there already counts once.
      const isWaiting = begun.started || (isOpen(begun.run) && stage === batchKind.firstStage);
      if (isWaiting) await send(key, pages);
      return { key, started: begun.started, stage, warnings: warningLines(warnings) };
    },
    show: batch.show,
    result: batch.result,
    async *list({ stage } = {}) {
      for await (const { reference, outcome, ...rest } of batch.list(stage)) {
        yield { key: reference, ...rest, outcome: outcome as BatchOutcome | null }; // Only its own outcomes are marked so.
      }
    },
    async approve(key, { by, hash }) {
      const said = await batch.say(key, approveBatch, { by, hash: hash.trim().toLowerCase() });
      return said.stage === 'awaiting-approval' ? follow(key, hasAllApprovals) : said;
    },
    async reject(key, payload) {
      const said = await batch.say(key, rejectBatch, payload);
      // A question that was open before is put away by the rejection; a new one is about the rejection.
      return follow(key, ({ outcome, stage, reason }) => {
        return outcome === null && !(stage === 'needs-attention' && reason !== said.reason);
      });
    },
    async commit(key, payload) {
      const run = await batch.find(key);
      const ended = isOpen(run) ? undefined : stageShown(run);
      if (ended === 'committed') return { stage: ended, reason: null };
      if (ended === 'approved') {
        throw new RefusedError(
          `batch ${key} is of a direct submitter: PTX signs and sends it after its approval, there is nothing to commit`,
        );
      }
      const said = await batch.say(key, commitBatch, payload);
      return said.stage === 'awaiting-approval' ? follow(key, hasAllApprovals) : said;
    },
    resolve: (key, payload) => batch.say(key, resolveBatch, payload),
  };
}

/** All have approved, and what follows from that is not there yet. */
function hasAllApprovals({ stage, approvals, approvalsNeeded }: BatchView): boolean {
  return stage === 'awaiting-approval' && approvalsNeeded !== null && approvals.length >= approvalsNeeded;
}

function summaryOf({ count, total: { debit, credit } }: PreparedBatch): string {
  return `${count} payments: ${formatMinor(credit.minor)} GBP to pay, ${formatMinor(debit.minor)} GBP to collect`;
}
