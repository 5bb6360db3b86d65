import type { ExitCode, Io } from '../context.js';
import { createProgress } from '../progress.js';
import { type Followable, follow, type Progressing, type Settled } from './follow.js';
import { type Column, printFollowed, printStarted, type RowNoun } from './results.js';
import { writeResultsFile } from './results-file.js';
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
  /** What the table of what was followed shows. */
  columns: readonly Column<View>[];
  /** Also writes the result of each row to a file beside the input. */
  keepsResults?: true;
}

/**
 * Starts what the rows say, and with `follow` stays until all of it has ended or needs a person. Answers 1 when a row was
 * refused, with `follow` also when one has ended badly or waits for a person. Safe to repeat.
 */
export async function runRows<Input, View extends Progressing>(
  run: Run<Input, View>,
  options: { follow?: true; json?: true },
  io: Io,
): Promise<ExitCode> {
  const rows = await startAll(run, io);
  const isRefused = rows.some(({ result }) => result === 'refused');
  const results = run.keepsResults && (await keepResults(run, rows));
  if (!options.follow) {
    printStarted(io.out, rows, run.noun, { json: options.json, results });
    return isRefused ? 1 : 0;
  }
  if (!options.json) printStarted(io.err, rows, run.noun, { results });
  const settled = await followAll(run.kind, rows, io);
  if (run.keepsResults) await keepResults(run, rows, settled);
  printFollowed(io.out, rows, settled, run.columns, options.json);
  const isWrong = settled.some(({ stage }) => stage === run.bad || stage === 'needs-attention');
  return isWrong || isRefused ? 1 : 0;
}

/** Writes a line for each row of the file: what became of it, and with `settled` where it stands and why. */
function keepResults<Input, View extends Progressing>(
  { file, rows: ofFile }: Run<Input, View>,
  rows: readonly StartedRow[],
  settled?: readonly Settled<View>[],
): Promise<string> {
  const endOf = new Map(settled?.map((end) => [end.reference, end]));
  const lines = rows.map(({ reference, result, reason }, index) => {
    const end = endOf.get(reference);
    const line = [String(ofFile[index]?.line), reference, result];
    return settled ? [...line, end?.stage ?? '', end?.reason ?? reason ?? ''] : [...line, reason ?? ''];
  });
  return writeResultsFile(file, ['line', 'reference', 'result', ...(settled ? ['stage'] : []), 'reason'], lines);
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
