import type { BillMade } from '../activities/bills.js';
import type { BillError, BillReading } from '../domain/bill.js';
import { formatMoney } from '../domain/money.js';
import { attempt } from './attempt.js';
import { billActivities } from './bill-activities.js';
import type { BillFile } from './bill-file.js';
import { take } from './bill-reading.js';
import type { Failure } from './vendor-activities.js';

/** How long the webhook is waited for after a lost answer, before the bill is sent again under the same SRRID. */
const WEBHOOK_MS = 10 * 60_000;
const SETTLE_MS = 30_000;

/** `failed`: the vendor would not make the bill. `cancelled`: nobody wants it any more, and there is none. */
export type Creation = 'made' | 'failed' | 'cancelled';

/** Makes the bill, once, however often it has to be tried; goes on from what the file knows of earlier tries. */
export async function makeBill(file: BillFile): Promise<Creation> {
  const { state } = file;
  for (;;) {
    if (state.atid !== null) return 'made';
    if (state.error !== null) return 'failed';
    if (state.queued !== null) await awaitCreation(file, state.queued);
    else if (file.mayExist !== null) await lookUp(file, file.mayExist);
    else if (file.unwanted()) return 'cancelled';
    else if (state.hold !== null) await sitOutHold(file, state.hold);
    else await send(file);
  }
}

async function send(file: BillFile): Promise<void> {
  const { createBill } = billActivities(file.input.httpTimeoutMs);
  const { httpTimeoutMs: _limit, expiryDate: _day, caseReference: _case, ...bill } = file.input;
  file.next('make the bill');
  const unwanted = () => file.unwanted() || file.state.hold !== null;
  const sent = await attempt(() => createBill({ ...bill, expiresAt: file.state.expiresAt }), unwanted);
  if (sent === 'given up') return;
  if ('answer' in sent) await settle(file, sent.answer);
  else await afterFailure(file, sent.failure);
}

/** What an answer says of the bill. */
async function settle(file: BillFile, made: BillMade): Promise<void> {
  const { state } = file;
  if ('queued' in made) {
    state.queued = made.queued;
    file.note('queued at AcceptEasy');
  } else if ('bill' in made) await adopt(file, made.bill);
  else if (/SRRID/i.test(made.refused.message)) {
    // Refused because it is there already: by a try of ours whose answer was lost, or by one that still waits its turn.
    file.note('AcceptEasy says that the SRRID is used: the bill is there, or will be');
    file.mayExist = { sinceMs: file.now(), forMs: WEBHOOK_MS, isCertain: true };
  } else fail(file, made.refused);
}

function fail(file: BillFile, error: BillError): void {
  file.state.queued = null;
  file.state.error = error;
  file.state.reason = `AcceptEasy would not make the bill: ${error.message}`;
  file.note(`AcceptEasy would not make the bill: ${error.code}`);
}

/** A person says that no bill is to be waited for: one that nobody wants any more has not failed. */
function giveUp(file: BillFile, error: BillError): void {
  file.mayExist = null;
  file.state.queued = null;
  if (!file.unwanted()) fail(file, error);
}

function unreadable({ name, message }: Failure): string {
  return `whether the bill was made cannot be read, not-happened to end here: ${name}: ${message}`;
}

/** Takes a bill as ours, if it asks for what we ask. */
async function adopt(file: BillFile, bill: BillReading): Promise<void> {
  const { state, input } = file;
  const { amount, paymentReference, srrid } = input;
  if (bill.amountMinor !== amount.minor || bill.paymentReference !== paymentReference) {
    const theirs = formatMoney({ minor: bill.amountMinor, currency: amount.currency });
    const question =
      `AcceptEasy has another bill under SRRID ${srrid}, of ${theirs}: ` +
      'happened to take it as this one, not-happened to end here, retry to look again';
    const answer = await file.ask('effect', question);
    if (answer === 'retry') {
      file.mayExist = { sinceMs: file.now(), forMs: 0, isCertain: true };
      return;
    }
    if (answer === 'not-happened') {
      fail(file, { code: 'CreationFailed', message: `SRRID ${srrid} belongs to another bill` });
      return;
    }
  }
  file.mayExist = null;
  state.queued = null;
  state.phase = 'open';
  state.atid = bill.atid;
  // That it was made is known now; what else was reported needs a reading.
  for (const [index, { what }] of [...file.hints.entries()].reverse()) {
    if (what === 'created' || what === 'creation-failed') file.hints.splice(index, 1);
  }
  take(file, { bill, messages: [] });
  file.note('bill made');
}

