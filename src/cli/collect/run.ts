import type { CollectionPlan, CollectRecordInput, IncassoClient } from '../../client/index.js';
import { checkInput } from '../../client/validate.js';
import { registerSearchAttributes } from '../../temporal/search-attributes.js';
import { withIncasso } from '../connect.js';
import type { ExitCode, Io } from '../context.js';
import { UsageError } from '../errors.js';
import { faultLines } from '../exit-codes.js';
import { readDebtorsFile } from '../input/debtors-file.js';
import { createProgress } from '../progress.js';
import { followCases, type SettledCase } from './follow.js';
import { type PlanOptions, planOf } from './plan.js';
import { printFollowed, printStarted } from './results.js';
import { type StartedRow, startCases } from './start-cases.js';

export interface CollectOptions extends PlanOptions {
  follow?: true;
  json?: true;
}

/** A row of the file as a case, with the line that it stands on. */
export interface FileCase {
  line: number;
  input: CollectRecordInput;
}

/**
 * Starts a case for each row of a debtors file. Options and file are checked to the last row before Temporal is even
 * connected. Safe to repeat. Answers 1 when a row was refused, with `follow` also when a case was rejected or waits for
 * a person.
 */
export async function collect(file: string, options: CollectOptions, io: Io): Promise<ExitCode> {
  const inputs = await readCases(file, planOf(options));
  return withIncasso(
    async ({ cases, temporal }) => {
      await registerSearchAttributes(temporal.connection, temporal.namespace);
      const rows = await startAll(cases, file, inputs, io);
      if (!options.follow) {
        printStarted(io.out, rows, options.json);
        return rows.some(({ result }) => result === 'refused') ? 1 : 0;
      }
      if (!options.json) printStarted(io.err, rows);
      const settled = await follow(cases, rows, io);
      printFollowed(io.out, rows, settled, options.json);
      const wrong = settled.some(({ stage }) => stage === 'rejected' || stage === 'needs-attention');
      return wrong || rows.some(({ result }) => result === 'refused') ? 1 : 0;
    },
    { starts: true },
  );
}

/** Reads a debtors file as the cases that a plan makes of it. Throws `UsageError` with every fault of the file. */
export async function readCases(file: string, plan: CollectionPlan): Promise<FileCase[]> {
  const { rows, faults } = await readDebtorsFile(file, { ownPayLink: plan.payLink.from === 'api' });
  if (faults.length > 0) throw new UsageError(faults);
  const inputs = rows.map(({ line, reference, debtor, invoice }) => ({
    line,
    input: { reference, debtor, invoice, plan },
  }));
  // The client would refuse these one by one, when others are started already.
  const refused = inputs.flatMap(({ line, input }) => faultsOf(input).map((fault) => `${file}:${line} ${fault}`));
  if (refused.length > 0) throw new UsageError(refused);
  return inputs;
}

function faultsOf(input: CollectRecordInput): readonly string[] {
  try {
    checkInput(input);
    return [];
  } catch (error) {
    return faultLines(error);
  }
}

async function startAll(
  cases: IncassoClient['cases'],
  file: string,
  inputs: readonly FileCase[],
  { err }: Io,
): Promise<StartedRow[]> {
  const progress = createProgress(err);
  let done = 0;
  try {
    return await startCases(
      cases,
      inputs.map(({ input }) => input),
      ({ result, reason }, index) => {
        done += 1;
        if (result === 'refused') progress.line(`${file}:${inputs[index]?.line} ${reason}`);
        progress.show(done, inputs.length, `${done} of ${inputs.length} cases started`);
      },
    );
  } catch (error) {
    progress.line(`${done} of ${inputs.length} rows are done; run the same command again for the rest`);
    throw error;
  } finally {
    progress.end();
  }
}

async function follow(cases: IncassoClient['cases'], rows: readonly StartedRow[], { err }: Io): Promise<SettledCase[]> {
  const references = rows.filter(({ result }) => result !== 'refused').map(({ reference }) => reference);
  const progress = createProgress(err);
  try {
    return await followCases(cases, references, {
      onLook: (counts) => {
        const text = [...counts].map(([stage, count]) => `${count} ${stage}`).join(', ');
        const over = ['paid', 'unpaid', 'rejected', 'cancelled'].reduce(
          (sum, stage) => sum + (counts.get(stage) ?? 0),
          0,
        );
        progress.show(over, references.length, text);
      },
    });
  } finally {
    progress.end();
  }
}
