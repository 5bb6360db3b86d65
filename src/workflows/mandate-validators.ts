import { type CollectionDateCheck, checkCollectionDate, checkPlanStart } from '../domain/direct-debit/earliest.js';
import { mandateStageOf } from '../domain/direct-debit/mandate.js';
import { termsAfter } from '../domain/direct-debit/plan-changes.js';
import { type PlanTerms, planFrequencies } from '../domain/direct-debit/plans.js';
import type { Money } from '../domain/money.js';
import type { MandateFile } from './mandate-file.js';
import type { AddPlan, ChangePlan, CollectOneOff, Resolution, Said } from './messages.js';
import { refuse, resolution, words } from './validators.js';

// Validators of the mandate's updates: the scheme's rules. They only read, and throw to refuse: the message is what the
// caller is shown. None may be async: an async validator never refuses.

const KEY = /^[A-Za-z0-9._-]{1,30}$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
/** The scheme's limit of one item, in pence. */
const LARGEST_MINOR = 2_000_000_000;

function said({ input, state, cancelling }: MandateFile, { by, why }: Said): void {
  if (state.phase === 'cancelled') refuse(`mandate ${input.reference} is cancelled`);
  if (cancelling()) refuse(`mandate ${input.reference} is being cancelled`);
  words(by, why);
}

/** Nothing is collected, and no plan made, on a mandate that is not active. */
function active(file: MandateFile): void {
  const { input, state, waiting } = file;
  if (state.phase === 'dormant') {
    refuse(`mandate ${input.reference} is dormant: no bank keeps it after 24 months, set a new one up`);
  }
  if (state.phase !== 'active') refuse(`mandate ${input.reference} is ${state.phase}`);
  if (waiting('suspend')) refuse(`mandate ${input.reference} is being suspended`);
}

export function addPlan(file: MandateFile, update: AddPlan): void {
  said(file, update);
  active(file);
  const { input, state, waiting } = file;
  if (state.plan || waiting('addPlan')) {
    refuse(`mandate ${input.reference} has a live plan, and PTX keeps one: change it instead`);
  }
  terms(update.plan);
  inTime('plan.start', checkPlanStart(update.plan.start, file.earliest('plan')));
}

export function changePlan(file: MandateFile, update: ChangePlan): void {
  said(file, update);
  active(file);
  const { input, state, waiting } = file;
  if (!state.plan) refuse(`mandate ${input.reference} has no live plan: add one instead`);
  if (waiting('changePlan')) refuse(`the plan of mandate ${input.reference} is being changed`);
  const { amount, frequency, start, end, occurrences } = update;
  if ([amount, frequency, start, end, occurrences].every((value) => value === undefined)) {
    refuse('plan: says nothing that is to change');
  }
  const after = termsAfter(state.plan, update);
  if (!after) refuse('plan: PTX has it in a form of its own, say amount, frequency and start');
  terms(after);
  inTime('plan', file.checkChange(update));
}

export function suspend(file: MandateFile, update: Said): void {
  said(file, update);
  active(file);
}

export function reactivate(file: MandateFile, update: Said): void {
  said(file, update);
  const { input, state, waiting } = file;
  if (state.phase !== 'suspended') refuse(`mandate ${input.reference} is ${state.phase}, not suspended`);
  if (waiting('reactivate')) refuse(`mandate ${input.reference} is being reactivated`);
}

export function cancel(file: MandateFile, update: Said): void {
  said(file, update);
}

export function collectOneOff(file: MandateFile, update: CollectOneOff): void {
  const { key, amount, date } = update;
  said(file, update);
  if (typeof key !== 'string' || !KEY.test(key)) refuse('key: write letters, digits and . _ -, at most 30');
  money(amount, 'amount');
  const known = file.oneOffOf(key);
  if (known) {
    // Said once more, it is taken and changes nothing.
    if (known.amountMinor === amount.minor && known.date === date) return;
    refuse(`key: ${key} stands for another collection of mandate ${file.input.reference} already`);
  }
  active(file);
  day(date, 'date');
  inTime('date', checkCollectionDate(file.calendar, date, file.earliest('one-off')));
}

export function suppressCorrespondence(file: MandateFile, update: Said): void {
  said(file, update);
  // Only what was active once has letters; what a set-up writes about it nobody keeps back beforehand.
  if (file.state.phase === 'draft') refuse(`mandate ${file.input.reference} is draft: it has no letters`);
}

export function resolve({ input, state }: MandateFile, answer: Resolution): void {
  if (state.attentions.length === 0) {
    refuse(`mandate ${input.reference} asks nothing: its stage is ${mandateStageOf(state)}`);
  }
  resolution(answer);
}

function inTime(name: string, check: CollectionDateCheck): void {
  if (!check.ok) refuse(`${name}: ${check.problem}`);
}

function terms(plan: PlanTerms): void {
  if (typeof plan !== 'object' || plan === null) refuse('plan: is missing');
  const { amount, frequency, start, end, occurrences } = plan;
  money(amount, 'plan.amount');
  if (!planFrequencies.includes(frequency)) refuse(`plan.frequency: is none of ${planFrequencies.join(', ')}`);
  day(start, 'plan.start');
  if (end !== null) day(end, 'plan.end');
  if (end !== null && end < start) refuse(`plan.end: ${end} is before the start, ${start}`);
  if (end !== null && occurrences !== null) refuse('plan: says both end and occurrences, say one');
  if (occurrences !== null && !(Number.isInteger(occurrences) && occurrences > 0)) {
    refuse('plan.occurrences: is not a number above 0');
  }
}

function money(amount: Money | undefined, name: string): void {
  if (amount?.currency !== 'GBP') refuse(`${name}: is not in GBP`);
  if (!Number.isInteger(amount.minor) || amount.minor <= 0 || amount.minor > LARGEST_MINOR) {
    refuse(`${name}: is not between 0.01 and 20000000.00`);
  }
}

function day(text: unknown, name: string): void {
  const atMs = typeof text === 'string' && DAY.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(atMs) || new Date(atMs).toISOString().slice(0, 10) !== text) {
    refuse(`${name}: is not a date, write YYYY-MM-DD`);
  }
}
