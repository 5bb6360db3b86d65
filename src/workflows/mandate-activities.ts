import { type ActivityOptions, proxyActivities } from '@temporalio/workflow';
import type { createMandateActivities } from '../activities/mandates.js';
import { activityLimits } from './vendor-activities.js';

type Activities = ReturnType<typeof createMandateActivities>;

/** The activities of direct debit mandates at PTX with their time limits, from the limit of one vendor call. */
export function mandateActivities(httpTimeoutMs?: number) {
  const { common, long } = activityLimits('ptx', httpTimeoutMs);
  const proxy = (options: ActivityOptions) => proxyActivities<Activities>({ ...common, ...options });
  // The lists are read in pages, and calls of one PTX user queue up behind each other.
  const read = { ...long(4), startToCloseTimeout: '10m' } as const;
  const step = { ...long(6), startToCloseTimeout: '10m' } as const;
  return {
    readCollectionProfile: proxy({ ...read, summary: 'read the collection profile' }).readCollectionProfile,
    ensureContact: proxy({ ...step, summary: 'make the contact' }).ensureContact,
    verifyOwner: proxy({ ...step, summary: 'ask whether the account is the payer’s' }).verifyOwner,
    ensureMandate: proxy({ ...step, summary: 'make the mandate' }).ensureMandate,
    readMandate: proxy({ ...read, summary: 'read the mandate' }).readMandate,
    activate: proxy({ ...step, summary: 'set the mandate ACTIVE' }).setMandateStatus,
    suspend: proxy({ ...step, summary: 'set the mandate SUSPENDED' }).setMandateStatus,
    cancel: proxy({ ...step, summary: 'set the mandate CANCELLED' }).setMandateStatus,
    ensurePlan: proxy({ ...step, summary: 'add the plan' }).ensurePlan,
    changePlan: proxy({ ...step, summary: 'change the plan' }).changePlan,
    ensureOneOff: proxy({ ...step, summary: 'order the collection' }).ensureOneOff,
    ensureLodgement: proxy({ ...step, summary: 'lodge the instruction anew' }).ensureLodgement,
    suppressLetters: proxy({ ...step, summary: 'suppress the letters' }).suppressLetters,
  };
}
