import { CancellationScope, condition, isCancellation } from '@temporalio/workflow';
import { type BillOutcome, type ClosedBill, type CollectBillInput, endOf, isUnpaid } from '../domain/bill.js';
import { tellCase } from './bill-case.js';
import { makeBill } from './bill-creation.js';
import { type BillFile, openBillFile } from './bill-file.js';
import { look, withdraw } from './bill-looks.js';
import { fallSilent, planWanted, putAway, silence, speakAgain } from './bill-planning.js';
import { overpaid } from './bill-reading.js';
import { review } from './bill-review.js';

const MINUTE_MS = 60_000;
/** The vendor needs a moment to let a bill expire. */
const EXPIRED_AFTER_MS = 5_000;
/** When to look again at a bill that should have ended and has not: a payment may be under way. */
const LATER_LOOKS_MS = [1, 5, 15, 60, 6 * 60].map((minutes) => minutes * MINUTE_MS);
const LATEST_LOOKS_MS = 24 * 60 * MINUTE_MS;

/**
 * Collects one debt by a bill at AcceptEasy: makes it with its messages, waits until it is paid or expires, and keeps its
 * messages right meanwhile. `closed` reopens a bill after its end, because something more was reported about it.
 */
export async function collectBill(input: CollectBillInput, closed?: ClosedBill): Promise<ClosedBill> {
  const file = openBillFile(input, closed?.state);
  const shielded = new CancellationScope({ cancellable: false });
  if (closed) await review(file, shielded);
  else await collect(file, shielded);
  const { email: _email, phone: _phone, recordData: _texts, ...kept } = input;
  return { input: kept, state: file.state };
}

async function collect(file: BillFile, shielded: CancellationScope): Promise<void> {
  let outcome: BillOutcome;
  try {
    outcome = await procedure(file);
  } catch (error) {
    if (!isCancellation(error)) throw error;
    file.cancelled = true;
    file.state.reason = 'the workflow was cancelled in Temporal';
    file.note('cancelled', { by: 'Temporal', why: 'cancellation of the workflow' });
    outcome = await shielded.run(() => procedure(file));
  }
  await shielded.run(() => close(file, outcome));
}

async function procedure(file: BillFile): Promise<BillOutcome> {
  const creation = await makeBill(file);
  return creation === 'made' ? follow(file) : creation;
}

/** Everything that can come up while a bill is open, one thing after the other. */
async function follow(file: BillFile): Promise<BillOutcome> {
  const { state, hints } = file;
  let looks = 0;
  let nextLookMs: number | undefined;
  for (;;) {
    const ended = endOf(state.vendorStatus);
    if (ended) return ended;
    if (file.unwanted()) {
      if (await withdraw(file)) return 'cancelled';
    } else if (state.hold !== null && !file.isSilent) {
      const seen = await look(file);
      // A payment may be under way, and fail.
      if (seen && !file.isSilent && !endOf(state.vendorStatus)) await fallSilent(file, seen);
    } else if (hints.length > 0) {
      await look(file);
    } else if (state.hold === null && (file.isSilent || state.due.length > 0)) {
      const seen = silence(file) ?? (await look(file));
      if (seen) speakAgain(file, seen);
    } else if (state.hold === null && state.wanted !== null && isUnpaid(state.vendorStatus)) {
      await planWanted(file, state.wanted);
    } else if (await elapsed(file, nextLookMs ?? file.expiresAtMs() + EXPIRED_AFTER_MS)) {
      file.readAgain('expiry');
      nextLookMs = file.now() + (LATER_LOOKS_MS[looks] ?? LATEST_LOOKS_MS);
      looks += 1;
    }
  }
}

/** Waits for whatever comes next. True when nothing came until the moment at which the bill has to be looked at. */
async function elapsed(file: BillFile, lookAtMs: number): Promise<boolean> {
  const { state } = file;
  const { hold } = state;
  const what = 'read whether the bill was paid or has expired';
  const holdEndsMs = hold === null ? Number.POSITIVE_INFINITY : Date.parse(hold.until);
  const untilMs = Math.min(lookAtMs, holdEndsMs);
  file.next(untilMs === lookAtMs ? what : 'go on when the hold ends', untilMs);
  const disturbed = () => file.unwanted() || file.hints.length > 0 || state.hold !== hold;
  if (await file.wait(disturbed, untilMs - file.now(), untilMs === lookAtMs ? what : 'until the hold ends'))
    return false;
  if (untilMs === lookAtMs) return true;
  state.hold = null;
  file.note('the hold ended');
  return false;
}

/** However the bill ends, nobody is asked about it again, its case knows of its money, and no event of it stays unread. */
async function close(file: BillFile, outcome: BillOutcome): Promise<void> {
  const { state } = file;
  file.closing = true;
  state.hold = null;
  state.wanted = null;
  state.due = [];
  let isTold = false;
  const telling = async () => {
    await tellCase(file);
    isTold = true;
  };
  const tidying = async () => {
    // The case first, as its calls go on; while that waits for a person, what is planned here does not.
    await condition(() => isTold || state.attentions.length > 0);
    if (state.atid !== null) await tidyUp(file);
  };
  await Promise.all([telling(), tidying()]);
  await tellCase(file);
  state.outcome = state.payments.some(({ source }) => source === 'bill') ? 'paid' : outcome;
  const over = overpaid(file);
  if (over) state.reason = over;
  else if (file.settledElsewhere) state.reason = 'the debt was paid on another channel';
  else if (state.outcome === 'paid') state.reason = null;
  file.note(`closed as ${state.outcome}${over ? `, ${over}` : ''}`);
  file.next('nothing');
}

/** The last reading decides what has to be withdrawn; what is reported meanwhile is read too. */
async function tidyUp(file: BillFile): Promise<void> {
  for (;;) {
    const seen = file.hints.length > 0 || file.lastSeen === null ? await look(file) : file.lastSeen;
    if (seen !== undefined && (await putAway(file, seen)) && file.hints.length === 0) return;
  }
}
