import { type ActivityOptions, proxyActivities } from '@temporalio/workflow';
import type { createBillMessageActivities } from '../activities/bill-messages.js';
import type { createBillSweepActivities } from '../activities/bill-sweeps.js';
import type { createBillActivities } from '../activities/bills.js';
import { activityLimits, LOST_WORKER } from './vendor-activities.js';

type Activities = ReturnType<typeof createBillActivities> &
  ReturnType<typeof createBillMessageActivities> &
  ReturnType<typeof createBillSweepActivities>;

/** The activities of AcceptEasy with their time limits, from the limit of one vendor call. */
export function billActivities(httpTimeoutMs?: number) {
  const { common, calls, long } = activityLimits('accepteasy', httpTimeoutMs);
  const proxy = (options: ActivityOptions) => proxyActivities<Activities>({ ...common, ...options });
  const once = { ...common.retry, nonRetryableErrorTypes: LOST_WORKER };
  // Bounces of days, and the messages of a bill, may fill many pages.
  const pages = { ...long(1), startToCloseTimeout: '1h' } as const;
  return {
    createBill: proxy({ ...long(3), retry: once, summary: 'make the bill' }).createBill,
    awaitBillCreation: proxy({ ...calls(2), summary: 'wait until the vendor has made the bill' }).awaitBillCreation,
    lookUpBill: proxy({ ...pages, summary: 'look up whether the bill was made' }).lookUpBill,
    readBill: proxy({ ...pages, summary: 'read the bill' }).readBill,
    readBillOnce: proxy({ ...pages, retry: { maximumAttempts: 1 }, summary: 'read the bill' }).readBill,
    arrangeMessages: proxy({ ...pages, summary: 'change what is planned, and read it back' }).arrangeMessages,
    cancelBill: proxy({ ...pages, summary: 'cancel the bill and its messages, and read both back' }).cancelBill,
    sweepBills: proxy({
      startToCloseTimeout: '6h',
      heartbeatTimeout: '15s',
      summary: 'ask what was paid and what came back since the watermark',
    }).sweepBills,
  };
}
