import { condition } from '@temporalio/workflow';
import type { WarningSummary } from '../domain/bacs/batch.js';
import { addDigests } from '../domain/bacs/control.js';
import { inParallel } from '../domain/in-parallel.js';
import { batchActivities } from './batch-activities.js';
import type { BatchFile } from './batch-file.js';
import { atPtx, inTime, isLate, question, step, stillWanted, tooLate, tryOnce, Withdrawn } from './batch-steps.js';
import { rowsPerPage } from './messages.js';

/** Pages under way at once: while one ends, the other keeps the connections busy. */
const PAGES_AT_ONCE = 2;
/** Not all in one workflow task: what that sends has to fit into one message to the server. */
const SUMS_AT_ONCE = 4;

/** Brings the batch to PTX, from its rows to Entered. A batch that came by a file is there already. */
export async function prepare(file: BatchFile): Promise<void> {
  const { input, state } = file;
  const { readProfile } = batchActivities(input.httpTimeoutMs);
  if ('manifest' in input.from) await takeIn(file);
  file.next('read the payment profile');
  const { warnings, ...profile } = await step(file, 'read the payment profile', () => readProfile(input));
  state.profile = profile;
  file.ofProfile = warnings;
  if ('manifest' in input.from) {
    await make(file);
    await fill(file);
    await count(file);
  }
  await enter(file);
}

/** Waits for all pages, and for what they come to. Nothing happens at PTX before. */
async function takeIn(file: BatchFile): Promise<void> {
  const { input, pages } = file;
  if (!('manifest' in input.from)) return;
  const { manifest } = input.from;
  const { addUpPage } = batchActivities(input.httpTimeoutMs);
  for (;;) {
    file.takingIn = true;
    file.next(`take in all ${manifest.count} rows`);
    await condition(() => file.over() || pages.size === file.pageCount);
    if (file.over()) throw new Withdrawn();
    file.takingIn = false;
    const judged = await inParallel([...pages], SUMS_AT_ONCE, async ([index, rows]) => {
      const announced = manifest.pages[index];
      const request = { rows, announced: announced?.hash ?? '' };
      const sum = await step(file, `page ${index + 1}`, () => addUpPage(request));
      if (sum.hash === announced?.hash && sum.count === announced.count) return sum;
      pages.delete(index);
      return undefined;
    });
    const sums = judged.filter((sum) => sum !== undefined);
    const total = (of: 'count' | 'debitMinor' | 'creditMinor') => sums.reduce((all, sum) => all + sum[of], 0);
    const agrees = (['count', 'debitMinor', 'creditMinor'] as const).every((of) => total(of) === manifest[of]);
    if (sums.length === file.pageCount && agrees) {
      file.digest = addDigests(sums.map(({ digest }) => digest));
      return;
    }
    await question(file, 'content', 'some rows are not what was announced: answer retry, then submit the batch again');
  }
}

async function make(file: BatchFile): Promise<void> {
  const { input, state } = file;
  const { ensureBatch } = batchActivities(input.httpTimeoutMs);
  const { key, profileId, paymentDate } = input;
  while (await isLate(file));
  file.next('make the batch at PTX');
  file.made = true;
  const made = await step(file, 'make the batch', () => ensureBatch({ key, profileId, paymentDate }));
  state.submissionId = made.submissionId;
  state.batchId = made.batchId;
  file.note('batch made at PTX');
}

async function fill(file: BatchFile): Promise<void> {
  const { input, state, pages } = file;
  const { fillBatch } = batchActivities(input.httpTimeoutMs);
  const { batchId } = atPtx(file);
  const { paymentDate } = input;
  const text = state.profile?.text ?? '';
  file.next(`add ${state.count} payments`);
  await inParallel([...pages], PAGES_AT_ONCE, async ([index, rows]) => {
    const firstRow = index * rowsPerPage + 1;
    let failedAtMs: number | null = null;
    const filled = await step(file, `page ${index + 1}`, async () => {
      try {
        return await fillBatch({ batchId, paymentDate, text, rows, firstRow, failedAtMs });
      } catch (error) {
        failedAtMs = Date.now(); // What it had under way may still land.
        file.wroteUntil(failedAtMs);
        throw error;
      }
    });
    addWarnings(file, filled.warnings);
    pages.delete(index); // From here on they live at PTX.
    if (filled.unansweredAtMs !== null) file.wroteUntil(filled.unansweredAtMs);
  });
  file.note(`${state.count} payments added`);
}

/** Enter is not safe while a payment is being written: it comes after the last unanswered write has settled. */
async function count(file: BatchFile): Promise<void> {
  const { input, state } = file;
  const { countBatch } = batchActivities(input.httpTimeoutMs);
  const { count, debitMinor, creditMinor } = state;
  for (;;) {
    file.next('count what PTX has');
    const { unansweredAtMs, digest } = file;
    const wanted = { batchId: atPtx(file).batchId, count, debitMinor, creditMinor, digest, unansweredAtMs };
    const { agrees, found } = await step(file, 'count the payments', () => countBatch(wanted));
    if (agrees) return;
    const submitted = `${count} payments, ${debitMinor} pence of debits, ${creditMinor} of credits`;
    await question(
      file,
      'content',
      `PTX has ${found}; submitted were ${submitted}: mend it there, or reject the batch`,
    );
  }
}

/** Draft to Entered. */
export async function enter(file: BatchFile): Promise<void> {
  const { enterBatch } = batchActivities(file.input.httpTimeoutMs);
  for (;;) {
    file.next('enter the batch');
    const answer = await tryOnce(file, 'enter the batch', () => enterBatch(inTime(file)));
    if (!answer) continue;
    await stillWanted(file, answer);
    if (answer.refrained) {
      await question(file, 'date', tooLate(file));
      continue;
    }
    // What it has become is read next, and decided there.
    if (answer.status !== 'draft') return file.note(`PTX shows ${answer.word}`);
    const why = answer.forbidden === undefined ? '' : ` (${answer.forbidden})`;
    await question(file, 'step', `PTX shows ${answer.word} after the batch was entered${why}: look at it there`);
  }
}

function addWarnings({ state }: BatchFile, { lines, more }: WarningSummary): void {
  const { warnings } = state;
  const free = Math.max(0, MOST_WARNINGS - warnings.lines.length);
  warnings.lines.push(...lines.slice(0, free));
  for (const [kind, count] of Object.entries(more)) warnings.more[kind] = (warnings.more[kind] ?? 0) + count;
  const rest = lines.length - free;
  if (rest > 0) warnings.more.other = (warnings.more.other ?? 0) + rest;
}

const MOST_WARNINGS = 100;
