import { type RecordRow, valuesOf } from '../domain/record-row.js';
import { REFERENCE } from './validate.js';

type Check = (value: unknown) => string | undefined;

const isText = (value: unknown): value is string => typeof value === 'string';
const matches =
  (form: RegExp, fault: string): Check =>
  (value) =>
    isText(value) && form.test(value) ? undefined : fault;
const text =
  (most: number): Check =>
  (value) => {
    if (!isText(value)) return 'is not a text';
    if (value.length > most) return `is too long, write at most ${most} characters`;
    return value.trim() === '' ? 'is empty' : undefined;
  };
const day = matches(/^\d{4}-\d{2}-\d{2}$/, 'is not a date, write YYYY-MM-DD');
const isPhone = (value: unknown) => isText(value) && /^\+[1-9]\d{5,14}$/.test(value);

// By hand: a schema library takes ten times as long, which for many rows is longer than the vendor takes.
const checks: Record<keyof RecordRow, Check> = {
  reference: matches(REFERENCE, 'write letters, digits and . _ - / with spaces only inside, at most 100 characters'),
  personFamilyName: text(200),
  toMailAddress: text(254),
  toPhoneNumbers: (value) =>
    Array.isArray(value) && value.length <= 10 && value.every(isPhone)
      ? undefined
      : 'is not a list of at most 10 numbers in the form +31612345678',
  invoiceDate: day,
  invoiceDueDate: day,
  invoiceReference: text(100),
  invoiceCurrency: matches(/^[A-Z]{3}$/, 'is not a currency, write three capitals like EUR'),
  invoiceAmountMinor: (value) =>
    Number.isSafeInteger(value) && Number(value) >= 0 ? undefined : 'is not a whole number of cents',
  invoiceNumber: text(100),
  personBirthDay: day,
};
const fields = Object.entries(checks) as [keyof RecordRow, Check][];

/** What is wrong with a row, each as `.toMailAddress: is empty`; no fault repeats a value, which may be personal. */
export function rowFaults(row: unknown): string[] {
  if (typeof row !== 'object' || row === null) return [': is not a row'];
  const given = row as Record<string, unknown>;
  const faults = Object.keys(given)
    .filter((name) => !Object.hasOwn(checks, name))
    .map((name) => `.${name}: is not a field of a row`);
  for (const [name, check] of fields) {
    const value = given[name];
    const fault = value === undefined && name !== 'reference' ? undefined : check(value);
    if (fault !== undefined) faults.push(`.${name}: ${fault}`);
  }
  return faults;
}

/** The same bytes for the same rows, in whatever order their fields were written. */
export function jsonOf(rows: readonly RecordRow[]): Buffer {
  return Buffer.from(JSON.stringify(rows.map(valuesOf)));
}
