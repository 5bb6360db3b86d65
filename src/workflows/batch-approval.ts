import type { BatchReading } from '../activities/batch-steps.js';
import { hasReached } from '../domain/bacs/status.js';
import { attempt } from './attempt.js';
import { batchActivities } from './batch-activities.js';
import type { BatchFile } from './batch-file.js';
import { enter } from './batch-preparation.js';
import { atPtx, inTime, question, readAtPtx, step, tooLate } from './batch-steps.js';

/**
 * Waits until as many people have approved as the profile wants, and has PTX approve it: what PTX shows then is what they
 * approved. A step forward that a person made there is taken over; a step back, or another content, needs new approvals.
 */
export async function approve(file: BatchFile): Promise<void> {
  const { approveBatch } = batchActivities(file.input.httpTimeoutMs);
  for (;;) {
    const reading = await readAtPtx(file);
    if (reading.status === 'draft') {
      file.voidApprovals('PTX shows Draft again');
      await question(file, 'step', `PTX shows ${reading.word} again: answer retry to enter it once more`);
      await enter(file);
      continue;
    }
    if (await isOther(file, reading)) continue;
    if (hasReached(reading.status, 'approved')) {
      if (!file.isApproved()) file.note(`PTX shows ${reading.word}: approved there by a person`);
      return;
    }
    if (reading.status !== 'entered') {
      await question(file, 'step', `PTX shows ${reading.word}: look at it there`);
    } else if (!file.isApproved()) {
      await gatherApprovals(file);
    } else {
      await inTime(file);
      file.next('approve it at PTX');
      const answer = await step(file, 'approve the batch', () => approveBatch(atPtx(file)));
      if (answer.status !== 'entered') continue; // Read again: only what PTX shows counts.
      const why = answer.forbidden === undefined ? '' : ` (${answer.forbidden})`;
      await elsewhere(file, (moved) =>
        question(
          file,
          'approval-at-ptx',
          `PTX wants another user: approve it there${why}`,
          () => file.over() || moved(),
        ),
      );
    }
  }
}

/** Approved to Committed, on indirect profiles. False: something has changed, and needs new approvals. */
export async function commit(file: BatchFile): Promise<boolean> {
  const { commitBatch } = batchActivities(file.input.httpTimeoutMs);
  for (;;) {
    const reading = await readAtPtx(file);
    if (await isOther(file, reading)) return false;
    if (hasReached(reading.status, 'committed')) return true;
    if (reading.status !== 'approved') {
      file.voidApprovals(`PTX shows ${reading.word}`);
      return false;
    }
    await inTime(file);
    file.next('commit it');
    file.committing = true;
    const answer = await step(file, 'commit the batch', () => commitBatch(atPtx(file)));
    if (hasReached(answer.status, 'committed')) return true;
    if (answer.status === 'approved') {
      const why = answer.forbidden === undefined ? '' : `: ${answer.forbidden}`;
      await question(file, 'step', `PTX still shows ${answer.word} after the commit${why}`, file.over);
    }
    file.committing = false;
  }
}

/** Keeps what PTX shows for approval; true if that differs from what was approved, and approvals have to come anew. */
async function isOther(file: BatchFile, { review, warnings, word, status }: BatchReading): Promise<boolean> {
  const { state } = file;
  const last = state.review;
  if (last !== null && last.hash !== review.hash) {
    file.voidApprovals('PTX shows other payments');
    // What has gone out cannot be approved any more: a person sees it, and the batch ends as PTX has it.
    const gone = hasReached(status, 'approved') ? `, and it is ${word} there` : '';
    await question(
      file,
      'content',
      `PTX shows other payments than before${gone}: answer retry to go on with them, or reject`,
    );
  }
  state.review = review;
  state.count = review.count;
  state.debitMinor = review.debitMinor;
  state.creditMinor = review.creditMinor;
  state.warnings = [...new Set([...state.warnings, ...warnings])].slice(0, 100);
  return last !== null && last.hash !== review.hash;
}

async function gatherApprovals(file: BatchFile): Promise<void> {
  const { state, input, lastMomentMs } = file;
  const missing = (state.profile?.approvals ?? 1) - state.approvals.length;
  state.phase = 'awaiting-approval';
  file.committing = false;
  file.next(
    `approval by ${missing} ${missing === 1 ? 'person' : 'people'} other than ${input.submittedBy}`,
    lastMomentMs,
  );
  await elsewhere(file, async (moved) => {
    const changed = () => file.over() || file.isApproved() || moved();
    const summary = 'until the last moment to commit';
    if (await file.wait(changed, lastMomentMs - file.now(), summary)) return;
    await question(file, 'date', tooLate(file), () => file.over() || moved());
  });
}

/** While `work` waits, looks now and then whether a person has moved the batch on at PTX. */
async function elsewhere(file: BatchFile, work: (moved: () => boolean) => Promise<void>): Promise<void> {
  const { awaitApprovalAtPtx } = batchActivities(file.input.httpTimeoutMs);
  let moved = false;
  let ended = false;
  const watch = attempt(
    () => awaitApprovalAtPtx(atPtx(file)),
    () => ended,
  ).then((seen) => {
    moved = seen !== 'given up';
  });
  try {
    await work(() => moved);
  } finally {
    ended = true;
    await watch;
  }
}
