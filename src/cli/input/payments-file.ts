import type { InstructionFault, InstructionInput } from '../../domain/bacs/instructions.js';
import { parseAmount } from '../../domain/money.js';
import { amountCell } from './cells.js';
import { optional, verbatim } from './csv-columns.js';
import { type CsvRow, readCsvFile } from './csv-file.js';
import { echo } from './echo.js';

/** A payment as its row has it: texts as they were written, and an amount that is NaN where it is none. */
export interface PaymentRow {
  line: number;
  instruction: InstructionInput;
  /** The cells as they are written, by column. */
  cells: Readonly<Record<string, string | undefined>>;
}

export interface PaymentsFile {
  /** Every row that has the right number of cells; they are not judged yet. */
  rows: PaymentRow[];
  /** What is wrong with the file itself, a line each, in the order of the file. */
  faults: FileLine[];
}

/** A line for a person about a line of a file; `line` 0 is the file as a whole. */
export interface FileLine {
  line: number;
  text: string;
}

const columns = {
  sort_code: verbatim,
  account_number: verbatim,
  account_name: verbatim,
  reference: verbatim,
  amount: verbatim,
  transaction_type: optional({ form: verbatim.form, parse: verbatim.parse }),
};

/** The column of each field; a person's bank details and name are never repeated in a fault. */
const columnOf = {
  sortCode: { name: 'sort_code', form: 'write six digits like 20-00-00', personal: true },
  accountNumber: { name: 'account_number', form: 'write 8 digits', personal: true },
  accountName: { name: 'account_name', form: 'write the name of the account', personal: true },
  reference: { name: 'reference', form: 'write at most 18 characters', personal: false },
  amount: { name: 'amount', form: 'write an amount like 154.97', personal: false },
  transactionType: { name: 'transaction_type', form: 'write 99', personal: false },
} as const satisfies Record<Exclude<InstructionFault['field'], 'row'>, object>;

/**
 * Reads a file of payments. Its rows are judged by the rules of Bacs all together (`checkInstructions`), and
 * `paymentFault` says what those find in the words of the file. Throws only what is not the file's fault.
 */
export async function readPaymentsFile(file: string): Promise<PaymentsFile> {
  const { rows, faults } = await readCsvFile(file, { columns });
  return {
    rows: rows.map(toPayment),
    faults: toFileLines(file, faults),
  };
}

/** Faults of a file with the line that each names, to be put in the order of the file beside others. */
export function toFileLines(file: string, faults: readonly string[]): FileLine[] {
  return faults.map((text) => ({ line: Number(/^:(\d+) /.exec(text.slice(file.length))?.[1] ?? 0), text }));
}

/**
 * A fault of a row as a line: `payments.csv:17 reference: "A#1" has #, which …`. Undefined where the file has no such
 * column: that is a fault of its header, told once.
 */
export function paymentFault(file: string, row: PaymentRow, field: string, problem: string): FileLine | undefined {
  const where = `${file}:${row.line}`;
  if (!Object.hasOwn(columnOf, field)) return { line: row.line, text: `${where} ${problem}` };
  const { name, form, personal } = columnOf[field as keyof typeof columnOf];
  const written = row.cells[name];
  if (written === undefined) return undefined;
  if (written.trim() === '') return { line: row.line, text: `${where} ${name}: is empty, ${form}` };
  const unread = name === 'amount' && Number.isNaN(row.instruction.amountMinor) ? amountCell.parse(written) : undefined;
  const what = unread && 'fault' in unread ? unread.fault : problem;
  return { line: row.line, text: `${where} ${name}: ${personal ? 'the value' : echo(written)} ${what}` };
}

function toPayment({ line, values }: CsvRow<typeof columns>): PaymentRow {
  // A column that the file does not have is missing here too.
  const { sort_code = '', account_number = '', account_name = '', reference = '', amount = '' } = values;
  const { transaction_type } = values;
  return {
    line,
    cells: values,
    instruction: {
      sortCode: sort_code,
      accountNumber: account_number,
      accountName: account_name,
      reference,
      amountMinor: parseAmount(amount) ?? Number.NaN,
      ...(transaction_type !== undefined && { transactionType: transaction_type }),
    },
  };
}
