import type { CaseStage, Cases, CaseView, CollectionPlan, CollectRecordInput } from '../../client/index.js';
import { checkInput } from '../../client/validate.js';
import { registerSearchAttributes } from '../../temporal/search-attributes.js';
import { withIncasso } from '../connect.js';
import type { ExitCode, Io } from '../context.js';
import { UsageError } from '../errors.js';
import { faultLines } from '../exit-codes.js';
import { readDebtorsFile } from '../input/debtors-file.js';
import type { Followable } from '../rows/follow.js';
import { moneyColumns } from '../rows/results.js';
import { type FileRow, type Run, runRows } from '../rows/run.js';
import { type PlanOptions, planOf } from './plan.js';
import { startCases } from './start-cases.js';

export interface CollectOptions extends PlanOptions {
  follow?: true;
  json?: true;
}

/** A row of the file as a case, with the line that it stands on. */
export type FileCase = FileRow<CollectRecordInput>;

/**
 * Starts a case for each row of a debtors file. Options and file are checked to the last row before Temporal is even
 * connected. Safe to repeat. Answers 1 when a row was refused, with `follow` also when a case was rejected or waits for
 * a person.
 */
export async function collect(file: string, options: CollectOptions, io: Io): Promise<ExitCode> {
  const rows = await readCases(file, planOf(options));
  return withIncasso(
    async ({ cases, temporal }) => {
      await registerSearchAttributes(temporal.connection, temporal.namespace);
      const start: Run<CollectRecordInput, CaseView>['start'] = (inputs, onRow) => startCases(cases, inputs, onRow);
      const noun = { one: 'case', many: 'cases' };
      const kind = followable(cases);
      return runRows({ file, rows, noun, start, kind, bad: 'rejected', columns: moneyColumns }, options, io);
    },
    { starts: true },
  );
}

function followable(cases: Pick<Cases, 'list' | 'show'>): Followable<CaseView> {
  return {
    one: 'case',
    firstStage: 'importing',
    openStages: ['importing', 'awaiting-payment', 'calling', 'held', 'needs-attention'] satisfies CaseStage[],
    outcomes: ['paid', 'unpaid', 'rejected', 'cancelled'] satisfies CaseStage[],
    async *list(stage) {
      for await (const { reference } of cases.list({ stage })) yield reference;
    },
    show: (reference) => cases.show(reference),
  };
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
