import { gbp } from '../domain/bacs/batch.js';
import type { Collection } from '../domain/direct-debit/collections.js';
import { termsAfter } from '../domain/direct-debit/plan-changes.js';
import { formatMoney } from '../domain/money.js';
import { mandateActivities } from './mandate-activities.js';
import type { Command, MandateFile } from './mandate-file.js';
import {
  atPtx,
  Dropped,
  enterCancelled,
  enterPhase,
  expectNext,
  follow,
  Interrupted,
  look,
  move,
  step,
} from './mandate-steps.js';

type Of<What extends Command['what']> = Extract<Command, { what: What }>;

/** Carries out what a person asked for first. What is more urgent goes before: a cancellation, and what a bank reports. */
export async function carryOut(file: MandateFile, command: Command): Promise<void> {
  const over = () => command.what !== 'cancel' && (file.reports.length > 0 || file.cancelling());
  try {
    await perform(file, command, over);
  } catch (error) {
    if (error instanceof Dropped) file.note(`${command.what} was given up by a person`);
    else if (!(error instanceof Interrupted)) throw error;
    else if (!file.cancelling())
      return; // It is taken up again after the report.
    else file.note(`${command.what} was left: the mandate is being cancelled`);
  }
  file.done(command);
}

function perform(file: MandateFile, command: Command, over: () => boolean): Promise<void> {
  switch (command.what) {
    case 'suspend':
      return suspend(file, command, over);
    case 'reactivate':
      return reactivate(file, over);
    case 'cancel':
      return cancel(file, command);
    case 'addPlan':
      return addPlan(file, command, over);
    case 'changePlan':
      return changePlan(file, command, over);
    case 'collectOneOff':
      return collectOneOff(file, command, over);
    case 'suppressCorrespondence':
      return suppressLetters(file, over);
  }
}

async function suspend(
  file: MandateFile,
  { why }: Of<'suspend' | 'reactivate' | 'cancel' | 'suppressCorrespondence'>,
  over: () => boolean,
) {
  const status = await move(file, { to: 'SUSPENDED', from: ['ACTIVE'], over });
  if (status === 'SUSPENDED') {
    enterPhase(file, 'suspended', null);
    Object.assign(file.state, { reason: why, reasonBy: 'person', suspendedByReport: false });
  } else unexpected(file, 'suspended', status);
  await look(file, { letters: true, over });
}

async function reactivate(file: MandateFile, over: () => boolean) {
  const status = await move(file, { to: 'ACTIVE', from: ['SUSPENDED'], over });
  if (status === 'ACTIVE') {
    file.state.suspendedByReport = false;
    enterPhase(file, 'active', null);
  } else unexpected(file, 'reactivated', status);
  await look(file, { letters: true, over });
}

/** A person's word ends what waits for a decision, too. */
export async function cancel(file: MandateFile, { why }: { why: string }) {
  const { state } = file;
  if (state.mandateId !== null) {
    const status = await move(file, { to: 'CANCELLED', from: ['DRAFT', 'ACTIVE', 'SUSPENDED'] });
    if (status !== 'CANCELLED' && status !== 'DELETED') return unexpected(file, 'cancelled', status);
  } else if (file.asking) file.note('PTX may keep a contact, and a mandate in DRAFT, which does nothing there');
  enterCancelled(file, why, 'person');
  state.attentions = state.attentions.filter(({ kind }) => kind === 'letters');
  if (state.mandateId !== null) await look(file, { letters: true });
}

async function addPlan(file: MandateFile, { plan }: Of<'addPlan'>, over: () => boolean) {
  const { ensurePlan } = mandateActivities(file.input.httpTimeoutMs);
  const added = await step(file, 'add the plan', () => ensurePlan({ ...atPtx(file), plan }), over);
  file.takeInPlan(added, plan.start);
  await look(file, { letters: true, over });
}

async function changePlan(file: MandateFile, command: Of<'changePlan'>, over: () => boolean) {
  const { state, input } = file;
  const plan = state.plan && termsAfter(state.plan, command);
  if (!state.plan || !plan)
    return file.raise('difference', 'change the plan: PTX shows no live plan that can be changed');
  const request = { ...atPtx(file), planId: state.plan.id, plan };
  const changed = await step(
    file,
    'change the plan',
    () => mandateActivities(input.httpTimeoutMs).changePlan(request),
    over,
  );
  file.takeInPlan(changed, plan.start);
  expectNext(file);
  await look(file, { letters: true, over });
}

async function collectOneOff(file: MandateFile, { key, amount, date }: Of<'collectOneOff'>, over: () => boolean) {
  file.state.ordered[key] = { amountMinor: amount.minor, date };
  await order(file, { key, amountMinor: amount.minor, date, words: 'Payment', of: null }, over);
  await look(file, { letters: true, over });
}

/** Has PTX collect once, and takes over the day that PTX gives it. */
export async function order(
  file: MandateFile,
  { of, ...asked }: { key: string; amountMinor: number; date: string; words: string; of: string | null },
  over: () => boolean,
): Promise<void> {
  const { state, input } = file;
  const { ensureOneOff } = mandateActivities(input.httpTimeoutMs);
  const { key, amountMinor, date } = asked;
  // It is in the list before PTX has it, so that its row is known by its key, however its answer gets lost.
  if (!state.collections.some((known) => known.key === key)) {
    state.collections.push({
      ...{ key, origin: of === null ? 'one-off' : 're-presentation', dueDate: date, amount: gbp(amountMinor), of },
      ...{ state: 'expected', code: null, rowId: null, returnedBy: null, retryCount: 0 },
    });
  }
  const change = (changed: Partial<Collection>) => {
    state.collections = state.collections.map((one) => (one.key === key ? { ...one, ...changed } : one));
  };
  try {
    const work = () => ensureOneOff({ ...atPtx(file), ...asked });
    const { paymentDate, code, rowId, retryCount } = await step(file, `collect ${key}`, work, over);
    change({ dueDate: paymentDate, state: 'submitted', code, rowId, retryCount });
    const moved = paymentDate === date ? '' : `, which PTX moved from ${date}`;
    file.note(`PTX collects ${formatMoney(gbp(amountMinor))} on ${paymentDate}${moved} (${key})`);
  } catch (error) {
    if (error instanceof Dropped) change({ state: 'stopped' });
    throw error;
  }
}

async function suppressLetters(file: MandateFile, over: () => boolean) {
  const { suppressLetters: suppress } = mandateActivities(file.input.httpTimeoutMs);
  const request = { ...atPtx(file), reference: file.input.reference };
  const { suppressed, gone } = await step(file, 'suppress the letters', () => suppress(request), over);
  for (const letter of [...suppressed.map((one) => ({ ...one, status: 'SUPPRESSED' })), ...gone])
    file.seeLetter(letter);
  file.note(`${suppressed.length} letters suppressed, ${gone.length} had gone`);
  if (gone.length > 0) file.raise('letters', `letters that should not have gone have gone: ${namesOf(gone)}`);
}

export const namesOf = (letters: readonly { id: string; trigger: string }[]): string =>
  letters.map(({ id, trigger }) => `${trigger} (${id})`).join(', ');

/** Somebody else was faster: what PTX shows holds, and a person hears of it. */
function unexpected(file: MandateFile, what: string, status: string): void {
  follow(file, `PTX shows ${status}`);
  file.raise('difference', `the mandate was not ${what}: PTX shows ${status}`);
}
