import { type CancellationScope, isCancellation, sleep } from '@temporalio/workflow';
import { endOf } from '../domain/bill.js';
import { paidMinor } from '../domain/case.js';
import { formatMoney } from '../domain/money.js';
import { attempt } from './attempt.js';
import { billActivities } from './bill-activities.js';
import { tellCase } from './bill-case.js';
import type { BillFile } from './bill-file.js';
import { look, withdraw } from './bill-looks.js';
import { overpaid, take } from './bill-reading.js';
import { reopenedForMs } from './messages.js';

/** A closed bill of which something more was reported: new money is shown to a person, a bill that lives on is taken back. */
export async function review(file: BillFile, shielded: CancellationScope): Promise<void> {
  const { state } = file;
  try {
    await askAboutMoney(file);
  } catch (error) {
    if (!isCancellation(error)) throw error;
    file.note('put away', { by: 'Temporal', why: 'cancellation of the workflow' });
    await shielded.run(() => readAll(file));
  }
  await shielded.run(() => tellCase(file));
  if (state.outcome === 'expired' && ownMinor(file) >= file.input.amount.minor) state.outcome = 'paid';
  const over = overpaid(file);
  if (over) state.reason = over;
  file.next('nothing');
}

/** New money is put to a person, unless the bill has a case: that one knows what the debt is, and asks itself. */
async function askAboutMoney(file: BillFile): Promise<void> {
  const { state, input } = file;
  const openUntil = Date.now() + reopenedForMs;
  let seenMinor = ownMinor(file);
  for (;;) {
    await readAll(file);
    await tellCase(file);
    const paid = ownMinor(file);
    if (paid === seenMinor || input.caseReference !== undefined) {
      const leftMs = openUntil - Date.now();
      if (leftMs <= 0) return;
      await sleep(leftMs, { summary: 'stay open for what is reported at the same time' });
      continue;
    }
    const came = formatMoney({ minor: paid - seenMinor, currency: input.amount.currency });
    const over = overpaid(file);
    const answer = await file.ask('money', `payment after close (${state.outcome}): ${came}${over ? `, ${over}` : ''}`);
    if (answer !== 'retry') seenMinor = paid;
    else file.readAgain('retry');
  }
}

/** What came in by the bill itself: only that pays it. */
function ownMinor({ state }: BillFile): number {
  return paidMinor({ payments: state.payments.filter(({ source }) => source === 'bill') });
}

/**
 * Answers what was reported of a closed bill. One that came to be after all is ours by its SRRID, and unwanted: it is taken
 * back until it has ended, or a person leaves it as it is.
 */
async function readAll(file: BillFile): Promise<void> {
  const { state, hints } = file;
  let isLeft = hints.length === 0;
  for (;;) {
    if (hints.length === 0) {
      if (isLeft || state.atid === null || endOf(state.vendorStatus)) return;
      isLeft = await withdraw(file);
      continue;
    }
    isLeft = false;
    if (state.atid === null) {
      const { lookUpBill } = billActivities(file.input.httpTimeoutMs);
      const { srrid, paymentReference } = file.input;
      const answered = hints.length;
      const atids = hints.map(({ atid }) => atid);
      const found = await attempt(
        () => lookUpBill({ srrid, paymentReference, atids }),
        () => false,
      );
      if (found === 'given up') continue;
      if ('failure' in found) {
        const { name, message } = found.failure;
        const question = `the bill was closed, and what was reported of it since cannot be read: ${name}: ${message}`;
        if ((await file.ask('read', question)) === 'not-happened') hints.splice(0, answered);
        continue;
      }
      hints.splice(0, answered);
      if (found.answer === null || !('bill' in found.answer)) continue;
      state.atid = found.answer.bill.atid;
      take(file, { bill: found.answer.bill, messages: [] });
      file.note('the bill came to be after all');
    } else await look(file);
  }
}
