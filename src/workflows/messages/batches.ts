import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { BatchStage, BatchState, BatchView, SubmitBacsBatchInput } from '../../domain/bacs/batch.js';
import type { BacsInstruction } from '../../domain/bacs/instructions.js';
import type { Said } from '../../domain/dossier.js';
import type { Resolution } from '../messages.js';

// The contract of `submitBacsBatch`.

export type {
  Approval,
  BatchItem,
  BatchManifest,
  BatchOutcome,
  BatchStage,
  BatchView,
  SubmitBacsBatchInput,
} from '../../domain/bacs/batch.js';
export type { BacsInstruction } from '../../domain/bacs/instructions.js';

export const batchIdPrefix = 'bacs-batch:';
/** The workflow of a batch: one for all time, since the key of a batch is used once. */
export const batchWorkflowId = (key: string): string => `${batchIdPrefix}${key}`;

/** How a submission is written in `IncassoVendorRefs`. */
export const submissionRef = (submissionId: string): string => `submission:${submissionId}`;

/** Memo of a batch: the SHA-256 of what was submitted, by which "the same again" is told from "something else". */
export interface BatchMemo {
  contentHash: string;
}

/** Rows of a page at most: one page is what one activity takes, far below the size that a message may have. */
export const rowsPerPage = 500;

/** Rows of a batch. Counts once by its number, and only if it is what the manifest says of it. */
export interface BatchPage {
  index: number;
  rows: BacsInstruction[];
}
export const addPage = defineSignal<[BatchPage]>('addPage');

/** `hash` is what the approver has seen. */
export interface ApproveBatch {
  by: string;
  hash: string;
}
export interface CommitBatch {
  by: string;
}
/** What a person reads back at once; `reason` says what still stands in the way, if anything does. */
export interface BatchAcknowledgement {
  stage: BatchStage;
  reason: string | null;
}
export const approveBatch = defineUpdate<BatchAcknowledgement, [ApproveBatch]>('approve');
export const rejectBatch = defineUpdate<BatchAcknowledgement, [Said]>('reject');
export const commitBatch = defineUpdate<BatchAcknowledgement, [CommitBatch]>('commit');
export const resolveBatch = defineUpdate<BatchAcknowledgement, [Resolution]>('resolve');
export const batchStatus = defineQuery<BatchView>('batchStatus');

/** A batch that has ended, as its workflow returns it. */
export interface ClosedBatch {
  input: SubmitBacsBatchInput;
  state: BatchState;
}
