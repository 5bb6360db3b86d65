import { createHash } from 'node:crypto';
import { parseReportXml, type ReportElement, UnreadableReport } from './report-xml.js';
import { fromPounds, fromPtxDate } from './values.js';

/** One record of a report, without names and accounts. Null is what the report does not say, or says in two ways. */
export interface ReportRecord {
  /** `<reportId>-<n>`, n from 1 in the order of the document. */
  eventId: string;
  report: string;
  /** The reason code, in capitals. */
  code: string | null;
  /** The Direct Debit reference as the report has it, without spaces around. */
  reference: string | null;
  transactionCode: string | null;
  amountMinor: number | null;
  /** Days, `YYYY-MM-DD`. */
  originalDate: string | null;
  effectiveDate: string | null;
  /** SHA-256 in hex of `<sort code>/<account number>`: six and eight digits of the payer's new account. */
  newAccountHash: string | null;
}

/**
 * `whole`: nothing in it can be acted on by itself; the words end a sentence that begins with the report. `uncoded`: it was
 * read, and no record in it has a reason code.
 */
export type ReportReading = { records: ReportRecord[] } | { whole: string; uncoded: boolean };

/** Records by the names of the scheme's layouts; others are known by what they hold. */
const RECORDS = new Set(['returneddebititem', 'returnedcredititem', 'messagingadvice']);

/** How layouts call what a record says, in the order in which they are believed. */
const NAMES = {
  code: ['reasoncode', 'returncode', 'code'],
  reference: [
    ...['reference', 'ref', 'payerreference', 'directdebitreference', 'sureference'],
    ...['payeraccountref', 'payeraccountreference'],
  ],
  transactionCode: ['transcode', 'transactioncode'],
  amount: ['valueof', 'amount', 'value', 'totalamount'],
  originalDate: [
    ...['originalprocessingdate', 'originaldate', 'originalpaymentdate', 'paymentdate', 'duedate'],
    ...['dateofdirectdebit', 'directdebitdate'],
  ],
  effectiveDate: ['effectivedate'],
  sortCode: ['payersortcode', 'payeraccountsortcode'],
  accountNumber: ['payeraccountnumber'],
  newSortCode: ['payernewsortcode', 'newsortcode'],
  newAccountNumber: ['payernewaccountnumber', 'newaccountnumber'],
} as const;

/** What an advice of several collections says of each of them. */
const COLLECTIONS = new Set(['ddcollection', 'directdebitcollection']);

const SHORT_CODE = /^[A-Z0-9]{1,4}$/;
/** More than any reference has: what is longer is none. */
const MOST_OF_A_REFERENCE = 100;

/**
 * Takes a report of Bacs apart. Never throws: what cannot be read is for a person, whole. Reads tolerantly: records at any
 * depth, what they say in attributes or in elements, names in any spelling. Source: the scheme's published report layouts.
 */
export function readBacsReport(reportId: string, type: string, xml: string): ReportReading {
  try {
    const found = recordsOf(parseReportXml(xml)).flatMap(saidOf);
    const records = found.map((fields, index) => toRecord(`${reportId}-${index + 1}`, type, fields));
    if (records.some(({ code }) => code !== null)) return { records };
    const why = found.length === 0 ? 'has no record with a reason code' : 'has no reason code in any of its records';
    return { whole: why, uncoded: true };
  } catch (error) {
    if (error instanceof UnreadableReport) return { whole: error.message, uncoded: false };
    throw error;
  }
}

/** Whatever has a code and a reference is a record, and so is all of that name, though it may lack one of them. */
function recordsOf(root: ReportElement): ReportElement[] {
  const complete = find(root, (element) => hasOwnCode(element) && first(fieldsOf(element), NAMES.reference) !== null);
  const names = new Set(complete.map(({ name }) => name));
  return find(root, (element) => names.has(element.name) && fieldsOf(element).size > 0);
}

/** In the order of the document. What has records in it is none itself, but for what a layout names. */
function find(element: ReportElement, isRecord: (element: ReportElement) => boolean): ReportElement[] {
  if (RECORDS.has(element.name)) return [element];
  const within = element.children.flatMap((child) => find(child, isRecord));
  if (within.length > 0) return within;
  return isRecord(element) ? [element] : [];
}

