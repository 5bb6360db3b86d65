import { setHandler } from '@temporalio/workflow';
import type { BillSeen } from '../activities/bill-readings.js';
import { type BillState, billStageOf, billViewOf, type CollectBillInput, openBillState } from '../domain/bill.js';
import { firstSight } from '../domain/case.js';
import { formatMoney } from '../domain/money.js';
import * as check from './bill-validators.js';
import { openDossier, type Shown } from './dossier.js';
import type { BillReport } from './messages.js';
import * as messages from './messages.js';

/** The open file of one bill: what is known, what people and vendors said, and how it is shown. Handlers only record. */
export type BillFile = ReturnType<typeof openBillFile>;

export function openBillFile(input: CollectBillInput, closed?: BillState) {
  const state: BillState = closed ?? openBillState(input);
  const { srrid: reference, clock } = input;
  const dossier = openDossier({ reference, state, clock, shown: () => shown(input, state) });
  const file = {
    ...dossier,
    input,
    state,
    /** Events that no reading has answered yet. */
    hints: [] as BillReport[],
    cancelled: false,
    /** The debt has come in by another channel, wholly or in part: nobody is asked for the whole of it any more. */
    settledElsewhere: false,
    /** The vendor may have a bill of which no answer told: since when, and how long a write in flight may take to land. */
    mayExist: null as { sinceMs: number; forMs: number; isCertain: boolean } | null,
    /** A hold has been carried out: nothing is planned at the vendor. */
    isSilent: false,
    /** A change of what the vendor has planned was left, and may be under way. */
    isUnsettled: false,
    /** How often the bill could not be taken back yet. */
    withdrawals: 0,
    /** The last full reading. */
    lastSeen: null as BillSeen | null,
    /** Payments of the bill that its case has not heard of. */
    untold: [] as string[],
    /** Set once the bill is being closed, or was closed before: people's words come too late then. */
    closing: closed !== undefined,

    /** The bill is to be taken back, or never made. */
    unwanted: () => file.cancelled || file.settledElsewhere,
    /** Has the bill read, though no event asks for it. */
    readAgain(eventId: string) {
      file.hints.push({ eventId, what: 'changed', atid: state.atid ?? '', at: dossier.iso(dossier.now()) });
    },
    /** The instant, in business time, at which the vendor lets the bill expire. */
    expiresAtMs: () => Date.parse(state.expiresAt),
  };

  setHandler(messages.billReported, (report) => {
    const { what, eventId, atid } = report;
    firstSight(state, eventId);
    // Other events have the same name: a second bounce, a true payment after a forged one. A reading tells them apart.
    if (file.hints.some((hint) => hint.eventId === eventId)) return;
    // Of a bill that we know already it tells nothing.
    if ((what === 'created' || what === 'creation-failed') && state.atid === atid) return;
    file.hints.push(report);
  });
  setHandler(messages.paidElsewhere, ({ eventId, source, amount: received, at }) => {
    if (!firstSight(state, eventId)) return;
    state.payments.push({ id: eventId, at, amount: received, source });
    file.settledElsewhere = true;
    file.note(`the case of this debt was paid: ${formatMoney(received)}`);
  });

  const acknowledge = (): messages.BillAcknowledgement => ({
    stage: billStageOf(state),
    owed: billViewOf(input, state).owed,
  });
  setHandler(
    messages.holdBill,
    ({ until, by, why }) => {
      state.hold = { until, by, why };
      file.note(`on hold until ${until}`, { by, why });
      file.next('withdraw the planned messages');
      return acknowledge();
    },
    { validator: (said) => check.hold(file, said) },
  );
  setHandler(
    messages.resumeBill,
    (said) => {
      state.hold = null;
      file.note('resumed', said);
      file.next('go on');
      return acknowledge();
    },
    { validator: (said) => check.resume(file, said) },
  );
  setHandler(
    messages.cancelBill,
    (said) => {
      file.cancelled = true;
      state.reason = said.why;
      file.note('cancelled', said);
      return acknowledge();
    },
    { validator: (said) => check.cancel(file, said) },
  );
  setHandler(
    messages.resolveBill,
    (said) => {
      file.answer(said);
      return acknowledge();
    },
    { validator: (said) => check.resolve(file, said) },
  );
  setHandler(messages.billStatus, () => billViewOf(input, state));
  return file;
}

function shown(input: CollectBillInput, state: BillState): Shown {
  const { stage, reason, amount, paid, nextAction, nextActionAt } = billViewOf(input, state);
  const { attentions, outcome, atid } = state;
  // What a person wrote can hold anything: it is shown to whoever asks for the bill, not on its page.
  const told = attentions.length > 0 || (outcome !== null && outcome !== 'cancelled') ? reason : null;
  return {
    stage,
    nextActionAt,
    refs: atid === null ? [] : [messages.billRef(atid)],
    details: [
      `**${stage}**: ${formatMoney(paid)} paid of ${formatMoney(amount)}, payable until ${state.expiresAt}`,
      told ? `Reason: ${told}` : '',
      nextAction ? `Next: ${nextAction}${nextActionAt ? ` at ${nextActionAt}` : ''}` : '',
    ],
  };
}
