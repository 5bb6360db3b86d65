/** The words of the PTX simulator's control API: what a person or a test can tell it, and what it answers. */
import type { RequestFaultRule, SharedLedgerEntry, SharedVendorCall } from '../shared/control-types.js';
import type { PtxOperation } from './operations.js';

export type * from './ddm/control-types.js';
export { PTX_OPERATIONS, type PtxOperation } from './operations.js';

/** `reference` matches an instruction's or a mandate's reference, a contact's own, a batch's description or a template's name. */
export type PtxFaultRule = RequestFaultRule<PtxOperation>;

export type PtxEffect =
  | 'login'
  | 'batch.created'
  | 'batch.entered'
  | 'batch.approved'
  | 'batch.unapproved'
  | 'batch.rejected'
  | 'batch.committed'
  | 'batch.sent'
  | 'batch.archived'
  /** Entered while an instruction of it was being written: it is Rejected from then on. */
  | 'batch.broken'
  | 'template.created'
  | 'instruction.created'
  | 'instruction.updated'
  | 'file.uploaded'
  | 'message.downloaded'
  | 'message.read'
  | 'contact.created'
  | 'contact.updated'
  | 'mandate.created'
  | 'mandate.updated'
  /** ACTIVE for the first time; later it is `mandate.reactivated`. */
  | 'mandate.activated'
  | 'mandate.suspended'
  | 'mandate.reactivated'
  | 'mandate.cancelled'
  | 'mandate.deleted'
  | 'plan.created'
  | 'plan.updated'
  | 'plan.suspended'
  | 'plan.reactivated'
  | 'plan.deleted'
  | 'plan-template.created'
  | 'plan-template.updated'
  | 'plan-template.deleted'
  | 'letter.created'
  | 'letter.sent'
  | 'letter.suppressed'
  /** A row of the history: an AUDDIS instruction, a one-off, a refund or a plan's collection. */
  | 'auddis.created'
  | 'one-off.created'
  | 'refund.created'
  | 'collection.created'
  /** What became of a row of money. */
  | 'collection.collected'
  | 'collection.returned'
  /** Taken back under the guarantee. */
  | 'collection.claimed'
  | 'collection.represented'
  | 'collection.deleted'
  | 'import.uploaded'
  | 'import.finished'
  /** PTX applied a report of Bacs to a mandate or a row; `detail` says which and why. */
  | 'report.applied';

/**
 * `reference` is a batch's description, an instruction's or a mandate's reference, a contact's own, or a file's or template's name;
 * `id` that of what the effect names, of a batch the submission's, of a login the user's key. `detail` says `by a person` where nobody used the API.
 */
export type PtxLedgerEntry = SharedLedgerEntry<PtxEffect>;

export type PtxVendorCall = SharedVendorCall<PtxOperation>;

export interface PtxUser {
  email: string;
  password: string;
  /** Shown as `enteredBy`; the part of the address before the @ when left out. */
  name?: string | undefined;
  /** Rights; what is left out is allowed. Without the right the call is answered with 403. */
  may?: { approve?: boolean | undefined; commit?: boolean | undefined } | undefined;
}

/**
 * `one-login`: one approve call moves Entered to Approved. `distinct-users`: as many different users as the profile asks for
 * must approve, and the call of the user who entered is answered with 200 and counts for nothing.
 */
export type ApprovalRule = 'one-login' | 'distinct-users';

export interface ProfileSetting {
  id: number;
  name: string;
  connectionType: 'DIRECT' | 'INDIRECT';
  /** 1 when left out. */
  numberOfApprovals?: number | undefined;
  /** `AP` (approved, usable) when left out. */
  status?: string | undefined;
  /** `BACSTELIP` when left out. */
  serviceType?: 'BACSTELIP' | 'SECUREIP' | undefined;
  /** `MANUALENTRY` when left out. */
  dataEntryMethod?: 'MANUALENTRY' | 'FILEIMPORT' | undefined;
  /** The statement text; `STATE TEXT` when left out. */
  originatorsStatementText?: string | undefined;
  /** The simulator's own rule when left out. */
  approvals?: ApprovalRule | undefined;
}

/** A status by its word (`statusDescription`): these, or another of the vendor's (`Locked`, `Risk assessment` …). */
export type SubmissionStatus =
  | 'Draft'
  | 'Entered'
  | 'Approved'
  | 'Committed'
  | 'Sent'
  | 'Rejected'
  | 'Archived'
  | 'Import in progress'
  | (string & {});

/** A submission as it truly is. Amounts in pence. */
export interface PtxSubmission {
  submissionId: number;
  batchId: number;
  profileId: number;
  description: string;
  status: SubmissionStatus;
  /** YYYY-MM-DD. */
  paymentDate: string;
  entryCount: number;
  includedCount: number;
  debitCount: number;
  debitTotalMinor: number;
  creditCount: number;
  creditTotalMinor: number;
  errorCount: number;
}

/** An instruction as it truly is. */
export interface PtxInstruction {
  id: number;
  batchId: number;
  index: number;
  transactionCode: string;
  sortCode: string;
  accountNumber: string;
  name: string;
  reference: string;
  text: string;
  amountMinor: number;
  /** YYYY-MM-DD. */
  paymentDate: string;
  status: string;
  included: boolean;
}

/** An instruction that a person types in PTX; what is left out is a credit of the batch's payment date with text `STC TEXT`. */
export interface NewPtxInstruction {
  batchId: number;
  sortCode: string;
  accountNumber: string;
  reference: string;
  amountMinor: number;
  name?: string | undefined;
  text?: string | undefined;
  /** Bacs code, `99` when left out. */
  transactionCode?: string | undefined;
}

export type PtxInstructionChange = Partial<Omit<NewPtxInstruction, 'batchId'>> & { included?: boolean | undefined };

/** One record of a report: attributes by their names in the report's XML; an object is a child element of that name. */
export type BacsRecord = Record<string, string | Record<string, string>>;

/** A report that Bacs or a bank has left. Give `xml` as it is to be exported, or `records` to have it made. */
export interface NewBacsReport {
  /** ARUDD, ADDACS, AUDDIS, AWACS, DDICA, ARUCS, Arrival, Input … */
  type: string;
  /** The vendor's own title for the type when left out. */
  name?: string | undefined;
  xml?: string | undefined;
  records?: BacsRecord[] | undefined;
  /** `BACSTel-IP` when left out. */
  serviceType?: 'BACSTel-IP' | 'SECURE-IP' | undefined;
}

export interface BacsReportIds {
  reportId: number;
  documentId: number;
}
