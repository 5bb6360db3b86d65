import { toDayTime, toLocalTime, toUtcTime } from '../times.js';
import type { MandateEntry, PlanEntry } from './model.js';

const coreOf = (mandate: MandateEntry) => ({
  id: mandate.id,
  payerId: mandate.payerId,
  profileId: mandate.profileId,
  reference: mandate.reference,
  altReference: mandate.altReference,
  sortCode: mandate.sortCode,
  accountName: mandate.accountName,
  accountNumber: mandate.accountNumber,
  status: mandate.status,
});

/** The answer to a creation. Source: PTX API, "Create a mandate". */
export const viewNewMandate = (mandate: MandateEntry) => ({
  ...coreOf(mandate),
  created: toUtcTime(mandate.createdMs),
  lastUpdated: toUtcTime(mandate.updatedMs),
  restrictedDate: toDayTime(mandate.restrictedDay),
});

/** All that the other calls show; the samples have no `restrictedDate` there. Source: PTX API, "Get a mandate". */
export const viewMandate = (mandate: MandateEntry, plan: object | undefined, validationStatus: string | undefined) => ({
  payerId: mandate.payerId,
  profileId: mandate.profileId,
  reference: mandate.reference,
  sortCode: mandate.sortCode,
  accountNumber: mandate.accountNumber,
  id: mandate.id,
  altReference: mandate.altReference,
  accountName: mandate.accountName,
  status: mandate.status,
  comments: mandate.comments,
  created: toUtcTime(mandate.createdMs),
  validationStatus,
  paymentPlans: plan === undefined ? [] : [plan],
});

/** A row of a query: the plan by its id alone. Source: PTX API, "Mandates by reference". */
export const viewMandateRow = (mandate: MandateEntry, plan: PlanEntry | undefined) => ({
  '@type': 'MandateDTO',
  ...coreOf(mandate),
  ...(plan === undefined ? {} : { paymentPlanIds: [plan.id] }),
  created: toLocalTime(mandate.createdMs),
  lastUpdated: toLocalTime(mandate.updatedMs),
  restrictedDate: toDayTime(mandate.restrictedDay),
});
