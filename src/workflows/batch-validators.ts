import { batchStageOf, samePerson } from '../domain/bacs/batch.js';
import type { BatchFile } from './batch-file.js';
import type { ApproveBatch, CommitBatch, Resolution, Said } from './messages.js';
import { refuse, resolution, who, words } from './validators.js';

// Validators of the batch's updates. They only read, and throw to refuse: the message is what the caller is shown.
// None may be async: an async validator never refuses.

/** Whether that person's approval of this very batch counts already. */
export function hasApproved({ state }: BatchFile, by: string): boolean {
  return state.approvals.some((approval) => samePerson(approval.by, by));
}

export function approve(file: BatchFile, { by, hash }: ApproveBatch): void {
  const { input, state } = file;
  const { key } = input;
  who(by);
  if (state.outcome !== null) refuse(`batch ${key} is ${state.outcome}`);
  if (samePerson(by, input.submittedBy))
    refuse(`${by.trim()} has submitted batch ${key}: somebody else has to approve it`);
  const stage = batchStageOf(state);
  if (state.review === null || stage !== 'awaiting-approval') {
    const [question] = state.attentions;
    refuse(`batch ${key} cannot be approved now: its stage is ${stage}${question ? `: ${question.text}` : ''}`);
  }
  if (file.over() || file.withdrawing) refuse(`batch ${key} is being rejected`);
  if (hash !== state.review.hash) {
    refuse(`hash: is not that of batch ${key} as PTX shows it now (${state.review.hash}): look at it again`);
  }
  if (file.now() >= file.lastMomentMs) {
    refuse(`batch ${key} is too late: ${file.iso(file.lastMomentMs)} was the last moment for ${input.paymentDate}`);
  }
  // Said once more, it is taken and changes nothing.
  if (file.isApproved() && !hasApproved(file, by)) refuse(`batch ${key} has all its approvals`);
}

export function reject(file: BatchFile, { by, why }: Said): void {
  const { input, state } = file;
  words(by, why);
  if (state.outcome !== null) refuse(`batch ${input.key} is ${state.outcome}`);
  if (file.over() || file.withdrawing) refuse(`batch ${input.key} is being rejected`);
  if (file.committing && state.attentions.length === 0) refuse(`batch ${input.key} is being committed`);
}

export function commit(file: BatchFile, { by }: CommitBatch): void {
  const { input, state } = file;
  const { key } = input;
  who(by);
  if (state.profile && !state.profile.indirect) {
    refuse(
      `batch ${key} is of a direct submitter: PTX signs and sends it after its approval, there is nothing to commit`,
    );
  }
  if (state.outcome === 'committed') return;
  if (state.outcome !== null) refuse(`batch ${key} is ${state.outcome}`);
  if (!(file.committing && state.attentions.length > 0)) {
    refuse(
      `batch ${key} cannot be committed now: its stage is ${batchStageOf(state)}, and commit follows its last approval`,
    );
  }
}

export function resolve({ input, state }: BatchFile, answer: Resolution): void {
  if (state.attentions.length === 0) refuse(`batch ${input.key} asks nothing: its stage is ${batchStageOf(state)}`);
  resolution(answer);
}
