import { readAccountNumber, readSortCode } from '../../domain/bacs/account.js';
import { type CheckedRow, findRepeats } from '../../domain/bacs/repeats.js';
import { readCsvFile } from './csv-file.js';
import { echo } from './echo.js';
import { type MandateAsWritten, mandateColumns, toMandate } from './mandate-columns.js';
import { type FileLine, toFileLines } from './payments-file.js';

/** What one row of a mandates file says about a mandate. */
export interface MandateRow {
  line: number;
  mandate: MandateAsWritten;
  /** The columns that begin with `_`, by name; the product ignores them. */
  extra: Record<string, string>;
}

export interface MandatesFile {
  rows: MandateRow[];
  /** A line for each fault of the file; with one of them, nothing is to be started. */
  faults: string[];
}

/**
 * Reads and checks a file of mandates: every row, and the rows beside each other, before anything is done with one.
 * `faults` are lines for the person who made the file, `mandates.csv:17 amount: …`, without personal data. Throws only
 * what is not the file's fault.
 */
export async function readMandatesFile(file: string): Promise<MandatesFile> {
  const content = await readCsvFile(file, { columns: mandateColumns, unique: 'reference' });
  const rows = content.rows.map(({ line, values, extra }) => ({ line, mandate: toMandate(values), extra }));
  const parts = findRepeats(rows.flatMap(({ mandate }, index) => toChecked(mandate, index)));
  const beside = parts.map(({ index, earlier }): FileLine => {
    const { line = 0, mandate } = rows[index] ?? {};
    const both = `${echo(mandate?.reference ?? '')} and the reference of line ${rows[earlier]?.line}`;
    const text = `${file}:${line} reference: ${both} contain one another on the same account, change one`;
    return { line, text };
  });
  const all = [...toFileLines(file, content.faults), ...beside].sort((a, b) => a.line - b.line);
  return { rows, faults: all.map(({ text }) => text) };
}

/** The row as the instruction that its mandate begins with. No two rows have one reference: what repeats is a part. */
function toChecked({ reference, account }: MandateAsWritten, index: number): CheckedRow[] {
  const sortCode = readSortCode(account.sortCode);
  const accountNumber = readAccountNumber(account.accountNumber);
  if ('problem' in sortCode || 'problem' in accountNumber) return [];
  const payer = { sortCode: sortCode.value, accountNumber: accountNumber.value, accountName: '' };
  return [{ index, written: reference, instruction: { ...payer, reference, amountMinor: 0, code: '0N' } }];
}
