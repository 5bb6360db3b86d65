import { type ActivityOptions, proxyActivities } from '@temporalio/workflow';
import type { createImportFileActivities } from '../activities/import-files.js';
import type { createImportActivities } from '../activities/imports.js';
import { activityLimits, LOST_WORKER } from './vendor-activities.js';

type Activities = ReturnType<typeof createImportActivities> & ReturnType<typeof createImportFileActivities>;

/** The activities of imports with their time limits, from the limit of one vendor call. */
export function importActivities(httpTimeoutMs?: number) {
  const { common, calls, long } = activityLimits('alphacomm', httpTimeoutMs);
  const proxy = (options: ActivityOptions) => proxyActivities<Activities>({ ...common, ...options });
  const once = { ...common.retry, nonRetryableErrorTypes: LOST_WORKER };
  // Hundreds of rows are looked up, or become cases, one by one.
  const rowByRow = { ...long(1), startToCloseTimeout: '6h' } as const;
  return {
    importRows: proxy({ ...calls(1), retry: once, summary: 'import a page of rows' }).importRows,
    leaveOutTaken: proxy({ ...rowByRow, summary: 'leave out the rows that have a case' }).leaveOutTaken,
    lookUpRows: proxy({ ...rowByRow, summary: 'look up which rows were taken' }).lookUpRows,
    startImportedCases: proxy({ ...rowByRow, summary: 'start the cases of a page' }).startImportedCases,
    addImportFile: proxy({ ...rowByRow, retry: once, summary: 'hand in the file' }).addImportFile,
    followImportBatch: proxy({ ...calls(1), summary: 'see what becomes of the batch' }).followImportBatch,
  };
}
