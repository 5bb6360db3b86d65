import { CancellationScope, condition, isCancellation, sleep } from '@temporalio/workflow';
import { type ClosedCase, type CollectRecordInput, type Outcome, type PlanStep, paidMinor } from '../domain/case.js';
import { formatMoney } from '../domain/money.js';
import { hasTold, watchBill } from './case-bill.js';
import { contact, makePayLink, sitOutHold } from './case-contact.js';
import { type CaseFile, openCaseFile } from './case-file.js';
import { watchCalls, watchMoney } from './case-money.js';
import { reopenedForMs } from './messages.js';

/**
 * Collects one debt through CollectMAXX: asks, waits for money, asks again more plainly, and stops the moment all is
 * paid. `closed` reopens a case after its end, because the vendor reported something more about it.
 */
export async function collectRecord(input: CollectRecordInput, closed?: ClosedCase): Promise<ClosedCase> {
  // Before the handlers are there: what reopens the case is in its state as soon as they are.
  const knownMinor = closed && paidMinor(closed.state);
  const file = openCaseFile(input, closed?.state);
  const shielded = new CancellationScope({ cancellable: false });
  // A watcher ends only with the workflow. If one throws, that is a bug, and fails the workflow task until it is mended.
  void shielded.run(() => watchMoney(file));
  void shielded.run(() => watchCalls(file));
  const { billSrrid } = input;
  if (billSrrid !== undefined) void shielded.run(() => watchBill(file, billSrrid));
  if (knownMinor !== undefined) await review(file, knownMinor, shielded);
  else await collect(file, shielded);
  return { input: { ...input, debtor: { phones: [] } }, state: file.state };
}

async function collect(file: CaseFile, shielded: CancellationScope): Promise<void> {
  let ended: Outcome = 'unpaid';
  try {
    ended = await followPlan(file);
  } catch (error) {
    if (!isCancellation(error)) throw error;
    file.cancelled = true;
    file.state.reason = 'the workflow was cancelled in Temporal';
    file.note('cancelled', { by: 'Temporal', why: 'cancellation of the workflow' });
  }
  await shielded.run(() => close(file, ended));
}

async function followPlan(file: CaseFile): Promise<Outcome> {
  const { plan } = file.input;
  if (plan.payLink.from === 'api') {
    await makePayLink(file);
    await waitForMoney(file, plan.payLink.waitMs, nextOf(plan.steps[0]));
  }
  const opening = plan.steps.findIndex(({ channel }) => channel === 'message');
  for (const [index, step] of plan.steps.entries()) {
    const first = index === opening && plan.payLink.from === 'script';
    if (file.over()) break;
    if (step.channel === 'voice' && !mayCall(file)) continue;
    if (index > 0 || !first) enter(file, step);
    if ((await askBy(file, step, index === 0 && first, nextOf(plan.steps[index + 1]))) === 'refused') {
      if (first) return 'rejected';
      file.state.reason = `${step.channel} script ${step.script} refused the record: its contact was left out`;
      if (step.channel === 'voice') file.noCalls = file.state.reason;
    }
  }
  return 'unpaid';
}

/** One step: the contact, and the wait after it. A round of calls that a hold broke is started anew. */
async function askBy(file: CaseFile, step: PlanStep, first: boolean, next: string): Promise<'done' | 'refused'> {
  for (;;) {
    const result = await contact(file, step, first);
    if (result === 'over') return 'done';
    if (result === 'refused') return 'refused';
    if (step.channel === 'message') file.state.phase = 'awaiting-payment';
    const waited = await waitForMoney(file, step.waitMs, next);
    if (waited !== 'held' || step.channel === 'message') return 'done';
  }
}

/** Waits for the money. A hold stops the clock of a message's wait; the wait of a round of calls it breaks off. */
async function waitForMoney(file: CaseFile, waitMs: number, next: string): Promise<'over' | 'elapsed' | 'held'> {
  const { state } = file;
  if (state.phase === 'importing') state.phase = 'awaiting-payment';
  let leftMs = waitMs;
  for (;;) {
    const deadlineMs = file.now() + leftMs;
    if (!file.over() && !state.hold) file.next(next, deadlineMs);
    const broken = () => state.hold !== null || file.roundBroken;
    const disturbed = await file.wait(() => file.over() || broken(), leftMs, next);
    if (!disturbed) return 'elapsed';
    if (file.over()) return 'over';
    leftMs = Math.max(0, deadlineMs - file.now());
    await sitOutHold(file);
    file.roundBroken = false;
    // Whoever was reached is not called again: what is left of the wait goes on.
    if (state.phase === 'calling' && !file.reached) return 'held';
  }
}

