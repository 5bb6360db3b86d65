import type { CollectionPlan, ImportForm, ImportOutcome, ImportView } from '../../client/index.js';
import { caseFaults } from '../../client/prepare-import.js';
import { isRefused } from '../../domain/vendor-words.js';
import { registerSearchAttributes } from '../../temporal/search-attributes.js';
import { type PlanOptions, planDefaults, planOf } from '../collect/plan.js';
import { withIncasso } from '../connect.js';
import type { ExitCode, Io } from '../context.js';
import { UsageError } from '../errors.js';
import { type RecordColumn, type RecordLine, readRecordsFile } from '../input/records-file.js';
import { printable, printJson, printLine } from '../print.js';
import { createProgress } from '../progress.js';
import { countsLine } from './lines.js';
import { parseMapping } from './mapping.js';
import { createPace } from './pace.js';
import { writeResults } from './results-file.js';

/** The options of `import`, as they were written. */
export interface ImportOptions extends Partial<Omit<PlanOptions, 'messageScript' | 'link'>> {
  script?: string;
  as?: ImportForm;
  collect?: true;
  map?: string;
  json?: true;
}

/** From here on the vendor wants a file. */
const FILE_FROM_ROWS = 1_000;

/**
 * Imports a file of records, and stays to the end: 1 when a row was refused, or when the import failed or waits for a
 * person. Options and file are checked to the last row before anything is started. Safe to repeat, also after it was
 * interrupted: the same file goes on where it was.
 */
export async function importFile(file: string, options: ImportOptions, io: Io): Promise<ExitCode> {
  const { script, plan, theirs } = checkOptions(options);
  const { rows, faults } = await readRecordsFile(file, { collect: plan !== undefined, theirs });
  if (faults.length > 0) throw new UsageError(faults);
  if (plan) checkCases(file, rows, script, plan);
  const as = options.as ?? (plan || rows.length < FILE_FROM_ROWS ? 'rows' : 'file');
  const request = { script, as, rows: rows.map(({ row }) => row), ...(plan && { collect: plan }) };
  return withIncasso(
    async ({ imports, temporal }) => {
      await registerSearchAttributes(temporal.connection, temporal.namespace);
      const progress = createProgress(io.err);
      const pace = createPace();
      const outcome = await imports
        .run(request, ({ settled, count, silent }) => {
          const text = as === 'file' ? `${count} rows, as a file` : pace(settled, count, 'rows');
          progress.show(settled, count, silent ? `${text}; no worker answers, waiting for one` : text);
        })
        .finally(() => progress.end());
      const results =
        outcome.rows && (await writeResults(file, { rows, results: outcome.rows, collect: plan !== undefined }));
      return tell(outcome, results, options, io);
    },
    { starts: true },
  );
}

function checkOptions(options: ImportOptions): {
  script: string;
  plan: CollectionPlan | undefined;
  theirs: Map<RecordColumn, string>;
} {
  const { script = '', as, collect, map, wait, voiceScript, voiceRounds, voiceWait } = options;
  const { theirs, faults } = parseMapping(map);
  if (options.script === undefined) faults.push('--script: is missing, write --script N');
  else if (!/^\d{1,9}$/.test(script)) {
    faults.push(`--script: ${JSON.stringify(script)} is not the number of a script, write digits`);
  }
  if (collect && as === 'file') {
    faults.push('--collect: for a file the vendor answers by batch, not by row: import with --as rows');
  }
  for (const [name, value] of Object.entries({
    wait,
    'voice-script': voiceScript,
    'voice-rounds': voiceRounds,
    'voice-wait': voiceWait,
  })) {
    if (!collect && value !== undefined) faults.push(`--${name}: there are no cases without --collect`);
  }
  if (faults.length > 0) throw new UsageError(faults);
  if (!collect) return { script, plan: undefined, theirs };
  const plan = planOf({ messageScript: script, wait: wait ?? planDefaults.wait, voiceScript, voiceRounds, voiceWait });
  return { script, plan, theirs };
}

/** The client would tell these by the number of the row. */
function checkCases(file: string, rows: readonly RecordLine[], script: string, plan: CollectionPlan): void {
  const faults = rows.flatMap(({ line, row }) =>
    caseFaults(row, script, plan).map((fault) => `${file}:${line} ${fault}`),
  );
  if (faults.length > 0) throw new UsageError(faults);
}

function tell(
  { view, rows }: ImportOutcome,
  results: string | null,
  { json }: ImportOptions,
  { out, err }: Io,
): ExitCode {
  if (json) printJson(out, { ...view, results });
  else printLine(out, summaryOf(view, results));
  if (view.stage === 'needs-attention') {
    printLine(err, printable(view.reason ?? 'a person has to look'));
    printLine(
      err,
      `answer with: incasso import resolve ${view.id} --as happened|not-happened|retry --by WHO --why TEXT; then run the same command again`,
    );
    return 1;
  }
  if (view.stage === 'failed') {
    printLine(err, printable(view.reason ?? 'failed'));
    const { 'not-imported': left = 0 } = view.counts;
    if (left > 0) printLine(err, goOn(view, left, results));
    return 1;
  }
  const refused = rows?.some(({ status, case: started }) => isLeftOut(status) || (started ?? 'started') !== 'started');
  return refused ? 1 : 0;
}

/** The same rows in the same order are the same import, which is closed. */
function goOn({ count }: ImportView, left: number, results: string | null): string {
  const which = results === null ? 'that are not-imported' : `that are not-imported in ${results}`;
  return left === count
    ? 'to go on: import a file with other rows, or with these in another order; the same file is this import again'
    : `to go on: import a file of the ${left} rows ${which}; the same file is this import again`;
}

function summaryOf(view: ImportView, results: string | null): string {
  const { count, script, batch, cases, stage } = view;
  const what = view.as === 'rows' ? countsLine(view) : `batch ${batch?.name ?? 'unknown'} ${batch?.status ?? stage}`;
  const collected = cases === null ? '' : `; ${cases.started} cases started, ${cases.refused} refused`;
  return `${count} rows into script ${script}: ${what}${collected}${results === null ? '' : `; results in ${results}`}`;
}

function isLeftOut(status: string): boolean {
  return isRefused(status) || status === 'not-imported' || status === 'unknown';
}
