import type { ImportedRows } from '../activities/imports.js';
import {
  countOf,
  NOT_IMPORTED,
  openResults,
  type RowResult,
  type RowResults,
  settleAll,
  TAKEN,
  UNKNOWN,
} from '../domain/row-results.js';
import { attempt } from './attempt.js';
import { importActivities } from './import-activities.js';
import type { ImportFile } from './import-dossier.js';

/** A page as activities take it: what it is said to be, and beside that its rows, as they came. */
interface Page {
  about: { hash: string; script: string };
  rows: Uint8Array;
}

/** What a cancellation leaves of a row that was never handed in. */
export const NOT_HANDED_IN: RowResult = {
  status: NOT_IMPORTED,
  messages: [{ message: 'the import was cancelled: import a file of the rows that were not imported' }],
};

/** Imports one page: every row of it once, or not at all where a person or a cancellation says so. */
export async function importPage(file: ImportFile, index: number, rows: Uint8Array): Promise<RowResults> {
  const { input } = file;
  const { startImportedCases } = importActivities(input.httpTimeoutMs);
  const { hash = '', count = 0 } = input.pages[index] ?? {};
  const page = { about: { hash, script: input.script }, rows };
  const at = file.iso(file.now());
  const results = await handIn(file, nameOf(input.pages, index), page, count);
  if (!input.collect) return results;
  const { plan } = input.collect;
  const clock = input.clock && { clock: input.clock };
  for (;;) {
    // Also when the import is cancelled: the debtors of these rows are contacted, and somebody has to see their payments.
    const started = await attempt(
      () => startImportedCases(rows, { ...page.about, results, plan, at, ...clock }),
      never,
    );
    if (started === 'given up') return results;
    if ('answer' in started) return started.answer;
    const { name, message } = started.failure;
    const answer = await file.ask(
      'page',
      `${nameOf(input.pages, index)}: their cases could not be started (${name}: ${message}): answer retry to start ` +
        'them, not-happened or happened to leave the rows as they are',
    );
    if (answer !== 'retry') return results;
  }
}

async function handIn(file: ImportFile, name: string, page: Page, count: number): Promise<RowResults> {
  const sentMs = Date.now();
  let results = openResults(count);
  while (countOf(results, 'open') > 0) {
    const sent = await send(file, page, results);
    if (sent === 'given up') return settleAll(results, 'open', NOT_HANDED_IN);
    results = sent.results;
    if (countOf(results, 'unknown') > 0) {
      results = await clearUp(file, name, () => findOut(file, name, page, results, sentMs));
    }
    const { failure } = sent;
    if (failure === null || failure.again || countOf(results, 'open') === 0) continue;
    results = await clearUp(file, name, () => askAboutRefusal(file, name, results, failure));
  }
  return results;
}

async function send(file: ImportFile, page: Page, results: RowResults): Promise<ImportedRows | 'given up'> {
  const { leaveOutTaken, importRows } = importActivities(file.input.httpTimeoutMs);
  let left = results;
  const { rows, about } = page;
  const work = async () => {
    if (file.input.collect) left = await leaveOutTaken(rows, { ...about, results });
    return importRows(rows, { ...about, results: left });
  };
  const sent = await attempt(work, isCancelled(file));
  if (sent === 'given up') return sent;
  if ('answer' in sent) return sent.answer;
  const { name, message } = sent.failure;
  const why = `${name}: ${message}`;
  if (name === 'OutcomeUnknown') {
    // The worker went silent, and may have handed in all that was open.
    const unknown = { status: UNKNOWN, messages: [{ message: why }] };
    return { results: settleAll(left, 'open', unknown), failure: null };
  }
  return { results: left, failure: { name, message, again: false } };
}

/** While something is unclear, the import does not move on to another run. */
async function clearUp(file: ImportFile, name: string, work: () => Promise<RowResults>): Promise<RowResults> {
  file.unclear += 1;
  file.note(`${name}: not all answers came`);
  try {
    return await work();
  } finally {
    file.unclear -= 1;
    if (file.unclear === 0) file.next('take in the rows');
  }
}

/** Which rows the vendor has, although the answer was lost: by their PayLinks, and what those do not show a person says. */
async function findOut(
  file: ImportFile,
  name: string,
  page: Page,
  results: RowResults,
  sentMs: number,
): Promise<RowResults> {
  const { lookUpRows } = importActivities(file.input.httpTimeoutMs);
  const clock = file.input.clock && { clock: file.input.clock };
  file.next(`look up which of ${name} were taken`);
  const request = { ...page.about, results, sentMs, lostMs: Date.now(), ...clock };
  // Also when the import is cancelled: what the vendor has is to be known, and to have its cases.
  const looked = await attempt(() => lookUpRows(page.rows, request), never);
  if (looked === 'given up') return results;
  const found = 'answer' in looked ? looked.answer : results;
  const unknown = countOf(found, 'unknown');
  if (unknown === 0) return found;
  const why = 'answer' in looked ? 'and no PayLink shows it' : `and the look-up failed: ${looked.failure.message}`;
  const answer = await file.ask(
    'page',
    `${name}: for ${unknown} of them the answer was lost, ${why}: answer happened if the vendor has them, not-happened to ` +
      'leave them out, retry to hand them in again',
    isCancelled(file),
  );
  if (answer === 'over') return found;
  return settleAll(found, 'unknown', { happened: SAID_TAKEN, 'not-happened': SAID_NOT, retry: null }[answer]);
}

async function askAboutRefusal(
  file: ImportFile,
  name: string,
  results: RowResults,
  failure: { name: string; message: string },
): Promise<RowResults> {
  const why = `${failure.name}: ${failure.message}`;
  const answer = await file.ask(
    'page',
    `${name}: ${countOf(results, 'open')} of them were not imported (${why}): answer retry to hand them in again, ` +
      'not-happened to leave them out, happened if the vendor has them',
    isCancelled(file),
  );
  if (answer === 'retry') return results;
  const left = { status: NOT_IMPORTED, messages: [{ message: why }] };
  return settleAll(results, 'open', answer === 'happened' ? SAID_TAKEN : left);
}

const SAID_TAKEN: RowResult = { status: TAKEN, messages: [{ message: 'a person said that the vendor has it' }] };
const SAID_NOT: RowResult = {
  status: NOT_IMPORTED,
  messages: [{ message: 'a person said that the vendor has it not' }],
};

const never = () => false;
const isCancelled = (file: ImportFile) => () => file.cancelled;

function nameOf(pages: readonly { count: number }[], index: number): string {
  const before = pages.slice(0, index).reduce((sum, { count }) => sum + count, 0);
  return `rows ${before + 1} to ${before + (pages[index]?.count ?? 0)}`;
}
