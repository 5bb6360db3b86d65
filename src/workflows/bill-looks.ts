import type { BillSeen } from '../activities/bill-readings.js';
import { endOf } from '../domain/bill.js';
import { attempt } from './attempt.js';
import { billActivities } from './bill-activities.js';
import type { BillFile } from './bill-file.js';
import { answerBounces } from './bill-planning.js';
import { take } from './bill-reading.js';

const HOUR_MS = 3_600_000;
const FIRST_PAUSE_MS = HOUR_MS;
const LONGEST_PAUSE_MS = 24 * HOUR_MS;

/**
 * Answers all events by one reading. Undefined where it could not be read and is to be tried again, or something else goes
 * first; 'left alone' where a person says so.
 */
export async function look(file: BillFile): Promise<BillSeen | 'left alone' | undefined> {
  const { readBill } = billActivities(file.input.httpTimeoutMs);
  const { state, hints } = file;
  const answered = hints.length;
  const heard = new Set(hints.map(({ what }) => what));
  const { hold } = state;
  // A bill that is being closed goes on with this reading alone, whoever wants it taken back.
  const disturbed = () => (!file.closing && file.unwanted()) || state.hold !== hold || hints.length > answered;
  const bounces = heard.has('bounced') ? { known: state.bounces, nowAt: file.iso(file.now()) } : null;
  const read = await attempt(
    () => readBill({ atid: state.atid ?? '', bounces }),
    () => false,
  );
  if (read === 'given up') return undefined;
  if ('failure' in read) {
    const { name, message } = read.failure;
    const answer = await file.ask('read', `the bill cannot be read: ${name}: ${message}`, disturbed);
    if (answer !== 'not-happened') return undefined;
    hints.splice(0, answered);
    return 'left alone';
  }
  const before = state.payments.length;
  take(file, read.answer);
  file.lastSeen = read.answer;
  if (heard.has('paid') && state.payments.length === before && state.vendorStatus !== 'Paid') {
    file.note(`a payment was reported, but AcceptEasy shows the bill as ${state.vendorStatus}`);
  }
  answerBounces(file, read.answer);
  hints.splice(0, answered);
  return read.answer;
}

/** Takes the bill back. False while that cannot be: a payment is under way, or the vendor does not answer. */
export async function withdraw(file: BillFile): Promise<boolean> {
  const { cancelBill } = billActivities(file.input.httpTimeoutMs);
  const { state, hints } = file;
  file.next('cancel the bill and its messages');
  hints.splice(0);
  const done = await attempt(
    () => cancelBill({ atid: state.atid ?? '', ...(file.isUnsettled ? { unsettled: true } : {}) }),
    () => false,
  );
  if (done === 'given up') return false;
  if ('failure' in done) {
    const { name, message } = done.failure;
    const question = `the bill cannot be cancelled, and stays payable: ${name}: ${message}`;
    const answer = await file.ask('effect', question, () => hints.length > 0);
    return answer === 'happened' || answer === 'not-happened';
  }
  file.isUnsettled = false;
  take(file, done.answer);
  file.lastSeen = done.answer;
  if (endOf(state.vendorStatus)) {
    if (state.vendorStatus === 'Canceled') file.note('cancelled at AcceptEasy, its messages too, and read back');
    return false; // The status says how it has ended.
  }
  const what = 'a payment is under way: cancel the bill if it fails';
  const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** file.withdrawals, LONGEST_PAUSE_MS);
  file.withdrawals += 1;
  file.next(what, file.now() + pauseMs);
  await file.wait(() => hints.length > 0, pauseMs, what);
  return false;
}
