import type { BillSeen } from '../activities/bill-readings.js';
import { endOf } from '../domain/bill.js';
import { isForPayers } from '../domain/bill-messages.js';
import { attempt } from './attempt.js';
import { billActivities } from './bill-activities.js';
import type { BillFile } from './bill-file.js';
import { answerBounces, fallSilent } from './bill-planning.js';
import { take } from './bill-reading.js';

const HOUR_MS = 3_600_000;
const FIRST_PAUSE_MS = HOUR_MS;
const LONGEST_PAUSE_MS = 24 * HOUR_MS;
/** What another try does not mend. */
const LASTING = ['Invalid', 'Unauthorized', 'ContractBroken'];

/**
 * Answers all events by one reading. Undefined where it could not be read and is to be tried again, or something else goes
 * first; 'left alone' where a person says so. A hold does not wait for a vendor that cannot be read: after one try the
 * messages are withdrawn unread, and the reading follows.
 */
export async function look(file: BillFile): Promise<BillSeen | 'left alone' | undefined> {
  const { readBill, readBillOnce } = billActivities(file.input.httpTimeoutMs);
  const { state, hints } = file;
  const answered = hints.length;
  const heard = new Set(hints.map(({ what }) => what));
  const { hold } = state;
  // A bill that is being closed goes on with this reading alone, whoever wants it taken back.
  const overtaken = () => !file.closing && (file.unwanted() || state.hold !== hold);
  const disturbed = () => overtaken() || hints.length > answered;
  const isUrgent = hold !== null && !file.isSilent;
  const bounces = heard.has('bounced') ? { known: state.bounces, nowAt: file.iso(file.now()) } : null;
  const question = { atid: state.atid ?? '', bounces };
  const read = await attempt(() => (isUrgent ? readBillOnce(question) : readBill(question)), overtaken);
  if (read === 'given up') return undefined;
  if ('failure' in read) {
    const { name, message } = read.failure;
    if (isUrgent) {
      await fallSilent(file, 'left alone');
      if (overtaken() || !file.isSilent) return undefined;
      if (!LASTING.includes(name)) {
        if (hints.length === 0) file.readAgain('read');
        return undefined;
      }
    }
    const answer = await file.ask('read', `the bill cannot be read: ${name}: ${message}`, disturbed);
    if (answer === 'retry' && hints.length === 0) file.readAgain('read');
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
  const forPayers = state.planned.filter(isForPayers);
  const request = { atid: state.atid ?? '', forPayers, ...(file.isUnsettled ? { unsettled: true } : {}) };
  const done = await attempt(
    () => cancelBill(request),
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
