import { createHash } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import type { ImportRow } from '../vendors/alphacomm/client.js';
import type { RecordRow } from '../workflows/messages.js';
import { refused } from './failures.js';

/** Rows of a page, as they were announced: `hash` is the SHA-256 of their JSON. */
export interface PackedRows {
  rows: string;
  hash: string;
}

/** Unpacks the rows of a page for a script. Throws a failure that is not retried when they are not what was announced. */
export function unpackRows({ rows, hash }: PackedRows, script: string): ImportRow[] {
  let json: Buffer;
  try {
    json = inflateRawSync(Buffer.from(rows, 'base64'));
  } catch {
    throw refused('a page of rows cannot be unpacked: run the import again with the same program as before');
  }
  if (createHash('sha256').update(json).digest('hex') !== hash) {
    throw refused('a page of rows is not what was announced: run the import again with the same file');
  }
  const unpacked: RecordRow[] = JSON.parse(json.toString()); // By its hash it is what the client wrote.
  return unpacked.map((row) => Object.assign(row, { script })); // In place: copies of many rows are dear.
}

// The names of `RowInput`, but for the reference: its column is named by the vendor's alias.
const COLUMNS = {
  script: ({ script }) => script,
  identification_identifier: ({ reference }) => reference,
  personFamilyName: ({ personFamilyName }) => personFamilyName,
  toMailAddress: ({ toMailAddress }) => toMailAddress,
  toPhoneNumbers: ({ toPhoneNumbers }) => toPhoneNumbers?.join(' '),
  invoiceDate: ({ invoiceDate }) => invoiceDate,
  invoiceDueDate: ({ invoiceDueDate }) => invoiceDueDate,
  invoiceReference: ({ invoiceReference }) => invoiceReference,
  invoiceCurrency: ({ invoiceCurrency }) => invoiceCurrency,
  invoiceAmount: ({ invoiceAmountMinor }) =>
    invoiceAmountMinor === undefined ? undefined : String(invoiceAmountMinor),
  invoiceNumber: ({ invoiceNumber }) => invoiceNumber,
  personBirthDay: ({ personBirthDay }) => personBirthDay,
} satisfies Record<string, (row: ImportRow) => string | undefined>;

/** The header of an import file. Source: CollectMAXX API, "Import", RowInput. */
export const csvHeader = `${Object.keys(COLUMNS).join(',')}\r\n`;

/** Rows as lines of an import file (RFC 4180). */
export function toCsv(rows: readonly ImportRow[]): string {
  const read = Object.values(COLUMNS);
  return rows.map((row) => `${read.map((of) => quoted(of(row) ?? '')).join(',')}\r\n`).join('');
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
