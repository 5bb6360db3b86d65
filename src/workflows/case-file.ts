import { CancellationScope, setHandler } from '@temporalio/workflow';
import {
  type CaseState,
  type CollectRecordInput,
  firstSight,
  openCaseState,
  owedMinor,
  stageOf,
  viewOf,
} from '../domain/case.js';
import { formatMoney } from '../domain/money.js';
import { isSuccess } from '../domain/vendor-words.js';
import * as check from './case-validators.js';
import { openDossier, type Shown } from './dossier.js';
import type { PayLinkReport } from './messages.js';
import * as messages from './messages.js';

/** The open file of one case: what is known, what people and vendors said, and how it is shown. Handlers only record. */
export type CaseFile = ReturnType<typeof openCaseFile>;

export function openCaseFile(input: CollectRecordInput, closed?: CaseState) {
  const state: CaseState = closed ?? openCaseState();
  const { amount } = input.invoice;
  const dossier = openDossier({
    reference: input.reference,
    state,
    clock: input.clock,
    shown: () => shown(input, state),
  });
  const file = {
    ...dossier,
    input,
    state,
    /** PayLink events that no reading has answered yet. */
    hints: [] as PayLinkReport[],
    cancelled: false,
    /** Set once the case is being closed, or was closed before: people's words come too late then. */
    closing: closed !== undefined,
    /** The voice script of the present round, whether a call of it was reported, and whether one reached the debtor. */
    round: undefined as string | undefined,
    callReported: false,
    reached: false,
    /** A hold had the calls of the present round stopped: the round begins anew, even if the hold is over already. */
    roundBroken: false,
    /** Calls were stopped, or have to be: a call that is reported now must be stopped again. */
    stopWanted: false,
    /** A stop is under way: an import into a voice script has to wait for its end. */
    stopping: false,
    /** An import into a voice script is under way: a stop would come too early. */
    importing: false,
    /** How many of those have begun: a stop that was sent before one began says nothing about its calls. */
    voiceImports: 0,
    /** Why no calls are made any more. */
    noCalls: undefined as string | undefined,

    owed: () => owedMinor(state, amount),
    /** Nothing is left to do: all is paid, or somebody cancelled. */
    over: () => file.cancelled || file.owed() === 0,
  };

  setHandler(messages.payLinkReported, (report) => {
    if (!firstSight(state, report.eventId)) return;
    if (report.what === 'visited') file.note('the PayLink was reported as opened');
    file.hints.push(report);
  });

  setHandler(messages.callReported, (report) => {
    if (!firstSight(state, report.eventId)) return;
    const { script, result, status } = report;
    const contact = state.contacts.findLast((made) => made.channel === 'voice' && (!script || made.script === script));
    if (contact && !isSuccess(contact.result ?? undefined)) contact.result = result ?? status;
    if (isSuccess(result)) file.reached = true;
    if (script === undefined || script === file.round) file.callReported = true;
    file.note(`call reported: ${result ?? status}`);
    if (state.outcome !== null) state.lateCalls += 1;
    // A script that was told to stop and still calls is told again.
    const { outcome } = state;
    const stopped = outcome ? outcome !== 'unpaid' || file.owed() === 0 : state.hold !== null || file.closing;
    if (stopped && state.dialled.length > 0) {
      state.dialling = [...state.dialled];
      file.stopWanted = true;
    }
  });

  setHandler(messages.paidElsewhere, ({ eventId, source, amount: received, at }) => {
    if (!firstSight(state, eventId)) return;
    file.note(`paid by the bill for the same debt: ${formatMoney(received)}`);
    if (received.currency === amount.currency) state.payments.push({ id: eventId, at, amount: received, source });
    else {
      // Euros pay no pounds: a person says what they are worth.
      const asked = `the bill brought in ${formatMoney(received)}: record what that pays of the debt, then answer not-happened`;
      void CancellationScope.nonCancellable(() => file.ask('read', asked));
    }
  });

  const acknowledge = () => ({ stage: stageOf(state), owed: { minor: file.owed(), currency: amount.currency } });
  setHandler(
    messages.hold,
    ({ until, by, why }) => {
      state.hold = { until, by, why };
      file.note(`on hold until ${until}`, { by, why });
      // At once, whatever the case is busy with: no calls go out while it is on hold.
      if (state.dialling.length > 0) {
        file.stopWanted = true;
        file.roundBroken = true;
      }
      file.next('go on when the hold ends', Date.parse(until));
      return acknowledge();
    },
    { validator: (said) => check.hold(file, said) },
  );
  setHandler(
    messages.resume,
    (said) => {
      state.hold = null;
      file.note('resumed', said);
      file.next('go on');
      return acknowledge();
    },
    { validator: (said) => check.resume(file, said) },
  );
  setHandler(
    messages.cancel,
    (said) => {
      file.cancelled = true;
      state.reason = said.why;
      file.note('cancelled', said);
      return acknowledge();
    },
    { validator: (said) => check.cancel(file, said) },
  );
  setHandler(
    messages.recordPayment,
    ({ paymentId, amount: received, by, why }) => {
      if (!state.payments.some(({ id }) => id === paymentId)) {
        state.payments.push({ id: paymentId, at: file.iso(file.now()), amount: received, source: 'recorded' });
        file.note(`payment recorded: ${formatMoney(received)}`, { by, why });
      }
      return acknowledge();
    },
    { validator: (said) => check.recordPayment(file, said) },
  );
  setHandler(
    messages.resolve,
    (said) => {
      file.answer(said);
      return acknowledge();
    },
    { validator: (said) => check.resolve(file, said) },
  );
  setHandler(messages.status, () => viewOf(input, state));
  return file;
}

function shown(input: CollectRecordInput, state: CaseState): Shown {
  const view = viewOf(input, state);
  const { attentions, outcome } = state;
  // What a person wrote can hold anything: it is shown to whoever asks for the case, not on its page.
  const reason = attentions.length > 0 || (outcome !== null && outcome !== 'cancelled') ? view.reason : null;
  return {
    stage: view.stage,
    nextActionAt: view.nextActionAt,
    refs: state.links.map(({ id }) => messages.payLinkRef(id)),
    details: [
      `**${view.stage}**: ${formatMoney(view.owed)} owed of ${formatMoney(view.amount)}, ${formatMoney(view.paid)} paid`,
      reason ? `Reason: ${reason}` : '',
      view.nextAction ? `Next: ${view.nextAction}${view.nextActionAt ? ` at ${view.nextActionAt}` : ''}` : '',
    ],
  };
}
