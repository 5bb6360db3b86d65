import type { RecordRow } from '../../client/index.js';
import { birthDateCell, currencyCell, dateCell, emailCell, phonesCell, referenceCell, textCell } from './cells.js';
import { type Cell, type Column, type Columns, optional, required } from './csv-columns.js';
import { readCsvFile } from './csv-file.js';

/** A record of a file, with the line that it stands on. */
export interface RecordLine {
  line: number;
  row: RecordRow;
}

export interface RecordsFile {
  rows: RecordLine[];
  /** A line for each fault of the file; with one of them, nothing is to be started. */
  faults: string[];
}

export interface RecordsFileOptions {
  /** Each record is to become a case, which needs a debt and an address. */
  collect?: boolean;
  /** Their column by our name, where a file calls it otherwise. */
  theirs?: ReadonlyMap<RecordColumn, string>;
}

const MOST_ROWS = 500_000;
const MOST_MINOR = 1_000_000_000;

const centsCell: Cell<number> = {
  form: 'write an amount in cents like 15497',
  parse(text) {
    const minor = /^\d{1,12}$/.test(text) ? Number(text) : undefined;
    if (minor === undefined) return { fault: 'is not an amount in cents, write 15497 for 154.97' };
    if (minor === 0) return { fault: 'is nothing to collect, take the row out' };
    if (minor > MOST_MINOR) return { fault: 'is more than 10000000.00, check it: it is in cents' };
    return { value: minor };
  },
};

// RowInput's names as the vendor prints them; the reference by its alias. The script is not a matter of the file.
const cells = {
  identification_identifier: referenceCell,
  personFamilyName: textCell(200, { personal: true }),
  toMailAddress: emailCell,
  toPhoneNumbers: phonesCell,
  invoiceDate: dateCell,
  invoiceDueDate: dateCell,
  invoiceReference: textCell(100),
  invoiceCurrency: currencyCell,
  invoiceAmount: centsCell,
  invoiceNumber: textCell(100),
  personBirthDay: birthDateCell,
} satisfies Record<string, Cell<unknown>>;

export type RecordColumn = keyof typeof cells;
/** Source: CollectMAXX API, "Import", RowInput. */
export const recordColumns = Object.keys(cells) as RecordColumn[];

const ALWAYS: readonly RecordColumn[] = ['identification_identifier'];
const FOR_A_CASE: readonly RecordColumn[] = [
  ...ALWAYS,
  ...(['invoiceDueDate', 'invoiceCurrency', 'invoiceAmount', 'invoiceNumber'] as const),
];

/**
 * Reads and checks a file of records: every row, before anything is done with one. `faults` are lines for the person who
 * made the file, without personal data. Throws only what is not the file's fault.
 */
export async function readRecordsFile(file: string, options: RecordsFileOptions = {}): Promise<RecordsFile> {
  const { collect = false, theirs } = options;
  const nameOf = (column: RecordColumn) => theirs?.get(column) ?? column;
  const needed = collect ? FOR_A_CASE : ALWAYS;
  const columns: Columns = Object.fromEntries(
    recordColumns.map((column): [string, Column<unknown>] => {
      const cell: Cell<unknown> = cells[column];
      return [nameOf(column), needed.includes(column) ? required(cell) : optional(cell)];
    }),
  );
  const { rows, faults } = await readCsvFile(file, {
    columns,
    anyOf: collect ? [[nameOf('toMailAddress'), nameOf('toPhoneNumbers')]] : [],
    unique: nameOf('identification_identifier'),
    mostRows: MOST_ROWS,
  });
  return {
    rows: rows.map(({ line, values }) => ({ line, row: toRow((column) => values[nameOf(column)]) })),
    faults: faults.map((fault) => (SCRIPT_COLUMN.test(fault) ? fault.replace(SCRIPT_COLUMN, SCRIPT_ADVICE) : fault)),
  };
}

const SCRIPT_COLUMN = /"script" is not a column, did you mean .*\?$/;
const SCRIPT_ADVICE = '"script" is not a column, take it out: the script is given by --script';

/** The values are those of their own cells, so each has its cell's type. */
function toRow(read: (column: RecordColumn) => unknown): RecordRow {
  const {
    identification_identifier: reference,
    invoiceAmount: invoiceAmountMinor,
    ...rest
  } = Object.fromEntries(
    recordColumns.flatMap((column) => {
      const value = read(column);
      return value === undefined ? [] : [[column, value]];
    }),
  );
  return { reference, ...rest, ...(invoiceAmountMinor === undefined ? {} : { invoiceAmountMinor }) } as RecordRow;
}