/** Whether a round of calls makes sense; if not, the reason is kept for the end. */
function mayCall(file: CaseFile): boolean {
  const { input, state } = file;
  if (input.debtor.phones.length === 0) file.noCalls ??= 'no phone number: the voice rounds were left out';
  if (file.noCalls !== undefined) state.reason = file.noCalls;
  return file.noCalls === undefined && !file.reached;
}

function enter(file: CaseFile, { channel, script }: PlanStep): void {
  file.state.phase = channel === 'voice' ? 'calling' : 'awaiting-payment';
  if (!file.state.hold) file.next(`last look, then import into ${channel} script ${script}`);
}

function nextOf(step: PlanStep | undefined): string {
  if (!step) return 'close as unpaid, after a last look';
  return step.channel === 'voice' ? `call by voice script ${step.script}` : `ask by message script ${step.script}`;
}

/** However the case ends, nobody is contacted about it again, and no event of it stays unread. */
async function close(file: CaseFile, ended: Outcome): Promise<void> {
  const { state } = file;
  file.closing = true;
  state.hold = null;
  if (ended === 'unpaid' && !file.over()) {
    state.next = { what: 'a last look at the PayLink', at: null };
    file.hints.push({ eventId: 'close', what: 'changed', linkId: '', at: file.iso(file.now()) });
  } else if (state.dialling.length > 0) file.stopWanted = true;
  await settled(file);
  state.outcome = file.cancelled ? 'cancelled' : file.owed() === 0 ? 'paid' : ended;
  const over = overpaid(file);
  if (over || state.outcome === 'paid') state.reason = over;
  file.note(`closed as ${state.outcome}${over ? `, ${over}` : ''}`);
  file.next('nothing');
}

function overpaid({ state, input }: CaseFile): string | null {
  const { minor, currency } = input.invoice.amount;
  const extra = paidMinor(state) - minor;
  return extra > 0 ? `overpaid by ${formatMoney({ minor: extra, currency })}` : null;
}

async function settled(file: CaseFile): Promise<void> {
  const { state, hints } = file;
  const idle = () => hints.length === 0 && state.attentions.length === 0 && hasTold(file);
  for (;;) {
    if (!idle()) await condition(idle);
    if (state.dialling.length === 0) return;
    // The reading may have left calls to be stopped.
    file.stopWanted = true;
    await condition(() => state.dialling.length === 0);
  }
}

/** A closed case of which something more was reported: new money is shown to a person, leftover calls are stopped. */
async function review(file: CaseFile, knownMinor: number, shielded: CancellationScope): Promise<void> {
  const { state } = file;
  const { outcome } = state;
  try {
    await askAboutMoney(file, knownMinor);
  } catch (error) {
    if (!isCancellation(error)) throw error;
    file.note('put away', { by: 'Temporal', why: 'cancellation of the workflow' });
    await shielded.run(() => settled(file));
  }
  if (outcome === 'unpaid' && file.owed() === 0) state.outcome = 'paid';
  const over = overpaid(file);
  if (over || state.outcome !== outcome) state.reason = over;
  file.next('nothing');
}

async function askAboutMoney(file: CaseFile, knownMinor: number): Promise<void> {
  const { state, input } = file;
  const { currency } = input.invoice.amount;
  const openUntil = Date.now() + reopenedForMs;
  let seenMinor = knownMinor;
  for (;;) {
    await settled(file);
    const paid = paidMinor(state);
    if (paid === seenMinor) {
      const leftMs = openUntil - Date.now();
      if (leftMs <= 0) return;
      await sleep(leftMs, { summary: 'stay open for what is reported at the same time' });
      continue;
    }
    const came = formatMoney({ minor: paid - seenMinor, currency });
    const over = overpaid(file);
    const answer = await file.ask('money', `payment after close (${state.outcome}): ${came}${over ? `, ${over}` : ''}`);
    // What comes while the question is open is a question of its own.
    if (answer !== 'retry') seenMinor = paid;
    else file.hints.push({ eventId: 'retry', what: 'changed', linkId: '', at: file.iso(file.now()) });
  }
}
