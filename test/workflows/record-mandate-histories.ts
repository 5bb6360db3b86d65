import { afterEach, beforeEach } from '@jest/globals';
import type { MandateRequest, MandateView } from '../../src/client/index.js';
import { businessTime } from '../../src/domain/clock.js';
import type { AdviceType, PtxFaultRule } from '../../src/simulators/ptx/control-types.js';
import { historyDiffers, mandateWorkflowId } from '../../src/workflows/messages.js';
import { mandatePaths, recordHistories } from '../support/histories.js';
import { type MandateFlow, startMandateFlow } from '../support/mandate-flow.js';
import { mandateRules, oneOff, planTerms, SAID } from '../support/mandate-rules.js';
import { gbp } from '../support/mandates.js';
import { until } from '../support/until.js';

// Not a test: plays each path once and keeps its history. Run by `npm run histories` alone.

type MandatePath = (typeof mandatePaths)[number];

const DAY_MS = 86_400_000;
/** A mandate ends three months after it was cancelled: a day takes so many real milliseconds. */
const REAL_DAY_MS = 60;
const DAYS_OF_A_RUN = 366;

let flow: MandateFlow;
let rules: ReturnType<typeof mandateRules>;
/** A path has time of its own: the days of several would lead beyond the end of the bank calendar. */
beforeEach(async () => {
  flow = await startMandateFlow({ speed: DAY_MS / REAL_DAY_MS });
  rules = mandateRules(flow);
});
afterEach(() => flow.worker.stop());

/** The day that it is so many days from now. */
const dayIn = (days: number): string =>
  new Date(businessTime(Date.now(), flow.clock) + days * DAY_MS).toISOString().slice(0, 10);

/** Of a plan that begins long after everything else. */
const monthly = (days: number, more = {}) => ({
  plan: { amount: gbp(12_50), frequency: 'monthly' as const, start: dayIn(days), ...more },
});
const FAR = 400;

/** The mandate of a path: its name, cut to what a reference may be. */
function begin(path: MandatePath) {
  const reference = `M ${path.slice('mandate-'.length).toUpperCase()}`.slice(0, 18).replace(/-$/, '');
  const { mandates, control } = flow;
  const workflowId = mandateWorkflowId(reference);
  const mandate = {
    reference,
    handle: flow.handle(reference),
    setUp: (more: Partial<MandateRequest> = monthly(FAR)) => flow.setUp(reference, more),
    active: (more: Partial<MandateRequest> = monthly(FAR)) => flow.active(reference, more),
    fault: (operation: PtxFaultRule['operation'], kind: PtxFaultRule['kind']) =>
      control.addFault({ operation, kind, reference }),
    sees: (what: string, isSo: (view: MandateView) => boolean) => flow.reaches(reference, what, isSo),
    said: (line: string) => mandate.sees(line, (view) => rules.lines(view).some((each) => each.includes(line))),
    async cancelled(): Promise<string> {
      await mandates.cancel(reference, SAID);
      return mandate.ended();
    },
    /** It closes by itself, unless it asks something. */
    async ended(): Promise<string> {
      await until('its end', async () => {
        if ((await mandate.handle.describe()).status.name !== 'RUNNING') return true;
        const { stage } = await mandates.show(reference);
        if (stage === 'needs-attention') await rules.answer(reference, 'happened');
        return false;
      });
      return workflowId;
    },
    /** The one row of a collection that PTX has, as soon as it is collected. */
    collected: () =>
      until('a collection', async () => {
        const rows = await flow.rowsOf(reference);
        return rows.find(({ paymentType, status }) => paymentType !== 'AUDDIS' && status === 'SUCCESS');
      }),
    /** A bank tells PTX something of it, and we hear of it. */
    async advised(type: AdviceType, code: string, more: object = {}) {
      const [{ id } = { id: 0 }] = await rules.atPtx(reference);
      await control.advise({ type, mandateId: id, code, ...more });
      await flow.hear();
      return mandate.said(`reported by the bank: ${type} ${code}`);
    },
  };
  return mandate;
}

