import { condition } from '@temporalio/workflow';
import { hasReached } from '../domain/bacs/status.js';
import { batchActivities } from './batch-activities.js';
import type { BatchFile } from './batch-file.js';
import { atPtx, inTime, question, step, stillWanted, Withdrawn } from './batch-steps.js';

/** Pages under way at once: while one ends, the other keeps the connections busy. */
const PAGES_AT_ONCE = 2;

/** Brings the batch to PTX, from its rows to Entered. A batch that came by a file is there already. */
export async function prepare(file: BatchFile): Promise<void> {
  const { input, state } = file;
  const { readProfile } = batchActivities(input.httpTimeoutMs);
  if ('manifest' in input.from) await takeIn(file);
  file.next('read the payment profile');
  const { warnings, ...profile } = await step(file, 'read the payment profile', () => readProfile(input));
  state.profile = profile;
  addWarnings(file, warnings);
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
    file.next(`take in all ${manifest.count} rows`);
    await condition(() => file.over() || pages.size === file.pageCount);
    if (file.over()) throw new Withdrawn();
    const sums = await settled(
      [...pages].map(([index, rows]) => async () => {
        const sum = await step(file, `page ${index + 1}`, () => addUpPage({ rows }));
        const announced = manifest.pages[index];
        if (sum.hash === announced?.hash && sum.count === announced.count) return sum;
        pages.delete(index);
        return undefined;
      }),
    );
    const good = sums.filter((sum) => sum !== undefined);
    const total = (of: 'count' | 'debitMinor' | 'creditMinor') => good.reduce((all, sum) => all + sum[of], 0);
    if (good.length === file.pageCount) {
      const agrees = (['count', 'debitMinor', 'creditMinor'] as const).every((of) => total(of) === manifest[of]);
      if (agrees) return;
      await question(file, 'content', `the rows are not what was announced: ${total('count')} of ${manifest.count}`);
      continue;
    }
    await question(
      file,
      'content',
      'some rows are not what was announced: submit the batch again, then answer retry',
      () => {
        return file.over() || pages.size === file.pageCount;
      },
    );
  }
}

async function make(file: BatchFile): Promise<void> {
  const { input, state } = file;
  const { ensureBatch } = batchActivities(input.httpTimeoutMs);
  const { key, profileId, paymentDate } = input;
  await inTime(file);
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
  const work = [...pages].map(([index, rows]) => async () => {
    const filled = await step(file, `page ${index + 1}`, () => fillBatch({ batchId, paymentDate, text, rows }));
    addWarnings(file, filled.warnings);
    pages.delete(index); // From here on they live at PTX.
    if (filled.unansweredAtMs !== null) file.unansweredAtMs = Math.max(file.unansweredAtMs ?? 0, filled.unansweredAtMs);
  });
  await settled(work, PAGES_AT_ONCE);
  file.note(`${state.count} payments added`);
}

/** Enter is not safe while a payment is being written: it comes after the last unanswered write has settled. */
async function count(file: BatchFile): Promise<void> {
  const { input, state } = file;
  const { countBatch } = batchActivities(input.httpTimeoutMs);
  const { count, debitMinor, creditMinor } = state;
  for (;;) {
    file.next('count what PTX has');
    const { unansweredAtMs } = file;
    const wanted = { batchId: atPtx(file).batchId, count, debitMinor, creditMinor, unansweredAtMs };
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
    await inTime(file);
    file.next('enter the batch');
    const answer = await step(file, 'enter the batch', () => enterBatch(atPtx(file)));
    stillWanted(file, answer);
    if (hasReached(answer.status, 'entered')) return file.note(`PTX shows ${answer.word}`);
    const why = answer.forbidden === undefined ? '' : ` (${answer.forbidden})`;
    await question(file, 'step', `PTX shows ${answer.word} after the batch was entered${why}: look at it there`);
  }
}

function addWarnings({ state }: BatchFile, warnings: string[]): void {
  const free = Math.max(0, MOST_WARNINGS - state.warnings.length);
  state.warnings.push(...warnings.slice(0, free));
}

const MOST_WARNINGS = 100;

/** Does all of it, so much at once, and ends only when everything that was begun has ended. */
async function settled<T>(work: (() => Promise<T>)[], atOnce = work.length): Promise<T[]> {
  const results: T[] = [];
  const rest = work.entries();
  let failed: { error: unknown } | undefined;
  const one = async () => {
    for (const [index, each] of rest) {
      if (failed) return;
      await each().then(
        (result) => {
          results[index] = result;
        },
        (error: unknown) => {
          failed ??= { error };
        },
      );
    }
  };
  await Promise.all(Array.from({ length: atOnce }, one));
  if (failed) throw failed.error;
  return results;
}
