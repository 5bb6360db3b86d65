import type { BatchReading, StepAnswer } from '../activities/batch-steps.js';
import type { BatchQuestion } from '../domain/bacs/batch.js';
import { rankOf } from '../domain/bacs/status.js';
import { realTime } from '../domain/clock.js';
import { attempt } from './attempt.js';
import { batchActivities } from './batch-activities.js';
import type { BatchFile } from './batch-file.js';
import type { Resolution } from './messages.js';

/** The batch was rejected, here or at PTX: the procedure ends where it is. */
export class Withdrawn extends Error {
  override readonly name = 'Withdrawn';
}

/** Where the batch is at PTX. Only after it was made there. */
export function atPtx({ input, state }: BatchFile) {
  const { submissionId, batchId } = state;
  if (submissionId === null || batchId === null) throw new Error('the batch has no ids yet');
  return { submissionId, batchId, profileId: input.profileId, paymentDate: input.paymentDate };
}

/** The same, for a step that must not be made later than the batch can go out. */
export function inTime(file: BatchFile) {
  return { ...atPtx(file), notAfterMs: realTime(file.lastMomentMs, file.input.clock) };
}

/**
 * One try of a step. What fails for good is put to a person, and undefined given: what is true now has to be looked at
 * before another try. Throws `Withdrawn` as soon as the batch is rejected.
 */
export async function tryOnce<T>(file: BatchFile, what: string, work: () => Promise<T>): Promise<T | undefined> {
  if (file.over()) throw new Withdrawn();
  const tried = await attempt(work, file.over);
  if (tried === 'given up') throw new Withdrawn();
  if ('answer' in tried) return tried.answer;
  const { name, message } = tried.failure;
  await question(file, 'step', `${what}: ${name}: ${message}`);
  return undefined;
}

/** A step that looks first what PTX shows, and needs nothing else to be true: tried again on any answer of a person. */
export async function step<T>(file: BatchFile, what: string, work: () => Promise<T>): Promise<T> {
  for (;;) {
    const answer = await tryOnce(file, what, work);
    if (answer !== undefined) return answer;
  }
}

/** Asks a person. Throws `Withdrawn` as soon as the batch is rejected. */
export async function question(
  file: BatchFile,
  kind: BatchQuestion,
  text: string,
  over = file.over,
): Promise<Resolution['as'] | 'over'> {
  const answer = await file.ask(kind, text, over);
  if (file.over()) throw new Withdrawn();
  return answer;
}

/** Reads the batch as PTX shows it. Throws `Withdrawn` where it is rejected there. */
export async function readAtPtx(file: BatchFile): Promise<BatchReading> {
  const { readBatch } = batchActivities(file.input.httpTimeoutMs);
  for (;;) {
    const reading = await step(file, 'read the batch', () => readBatch(atPtx(file)));
    await stillWanted(file, reading);
    if (reading.status !== 'archived') return reading;
    if (hasBeenSent(file)) return { ...reading, status: 'sent' };
    const answer = await question(file, 'step', whetherSent(reading));
    if (answer === 'happened') {
      file.farthest = rankOf('sent'); // It is said once.
      return { ...reading, status: 'sent' };
    }
    if (answer === 'not-happened') await stillWanted(file, { ...reading, status: 'rejected' });
  }
}

/** Whether PTX or a person has said that the batch is on its way. */
export const hasBeenSent = (file: BatchFile): boolean => file.farthest >= rankOf('committed');

/** What was rejected is archived too: the word says nothing of whether the batch has gone out. */
export function whetherSent({ word }: StepAnswer): string {
  return `PTX shows ${word}: answer happened if the batch was sent, not-happened if it was rejected`;
}

/** Ends the procedure where PTX shows the batch rejected, and takes note of how far it has come. */
export async function stillWanted(file: BatchFile, { status, word }: StepAnswer): Promise<void> {
  if (status === 'rejected') {
    file.gone = true;
    file.state.reason = `PTX shows ${word}`;
    file.note(`PTX shows ${word}`);
    throw new Withdrawn();
  }
  const rank = rankOf(status);
  if (rank < 0) return;
  if (rank < file.farthest) file.voidApprovals(`PTX shows ${word} again`);
  file.farthest = rank;
}

/** Asks a person where the batch cannot go out for its date any more; true if it had to. */
export async function isLate(file: BatchFile): Promise<boolean> {
  if (file.now() < file.lastMomentMs) return false;
  await question(file, 'date', tooLate(file));
  return true;
}

export function tooLate(file: BatchFile): string {
  const { paymentDate } = file.input;
  const last = file.iso(file.lastMomentMs);
  return `too late for payment date ${paymentDate}: ${last} was the last moment; reject it and submit it for a later date`;
}
