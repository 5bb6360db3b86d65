import type { MandateRequest, MandateStage, Mandates, MandateView } from '../../client/index.js';
import { type MandateFault, prepareMandate } from '../../client/prepare-mandate.js';
import { formatMoney } from '../../domain/money.js';
import { registerSearchAttributes } from '../../temporal/search-attributes.js';
import { withIncasso } from '../connect.js';
import type { ExitCode, Io } from '../context.js';
import { UsageError } from '../errors.js';
import { columnOf } from '../input/mandate-columns.js';
import { type MandateRow, readMandatesFile } from '../input/mandates-file.js';
import { toFileLines } from '../input/payments-file.js';
import { printLine } from '../print.js';
import type { Followable, Progressing } from '../rows/follow.js';
import { type FileRow, runRows } from '../rows/run.js';
import { startRows } from '../rows/start.js';
import { mandateLimits } from './limits.js';

export interface MandateSetUpOptions {
  profile: string;
  verifyOwner?: true;
  updateContacts?: true;
  json?: true;
}

export interface MandateImportOptions extends MandateSetUpOptions {
  follow?: true;
}

/** A row of the file as a mandate, with the line that it stands on, and what Bacs changes in it. */
export type FileMandate = FileRow<MandateRequest> & Pick<MandateRow, 'extra'> & { warnings: string[] };

const MOST_WARNINGS = 100;

/**
 * Starts a mandate for each row of a mandates file, and writes what became of each beside it. The file is checked to the
 * last row before Temporal is even connected. Safe to repeat, also after it was interrupted: what was started is
 * recognised. Answers 1 when a row was refused, with `follow` also when a mandate was cancelled or waits for a person.
 */
export async function importMandates(file: string, options: MandateImportOptions, io: Io): Promise<ExitCode> {
  const limits = mandateLimits();
  const rows = await readMandates(file, settingsOf(options));
  const warnings = rows.flatMap((row) => row.warnings);
  for (const line of warnings.slice(0, MOST_WARNINGS)) printLine(io.err, line);
  if (warnings.length > MOST_WARNINGS) printLine(io.err, `${warnings.length - MOST_WARNINGS} more of this kind`);
  return withIncasso(async ({ mandates, temporal }) => {
    await registerSearchAttributes(temporal.connection, temporal.namespace);
    return runRows(
      {
        file,
        rows,
        noun: { one: 'mandate', many: 'mandates' },
        start: (inputs, onRow) =>
          startRows(
            inputs,
            { referenceOf: ({ reference }) => reference, start: (each) => mandates.setUp(each) },
            onRow,
          ),
        kind: followableMandates(mandates),
        bad: 'cancelled',
        columns: [['OWED', ({ owed }) => formatMoney(owed)]],
        keepsResults: true,
      },
      options,
      io,
    );
  }, limits);
}

/** What the options say of every mandate. */
export function settingsOf({ profile, verifyOwner, updateContacts }: MandateSetUpOptions) {
  return { profile, verifyOwner: verifyOwner === true, updateContact: updateContacts === true };
}

/** Reads a mandates file as the mandates that are asked for. Throws `UsageError` with every fault of the file. */
export async function readMandates(
  file: string,
  settings: Pick<MandateRequest, 'profile' | 'verifyOwner' | 'updateContact' | 'clock'>,
): Promise<FileMandate[]> {
  const { rows, faults } = await readMandatesFile(file);
  const read = rows.map(({ line, mandate, extra }) => {
    const input = { ...mandate, ...settings };
    const check = prepareMandate(input);
    const say = (fault: MandateFault) => faultLine(file, line, fault);
    const sayOfValue = ({ field, problem }: MandateFault) => say({ field, problem: `the value ${problem}` });
    // The client would refuse these one by one, when others are started already.
    return { row: { line, input, extra, warnings: check.warnings.map(sayOfValue) }, faults: check.faults.map(say) };
  });
  const all = toFileLines(file, [...new Set([...faults, ...read.flatMap((each) => each.faults)])]);
  if (all.length > 0) throw new UsageError(all.sort((a, b) => a.line - b.line).map(({ text }) => text));
  return read.map(({ row }) => row);
}

/** A fault of one row in the words of the file; of an option, in those of the command line. */
function faultLine(file: string, line: number, { field, problem }: MandateFault): string {
  return field === 'profile' ? `--profile: ${problem}` : `${file}:${line} ${columnOf(field)}: ${problem}`;
}

/** Mandates as `follow` watches them: until they are set up. */
export function followableMandates(mandates: Pick<Mandates, 'list' | 'show'>): Followable<MandateView & Progressing> {
  return {
    one: 'mandate',
    firstStage: 'draft',
    openStages: ['draft', 'needs-attention'] satisfies MandateStage[],
    outcomes: ['active', 'suspended', 'dormant', 'cancelled'] satisfies MandateStage[],
    async *list(stage) {
      for await (const { reference } of mandates.list({ stage })) yield reference;
    },
    async show(reference) {
      const view = await mandates.show(reference);
      return { ...view, outcome: view.stage === 'cancelled' ? view.stage : null };
    },
    isOver: ({ stage }) => stage !== 'draft' && stage !== 'needs-attention',
  };
}
