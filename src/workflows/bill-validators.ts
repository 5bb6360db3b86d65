import { billStageOf } from '../domain/bill.js';
import type { BillFile } from './bill-file.js';
import type { Hold, Resolution, Said } from './messages.js';
import { dayAhead, refuse, resolution, words } from './validators.js';

// Validators of a bill's updates. They only read, and throw to refuse: the message is what the caller is shown.
// None may be async: an async validator never refuses.

function said({ input, state, closing, cancelled, settledElsewhere }: BillFile, { by, why }: Said): void {
  const { srrid } = input;
  if (state.outcome) refuse(`bill ${srrid} is closed (${state.outcome})`);
  if (cancelled) refuse(`bill ${srrid} is being cancelled`);
  if (settledElsewhere) refuse(`bill ${srrid} is being withdrawn: its debt was paid elsewhere`);
  if (closing) refuse(`bill ${srrid} is being closed`);
  words(by, why);
}

export function hold(file: BillFile, update: Hold): void {
  said(file, update);
  dayAhead(update.until, file.now());
}

export function resume(file: BillFile, update: Said): void {
  said(file, update);
  if (!file.state.hold) refuse(`bill ${file.input.srrid} is not on hold`);
}

export function cancel(file: BillFile, update: Said): void {
  said(file, update);
}

export function resolve({ input, state }: BillFile, answer: Resolution): void {
  const [question] = state.attentions;
  if (!question) refuse(`bill ${input.srrid} asks nothing: its stage is ${billStageOf(state)}`);
  resolution(answer);
  const { as } = answer;
  if (question.kind === 'money' && as === 'not-happened') {
    refuse('the vendor shows this money: answer `happened` once it is dealt with, or `retry` to read it again');
  }
  if (question.kind === 'read' && as === 'happened') {
    refuse('money is booked only from a reading: answer `retry`, or `not-happened` to go on without it');
  }
}
