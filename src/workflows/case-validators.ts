import { stageOf } from '../domain/case.js';
import { formatMoney } from '../domain/money.js';
import type { CaseFile } from './case-file.js';
import type { Hold, RecordedPayment, Resolution, Said } from './messages.js';
import { dayAhead, isText, refuse, resolution, words } from './validators.js';

// Validators of the case's updates. They only read, and throw to refuse: the message is what the caller is shown.
// None may be async: an async validator never refuses.

/** While a case is being closed only what its end still has to count is taken. */
function said({ input, state, closing, cancelled }: CaseFile, { by, why }: Said, whileClosing = false): void {
  if (state.outcome) refuse(`case ${input.reference} is closed (${state.outcome})`);
  if (cancelled) refuse(`case ${input.reference} is being cancelled`);
  if (closing && !whileClosing) refuse(`case ${input.reference} is being closed`);
  words(by, why);
}

export function hold(file: CaseFile, update: Hold): void {
  said(file, update);
  dayAhead(update.until, file.now());
}

export function resume(file: CaseFile, update: Said): void {
  said(file, update);
  if (!file.state.hold) refuse(`case ${file.input.reference} is not on hold`);
}

export function cancel(file: CaseFile, update: Said): void {
  said(file, update, true);
}

export function recordPayment(file: CaseFile, update: RecordedPayment): void {
  said(file, update, true);
  const { amount, paymentId } = update;
  const { currency } = file.input.invoice.amount;
  if (!isText(paymentId)) refuse('paymentId: give the payment an id, so that it is booked once');
  if (!Number.isSafeInteger(amount?.minor) || amount.minor <= 0) refuse('amount: is not a positive number of cents');
  if (amount.currency !== currency) refuse(`amount: is in ${amount.currency}, the debt is in ${currency}`);
  const booked = file.state.payments.find(({ id }) => id === paymentId);
  if (booked && booked.amount.minor !== amount.minor) {
    refuse(`paymentId: ${paymentId} is booked with another amount, ${formatMoney(booked.amount)}`);
  }
}

export function resolve({ input, state }: CaseFile, answer: Resolution): void {
  const [question] = state.attentions;
  if (!question) refuse(`case ${input.reference} asks nothing: its stage is ${stageOf(state)}`);
  resolution(answer);
  const { as } = answer;
  if (question.kind === 'money' && as === 'not-happened') {
    refuse('the vendor shows this money: answer `happened` once it is dealt with, or `retry` to read it again');
  }
  if (question.kind === 'read' && as === 'happened') {
    refuse(
      'money is booked only from a reading: answer `retry`, or `not-happened` to drop the event, or record the payment',
    );
  }
}
