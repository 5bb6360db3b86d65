import type { Debtor, Invoice } from '../../domain/case.js';
import {
  amountCell,
  birthDateCell,
  currencyCell,
  dateCell,
  emailCell,
  phonesCell,
  referenceCell,
  textCell,
} from './cells.js';
import { type Cell, type Column, optional, required } from './csv-columns.js';
import { type CsvFormat, type CsvRow, readCsvFile } from './csv-file.js';

/** What one row of a debtors file says about a case. */
export interface DebtorRow {
  line: number;
  reference: string;
  debtor: Debtor;
  invoice: Invoice;
  /** The columns that begin with `_`, by name; the product ignores them. */
  extra: Record<string, string>;
}

export interface DebtorsFile {
  rows: DebtorRow[];
  /** A line for each fault of the file; with one of them, nothing is to be started. */
  faults: string[];
}

export interface DebtorsFileOptions {
  /** The PayLinks are made by the API, which wants a name, a description and an invoice date in every row. */
  ownPayLink?: boolean;
  mostRows?: number;
}

function columnsFor(ownPayLink: boolean) {
  const forPayLink = <T>(cell: Cell<T>): Column<T> => (ownPayLink ? required(cell) : optional(cell));
  return {
    reference: required(referenceCell),
    amount: required(amountCell),
    currency: required(currencyCell),
    invoice_number: required(textCell(100)),
    due_date: required(dateCell),
    email: optional(emailCell),
    phone: optional(phonesCell),
    name: forPayLink(textCell(200, { personal: true })),
    invoice_date: forPayLink(dateCell),
    description: forPayLink(textCell(500, { personal: true, lines: true })),
    birth_date: optional(birthDateCell),
  };
}

type DebtorColumns = ReturnType<typeof columnsFor>;

function toDebtorRow({ line, values, extra }: CsvRow<DebtorColumns>): DebtorRow {
  const { reference, amount, currency, email, phone, name } = values;
  return {
    line,
    reference,
    debtor: {
      ...(name !== undefined && { name }),
      ...(email !== undefined && { email }),
      phones: phone ?? [],
      ...(values.birth_date !== undefined && { birthDate: values.birth_date }),
    },
    invoice: {
      number: values.invoice_number,
      ...(values.description !== undefined && { description: values.description }),
      amount: { minor: amount, currency },
      ...(values.invoice_date !== undefined && { date: values.invoice_date }),
      dueDate: values.due_date,
    },
    extra,
  };
}

/**
 * Reads and checks a file of debtors: every row, before anything is done with one. `faults` are lines for the person
 * who made the file, `debtors.csv:17 amount: …`, without personal data. Throws only what is not the file's fault.
 */
export async function readDebtorsFile(file: string, options: DebtorsFileOptions = {}): Promise<DebtorsFile> {
  const format: CsvFormat<DebtorColumns> = {
    columns: columnsFor(options.ownPayLink ?? false),
    anyOf: [['email', 'phone']],
    unique: 'reference',
    ...(options.mostRows !== undefined && { mostRows: options.mostRows }),
  };
  const { rows, faults } = await readCsvFile(file, format);
  return { rows: rows.map(toDebtorRow), faults };
}
