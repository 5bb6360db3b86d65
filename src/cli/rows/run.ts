import type { Money } from '../../domain/money.js';
import type { ExitCode, Io } from '../context.js';
import { createProgress } from '../progress.js';
import { type Followable, follow, type Progressing, type Settled } from './follow.js';
import { printFollowed, printStarted, type RowNoun } from './results.js';
import type { StartedRow } from './start.js';

/** A row of a file, with the line that it stands on. */
export interface FileRow<Input> {
  line: number;
  input: Input;
}

/** A file of rows, each of which becomes a case or a bill of its own. */
export interface Run<Input, View extends Progressing> {
  file: string;
  rows: readonly FileRow<Input>[];
  noun: RowNoun;
  start(inputs: readonly Input[], onRow: (row: StartedRow, index: number) => void): Promise<StartedRow[]>;
  kind: Followable<View>;
  /** The end that is no success, beside a person's being needed. */
  bad: string;
}

/**
 * Starts what the rows say, and with `follow` stays until all of it has ended or needs a person. Answers 1 when a row was
 * refused, with `follow` also when one has ended badly or waits for a person. Safe to repeat.
 */
export async function runRows<Input, View extends Progressing & { paid: Money; owed: Money }>(
  run: Run<Input, View>,
  options: { follow?: true; json?: true },
  io: Io,
): Promise<ExitCode> {
  const rows = await startAll(run, io);
  const isRefused = rows.some(({ result }) => result === 'refused');
  if (!options.follow) {
    printStarted(io.out, rows, run.noun, options.json);
    return isRefused ? 1 : 0;
  }
  if (!options.json) printStarted(io.err, rows, run.noun);
  const settled = await followAll(run.kind, rows, io);
  printFollowed(io.out, rows, settled, options.json);
  const isWrong = settled.some(({ stage }) => stage === run.bad || stage === 'needs-attention');
  return isWrong || isRefused ? 1 : 0;
}

async function startAll<Input, View extends Progressing>(
  { file, rows, start, noun }: Run<Input, View>,
  { err }: Io,
): Promise<StartedRow[]> {
  const progress = createProgress(err);
  let done = 0;
  try {
    return await start(
      rows.map(({ input }) => input),
      ({ result, reason }, index) => {
        done += 1;
        if (result === 'refused') progress.line(`${file}:${rows[index]?.line} ${reason}`);
        progress.show(done, rows.length, `${done} of ${rows.length} ${noun.many} started`);
      },
    );
  } catch (error) {
    progress.line(`${done} of ${rows.length} rows are done; run the same command again for the rest`);
    throw error;
  } finally {
    progress.end();
  }
}

async function followAll<View extends Progressing>(
  kind: Followable<View>,
  rows: readonly StartedRow[],
  { err }: Io,
): Promise<Settled<View>[]> {
  const references = rows.filter(({ result }) => result !== 'refused').map(({ reference }) => reference);
  const progress = createProgress(err);
  try {
    return await follow(kind, references, {
      onLook: (counts) => {
        const text = [...counts].map(([stage, count]) => `${count} ${stage}`).join(', ');
        const over = kind.outcomes.reduce((sum, stage) => sum + (counts.get(stage) ?? 0), 0);
        progress.show(over, references.length, text);
      },
    });
  } finally {
    progress.end();
  }
}
