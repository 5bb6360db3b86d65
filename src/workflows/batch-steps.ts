import type { BatchReading, StepAnswer } from '../activities/batch-steps.js';
import { attempt } from './attempt.js';
import { batchActivities } from './batch-activities.js';
import type { BatchFile } from './batch-file.js';

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

/**
 * One step of the procedure. What fails for good is put to a person, and tried again on any answer: each step looks first
 * what PTX shows. Throws `Withdrawn` as soon as the batch is rejected.
 */
export async function step<T>(file: BatchFile, what: string, work: () => Promise<T>): Promise<T> {
  for (;;) {
    if (file.over()) throw new Withdrawn();
    const tried = await attempt(work, file.over);
    if (tried === 'given up') throw new Withdrawn();
    if ('answer' in tried) return tried.answer;
    const { name, message } = tried.failure;
    await question(file, 'step', `${what}: ${name}: ${message}`);
  }
}

/** Asks a person; only to go on, since the answer to every question of a batch is to look again. */
export async function question(
  file: BatchFile,
  kind: Parameters<BatchFile['ask']>[0],
  text: string,
  over = file.over,
): Promise<void> {
  await file.ask(kind, text, over);
  if (file.over()) throw new Withdrawn();
}

/** Reads the batch as PTX shows it. */
export async function readAtPtx(file: BatchFile): Promise<BatchReading> {
  const { readBatch } = batchActivities(file.input.httpTimeoutMs);
  const reading = await step(file, 'read the batch', () => readBatch(atPtx(file)));
  stillWanted(file, reading);
  return reading;
}

/** Ends the procedure where PTX shows the batch rejected. */
export function stillWanted(file: BatchFile, { status, word }: StepAnswer): void {
  if (status !== 'rejected') return;
  file.gone = true;
  file.state.reason = `PTX shows ${word}`;
  file.note(`PTX shows ${word}`);
  throw new Withdrawn();
}

/** Goes on only while the batch can still be committed for its date. */
export async function inTime(file: BatchFile, over = file.over): Promise<void> {
  while (file.now() >= file.lastMomentMs && !over()) await question(file, 'date', tooLate(file), over);
}

export function tooLate(file: BatchFile): string {
  const { paymentDate } = file.input;
  const last = file.iso(file.lastMomentMs);
  return `too late for payment date ${paymentDate}: ${last} was the last moment; reject it and submit it for a later date`;
}
