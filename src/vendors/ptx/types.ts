// In our words: ids are strings of digits, amounts whole pence, words of PTX open (an unknown one is passed on).
// A date is a day in London, `YYYY-MM-DD`; what ends in `Text` or is named `createdDate` is kept as PTX writes it.

/** A payment profile: the account, the way in and the rules of a submission. Source: PTX API, "Payment profiles". */
export interface PaymentProfile {
  id: string;
  name: string;
  /** `AP` is approved; no other code is shown. */
  status?: string;
  /** `DIRECT` or `INDIRECT`; only the second can be committed. */
  connectionType?: string;
  numberOfApprovals: number;
  /** `MANUALENTRY` or `FILEIMPORT`. */
  dataEntryMethod?: string;
  /** `BACSTELIP` or `SECUREIP`. */
  serviceType?: string;
  originatorsStatementText?: string;
  originatingAccountName?: string;
  originatingSortCode?: string;
  originatingAccountNumber?: string;
  type?: string;
  submissionSigningMethod?: string;
  bacsTransmissionType?: string;
  promptForDate?: boolean;
}

/** What a batch needs to be made; its instructions follow one by one. */
export interface NewBatch {
  profileId: string;
  /** Stored and shown by PTX, and the only place for a mark. */
  description: string;
  /** `YYYY-MM-DD`. */
  paymentDate: string;
  /** `SMARTCARD` where it is not given. */
  submissionSigningMethod?: string;
}

/** The two ids of one batch: instructions hang on `batchId`, its state on `submissionId`. */
export interface CreatedBatch {
  submissionId: string;
  batchId: string;
}

/** What PTX said of a template that was to be made. It shows no id for it in its documentation. */
export interface CreatedTemplate {
  templateId?: string;
  warnings: string[];
  errors: string[];
}

/** A submission as the query shows it. It does not name its batch. Source: PTX API, "Payment batches", rejected batches. */
export interface Submission {
  id: string;
  profileId?: string;
  profileName?: string;
  description?: string;
  /** A code such as `RJ`; the others are not documented. */
  status?: string;
  /** The state in a word, such as `Rejected`. */
  statusDescription?: string;
  workflowStatus?: string;
  paymentDate?: string;
  debitCount: number;
  creditCount: number;
  debitMinor: number;
  creditMinor: number;
  entryCount?: number;
  errorCount: number;
  warningCount: number;
  auddisCount?: number;
  numberOfApprovals?: number;
  entryMethod?: string;
  indirect?: boolean;
  /** A name to show. */
  enteredBy?: string;
  enteredById?: string;
  enteredDateText?: string;
}

/** Which submissions are asked for; without anything, all. Both days are included. */
export interface SubmissionQuery {
  paymentDate?: { from: string; to: string };
  /** Codes such as `RJ`. */
  status?: string[];
}

/** Who is paid or collected from, and how much, in which batch. */
export interface PaymentDetails {
  batchId: string;
  sortCode: string;
  accountNumber: string;
  name: string;
  reference: string;
  text: string;
  amountMinor: number;
}

/** A payment to add to a batch in draft. */
export interface NewInstruction extends PaymentDetails {
  /** The index that PTX wants, not the Bacs code: `0` is 99, `2` is 01, `7` is 0N. */
  transactionType: string;
  /** `YYYY-MM-DD`. */
  paymentDate: string;
  paymentType: 'Bacs';
}

/** What became of an instruction: it is stored even where there are warnings. */
export interface CreatedInstruction {
  id: string;
  warnings: string[];
}

/** An instruction as PTX has it. */
export interface Instruction extends PaymentDetails {
  id: string;
  index?: number;
  transactionType?: string;
  /** The Bacs code that PTX made of the index, such as `99`. */
  transactionCode?: string;
  type?: string;
  /** `DF` draft, `EN` entered, `RJ` rejected. */
  status?: string;
  included: boolean;
  isDdmEntry?: boolean;
  paymentDate?: string;
  /** As PTX writes it, `2022-05-18T10:39:46.618` in London time; an update gives it back unchanged. */
  createdDate?: string;
  /** Each begins with the field that it speaks of: `accountNumber: …`. May hold account numbers. */
  warnings: string[];
}

/** An instruction as it was read, with what is to change; PTX wants its own fields back. */
export type InstructionUpdate = Omit<Instruction, 'warnings'>;

/** What became of an uploaded file; the ids are there once PTX has made a submission of it. */
export interface FileResult {
  id: string;
  /** `SUCCESS`; no other word is documented. */
  status: string;
  fileName?: string;
  size?: number;
  submissionId?: string;
  batchId?: string;
  profileId?: string;
}

/** A fault that PTX found in an uploaded file. */
export interface FileEvent {
  id: string;
  batchId?: string;
  submissionId?: string;
  /** Such as `RV0102`. */
  code?: string;
  /** `Error`; no other word is documented. */
  eventType?: string;
  /** `HEADER` or `INSTRUCTION`. */
  type?: string;
  lineNumber: number;
  recordNumber?: number;
  message: string;
  /** The faulty line itself: personal data. */
  sourceLine?: string;
}

/** The ways to ask for the faults of a file. `error` is the event's type, such as `Error`. */
export type FileEventQuery = { batchId: string; error?: string } | { submissionId: string };

/** The two networks, in the spelling of the paths. */
export type ServiceType = 'BACSTel-IP' | 'SECURE-IP';

/** A report that Bacs sent. Source: PTX API, "Bacs messages". */
export interface BacsMessage {
  reportId: string;
  documentId: string;
  /** Not in the rows: `SECURE-IP` for Faster Payments, else `BACSTel-IP`, where PTX does not say it itself. */
  serviceType: string;
  /** `ARUDD`, `ADDACS` and others. */
  reportType?: string;
  name?: string;
  serviceUserNumber?: string;
  date?: string;
  /** `BLANK` or `REVIEW`; the list is not documented. */
  processed?: string;
  downloaded: boolean;
  read: boolean;
}

/** What PTX did with one line of a report: a cross-check, never the source of a reason code. */
export interface ReportLogLine {
  id: string;
  reportId?: string;
  reportType?: string;
  /** Personal data. */
  message: string;
  appliedText?: string;
}

/** Who may log in. Source: PTX API, "Users". */
export interface PtxUser {
  key: string;
  name: string;
  email?: string;
  role?: string;
  status?: string;
}

/** What a role may do: `approveAllowed`, `approveOwnAllowed` and so on. Source: PTX API, "Roles". */
export interface PtxRole {
  name: string;
  comment?: string;
  statusCode?: string;
  entitlements: Record<string, boolean>;
}
