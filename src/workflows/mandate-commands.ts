import type { TriedBefore } from '../activities/ensure-shown.js';
import { gbp } from '../domain/bacs/batch.js';
import type { Collection } from '../domain/direct-debit/collections.js';
import { type CollectionDateCheck, checkCollectionDate, checkPlanStart } from '../domain/direct-debit/earliest.js';
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
  stopCollection,
} from './mandate-steps.js';

type Of<What extends Command['what']> = Extract<Command, { what: What }>;

/** Carries out what a person asked for first. What is more urgent goes before: a cancellation, and what a bank reports. */
export async function carryOut(file: MandateFile, command: Command): Promise<void> {
  const over = () => command.what !== 'cancel' && (file.reports.length > 0 || file.cancelling());
  try {
    if (!command.isCarriedOut) {
      const obstacle = obstacleTo(file, command);
      if (obstacle !== undefined) return leave(file, command, obstacle);
      command.isBegun = true;
      await perform(file, command, over);
      command.isCarriedOut = true;
    }
    // What a plan and a one-off bring with them; the moves of the mandate have read it themselves.
    if (['addPlan', 'changePlan', 'collectOneOff'].includes(command.what)) await look(file, { letters: true, over });
  } catch (error) {
    if (!(error instanceof Dropped || error instanceof Interrupted)) throw error;
    if (error instanceof Interrupted && !file.cancelling()) return; // It is taken up again after the report.
    const what = error instanceof Dropped ? 'given up by a person' : 'left: the mandate is being cancelled';
    if (!command.isCarriedOut) file.note(`${nameOf(command)} was ${what}`);
    file.stale = true; // It was given up for a reason, which PTX may show.
  }
  file.done(command);
}

/**
 * What was allowed when it was asked for may not be any more when its turn comes: meanwhile a bank has reported, or its day has
 * come too near. What was begun goes on whatever the day.
 */
function obstacleTo(file: MandateFile, command: Command): string | undefined {
  const { phase, suspendedByReport, reports, collections } = file.state;
  const early = (check: () => CollectionDateCheck) => {
    const checked = command.isBegun ? ({ ok: true } as const) : file.dated(check);
    return checked.ok ? undefined : checked.problem;
  };
  const ended = phase === 'cancelled' || phase === 'dormant' ? `the mandate is ${phase}` : undefined;
  const inactive = phase === 'active' ? undefined : `the mandate is ${phase}`;
  switch (command.what) {
    case 'cancel':
    case 'suppressCorrespondence':
      return undefined;
    case 'suspend':
      return ended;
    case 'reactivate':
      if (phase === 'suspended' && suspendedByReport && reports.length > command.reportsKnown) {
        return 'a bank has reported meanwhile what suspends it';
      }
      return ended;
    case 'addPlan':
      return inactive ?? early(() => checkPlanStart(command.plan.start, file.earliest('plan')));
    case 'changePlan':
      return inactive ?? early(() => file.checkChange(command));
    case 'collectOneOff':
      // What PTX has taken meanwhile has been done, though its answer was lost.
      if (collections.some(({ key, rowId }) => key === command.key && rowId !== null)) return undefined;
      return inactive ?? early(() => checkCollectionDate(file.calendar, command.date, file.earliest('one-off')));
  }
}

/** Whoever was told that it would be done hears that it was not; of a cancelled mandate that is no news. */
function leave(file: MandateFile, command: Command, obstacle: string): void {
  if (command.what === 'collectOneOff') stopCollection(file, command.key);
  const text = `${nameOf(command)} was left: ${obstacle}`;
  if (file.state.phase === 'cancelled') file.note(text);
  else file.raise('difference', text);
  file.done(command);
}

const nameOf = (command: Command): string =>
  command.what === 'collectOneOff' ? `collect ${command.key}` : command.what;

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
  if (status !== 'SUSPENDED') return unexpected(file, 'suspended', status);
  enterPhase(file, 'suspended', null);
  Object.assign(file.state, { reason: why, reasonBy: 'person', suspendedByReport: false });
}

async function reactivate(file: MandateFile, over: () => boolean) {
  const status = await move(file, { to: 'ACTIVE', from: ['SUSPENDED'], over });
  if (status !== 'ACTIVE') return unexpected(file, 'reactivated', status);
  file.state.suspendedByReport = false;
  enterPhase(file, 'active', null);
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
}

async function addPlan(file: MandateFile, { plan }: Of<'addPlan'>, over: () => boolean) {
  const { ensurePlan } = mandateActivities(file.input.httpTimeoutMs);
  const added = await step(file, 'add the plan', (again) => ensurePlan({ ...atPtx(file), plan, ...again }), over);
  file.takeInPlan(added, plan.start);
  expectNext(file);
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
  const before = state.collections;
  // What PTX has a row of already is collected as it was.
  await look(file, { over });
  const isKept = ({ key }: Collection) => state.collections.some((one) => one.key === key);
  for (const { key } of before.filter((one) => !isKept(one))) {
    const lost = `collection ${key} is not collected: PTX counts the notice anew when a plan changes`;
    if (command.start === undefined) file.raise('difference', lost);
    else file.note(`collection ${key} is not collected: the plan has another start`);
  }
}

async function collectOneOff(file: MandateFile, { key, amount, date }: Of<'collectOneOff'>, over: () => boolean) {
  file.state.ordered[key] = { amountMinor: amount.minor, date };
  await order(file, { key, amountMinor: amount.minor, date, words: 'Payment', of: null }, over);
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
  const known = state.collections.find((one) => one.key === key);
  if (known?.state === 'stopped' && known.rowId === null) {
    Object.assign(known, { state: 'expected', dueDate: date, amount: gbp(amountMinor) });
  } else if (!known) {
    state.collections.push({
      ...{ key, origin: of === null ? 'one-off' : 're-presentation', dueDate: date, amount: gbp(amountMinor), of },
      ...{ state: 'expected', code: null, rowId: null, returnedBy: null, retryCount: 0 },
    });
  }
  const change = (changed: Partial<Collection>) => {
    state.collections = state.collections.map((one) => (one.key === key ? { ...one, ...changed } : one));
  };
  try {
    const work = (again: TriedBefore) => ensureOneOff({ ...atPtx(file), ...asked, ...again });
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
