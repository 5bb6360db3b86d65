import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { ParentClosePolicy, startChild } from '@temporalio/workflow';
import type { FileOutcome, UploadedFile } from '../activities/bacs-files.js';
import { openBacsFile } from './bacs-file.js';
import type { BacsFileView, BatchMemo, SubmitBacsBatchInput, UploadBacsFileInput } from './messages.js';
import * as messages from './messages.js';
import { ptxActivities } from './ptx-activities.js';

/** Hands in a payment file, follows what PTX makes of it, and gives its batch to the approvers. */
export async function uploadBacsFile(input: UploadBacsFileInput): Promise<BacsFileView> {
  const file = openBacsFile(input);
  const activities = ptxActivities(input.httpTimeoutMs);
  const startedMs = Date.now();

  file.next('look whether the key is free at PTX');
  const taken = await file.step('step', () => activities.findBacsFile(file));
  if (taken === 'given up') return file.fail('given up before anything was handed in');
  if (taken.length > 0) {
    return file.fail(`PTX has submission ${taken[0]} by the name ${file.fileName}: a key is used once`);
  }

  file.next('hand in the file');
  let again = false;
  const uploaded = await file.step('step', () => {
    const { profileId, content } = input;
    const tried = again;
    again = true;
    return activities.uploadBacsFile({ profileId, fileName: file.fileName, content, again: tried });
  });
  if (uploaded === 'given up') return file.fail('given up: look for its name in PTX, it may be there');
  file.found(uploaded);
  file.note('handed in');

  const outcome = await follow(uploaded);
  if (outcome === 'given up') return file.fail('given up: what PTX made of it is not known');
  if (!outcome.accepted) return refuse(outcome);
  file.note(`PTX has made submission ${file.state.submissionId} of it: ${outcome.status}`);
  if (outcome.batchId === null && (await findBatch()) === 'given up') {
    return file.fail(`given up: reject submission ${file.state.submissionId} in PTX`);
  }
  return giveToApprovers();

  async function follow(which: UploadedFile): Promise<FileOutcome | 'given up'> {
    file.next('PTX reads the file');
    const ended = await file.step('step', () => activities.followBacsFile({ ...which, fileName: file.fileName }));
    if (ended !== 'given up') file.found(ended);
    return ended;
  }

  async function refuse({ submissionId, batchId, status }: FileOutcome): Promise<BacsFileView> {
    file.next('collect its errors');
    const found = await file.step('step', () => activities.collectFileErrors({ submissionId, batchId }));
    if (found !== 'given up') Object.assign(file.state, found);
    const { errorCount } = file.state;
    return file.fail(`PTX refused the file (${status})${errorCount > 0 ? `: ${errorCount} errors` : ''}`);
  }

  /** The answer that named the file was lost, and a submission does not name its batch. */
  async function findBatch(): Promise<'found' | 'given up'> {
    file.next('look for its batch');
    const submissionId = file.state.submissionId ?? '';
    for (;;) {
      const batchId = await file.step('step', () => activities.findBatchOfFile({ submissionId, sinceMs: startedMs }));
      if (batchId === 'given up') return batchId;
      if (batchId !== null) {
        file.found({ batchId });
        return 'found';
      }
      const text = `PTX does not tell which batch belongs to submission ${submissionId}, and several could`;
      const answer = await file.ask('batch', `${text}: retry to look again, not-happened to give it up`);
      if (answer !== 'retry') return 'given up';
    }
  }

  async function giveToApprovers(): Promise<BacsFileView> {
    const { submissionId, batchId, paymentDate } = file.state;
    if (submissionId === null || batchId === null || paymentDate === null) {
      return file.fail(`PTX shows no payment date of submission ${submissionId}: reject it in PTX`);
    }
    const { key, profileId, by, contentHash, calendar, cutOff, clock, httpTimeoutMs } = input;
    const batch: SubmitBacsBatchInput = {
      key,
      profileId,
      paymentDate,
      submittedBy: by,
      from: { submissionId, batchId },
      calendar,
      cutOff,
      ...(clock === undefined ? {} : { clock }),
      ...(httpTimeoutMs === undefined ? {} : { httpTimeoutMs }),
    };
    const memo: BatchMemo = { contentHash };
    try {
      await startChild(messages.workflowTypes.submitBacsBatch, {
        workflowId: messages.batchWorkflowId(key),
        workflowIdReusePolicy: 'REJECT_DUPLICATE',
        parentClosePolicy: ParentClosePolicy.ABANDON, // It lives on until the payment, and days longer.
        args: [batch],
        memo: { ...memo },
        staticSummary: 'a batch of a file',
        typedSearchAttributes: [
          { key: messages.stageAttribute, value: 'preparing' },
          { key: messages.referenceAttribute, value: key },
        ],
      });
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      const why = `key ${key} already belongs to another batch`;
      return file.fail(`${why}: reject submission ${submissionId} in PTX, and use another key`);
    }
    return file.done();
  }
}
