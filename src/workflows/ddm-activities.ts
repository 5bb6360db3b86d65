import { type ActivityOptions, proxyActivities } from '@temporalio/workflow';
import type { createCollectionHistoryActivities } from '../activities/collection-history.js';
import type { createDdmFileActivities } from '../activities/ddm-files.js';
import { activityLimits, LOST_WORKER } from './vendor-activities.js';

type Activities = ReturnType<typeof createDdmFileActivities> & ReturnType<typeof createCollectionHistoryActivities>;

/** The activities of imports into PTX and of the reconciliation, with their time limits, from the limit of one vendor call. */
export function ddmActivities(httpTimeoutMs?: number) {
  const { common, long } = activityLimits('ptx', httpTimeoutMs);
  const proxy = (options: ActivityOptions) => proxyActivities<Activities>({ ...common, ...options });
  // Lists of files, logs and histories are read in many pages.
  const pages = { ...long(1), startToCloseTimeout: '1h' } as const;
  const once = { ...common.retry, nonRetryableErrorTypes: LOST_WORKER };
  return {
    findDdmFiles: proxy({ ...pages, summary: 'look for the name of the file' }).findDdmFiles,
    uploadDdmFile: proxy({ ...long(2), retry: once, summary: 'hand in the file' }).uploadDdmFile,
    lookUpDdmFile: proxy({ ...pages, summary: 'look up whether PTX has the file' }).lookUpDdmFile,
    followDdmFile: proxy({ ...pages, scheduleToCloseTimeout: '4h', summary: 'see what PTX makes of the file' })
      .followDdmFile,
    readDdmFileLog: proxy({ ...pages, summary: 'read what PTX says of its lines' }).readDdmFileLog,
    compareHistory: proxy({ ...pages, startToCloseTimeout: '6h', summary: 'compare PTX’s history with the mandates' })
      .compareHistory,
  };
}
