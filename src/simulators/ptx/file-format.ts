import type { PaymentFields } from './checks.js';

/** A line of a payment file that could be read, or why it could not. */
export type FileLine = { line: number; source: string } & (
  | { payment: PaymentFields; paymentDay?: string | undefined }
  | { fault: string; eCode?: string | undefined }
);

const STANDARD_18_LABELS = /^(VOL1|HDR1|HDR2|UHL1|EOF1|EOF2|UTL1)/;
const STANDARD_18_LENGTHS = [100, 106];
const DAY_MS = 86_400_000;

/** A year and its day as Standard 18 writes them (`YYDDD`), as YYYY-MM-DD. */
function fromYearDay(text: string): string | undefined {
  const found = /^(\d{2})(\d{3})$/.exec(text.trim());
  if (found === null || found[2] === '000') return undefined;
  const atMs = Date.UTC(2000 + Number(found[1]), 0, 1) + (Number(found[2]) - 1) * DAY_MS;
  return new Date(atMs).toISOString().slice(0, 10);
}

const toPence = (digits: string): number => (/^\d{1,11}$/.test(digits) ? Number(digits) : Number.NaN);

function toLine(line: number, source: string, payment: PaymentFields, paymentDay?: string): FileLine {
  if (payment.sortCode.length > 6) {
    const fault = `Destination SortCode length is larger than the permitted length of 6 digits: ${payment.sortCode}`;
    return { line, source, fault, eCode: 'RV0102' };
  }
  if (Number.isNaN(payment.amountMinor)) {
    return { line, source, fault: 'Failed extracting field[AMOUNT] because Input string was not in a correct format.' };
  }
  return { line, source, payment, paymentDay };
}

/** The cells of a line of CSV, without their quotes. */
export function cellsOf(source: string): string[] {
  const cells = source.match(/("([^"]|"")*"|[^,]*)(,|$)/g) ?? [];
  if (!source.endsWith(',')) cells.pop(); // The end of the line itself matches once more.
  return cells.map((cell) => cell.replace(/,$/, '').trim().replace(/^"|"$/g, '').replaceAll('""', '"'));
}

/** `sortcode,account,name,reference,pence,code`, or the nine columns of the document's own example. */
function readCsv(line: number, source: string): FileLine {
  const cells = cellsOf(source);
  if (cells.length === 6) {
    const [sortCode = '', accountNumber = '', name = '', reference = '', pence = '', code = ''] = cells;
    const payment = { code, sortCode, accountNumber, reference, name, text: 'FILE', amountMinor: toPence(pence) };
    return toLine(line, source, payment);
  }
  if (cells.length === 9) {
    const [sortCode = '', accountNumber = '', code = '', , , pence = '', text = '', reference = '', name = ''] = cells;
    return toLine(line, source, { code, sortCode, accountNumber, reference, name, text, amountMinor: toPence(pence) });
  }
  return { line, source, fault: `The line has ${cells.length} columns, expected 6 or 9` };
}

/** Bacs Standard 18: fixed columns; with 106 characters the record has its own processing date. */
function readStandard18(line: number, source: string, headerDay: string | undefined): FileLine | undefined {
  const field = (from: number, to: number): string => source.slice(from - 1, to).trim();
  if (field(1, 14) === field(18, 31)) return undefined; // The contra, which balances the file.
  const payment: PaymentFields = {
    sortCode: field(1, 6),
    accountNumber: field(7, 14),
    code: field(16, 17),
    amountMinor: toPence(field(36, 46)),
    text: field(47, 64),
    reference: field(65, 82),
    name: field(83, 100),
  };
  return toLine(line, source, payment, fromYearDay(field(101, 106)) ?? headerDay);
}

/** Reads all lines of a payment file. `paymentDay` is Bacs's processing day where the file names one. */
export function readPaymentFile(contents: Buffer): FileLine[] {
  const lines: FileLine[] = [];
  let headerDay: string | undefined;
  for (const [index, raw] of contents
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .split('\n')
    .entries()) {
    const source = raw.replace(/\r$/, '');
    if (source.trim() === '') continue;
    if (STANDARD_18_LABELS.test(source)) {
      if (source.startsWith('UHL1')) headerDay = fromYearDay(source.slice(4, 10));
      continue;
    }
    const isStandard18 = STANDARD_18_LENGTHS.includes(source.length) && /^\d{14}/.test(source);
    const read = isStandard18 ? readStandard18(index + 1, source, headerDay) : readCsv(index + 1, source);
    if (read !== undefined) lines.push(read);
  }
  return lines;
}
