import { beforeAll } from '@jest/globals';
import type { BillRequest } from '../../src/client/index.js';
import type { VendorFaultRule } from '../../src/simulators/accepteasy/control-types.js';
import { startAlphacommSimulator } from '../../src/simulators/alphacomm/index.js';
import { type ControlClient, createControlClient } from '../../src/simulators/control-client.js';
import * as messages from '../../src/workflows/messages.js';
import { type BillFlow, startBillFlow } from '../support/bill-flow.js';
import { CREDENTIALS, DAY_MS, eur, SAID } from '../support/fixtures.js';
import { billPaths, recordHistories } from '../support/histories.js';
import { debt, message, voice } from '../support/inputs.js';
import { atEnd } from '../support/servers.js';
import { until } from '../support/until.js';

// Not a test: plays each path once and keeps its history. Run by `npm run histories` alone.

type BillPath = (typeof billPaths)[number];
/** A login that is refused so often is a person's business. */
const LOGINS = 3;

let flow: BillFlow;
/** On this one a day takes a second. */
let fast: BillFlow;
let payLinks: ControlClient;
beforeAll(async () => {
  const alphacomm = await startAlphacommSimulator({ apiKey: 'key-of-the-tests' });
  flow = await startBillFlow({ httpTimeoutMs: 500, alphacomm: { url: alphacomm.url, apiKey: 'key-of-the-tests' } });
  fast = await startBillFlow({ speed: DAY_MS / 1_000 });
  payLinks = createControlClient(alphacomm.controlUrl);
  await payLinks.setWebhook({ url: `${flow.receiver.url}/webhooks/alphacomm`, ...CREDENTIALS });
  atEnd(() => alphacomm.close());
});

/** A bill by the name of its path. */
async function begin(path: string, more: Partial<BillRequest> = {}, fault?: Partial<VendorFaultRule>, on = flow) {
  const { incasso, control, client, bill } = on;
  const { bills } = incasso;
  const workflowId = messages.billWorkflowId(path);
  if (fault) await control.addFault({ reference: path, ...fault } as VendorFaultRule);
  await bills.submit(bill(path, more));
  return {
    bills,
    control,
    handle: client.workflow.getHandle(workflowId),
    stage: (stage: string) => on.stage(path, stage),
    waiting: () => until('the wait', async () => (await bills.show(path)).nextActionAt !== null),
    at: (effect: string) => until(effect, async () => (await on.effects(path)).some((happened) => happened === effect)),
    end: async () => {
      await bills.result(path);
      return workflowId;
    },
  };
}

const ahead = (days: number, on = flow) => [{ channel: 'Email', scheduledAt: `${on.day(days)}T09:00:00Z` }];

/** One debt on two channels, both open. */
async function both(path: string) {
  const plan = { payLink: { from: 'script' as const }, steps: [message(300), voice(60_000)] };
  await flow.incasso.cases.start(debt(path, { plan, billSrrid: path }));
  const begun = await begin(path, { amount: eur(100_00), caseReference: path, communications: ahead(7) });
  await begun.waiting();
  await until('a call', async () => (await payLinks.ledger({ reference: path, effect: 'call.planned' }))[0]);
  return begun;
}

async function sweep(): Promise<string> {
  const { client, incasso, clock } = flow;
  await incasso.schedules.apply({ everyMs: 400 * DAY_MS, vendors: ['accepteasy'], clock });
  const schedule = client.schedule.getHandle(messages.sweepBillsScheduleId);
  const before = (await schedule.describe()).info.numActionsTaken;
  await incasso.schedules.run(messages.sweepBillsScheduleId);
  return until('the sweep', async () => {
    const { info } = await schedule.describe();
    return info.numActionsTaken > before && info.recentActions.at(-1)?.action.workflow.workflowId;
  });
}

const caseOf = async (path: string) => {
  await flow.incasso.cases.result(path);
  return messages.caseWorkflowId(path);
};

