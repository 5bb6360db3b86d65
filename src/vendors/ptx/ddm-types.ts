import type { AsRead, Plan } from './plan-types.js';

export type * from './plan-types.js';

// The direct debit side in our words: ids are strings of digits, amounts whole pence, words of PTX open (an unknown one is
// passed on). A date is a day in London, `YYYY-MM-DD`; what ends in `At` is an instant in UTC. `asRead` is PTX's own object:
// an update gives back what of it has no word of ours, since nobody knows what PTX does with a field that is left out.

/** A collection profile: the rules of collections. Source: PTX API, "Collection profiles", Profile. */
export interface CollectionProfileRow {
  id: string;
  name: string;
  /** The payment profile that its collections go through. */
  paymentProfileId?: string;
  /** Working days between the notice and the first collection of a plan, and of a one-off. */
  mandateNoticePeriod: number;
  oneOffNoticePeriod: number;
  /** How often PTX itself presents a returned collection again, and after how many days. */
  representationRetries: number;
  representationDelay: number;
  /** Codes and instructions that PTX does not send. */
  suppress01?: boolean;
  suppress19?: boolean;
  suppressAuddis?: boolean;
  nonAuddis?: boolean;
  isMandateRefEditable?: boolean;
}

/** An address; PTX wants all five, empty where they are not known. `lines` has a line break between two lines. */
export interface Address {
  lines: string;
  town: string;
  county: string;
  postcode: string;
  country: string;
}

/** Who pays, to be made. Source: PTX API, "Contacts", create. */
export interface NewContact {
  /** The key that imports find the contact by. */
  reference: string;
  title: string;
  firstName: string;
  lastName: string;
  email: string;
  /** `EMAIL`, `POST`, `LOCAL_PRINT`, `SERVICE_PRINT`. */
  communication: string;
  companyName?: string;
  /** PTX takes none that begins with `+`. */
  phone?: string;
  address?: Address;
  /** Letters go out as attachments, not in the e-mail itself. */
  isAttachmentUsed?: boolean;
}

/** Who pays, as PTX has it: stored contacts may lack what is needed to make one. */
export interface Contact extends Partial<NewContact> {
  id: string;
  /** `ACTIVE`; only a query tells it. */
  status?: string;
  /** `PERSON`. */
  type?: string;
  asRead: AsRead;
}

/** A contact as it was read, with what is to change; it is sent whole. */
export type ContactUpdate = Omit<Contact, 'id' | 'status'>;

/** `ACTIVE`, `SUSPENDED`, `CANCELLED`, `DELETED` or `DRAFT`. */
export type MandateStatusWord = 'DRAFT' | 'ACTIVE' | 'SUSPENDED' | 'CANCELLED' | 'DELETED';

/** A mandate to be made, or to be asked about. Source: PTX API, "Mandates", create. */
export interface NewMandate {
  /** The collection profile. */
  profileId: string;
  /** The Direct Debit reference: at most 18 of `A-Z 0-9 & - . /` and blanks. */
  reference: string;
  /** Six digits. */
  sortCode: string;
  /** Eight digits. */
  accountNumber: string;
  accountName: string;
  altReference?: string;
  /** `DRAFT` where it is not given, so that one letter goes out and not two. */
  status?: MandateStatusWord;
  comments?: string;
}

interface MandateFields extends Omit<NewMandate, 'status'> {
  id: string;
  contactId: string;
  status: MandateStatusWord | (string & {});
  createdAt?: string;
  updatedAt?: string;
  /** PTX collects nothing before this day. */
  restrictedDate?: string;
}

/** A mandate as a query shows it: the ids of its plans, never more than one. Source: PTX API, "Mandates", MandateDTO. */
export interface MandateRow extends MandateFields {
  planIds: string[];
}

/** A mandate as PTX has it, with its plans. Source: PTX API, "Mandates". */
export interface Mandate extends MandateFields {
  /** What the check of the account's owner gave; the words are not documented. */
  validationStatus?: string;
  plans: Plan[];
  asRead: AsRead;
}

/** A mandate as it was read, with what is to change; it is sent whole, its plans as they were read. */
export type MandateUpdate = Omit<Mandate, 'createdAt' | 'updatedAt' | 'restrictedDate' | 'validationStatus'>;

