/** One planned message. All words are the vendor's. Source: Bills, "Sending of Bills through email, text or both". */
export interface NewCommunication {
  /** `Email` or `Text`; `PDF` is documented outside that page. */
  channel: string;
  /** Name or id of a template of the account; the account's default when left out. */
  template?: string;
  /** An RFC 3339 instant; at once when left out. */
  scheduledAt?: string;
  /** Goes only while the bill has this status: `Open`, `All`, `Paid`, `Countdown`, `Pending`. Always when left out. */
  paymentStatus?: string;
  /** Goes only by the fate of the messages before: `BouncedEmail`, `NotOpened`, … Documented outside that page. */
  messageStatus?: string;
  /** For mandates: `All`, `Mandated`, `ToMandate`. Documented outside that page. */
  mandateStatus?: string;
}

/** Lets the payer choose an amount, in cents. Documented outside the page Bills. */
export type AmountScheme =
  | { kind: 'List' | 'MultiSelectList'; options: { label: string; amountMinor: number }[] }
  | { kind: 'Range'; minimumMinor: number; maximumMinor: number };

/** A bill to be made, under a key of our own: a second one with that key is refused, as far as is known. */
export interface NewBill {
  /** Ours and unique, at most 36 characters. */
  srrid: string;
  /** What the payer sees; at most 16 characters, since most payment providers take no more. Need not be unique. */
  paymentReference: string;
  /** At most 32 characters. */
  description: string;
  /** In cents. */
  amountMinor: number;
  /** An RFC 3339 instant in the future, at most a year ahead; sent in whole seconds. */
  expiresAt: string;
  email?: string;
  phoneNumber?: string;
  communications?: NewCommunication[];
  /** Texts for templates, at most 500 characters each; the keys are free but for the names of the bill's own fields. */
  recordData?: Record<string, string>;
  /** From here on documented outside the page Bills. */
  templateId?: string;
  countdownDays?: number;
  amountScheme?: AmountScheme;
  /** Not together with `communications`. */
  communicationPlanId?: string;
  /** Not together with `communications` or a communication plan. */
  partialPaymentPlanId?: string;
  /** Where the webhook `Paid` of this bill goes instead of the account's address. */
  paidUrl?: string;
  returnBannerOpenUrl?: string;
  returnBannerPaidUrl?: string;
  /** A PDF. */
  attachment?: { fileName: string; contents: Uint8Array };
}

/** What is documented as changeable. An open bill can be set to `Canceled`, `Paid` or `Expired`. */
export interface BillChanges {
  status?: 'Canceled' | 'Paid' | 'Expired';
  email?: string;
  phoneNumber?: string;
}

/** What happened on a bill's pages and in its mails; who and from where is not read. Times are UTC. */
export interface BillEvent {
  /** `View`, `Click`, `Attempt`, `Payment`, or a word that is not documented yet. */
  type: string;
  at: string;
  /** Of the bill after the event. */
  status?: string;
}

/** A bill as the vendor shows it. Instants are UTC; an address that is empty is absent. */
export interface Bill {
  atid: string;
  srrid: string;
  paymentReference: string;
  /** In cents. */
  amountMinor: number;
  /**
   * `Open`, `CountDown`, `Pending`, `Done`, `Paid`, `Expired`, `Canceled` in exactly this spelling, or a word that is not
   * documented yet; of a mandate `ToMandate`, `Mandated`, `Expired`, `Revoked`, `Withdrawn`.
   */
  status: string;
  description?: string;
  templateId?: string;
  expiresAt?: string;
  createdAt?: string;
  pendingPaymentAt?: string;
  /** Personal. */
  email?: string;
  /** Personal. */
  phoneNumber?: string;
  transactionUrl?: string;
  shortUrl?: string;
  /** Empty where the answer has none. */
  events: BillEvent[];
}

/** Why a creation failed. The message is redacted; `code` is the vendor's, as `APP0224`, where it gives one. */
export interface CreationError {
  code?: string;
  message: string;
}

/** How far the creation of one bill is. */
export interface CreationStatus {
  atid: string;
  /** `Processing`, `CreationSucceeded`, `CreationFailed`, or a word that is not documented yet. */
  status: string;
  srrid?: string;
  paymentReference?: string;
  error?: CreationError;
}

/** How far a bulk request is. */
export interface BulkStatus {
  bulkId: string;
  /** `Processing`; `ProcessingCompleted`, also when bills failed; `CreationFailed` when the whole request failed. */
  status: string;
  /** Empty while it is processed. */
  bills: CreationStatus[];
  error?: CreationError;
}

/** What became of an update: `result` is `Succeeded`, or a word that is not documented; read the bill to be sure. */
export interface BillUpdate {
  result: string;
  bill?: Bill;
}

/** A way to pay a bill. */
export interface PaymentMethod {
  id: string;
  name: string;
  logoUrl?: string;
  /** The banks of iDEAL, by BIC. */
  subMethods: { id: string; name: string }[];
}

/** A message of a bill, planned or gone. */
export interface Communication {
  id: string;
  /** `Pending`, `InProgress`, `Failed`, `Sent`, `Cancelled` in exactly this spelling, or a word not documented yet. */
  status?: string;
  channel?: string;
  template?: string;
  paymentStatus?: string;
  messageStatus?: string;
  scheduledAt?: string;
}

/** A bill, one of whose messages came back. */
export interface BouncedBill extends Bill {
  bounce: { receivedAt: string; communicationId?: string; statusCode?: string; message?: string };
}

/** A mandate to be made. Amounts in cents. Documented outside the page Bills. */
export interface NewMandate {
  /** Ours and unique, at most 36 characters. */
  srrid: string;
  /** At most 16 characters. */
  paymentReference: string;
  /** At most 32 characters. */
  description: string;
  sequenceType?: 'OneOff' | 'Recurring';
  /** An RFC 3339 instant. */
  validUntil?: string;
  /** `Fixed`, `Maximum`, and in one sample `Open`. */
  amountType?: string;
  maximumAmountMinor?: number;
  collectionAmountMinor?: number;
  /** One cent when left out. */
  firstInstallmentMinor?: number;
  /** At most 35 characters. */
  mandateReference?: string;
  templateId?: string;
  email?: string;
  communications?: NewCommunication[];
}

/** A mandate as the vendor shows it. */
export interface Mandate extends Bill {
  firstInstallmentMinor?: number;
}

/** Of which kind of record a search is. */
export type RecordType = 'Bills' | 'Mandates';

/** A part of a list. */
export interface SearchPage<T> {
  items: T[];
  /** Of all pages, where the vendor says so. */
  total?: number;
  /** The vendor's query of the next page; absent on the last. */
  next?: string;
}

/** Bills by what the payer sees; all of the account without it. `page` counts from 1. */
export interface BillSearch {
  paymentReference?: string;
  page?: number;
  count?: number;
}

/** Both bounds are RFC 3339 instants. */
export interface PeriodSearch {
  from: string;
  to: string;
  /** `Bills` when left out. */
  type?: RecordType;
}