/** Past a year of one run. */
async function longRun(path: MandatePath): Promise<{ workflowId: string; runId: string }> {
  const { active, handle, cancelled } = begin(path);
  await active(monthly(900));
  const { runId } = await handle.describe();
  const { startTime } = await handle.describe();
  await until('a year', () => Date.now() - startTime.getTime() > DAYS_OF_A_RUN * REAL_DAY_MS);
  await handle.signal(historyDiffers, { eventId: path, day: dayIn(0) });
  await until('the next run', async () => (await handle.describe()).runId !== runId);
  return { workflowId: await cancelled(), runId };
}

const plays: Record<MandatePath, (path: MandatePath) => Promise<string | { workflowId: string; runId: string }>> = {
  async 'mandate-collected'(path) {
    const { active, sees, cancelled } = begin(path);
    await active(monthly(60, { occurrences: 2 }));
    await sees(
      'two collections',
      ({ collections }) => collections.filter(({ state }) => state === 'cleared').length === 2,
    );
    return cancelled();
  },
  async 'mandate-plan-added'(path) {
    const { reference, cancelled } = begin(path);
    await rules.bare(reference);
    await flow.mandates.addPlan(reference, { plan: planTerms({ start: dayIn(FAR) }), ...SAID });
    return cancelled();
  },
  async 'mandate-plan-changed'(path) {
    const { reference, active, cancelled } = begin(path);
    await active();
    await flow.mandates.changePlan(reference, { amount: gbp(20_00), ...SAID });
    await flow.mandates.changePlan(reference, { start: dayIn(FAR + 40), occurrences: 3, ...SAID });
    return cancelled();
  },
  async 'mandate-suspended'(path) {
    const { reference, active, cancelled } = begin(path);
    await active();
    await flow.mandates.suspend(reference, SAID);
    await flow.mandates.reactivate(reference, SAID);
    return cancelled();
  },
  async 'mandate-one-off'(path) {
    const { reference, active, collected, cancelled } = begin(path);
    await active();
    await flow.mandates.collectOneOff(reference, await aOneOff());
    await collected();
    return cancelled();
  },
  async 'mandate-letters-kept-back'(path) {
    const { reference, active, cancelled } = begin(path);
    await active();
    await flow.mandates.suppressCorrespondence(reference, SAID);
    return cancelled();
  },
  async 'mandate-owner-asked'(path) {
    const { reference, setUp, sees, cancelled } = begin(path);
    const account = { sortCode: '200000', accountNumber: '11223344', accountName: 'P EXAMPLE' };
    await flow.control.setVerification(account.accountNumber, 'CLOSE_MATCH');
    await setUp({ ...monthly(FAR), verifyOwner: true, account });
    await rules.asks(reference, 'does not confirm');
    await rules.answer(reference, 'retry');
    await sees('the question again', ({ timeline, stage }) => timeline.length >= 5 && stage === 'needs-attention');
    await rules.answer(reference, 'happened');
    await flow.staged(reference, 'active');
    return cancelled();
  },
  async 'mandate-not-the-payers'(path) {
    const { reference, setUp, ended } = begin(path);
    const account = { sortCode: '200000', accountNumber: '11223355', accountName: 'P EXAMPLE' };
    await flow.control.setVerification(account.accountNumber, 'NO');
    await setUp({ ...monthly(FAR), verifyOwner: true, account });
    await rules.asks(reference, 'does not confirm');
    await rules.answer(reference, 'not-happened');
    return ended();
  },
  async 'mandate-plan-too-early'(path) {
    const { reference, setUp, cancelled } = begin(path);
    await setUp({ plan: { amount: gbp(12_50), frequency: 'yearly', start: dayIn(2) } });
    await rules.asks(reference, 'answer happened to start on');
    await rules.answer(reference, 'happened');
    await flow.staged(reference, 'active');
    return cancelled();
  },
  async 'mandate-taken-over'(path) {
    const { reference, active, cancelled } = begin(path);
    const ptx = rules.somebodyElse();
    const name = { title: 'Ms', firstName: 'Pat', lastName: 'Example', email: 'pat@example.com' };
    const contact = { ...name, reference: `C-${reference}`, communication: 'EMAIL' };
    const { id: contactId } = await ptx.createContact(contact);
    const account = { sortCode: '200000', accountNumber: '42222222', accountName: 'P EXAMPLE' };
    await ptx.createMandate({ contactId, mandate: { profileId: '4826', reference, ...account, status: 'DRAFT' } });
    await active();
    return cancelled();
  },
  async 'mandate-answers-lost'(path) {
    const { fault, active, cancelled } = begin(path);
    for (const operation of ['ptx.mandates.create', 'ptx.paymentPlans.create', 'ptx.mandates.setStatus'] as const) {
      await fault(operation, 'timeout-after');
    }
    await active();
    return cancelled();
  },
  async 'mandate-set-up-asked'(path) {
    const { reference, setUp, cancelled } = begin(path);
    await rules.breaks('ptx.mandates.queryByReference', reference);
    await setUp();
    await rules.asks(reference, 'make the mandate: ContractBroken');
    await rules.answer(reference, 'retry');
    await flow.staged(reference, 'active');
    return cancelled();
  },
  async 'mandate-given-up'(path) {
    const { reference, active, said, cancelled } = begin(path);
    await active();
    await rules.breaks('ptx.collectionHistory.queryByMandate', reference);
    await flow.mandates.collectOneOff(reference, await aOneOff());
    await rules.answer(reference, 'not-happened');
    await said('was given up by a person');
    return cancelled();
  },
  async 'mandate-overtaken'(path) {
    const { reference, active, cancelled } = begin(path);
    await active();
    await rules.breaks('ptx.paymentPlans.list', reference);
    await flow.mandates.changePlan(reference, { amount: gbp(20_00), ...SAID });
    return cancelled();
  },
  async 'mandate-cancelled-in-temporal'(path) {
    const { active, handle, ended } = begin(path);
    await active();
    await handle.cancel();
    return ended();
  },
  async 'mandate-cancelled-while-asking'(path) {
    const { reference, setUp, handle, ended } = begin(path);
    await rules.breaks('ptx.paymentPlans.list', reference);
    await setUp();
    await rules.asks(reference, 'add the plan: ContractBroken');
    await handle.cancel();
    return ended();
  },
  async 'mandate-presented-again'(path) {
    const { active, collected, said, cancelled } = begin(path);
    await active(monthly(60, { occurrences: 1 }));
    const { id } = await collected();
    await flow.control.returnCollection({ rowId: id, code: '0' });
    await flow.hear();
    await said('PTX collects 12.50');
    return cancelled();
  },
  async 'mandate-claimed-back'(path) {
    const { active, collected, said, cancelled } = begin(path);
    await active(monthly(60, { occurrences: 1 }));
    const { id } = await collected();
    await flow.control.claimCollection({ rowId: id, code: '1' });
    await flow.hear();
    await said('needs attention: DDICA 1');
    return cancelled();
  },
  async 'mandate-reactivated-by-bank'(path) {
    const { active, advised, cancelled } = begin(path);
    await active();
    await advised('ADDACS', 'D');
    await advised('ADDACS', 'R');
    return cancelled();
  },
  async 'mandate-lodged-anew'(path) {
    const { active, advised, said, cancelled } = begin(path);
    await active();
    await advised('ADDACS', '3', { newSortCode: '200001', newAccountNumber: '42222223' });
    await said('lodged anew');
    return cancelled();
  },
  async 'mandate-cancelled-by-bank'(path) {
    const { active, advised, ended } = begin(path);
    await active();
    await advised('ADDACS', '1');
    return ended();
  },
  async 'mandate-payer-died'(path) {
    const { active, advised, ended } = begin(path);
    await active();
    await advised('ADDACS', '2');
    return ended();
  },
  'mandate-first-run': longRun,
  'mandate-next-run': async (path) => (await longRun(path)).workflowId,
};

/** On a processing day that no notice keeps from being one, however fast the days go by. */
async function aOneOff() {
  const days = [60, 61, 62, 63, 64].map(dayIn);
  const isWeekday = (day: string) => ![0, 6].includes(new Date(day).getUTCDay());
  return oneOff({ date: days.find(isWeekday) ?? '' });
}

recordHistories(mandatePaths, plays, () => flow.client);
