/** One debtor record for one script. Dates are `YYYY-MM-DD`. Which fields a script needs is the vendor's set-up. */
export interface ImportRow {
  reference: string;
  script: string;
  personFamilyName?: string;
  toMailAddress?: string;
  /** With plus and country code. */
  toPhoneNumbers?: string[];
  invoiceDate?: string;
  invoiceDueDate?: string;
  invoiceReference?: string;
  invoiceCurrency?: string;
  /** In cents. */
  invoiceAmountMinor?: number;
  invoiceNumber?: string;
  personBirthDay?: string;
}

/** A file of records. The first line of a CSV names the columns. */
export interface ImportFile {
  extension: 'csv' | 'xml' | 'xlsx' | 'xls' | 'ods';
  contents: Uint8Array;
}

/** What became of one record; `reference` and `script` are empty where the vendor could not read them. */
export interface ImportRecord {
  reference: string;
  script: string;
  /** `accepted`, `rejected`, … or a word that is not documented yet. */
  status: string;
  messages: { context?: string; message: string; level?: string }[];
}

/** One hand-in of records. `records` holds those of this request only, and none for a file or in a search. */
export interface ImportBatch {
  name: string;
  action?: string;
  status: string;
  records: ImportRecord[];
}

/** A named value on a link: the caller's own, or one that the service adds (`origin`, `script`, `reference`). */
export interface Attribute {
  id: string;
  value: string;
}

/** A payment link to be made. */
export interface NewPayLink {
  attributes: Attribute[];
  personName: string;
  /** In cents. */
  amountMinor: number;
  currency: string;
  description: string;
  invoiceReference: string;
  /** `YYYY-MM-DD`. */
  invoiceDate: string;
  /** An RFC 3339 instant; the vendor takes 90 days when it is left out. */
  visibleUntil?: string;
}

/** A payment link, without the debtor's name, which is not asked for. Instants are UTC. */
export interface PayLink {
  id: string;
  /** `ready`, `started`, `partially_paid`, `paid`, `cancelled`, `failed`, or a word that is not documented yet. */
  status: string;
  /** In cents, all transactions together; undefined where the answer does not say. */
  amountPaidMinor: number | undefined;
  attributes: Record<string, string>;
  shortUrl?: string;
  longUrl?: string;
  createdAt?: string;
  updatedAt?: string;
}

/** An e-Mandate to be asked for. All five fields go out, since none is documented as optional. */
export interface NewMandate {
  personName: string;
  reference: string;
  /** `RCUR`, or `OOFF`, which is not documented. */
  type: string;
  reason: string;
  debtorReference: string;
}

/** An e-Mandate. Instants are UTC. */
export interface Mandate {
  id: string;
  /** `new`, `pending`, `success`, or a word that is not documented yet. */
  status: string;
  /** The debtor's name: asked for by a search with `names` alone. */
  personName?: string;
  /** Absent where the vendor does not show it in searches. */
  reference?: string;
  type?: string;
  shortUrl?: string;
  longUrl?: string;
  createdAt?: string;
  updatedAt?: string;
}

/** A part of a list. */
export interface Page<T> {
  items: T[];
  /** Of all pages. */
  total: number;
  offset: number;
  limit: number;
}

/** Which part of a list: whole numbers, not below 0. */
export interface PageQuery {
  offset: number;
  limit: number;
}

/** Instants are RFC 3339; the vendor counts neither bound itself, as far as is known, and whole seconds only. */
export interface SearchQuery extends PageQuery {
  status?: string;
  createdAfter?: string;
  createdBefore?: string;
  order?: 'ASCENDING' | 'DESCENDING';
}

/** A search of e-Mandates. `names`: with the debtors' names, for whoever has to tell one debtor's from another's. */
export interface MandateQuery extends SearchQuery {
  names?: boolean;
}