const plays: Record<BillPath, (path: BillPath) => Promise<string>> = {
  async 'bill-paid'(path) {
    const { waiting, control, end } = await begin(path);
    await waiting();
    await control.pay(path);
    return end();
  },
  async 'bill-queued'(path) {
    const { waiting, control, end } = await begin(path, { async: true });
    await waiting();
    await control.pay(path);
    return end();
  },
  async 'bill-creation-failed'(path) {
    await flow.control.plan([{ srrid: path, do: 'fail-creation' }]);
    return (await begin(path, { async: true })).end();
  },
  async 'bill-answer-lost'(path) {
    const fault = { operation: 'accepteasy.bill.create', kind: 'timeout-after' } as const;
    const { waiting, control, end } = await begin(path, {}, fault);
    await waiting();
    await control.pay(path);
    return end();
  },
  async 'bill-sent-again'(path) {
    const fault = { operation: 'accepteasy.bill.create', kind: 'drop-before' } as const;
    const { at, waiting, control, end } = await begin(path, {}, fault);
    await at('bill.created');
    await waiting();
    await control.pay(path);
    return end();
  },
  'bill-expired': async (path) => (await begin(path, { expiryDate: fast.day(1) }, undefined, fast)).end(),
  async 'bill-held-and-resumed'(path) {
    const { waiting, bills, at, control, end } = await begin(path, { communications: ahead(7) });
    await waiting();
    await bills.hold(path, { until: '2026-06-01', ...SAID });
    await at('communication.deleted');
    await waiting();
    await bills.resume(path, SAID);
    await at('communication.planned');
    await waiting();
    await control.pay(path);
    return end();
  },
  async 'bill-hold-ended'(path) {
    const { waiting, bills, end } = await begin(
      path,
      { communications: ahead(6, fast), expiryDate: fast.day(9) },
      undefined,
      fast,
    );
    await waiting();
    await bills.hold(path, { until: fast.day(4), ...SAID });
    return end();
  },
  async 'bill-cancelled'(path) {
    const { waiting, bills, end } = await begin(path, { communications: ahead(7) });
    await waiting();
    await bills.cancel(path, SAID);
    return end();
  },
  async 'bill-cancelled-in-temporal'(path) {
    const { waiting, handle, end } = await begin(path);
    await waiting();
    await handle.cancel();
    return end();
  },
  async 'bill-came-back'(path) {
    await flow.control.plan([{ srrid: path, do: 'bounce', channel: 'Email' }]);
    const { at, waiting, control, end } = await begin(path, { communications: [{ channel: 'Email' }, ...ahead(7)] });
    await at('communication.planned');
    await waiting();
    await control.pay(path);
    return end();
  },
  async 'bill-reading-failed'(path) {
    const { waiting, control, stage, bills, end } = await begin(path);
    await waiting();
    await control.addFault({ operation: 'accepteasy.bill.get', kind: 'wrong-typed', reference: path });
    await control.pay(path);
    await stage('needs-attention');
    await bills.resolve(path, { as: 'retry', ...SAID });
    return end();
  },
  async 'bill-needs-attention'(path) {
    const fault = { operation: 'accepteasy.bill.create', kind: 'unauthorized', times: LOGINS } as const;
    const { stage, bills, waiting, control, end } = await begin(path, {}, fault);
    await stage('needs-attention');
    await bills.resolve(path, { as: 'retry', ...SAID });
    await waiting();
    await control.pay(path);
    return end();
  },
  async 'bill-reopened-by-money'(path) {
    const { waiting, control, stage, bills, end } = await begin(path);
    await waiting();
    await control.addFault({
      operation: 'accepteasy.bill.update',
      kind: 'unauthorized',
      times: LOGINS,
      reference: path,
    });
    await bills.cancel(path, SAID);
    await stage('needs-attention');
    await bills.resolve(path, { as: 'not-happened', ...SAID });
    await end();
    await control.pay(path);
    await stage('needs-attention');
    await bills.resolve(path, { as: 'happened', ...SAID });
    return end();
  },
  async 'bill-paid-and-case-told'(path) {
    const { control, end } = await both(path);
    await control.pay(path);
    return end();
  },
  async 'bill-cancelled-for-case'(path) {
    const { end } = await both(path);
    await payLinks.tell({ reference: path, story: 'paid' });
    return end();
  },
  async 'case-paid-by-bill'(path) {
    const { control } = await both(path);
    await control.pay(path);
    return caseOf(path);
  },
  async 'case-paid-and-bill-told'(path) {
    await both(path);
    await payLinks.tell({ reference: path, story: 'paid' });
    return caseOf(path);
  },
  'bill-sweep-first': sweep,
  async 'bill-sweep-next'() {
    await flow.client.workflow.getHandle(await sweep()).result();
    return sweep();
  },
};

recordHistories(billPaths, plays, () => flow.client);
