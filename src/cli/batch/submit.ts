import type { BatchRequest, SubmittedBatch } from '../../client/index.js';
import { type BatchCheck, prepareBatch, warningLines } from '../../client/prepare-batch.js';
import { readConfig } from '../../config.js';
import { formatMoney } from '../../domain/money.js';
import { registerSearchAttributes } from '../../temporal/search-attributes.js';
import { withIncasso } from '../connect.js';
import type { Io } from '../context.js';
import { UsageError } from '../errors.js';
import { type PaymentsFile, paymentFault, readPaymentsFile } from '../input/payments-file.js';
import { printJson, printLine } from '../print.js';
import { findProfileId } from './profile.js';

export interface SubmitOptions {
  key: string;
  profile: string;
  date: string;
  by: string;
  json?: true;
}

const OPTION_OF: Readonly<Record<string, string>> = {
  key: '--key',
  profileId: '--profile',
  paymentDate: '--date',
  submittedBy: '--by',
};

/** Stands in for a profile that is given by name, while the rest is checked. */
const UNKNOWN_ID = '0';

/**
 * Submits a file of payments as one batch. Options and file are checked to the last row before Temporal is even
 * connected; throws `UsageError` with every fault. Safe to repeat: the same content under the same key is found again.
 */
export async function submitBatch(file: string, options: SubmitOptions, { out, err }: Io): Promise<void> {
  const config = readConfig(['PTX_CUT_OFF', 'PTX_TRANSACTION_TYPES']);
  const read = await readPaymentsFile(file);
  const profile = options.profile.trim();
  const isName = profile !== '' && !/^\d+$/.test(profile);
  const request: BatchRequest = {
    key: options.key,
    profileId: isName ? UNKNOWN_ID : profile,
    paymentDate: options.date,
    submittedBy: options.by,
    instructions: read.rows.map(({ instruction }) => instruction),
    cutOff: config.PTX_CUT_OFF,
    ...(config.PTX_TRANSACTION_TYPES && { transactionTypes: config.PTX_TRANSACTION_TYPES }),
  };
  const check = prepareBatch(request, (index) => `line ${read.rows[index]?.line}`);
  const lines = faultLinesOf(file, read, check);
  // A date alone may have worn off since the same batch was submitted: then there is nothing to complain about.
  if (!check.batch || read.faults.length > 0) throw new UsageError(lines);
  const { count, total } = check.batch;

  const submitted = await withIncasso(
    async ({ batches, ptx, temporal }) => {
      await registerSearchAttributes(temporal.connection, temporal.namespace);
      // Of a date that has worn off only one thing is of interest: whether the batch is there already.
      const profileId = check.dateFault && !isName ? profile : await findProfileId(ptx, profile);
      return batches.submit({ ...request, profileId });
    },
    { starts: true },
  ).catch((error: unknown) => {
    throw lines.length > 0 ? new UsageError(lines) : error; // What is wrong for sure comes before what might be.
  });

  const warnings = warningLines(check.warnings, ({ index, text }) => {
    const row = read.rows[index];
    return (row && paymentFault(file, row, 'accountName', text)?.text) ?? text;
  });
  for (const warning of warnings) printLine(err, warning);
  const { key, stage, started } = submitted;
  if (options.json) {
    printJson(out, { key, result: started ? 'started' : 'already-started', stage, count, total, warnings });
    return;
  }
  const sums = `${formatMoney(total.credit)} to pay, ${formatMoney(total.debit)} to collect`;
  printLine(out, `${key}: ${resultOf(submitted)}, ${count} ${count === 1 ? 'payment' : 'payments'}, ${sums}`);
  if (stage === 'rejected') printLine(err, `${key}: was rejected, and its key is used up: submit under another key`);
}

/** The faults of the options, then those of the file in its order. */
function faultLinesOf(
  file: string,
  { rows, faults: ofFile }: PaymentsFile,
  { faults, dateFault }: BatchCheck,
): string[] {
  const ofOptions = [...faults, ...(dateFault ? [dateFault] : [])].flatMap(({ index, field, problem }) => {
    const option = index === null ? OPTION_OF[field] : undefined;
    return option === undefined ? [] : [`${option}: ${problem}`];
  });
  const ofRows = faults.flatMap(({ index, field, problem }) => {
    const row = index === null ? undefined : rows[index];
    return (row && paymentFault(file, row, field, problem)) ?? [];
  });
  const inFile = [...ofFile, ...ofRows].sort((a, b) => a.line - b.line);
  return [...ofOptions, ...inFile.map(({ text }) => text)];
}

function resultOf({ started, stage }: SubmittedBatch): string {
  return started ? 'submitted' : `submitted before, now ${stage}`;
}
