import { createHash } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import { type RowValues, rowOf } from '../domain/record-row.js';
import type { ImportRow } from '../vendors/alphacomm/client.js';
import { refused } from './failures.js';

/** What a page was announced as: rows for a script, whose JSON has this SHA-256. */
export interface AboutRows {
  script: string;
  hash: string;
}

/** Unpacks the rows of a page. Throws a failure that is not retried when they are not what was announced. */
export function unpackRows(packed: Uint8Array, { script, hash }: AboutRows): ImportRow[] {
  let json: Buffer;
  try {
    json = inflateRawSync(packed);
  } catch {
    throw refused('a page of rows cannot be unpacked: run the import again with the same program as before');
  }
  if (createHash('sha256').update(json).digest('hex') !== hash) {
    throw refused('a page of rows is not what was announced: run the import again with the same file');
  }
  const rows: RowValues[] = JSON.parse(json.toString()); // By its hash it is what the client wrote.
  return rows.map((values) => Object.assign(rowOf(values), { script })); // In place: copies of many rows are dear.
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
