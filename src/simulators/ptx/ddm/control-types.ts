/** The words of the control API's direct debit side. Entries are told as they truly are, whatever PTX's answers show. */
import type { ContactEntry, HistoryRow, LetterEntry, MandateEntry, MandateStatus, PlanEntry } from './model.js';

export type * from './diary-requests.js';
export type { CollectionProfileSetting } from './model.js';
export type { PlanForm } from './plan-views.js';
export type { VerificationWord } from './verification.js';

export type PtxContact = ContactEntry;
export type PtxMandate = MandateEntry;
export type PtxMandateStatus = MandateStatus;
export type PtxPlan = Omit<PlanEntry, 'collected'> & { collected: string[] };
export type PtxHistoryRow = HistoryRow;
export type PtxLetter = LetterEntry;

/** What a person changes of a mandate in PTX: as the call does it, with its letter and its instructions to the banks. */
export interface PtxMandateChange {
  sortCode?: string | undefined;
  accountNumber?: string | undefined;
  reference?: string | undefined;
}
