import { type ActivityOptions, proxyActivities } from '@temporalio/workflow';
import type { createBacsFileActivities } from '../activities/bacs-files.js';
import type { createBacsMessageActivities } from '../activities/bacs-messages.js';
import type { createPtxProfileActivities } from '../activities/ptx-profiles.js';
import { activityLimits } from './vendor-activities.js';

type Activities = ReturnType<typeof createPtxProfileActivities> &
  ReturnType<typeof createBacsFileActivities> &
  ReturnType<typeof createBacsMessageActivities>;

/** The activities of PTX beside those of batches, with their time limits, from the limit of one vendor call. */
export function ptxActivities(httpTimeoutMs?: number) {
  const { common, long } = activityLimits('ptx', httpTimeoutMs);
  const proxy = (options: ActivityOptions) => proxyActivities<Activities>({ ...common, ...options });
  const question = {
    ...long(4),
    retry: { ...common.retry, maximumAttempts: 3 }, // Somebody waits for the answer.
    scheduleToStartTimeout: '1m', // Nobody does any more: a question is not to be asked when a worker comes back.
  } as const;
  // A list of submissions or messages is read in many pages.
  const pages = { ...long(1), startToCloseTimeout: '1h' } as const;
  return {
    checkPtx: proxy({ ...question, summary: 'log in, and read the payment profiles' }).checkPtx,
    findPtxProfiles: proxy({ ...question, summary: 'read the payment profiles' }).findPtxProfiles,
    listBacsMessages: proxy({ ...question, ...long(10), summary: 'list the Bacs messages' }).listBacsMessages,
    findBacsFile: proxy({ ...pages, summary: 'look for the name of the file' }).findBacsFile,
    uploadBacsFile: proxy({ ...pages, summary: 'hand in the file' }).uploadBacsFile,
    followBacsFile: proxy({
      ...pages,
      scheduleToCloseTimeout: '4h',
      summary: 'see what PTX makes of the file',
    }).followBacsFile,
    findBatchOfFile: proxy({ ...pages, summary: 'look for the batch of the file' }).findBatchOfFile,
    collectFileErrors: proxy({ ...pages, summary: 'collect the errors of the file' }).collectFileErrors,
    fetchBacsMessages: proxy({
      startToCloseTimeout: '6h',
      heartbeatTimeout: '15s',
      summary: 'fetch what is not downloaded',
    }).fetchBacsMessages,
  };
}
