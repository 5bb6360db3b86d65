import { allHandlersFinished, CancellationScope, condition, isCancellation } from '@temporalio/workflow';
import type { BatchOutcome, SubmitBacsBatchInput } from '../domain/bacs/batch.js';
import { hasReached } from '../domain/bacs/status.js';
import { londonInstant } from '../domain/calendar/london.js';
import { realDuration } from '../domain/clock.js';
import { attempt } from './attempt.js';
import { batchActivities } from './batch-activities.js';
import { approve, commit } from './batch-approval.js';
import { type BatchFile, openBatchFile } from './batch-file.js';
import { prepare } from './batch-preparation.js';
import { atPtx, hasBeenSent, Withdrawn, whetherSent } from './batch-steps.js';
import type { ClosedBatch } from './messages.js';

const DAY_MS = 86_400_000;
/** How long after the payment date the submission report is waited for. */
const REPORT_DAYS = 10;

/** Submits one Bacs batch to PTX: make, fill, check, enter, wait for people, approve, commit, keep the report. */
export async function submitBacsBatch(input: SubmitBacsBatchInput): Promise<ClosedBatch> {
  const file = openBatchFile(input);
  const shielded = new CancellationScope({ cancellable: false });
  try {
    await close(file, await followProcedure(file));
  } catch (error) {
    if (!isCancellation(error) && !(error instanceof Withdrawn)) throw error;
    // Past its outcome a cancellation only ends the wait for the report.
    if (file.state.outcome === null) await shielded.run(() => withdraw(file, isCancellation(error)));
  }
  file.next('nothing');
  await shielded.run(() => condition(allHandlersFinished));
  return { input, state: file.state };
}

async function followProcedure(file: BatchFile): Promise<BatchOutcome> {
  await prepare(file);
  for (;;) {
    await approve(file);
    if (file.state.profile?.indirect !== true) return 'approved';
    if (await commit(file)) return 'committed';
  }
}

/** The batch is on its way. The run stays open for the submission report, which comes after it was sent. */
async function close(file: BatchFile, outcome: BatchOutcome): Promise<void> {
  const { input, state } = file;
  const { keepSubmissionReport } = batchActivities(input.httpTimeoutMs);
  state.outcome = outcome;
  const next =
    outcome === 'approved' ? 'PTX signs and sends it; then its report is fetched' : 'fetch the submission report';
  const untilMs = londonInstant(input.paymentDate, '00:00') + REPORT_DAYS * DAY_MS;
  file.note(outcome);
  file.next(next, untilMs);
  file.acting = false;
  const { submissionId } = atPtx(file);
  const withinMs = Math.max(1, realDuration(untilMs - file.now(), input.clock));
  const kept = await attempt(
    () => keepSubmissionReport({ submissionId }, withinMs),
    () => false,
  );
  if (kept !== 'given up' && 'answer' in kept) {
    state.report = kept.answer;
    file.note('submission report kept');
  } else file.note('no submission report');
}

/** Whoever rejected it, the batch must not go out: it is rejected at PTX too, unless it is past that. */
async function withdraw(file: BatchFile, isCancelled: boolean): Promise<void> {
  const { input, state } = file;
  const { rejectBatch, putAwayBatch } = batchActivities(input.httpTimeoutMs);
  file.withdrawing = true;
  file.acting = false;
  if (isCancelled) {
    file.rejected = { by: 'Temporal', why: 'cancellation of the workflow' };
    file.note('rejected', file.rejected);
  }
  if (file.rejected) state.reason = file.rejected.why;
  while (file.made && !file.gone) {
    file.next('reject it at PTX');
    const known = state.submissionId !== null;
    const reason = 'Rejected in Incasso'; // What a person wrote may begin with a character that PTX refuses.
    const tried = await attempt(
      async () => (known ? await rejectBatch({ ...atPtx(file), reason }) : await putAwayBatch(input)),
      () => false,
    );
    if (tried === 'given up') continue;
    if ('answer' in tried) {
      const { status, word } = tried.answer;
      if (status === 'rejected') break;
      let sent = hasReached(status, 'committed');
      if (status === 'archived') {
        const said = hasBeenSent(file) ? 'happened' : await file.ask('step', whetherSent(tried.answer), () => false);
        if (said === 'not-happened') break;
        if (said === 'retry') continue;
        sent = true;
      }
      if (sent) {
        state.reason = `PTX shows ${word}: it was too late to reject it`;
        state.outcome = 'committed';
        break;
      }
    }
    const why =
      'answer' in tried ? `PTX shows ${tried.answer.word}` : `${tried.failure.name}: ${tried.failure.message}`;
    const answer = await file.ask('step', `reject the batch at PTX: ${why}`, () => false);
    // A person's word is enough only where PTX has nothing to show.
    if (answer === 'happened' && 'failure' in tried && tried.failure.name === 'Absent') break;
  }
  state.outcome ??= 'rejected';
  file.note(`closed as ${state.outcome}`);
}
