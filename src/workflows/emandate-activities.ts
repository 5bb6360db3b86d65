import { type ActivityOptions, proxyActivities } from '@temporalio/workflow';
import type { createEMandateActivities } from '../activities/emandates.js';
import { activityLimits } from './vendor-activities.js';

type Activities = ReturnType<typeof createEMandateActivities>;

/** The activities on e-Mandates with their time limits, from the limit of one vendor call. */
export function eMandateActivities(httpTimeoutMs?: number) {
  const { common, long } = activityLimits('alphacomm', httpTimeoutMs);
  const proxy = (options: ActivityOptions) => proxyActivities<Activities>({ ...common, ...options });
  return {
    // Look-ups of a few pages before the request and after its refusal, with a settling time between two of them.
    ensureEMandate: proxy({ ...long(20), summary: 'make the e-Mandate' }).ensureEMandate,
    readEMandate: proxy({ ...long(1), summary: 'read the e-Mandate' }).readEMandate,
    sweepEMandates: proxy({
      ...long(1),
      startToCloseTimeout: '6h',
      summary: 'ask what has changed since the watermark',
    }).sweepEMandates,
  };
}