async function afterFailure(file: BillFile, { name, message, sent }: Failure): Promise<void> {
  const isUnclear = (name === 'OutcomeUnknown' || name === 'Unavailable') && sent;
  const { httpTimeoutMs = SETTLE_MS, clock } = file.input;
  const settleMs = httpTimeoutMs * (clock?.speed ?? 1);
  if (isUnclear) {
    // An answer like 503 speaks against the bill, so only a write in flight must settle.
    file.mayExist = { sinceMs: file.now(), forMs: name === 'OutcomeUnknown' ? WEBHOOK_MS : settleMs, isCertain: false };
    file.note(`the making of the bill has an unclear outcome: ${name}`);
    return;
  }
  const isOver = () => file.unwanted() || file.state.hold !== null;
  const answer = await file.ask('effect', `the bill was not made: ${name}: ${message}`, isOver);
  if (answer === 'happened') file.mayExist = { sinceMs: file.now(), forMs: 0, isCertain: true };
  if (answer === 'not-happened') fail(file, { code: name, message });
}

/** After an unclear outcome: search, wait for the webhook, search again; only then nothing was made. */
async function lookUp(file: BillFile, unclear: NonNullable<BillFile['mayExist']>): Promise<void> {
  const { lookUpBill } = billActivities(file.input.httpTimeoutMs);
  const { srrid, paymentReference } = file.input;
  const { sinceMs, forMs, isCertain } = unclear;
  file.next('look up whether the bill was made');
  const isLast = file.now() >= sinceMs + forMs;
  const heard = file.hints.splice(0);
  const atids = [...new Set(heard.map(({ atid }) => atid))];
  const found = await attempt(
    () => lookUpBill({ srrid, paymentReference, atids }),
    () => false,
  );
  if (found === 'given up') return;
  if ('failure' in found) {
    const { name, message } = found.failure;
    file.hints.unshift(...heard);
    if ((await file.ask('read', unreadable(found.failure))) !== 'not-happened') return;
    file.hints.splice(0, heard.length);
    giveUp(file, { code: name, message });
    return;
  }
  if (found.answer !== null) {
    if ('bill' in found.answer) file.hints.unshift(...heard);
    await settle(file, found.answer);
    return;
  }
  if (!isLast) {
    const what = 'wait for the webhook, then search again';
    file.next(what, sinceMs + forMs);
    await file.wait(() => file.hints.length > 0, sinceMs + forMs - file.now(), what);
    return;
  }
  // What is queued is in no search: whether that was asked for only the refusal of a second one would tell.
  if (!isCertain && !(file.input.async && file.unwanted())) {
    file.note('the bill was not made');
    file.mayExist = null;
    return;
  }
  const question = `AcceptEasy may have bill ${srrid}, and does not show it: retry to wait for it again, not-happened to end here`;
  const answer = await file.ask('effect', question, () => file.hints.length > 0);
  if (answer === 'not-happened') {
    giveUp(file, { code: 'CreationFailed', message: 'SRRID is used, and no bill is shown' });
  } else file.mayExist = { ...unclear, sinceMs: file.now(), forMs: WEBHOOK_MS };
}

/** A queued bill: its creation is waited for; an event about it has it looked at once more at once. */
async function awaitCreation(file: BillFile, atid: string): Promise<void> {
  const { awaitBillCreation } = billActivities(file.input.httpTimeoutMs);
  const { hints } = file;
  const heard = hints.length;
  const isTold = () => hints.length > heard;
  file.next('wait until AcceptEasy has made the bill');
  const created = await attempt(() => awaitBillCreation({ atid }), isTold);
  if (created === 'given up') return;
  if ('failure' in created) {
    const { name, message } = created.failure;
    if ((await file.ask('read', unreadable(created.failure), isTold)) === 'not-happened') {
      giveUp(file, { code: name, message });
    }
    return;
  }
  file.state.queued = null;
  await settle(file, created.answer);
}

/** Before the bill is made a hold has nothing to withdraw. */
async function sitOutHold(file: BillFile, hold: NonNullable<BillFile['state']['hold']>): Promise<void> {
  const { state } = file;
  const untilMs = Date.parse(hold.until);
  file.next('make the bill when the hold ends', untilMs);
  const changed = () => file.unwanted() || state.hold !== hold;
  if (await file.wait(changed, untilMs - file.now(), 'until the hold ends')) return;
  state.hold = null;
  file.note('the hold ended');
}
