import { type ActivityOptions, proxyActivities } from '@temporalio/workflow';
import type { createBatchStepActivities } from '../activities/batch-steps.js';
import type { createBatchActivities } from '../activities/batches.js';
import type { createInstructionActivities } from '../activities/instructions.js';
import type { createSubmissionReportActivities } from '../activities/submission-reports.js';
import { activityLimits } from './vendor-activities.js';

type Activities = ReturnType<typeof createBatchActivities> &
  ReturnType<typeof createInstructionActivities> &
  ReturnType<typeof createBatchStepActivities> &
  ReturnType<typeof createSubmissionReportActivities>;

/** The activities of Bacs batches at PTX with their time limits, from the limit of one vendor call. */
export function batchActivities(httpTimeoutMs?: number) {
  const { common, calls, long } = activityLimits('ptx', httpTimeoutMs);
  const proxy = (options: ActivityOptions) => proxyActivities<Activities>({ ...common, ...options });
  // A batch of 10,000 payments is read in 20 pages.
  const pages = { ...long(1), startToCloseTimeout: '1h' } as const;
  const step = { ...long(6), startToCloseTimeout: '1h' } as const;
  return {
    addUpPage: proxy({ ...calls(0), summary: 'add up a page of rows' }).addUpPage,
    readProfile: proxy({ ...long(4), summary: 'read the payment profile' }).readProfile,
    ensureBatch: proxy({ ...pages, summary: 'make the batch' }).ensureBatch,
    putAwayBatch: proxy({ ...pages, summary: 'reject what a lost answer left' }).putAwayBatch,
    fillBatch: proxy({ ...pages, startToCloseTimeout: '6h', summary: 'add payments to the batch' }).fillBatch,
    countBatch: proxy({ ...pages, summary: 'count what PTX has' }).countBatch,
    readBatch: proxy({ ...pages, summary: 'read the batch as PTX shows it' }).readBatch,
    enterBatch: proxy({ ...step, summary: 'enter the batch' }).enterBatch,
    approveBatch: proxy({ ...step, summary: 'approve the batch at PTX' }).approveBatch,
    commitBatch: proxy({ ...step, summary: 'commit the batch' }).commitBatch,
    rejectBatch: proxy({ ...step, summary: 'reject the batch at PTX' }).rejectBatch,
    awaitMoveAtPtx: proxy({ ...calls(4), summary: 'look whether a person has moved it at PTX' }).awaitMoveAtPtx,
    keepSubmissionReport: (request: { submissionId: string }, withinMs: number) =>
      proxy({
        ...calls(1),
        scheduleToCloseTimeout: withinMs,
        summary: 'fetch the submission report',
      }).keepSubmissionReport(request),
  };
}
