import type { BatchReading } from '../activities/batch-steps.js';
import { hasReached, rankOf, type SubmissionStatus } from '../domain/bacs/status.js';
import { attempt } from './attempt.js';
import { batchActivities } from './batch-activities.js';
import type { BatchFile } from './batch-file.js';
import { enter } from './batch-preparation.js';
import { atPtx, inTime, isLate, question, readAtPtx, stillWanted, tooLate, tryOnce } from './batch-steps.js';

/**
 * Waits until as many people have approved as the profile wants, and has PTX approve it: what PTX shows then is what they
 * approved. A step forward that a person made there is taken over if he had the content that was offered for approval; a
 * step back, or another content, needs new approvals.
 */
export async function approve(file: BatchFile): Promise<void> {
  const { approveBatch } = batchActivities(file.input.httpTimeoutMs);
  for (;;) {
    const reading = await readAtPtx(file);
    const { status, word, review } = reading;
    if (status === 'draft') {
      file.voidApprovals(`PTX shows ${word} again`);
      await question(file, 'step', `PTX shows ${word} again: answer retry to enter it once more`);
      await enter(file);
      continue;
    }
    if (rankOf(status) < 0) {
      await question(file, 'step', `PTX shows ${word}: look at it there`);
      continue;
    }
    if (await isOther(file, reading)) continue;
    if (hasReached(status, 'committed')) return;
    if (!file.isApproved()) {
      if (status === 'approved' && file.offered === review.hash)
        return file.note(`PTX shows ${word}: approved there by a person`);
      if (status === 'entered') file.offered = review.hash;
      await gatherApprovals(file, status);
    } else if (status === 'approved') return;
    else if (!(await isLate(file))) {
      file.next('approve it at PTX');
      const request = { ...inTime(file), hash: review.hash };
      const answer = await tryOnce(file, 'approve the batch', () => approveBatch(request));
      if (!answer) continue;
      await stillWanted(file, answer);
      if (answer.refrained === 'too late') await question(file, 'date', tooLate(file));
      if (answer.refrained || answer.status !== 'entered') continue; // Only what is read next counts.
      const why = answer.forbidden === undefined ? '' : ` (${answer.forbidden})`;
      const asked = `PTX wants another user: approve it there${why}`;
      await elsewhere(file, 'entered', async (moved) => {
        await question(file, 'approval-at-ptx', asked, () => file.over() || moved());
      });
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
    if (reading.status !== 'approved') return false;
    if (await isLate(file)) continue;
    file.next('commit it');
    file.committing = true;
    const request = { ...inTime(file), hash: reading.review.hash };
    const answer = await tryOnce(file, 'commit the batch', () => commitBatch(request));
    if (answer) {
      await stillWanted(file, answer);
      if (hasReached(answer.status, 'committed') && !answer.found) return true;
      if (answer.refrained === 'too late') await question(file, 'date', tooLate(file));
      if (answer.status === 'approved' && !answer.refrained) {
        const why = answer.forbidden === undefined ? '' : `: ${answer.forbidden}`;
        await question(file, 'step', `PTX still shows ${answer.word} after the commit${why}`);
      }
    }
    file.committing = false;
  }
}

/** Keeps what PTX shows for approval; true if that differs from what was submitted, or offered before. */
async function isOther(file: BatchFile, { review, digest, warnings, word, status }: BatchReading): Promise<boolean> {
  const { state } = file;
  const { review: last } = state;
  const submitted = file.digest === null || file.digest === digest;
  const differs = last === null ? !submitted : last.hash !== review.hash;
  if (differs) {
    const than = last === null ? 'were submitted' : 'before';
    const gone = hasReached(status, 'committed');
    file.voidApprovals(`PTX shows other payments than ${than}`);
    await question(
      file,
      'content',
      gone
        ? `PTX shows other payments than ${than}, and it is ${word} there: answer retry to close it as it is`
        : `PTX shows other payments than ${than}: answer retry to have them approved, or reject the batch`,
    );
    if (gone) state.reason = `PTX has sent other payments than ${than}`;
  }
  state.review = review;
  state.count = review.count;
  state.debitMinor = review.debitMinor;
  state.creditMinor = review.creditMinor;
  state.warnings = { lines: [...file.ofProfile, ...warnings.lines].slice(0, 100), more: warnings.more };
  return differs;
}

async function gatherApprovals(file: BatchFile, from: SubmissionStatus): Promise<void> {
  const { state, input, lastMomentMs } = file;
  const missing = (state.profile?.approvals ?? 1) - state.approvals.length;
  state.phase = 'awaiting-approval';
  file.next(
    `approval by ${missing} ${missing === 1 ? 'person' : 'people'} other than ${input.submittedBy}`,
    lastMomentMs,
  );
  await elsewhere(file, from, async (moved) => {
    const changed = () => file.over() || file.isApproved() || moved();
    const summary = 'until the last moment to commit';
    if (await file.wait(changed, lastMomentMs - file.now(), summary)) return;
    await question(file, 'date', tooLate(file), () => file.over() || moved());
  });
}

/** While `work` waits, looks now and then whether a person has moved the batch on at PTX. */
async function elsewhere(
  file: BatchFile,
  from: SubmissionStatus,
  work: (moved: () => boolean) => Promise<void>,
): Promise<void> {
  const { awaitMoveAtPtx } = batchActivities(file.input.httpTimeoutMs);
  let moved = false;
  let ended = false;
  const watch = attempt(
    () => awaitMoveAtPtx({ ...atPtx(file), from }),
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
