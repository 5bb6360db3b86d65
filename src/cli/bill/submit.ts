import type { BillRequest, BillStage, Bills, BillView } from '../../client/index.js';
import { type BillFault, prepareBill } from '../../client/prepare-bill.js';
import { registerSearchAttributes } from '../../temporal/search-attributes.js';
import { withIncasso } from '../connect.js';
import type { ExitCode, Io } from '../context.js';
import { UsageError } from '../errors.js';
import { type BillRow, readBillsFile } from '../input/bills-file.js';
import type { Followable } from '../rows/follow.js';
import { moneyColumns } from '../rows/results.js';
import { type FileRow, runRows } from '../rows/run.js';
import { startRows } from '../rows/start.js';

export interface BillSubmitOptions {
  async?: true;
  follow?: true;
  json?: true;
}

/** The columns of the fields that the client judges. */
const COLUMN_OF: Readonly<Record<string, string>> = {
  paymentReference: 'payment_reference',
  expiryDate: 'expiry_date',
};

/**
 * Starts a bill for each row of a bills file. The file is checked to the last row before Temporal is even connected. Safe to
 * repeat. Answers 1 when a row was refused, with `follow` also when a bill has failed or waits for a person.
 */
export async function submitBills(file: string, options: BillSubmitOptions, io: Io): Promise<ExitCode> {
  const rows = await readBills(file, { async: options.async === true });
  // A date alone may have worn off since the same bill was started: then there is nothing to complain about.
  const late = rows.flatMap(({ line, input }) => {
    const { dateFault } = prepareBill(input);
    return dateFault ? [{ input, text: faultLine(file, line, dateFault) }] : [];
  });
  return withIncasso(
    async ({ bills, temporal }) => {
      await registerSearchAttributes(temporal.connection, temporal.namespace);
      const faults = await unknownOf(bills, late);
      if (faults.length > 0) throw new UsageError(faults);
      late.splice(0);
      return runRows(
        {
          file,
          rows,
          noun: { one: 'bill', many: 'bills' },
          start: (inputs, onRow) =>
            startRows(inputs, { referenceOf: ({ srrid }) => srrid, start: (bill) => bills.submit(bill) }, onRow),
          kind: followableBills(bills),
          bad: 'failed',
          columns: moneyColumns,
        },
        options,
        io,
      );
    },
    { starts: true },
  ).catch((error: unknown) => {
    throw late.length > 0 ? new UsageError(late.map(({ text }) => text)) : error; // What is wrong for sure comes first.
  });
}

/** The faults of those that are not there already: the client starts none of them. */
async function unknownOf(
  bills: Pick<Bills, 'submit'>,
  late: { input: BillRequest; text: string }[],
): Promise<string[]> {
  const faults: string[] = [];
  for (const { input, text } of late) {
    try {
      await bills.submit(input);
    } catch (error) {
      if (!(error instanceof Error && error.name === 'InvalidInputError')) throw error;
      faults.push(text);
    }
  }
  return faults;
}

const faultLine = (file: string, line: number, { field, problem }: BillFault): string =>
  `${file}:${line} ${COLUMN_OF[field] ?? field}: ${problem}`;

/**
 * Reads a bills file as the bills that are asked for. Throws `UsageError` with every fault of the file. A date that has worn
 * off is no fault here: the bill may have been started before, which the client looks up.
 */
export async function readBills(
  file: string,
  more: Pick<BillRequest, 'async' | 'clock'> = {},
): Promise<(FileRow<BillRequest> & Pick<BillRow, 'extra'>)[]> {
  const { rows, faults } = await readBillsFile(file);
  if (faults.length > 0) throw new UsageError(faults);
  const bills = rows.map(({ line, extra, amountMinor, ...row }) => {
    return { line, extra, input: { ...row, amount: { minor: amountMinor, currency: 'EUR' }, ...more } };
  });
  // The client would refuse these one by one, when others are started already.
  const refused = bills.flatMap(({ line, input }) =>
    prepareBill(input).faults.map((fault) => faultLine(file, line, fault)),
  );
  if (refused.length > 0) throw new UsageError(refused);
  return bills;
}

/** Bills as `follow` watches them. */
export function followableBills(bills: Pick<Bills, 'list' | 'show'>): Followable<BillView> {
  return {
    one: 'bill',
    firstStage: 'creating',
    openStages: ['creating', 'open', 'held', 'needs-attention'] satisfies BillStage[],
    outcomes: ['paid', 'expired', 'cancelled', 'failed'] satisfies BillStage[],
    async *list(stage) {
      for await (const { srrid } of bills.list({ stage })) yield srrid;
    },
    show: (srrid) => bills.show(srrid),
  };
}