function hasOwnCode({ attributes, children }: ReportElement): boolean {
  const names: readonly string[] = NAMES.code;
  return (
    attributes.some(([name, value]) => value !== '' && names.includes(name)) ||
    children.some(({ name, text }) => text !== '' && names.includes(name))
  );
}

/** What a record says, by its name, or by the names on the way to it. Null is what it says in two ways. */
type Fields = Map<string, string | null>;

function fieldsOf(element: ReportElement): Fields {
  const fields: Fields = new Map();
  const put = (name: string, value: string) => {
    if (value === '') return;
    fields.set(name, fields.has(name) && fields.get(name) !== value ? null : value);
  };
  const gather = ({ attributes, children, text }: ReportElement, path: string) => {
    for (const [name, value] of attributes) put(path + name, value);
    if (path !== '') put(path, text);
    for (const child of children) gather(child, path + child.name);
  };
  gather(element, '');
  return fields;
}

/** What a record says: once, or once for each of the collections that it is about. Of several, its total is none of theirs. */
function saidOf(record: ReportElement): Fields[] {
  const collections = collectionsIn(record);
  if (collections.length === 0) return [fieldsOf(record)];
  const rest = fieldsOf(withoutCollections(record));
  if (collections.length > 1) for (const name of NAMES.amount) rest.delete(name);
  return collections.map((collection) => new Map([...rest, ...fieldsOf(collection)]));
}

const collectionsIn = ({ children }: ReportElement): ReportElement[] =>
  children.flatMap((child) => (COLLECTIONS.has(child.name) ? [child] : collectionsIn(child)));

function withoutCollections({ children, ...element }: ReportElement): ReportElement {
  const kept = children.filter(({ name }) => !COLLECTIONS.has(name)).map(withoutCollections);
  return { ...element, children: kept };
}

function first(fields: Fields, names: readonly string[]): string | null {
  const name = names.find((each) => fields.has(each));
  return name === undefined ? null : (fields.get(name) ?? null);
}

function toRecord(eventId: string, report: string, fields: Fields): ReportRecord {
  const of = (what: keyof typeof NAMES) => first(fields, NAMES[what]);
  const reference = of('reference');
  return {
    eventId,
    report,
    code: toCode(of('code')),
    reference: reference !== null && reference.length <= MOST_OF_A_REFERENCE ? reference : null,
    transactionCode: toCode(of('transactionCode')),
    amountMinor: fromPounds(of('amount')) ?? null,
    originalDate: toDay(of('originalDate')),
    effectiveDate: toDay(of('effectiveDate')),
    newAccountHash: hashOfNewAccount(of),
  };
}

function toCode(text: string | null): string | null {
  const code = text?.toUpperCase() ?? '';
  return SHORT_CODE.test(code) ? code : null;
}

/** `2026-03-02` with or without a time, `20260302` or `02/03/2026`, as the British write it. */
function toDay(text: string | null): string | null {
  if (text === null) return null;
  const [, d, m, y] = /^(\d{2})[/.-](\d{2})[/.-](\d{4})$/.exec(text) ?? [];
  const written = y === undefined ? text.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3') : `${y}-${m}-${d}`;
  const day = fromPtxDate(written) ?? '';
  const atMs = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(atMs) && new Date(atMs).toISOString().startsWith(day) ? day : null;
}

/** A report may name one half of the new details alone: then the other one stays. */
function hashOfNewAccount(of: (what: keyof typeof NAMES) => string | null): string | null {
  const newSortCode = digits(of('newSortCode'));
  const newNumber = digits(of('newAccountNumber'));
  if (newSortCode === '' && newNumber === '') return null;
  const sortCode = newSortCode || digits(of('sortCode'));
  const number = newNumber || digits(of('accountNumber'));
  if (!/^\d{6}$/.test(sortCode) || !/^\d{6,8}$/.test(number)) return null;
  return createHash('sha256')
    .update(`${sortCode}/${number.padStart(8, '0')}`)
    .digest('hex');
}

/** Noughts alone are how a layout says that there is nothing. */
function digits(text: string | null): string {
  const found = text?.replace(/[\s-]/g, '') ?? '';
  return /^0*$/.test(found) ? '' : found;
}
