import { stageOf } from '../domain/case.js';
import { formatMoney } from '../domain/money.js';
import type { CaseFile } from './case-file.js';
import { type Hold, type RecordedPayment, type Resolution, resolutions, type Said } from './messages.js';

// Validators of the case's updates. They only read, and throw to refuse: the message is what the caller is shown.
// None may be async: an async validator never refuses.

const TEXT_LIMIT = 500;

function refuse(reason: string): never {
  throw new Error(reason);
}

/** While a case is being closed only what its end still has to count is taken. */
function said({ input, state, closing, cancelled }: CaseFile, { by, why }: Said, whileClosing = false): void {
  if (state.outcome) refuse(`case ${input.reference} is closed (${state.outcome})`);
  if (cancelled) refuse(`case ${input.reference} is being cancelled`);
  if (closing && !whileClosing) refuse(`case ${input.reference} is being closed`);
  words(by, why);
}

function words(by: unknown, why: unknown): void {
  if (!isText(by)) refuse(`by: say who, in at most ${TEXT_LIMIT} characters`);
  if (!isText(why)) refuse(`why: say why, in at most ${TEXT_LIMIT} characters`);
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '' && value.length <= TEXT_LIMIT;
}

export function hold(file: CaseFile, update: Hold): void {
  said(file, update);
  const { until } = update;
  const start = typeof until === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(until) ? Date.parse(until) : Number.NaN;
  if (Number.isNaN(start) || new Date(start).toISOString().slice(0, 10) !== until) {
    refuse('until: is not a date, write YYYY-MM-DD');
  }
  if (start <= file.now()) refuse(`until: ${until} is not after today, ${file.iso(file.now()).slice(0, 10)}`);
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

export function resolve({ input, state }: CaseFile, { as, by, why }: Resolution): void {
  const [question] = state.attentions;
  if (!question) refuse(`case ${input.reference} asks nothing: its stage is ${stageOf(state)}`);
  if (!resolutions.includes(as)) refuse(`as: is none of ${resolutions.join(', ')}`);
  words(by, why);
  if (question.kind === 'money' && as === 'not-happened') {
    refuse('the vendor shows this money: answer `happened` once it is dealt with, or `retry` to read it again');
  }
  if (question.kind === 'read' && as === 'happened') {
    refuse(
      'money is booked only from a reading: answer `retry`, or `not-happened` to drop the event, or record the payment',
    );
  }
}
