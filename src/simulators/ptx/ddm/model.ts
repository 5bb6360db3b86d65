/** What the direct debit side of PTX holds, as it truly is. Days are YYYY-MM-DD, instants simulated epoch ms, amounts pence. */

export interface CollectionProfileSetting {
  id: number;
  name: string;
  /** The payment profile that its batches go through. */
  applicationId: number;
  /** Working days. */
  mandateNoticePeriod: number;
  oneOffNoticePeriod: number;
  /** How often an unpaid collection is presented again by PTX itself, and after how many days. */
  representationRetries: number;
  representationDelay: number;
  suppress01: boolean;
  suppress19: boolean;
  suppressAuddis: boolean;
  serviceUserNumber: string;
}

export interface ContactEntry {
  id: number;
  title: string;
  firstName: string;
  lastName: string;
  email: string;
  communicationPref: string;
  companyName: string | undefined;
  phone: string | undefined;
  reference: string | undefined;
  isAttachmentUsed: boolean;
  address: { lines: string; town: string; county: string; code: string; country: string } | undefined;
  addressId?: number | undefined;
  status: string;
}

export type MandateStatus = 'ACTIVE' | 'SUSPENDED' | 'CANCELLED' | 'DELETED' | 'DRAFT';

export interface MandateEntry {
  id: number;
  payerId: number;
  profileId: number;
  reference: string;
  altReference: string | undefined;
  sortCode: string;
  accountNumber: string;
  accountName: string;
  comments: string | undefined;
  status: MandateStatus;
  createdMs: number;
  updatedMs: number;
  restrictedDay: string;
  /** Undefined while it has no letter of its activation. */
  activatedMs: number | undefined;
}

export type PlanKind = 'WeeklyPaymentPlan' | 'MonthlyPaymentPlan' | 'MonthlyPickPaymentPlan' | 'YearlyPaymentPlan';

export interface PlanEntry {
  id: number;
  kind: PlanKind;
  mandateId: number;
  profileId: number;
  templateId: number | undefined;
  status: 'ACTIVE' | 'SUSPENDED' | 'DELETED';
  description: string | undefined;
  regularMinor: number;
  firstMinor: number | undefined;
  lastMinor: number | undefined;
  totalMinor: number | undefined;
  startDay: string;
  endDay: string | undefined;
  occurrences: number | undefined;
  /** Every so many weeks or months. */
  every: number;
  weekDays: readonly string[];
  monthDays: readonly string[];
  monthsOfYear: readonly string[];
  sequence: string | undefined;
  weekDaySequence: string | undefined;
  restrictedDay: string;
  createdMs: number;
  updatedMs: number;
  /** The schedule as it was sent, for what of it nobody knows the meaning of. */
  asked?: Readonly<Record<string, unknown>> | undefined;
  /** Due days already turned into rows, so that none is twice. */
  collected: Set<string>;
}

/** A row of the collection history: a collection, a refund or an AUDDIS instruction. */
export interface HistoryRow {
  id: number;
  mandateId: number;
  profileId: number;
  status: 'PENDING' | 'SUCCESS' | 'FAILURE' | 'DELETED';
  /** `DIRECT_DEBIT` is the simulator's word for a plan's collection: the document shows none. */
  paymentType: 'AUDDIS' | 'ONE_OFF' | 'REFUND' | 'DIRECT_DEBIT';
  code: string;
  sortCode: string;
  accountNumber: string;
  accountName: string;
  reference: string;
  altReference: string | undefined;
  paymentDay: string;
  amountMinor: number;
  comments: string | undefined;
  retryCount: number;
  createdMs: number;
  updatedMs: number;
  /** The due day of the plan that it came from. */
  plannedDay: string | undefined;
  planId: number | undefined;
}

export interface LetterEntry {
  id: number;
  mandateId: number;
  contactId: number;
  profileId: number;
  channel: string;
  trigger: string;
  status: 'CREATED' | 'EMAILED' | 'PRINTED' | 'SUPPRESSED';
  createdMs: number;
  amountMinor: number | undefined;
  dueDay: string | undefined;
  comments: string | undefined;
  /** Every other letter shows no mandate id, as in the document's samples. */
  showsMandate?: boolean | undefined;
}

/**
 * What the records tell the diary: it makes the history rows, the collections and the letters' sending. Each hook is called
 * after the entry was changed.
 */
export interface Diary {
  /** DRAFT, or none, to ACTIVE for the first time: 0N, then the plan's collections; a reactivated one goes on with its plan. */
  activated(mandate: MandateEntry): void;
  suspended(mandate: MandateEntry): void;
  /** Cancelled or deleted: 0C when a 0N was sent, and no pending collection is left. */
  ended(mandate: MandateEntry): void;
  /** Reference or bank details changed: 0C with the old values, 0N with the new. */
  accountChanged(mandate: MandateEntry, before: MandateEntry): void;
  planSaved(plan: PlanEntry): void;
  planEnded(plan: PlanEntry): void;
  /** The row, its payment day moved to the first one allowed where it is too early. */
  oneOff(
    mandate: MandateEntry,
    asked: { type: 'DEBIT' | 'REFUND'; amountMinor: number; day: string; comments: string },
  ): HistoryRow;
  /** An AUDDIS instruction by the API call. */
  instruct(mandate: MandateEntry, code: string): HistoryRow;
}