/** What the check of an account's owner gave, in PTX's own word; none where PTX does not say. */
export interface OwnerCheck {
  validationStatus?: string;
}

/** A single collection, or refund, outside a plan. */
export interface NewOneOff {
  amountMinor: number;
  /** `YYYY-MM-DD`. */
  dueDate: string;
  /** A letter to the payer shows it. */
  comments: string;
  /** `DEBIT` where it is not given. For AUDDIS there is a call of its own. */
  type?: 'DEBIT' | 'REFUND';
}

/** What PTX said of a one-off that it took: no id, and the day may be another than in the history. */
export interface CreatedOneOff {
  amountMinor?: number;
  dueDate?: string;
}

/** A row of the collection history: a collection, a refund or an AUDDIS instruction. Source: PTX API, "Collection history". */
export interface HistoryRow {
  id: string;
  mandateId: string;
  profileId?: string;
  /** `PENDING`, `SUCCESS`, `FAILURE`, `DELETED`; the list is not documented. */
  status: string;
  /** `ONE_OFF`, `REFUND`, `AUDDIS`; what a plan's collection has is not documented. Empty where PTX writes none. */
  paymentType: string;
  /** The Bacs code, such as `17` or `0N`. */
  code: string;
  reference: string;
  altReference?: string;
  paymentDate: string;
  /** 0 for an AUDDIS instruction. */
  amountMinor: number;
  comments?: string;
  /** How often PTX has presented it again. */
  retryCount: number;
  createdAt: string;
  updatedAt?: string;
  sortCode?: string;
  accountNumber?: string;
  accountName?: string;
  serviceUserNumber?: string;
  /** Where it stands on the payments side. */
  paymentProfileId?: string;
  instructionId?: string;
  batchId?: string;
  submissionId?: string;
}

/** A letter to a payer, without the payer's name and address. Source: PTX API, "Correspondence", CommunicationDTO. */
export interface Letter {
  id: string;
  /** The subject: `NEW_MANDATE_NO_PLAN`, `CHANGE_MANDATE` …; the list is not documented. */
  trigger: string;
  /** `CREATED`, `EMAILED`, `PRINTED`; what a suppressed one has is not documented. */
  status: string;
  /** `EMAIL`, `LOCAL_PRINT` … */
  channel: string;
  /** About half of the letters name none: then the reference tells. */
  mandateId?: string;
  contactId?: string;
  profileId?: string;
  /** The mandate's. */
  reference: string;
  altReference?: string;
  createdAt: string;
  /** Of a one-off or a refund. */
  amountMinor?: number;
  dueDate?: string;
  comments?: string;
}

/** A report that PTX makes of a letter. */
export interface LetterReport {
  reportId: string;
  /** Where PTX says that it will be. */
  pollUrl?: string;
}

export type DdmFileType = 'PAYER_FILE' | 'ONE_OFF_PAYMENTFILE';

/** An import and what became of it; status alone does not tell. Source: PTX API, "DDM file import", FileUpload. */
export interface DdmFile {
  id: string;
  name: string;
  type?: DdmFileType | (string & {});
  /** `SUCCESS`, `ERROR`; the same file was shown with both. */
  status: string;
  profileId?: string;
  profileName?: string;
  createdAt?: string;
  updatedAt?: string;
  recordsProcessed?: number;
  recordsImported?: number;
  /** PTX's own numbers; whether they are pence is not documented. */
  totalAccepted?: number;
  totalRejected?: number;
}

/** A line of an import that PTX has something to say about. */
export interface DdmFileLine {
  fileId: string;
  lineNumber: number;
  /** `ERROR`: not taken; `WARNING`: taken with a change. */
  status: string;
  /** May hold personal data. */
  message: string;
  mandateReference?: string;
  createdAt?: string;
}

/** Which imports are asked for. Both days are included, by PTX's own clock: ask for a day more on each side. */
export interface DdmFileQuery {
  type?: DdmFileType;
  /** `SUCCESS`, `ERROR`; all without it. */
  status?: string;
  from: string;
  to: string;
}
