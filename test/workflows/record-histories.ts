import { randomUUID } from 'node:crypto';
import { beforeAll } from '@jest/globals';
import type { CollectRecordInput } from '../../src/domain/case.js';
import type { FaultRule, Story } from '../../src/simulators/control-client.js';
import * as messages from '../../src/workflows/messages.js';
import { type Flow, startFlow } from '../support/flow.js';
import { casePaths, recordHistories } from '../support/histories.js';
import { debt, message, voice } from '../support/inputs.js';
import { until } from '../support/until.js';

// Not a test: plays each path once and keeps its history. Run by `npm run histories` alone.

type CasePath = (typeof casePaths)[number];

const DAY_MS = 86_400_000;
/** A login that is refused so often is a person's business. */
const LOGINS = 3;
const said = { by: 'an operator', why: 'a reason' };
const steps = (...all: CollectRecordInput['plan']['steps']) => ({
  plan: { payLink: { from: 'script' as const }, steps: all },
});
const calling = steps(message(300), voice(60_000));

let flow: Flow;
beforeAll(async () => {
  flow = await startFlow({ httpTimeoutMs: 500, importWindowMs: 1_500 });
});

/** A case by the name of its path; `at` waits until the vendor has done something for it. */
async function begin(path: CasePath, more: Partial<CollectRecordInput> = {}, fault?: Partial<FaultRule>) {
  const { incasso, control, client } = flow;
  const { cases } = incasso;
  const workflowId = messages.caseWorkflowId(path);
  if (fault) await control.addFault({ reference: path, ...fault } as FaultRule);
  await cases.start(debt(path, more));
  return {
    cases,
    handle: client.workflow.getHandle(workflowId),
    at: (effect: string, times = 1) =>
      until(effect, async () => (await control.ledger({ reference: path, effect })).length >= times),
    stage: (stage: string) => until(stage, async () => (await cases.show(path)).stage === stage),
    tell: (story: Story['story'], more: Partial<Story> = {}) => control.tell({ reference: path, story, ...more }),
    end: async () => {
      await cases.result(path);
      return workflowId;
    },
  };
}

async function park(path: CasePath, reference: string | null): Promise<string> {
  const at = new Date().toISOString();
  const event = { kind: 'call', eventId: path, callId: path, status: 'finished', at } as const;
  const input: messages.ParkedEventInput = { vendor: 'alphacomm', eventName: 'test', reference, receivedAt: at, event };
  const workflowId = messages.parkedWorkflowId('alphacomm', path);
  await flow.client.workflow.start(messages.workflowTypes.parkedEvent, {
    workflowId,
    taskQueue: flow.taskQueue,
    args: [input],
    memo: { vendor: 'alphacomm', event: 'test', receivedAt: at, reference, reason: 'no case has it' },
  });
  return workflowId;
}

async function sweep(): Promise<string> {
  const { client, incasso } = flow;
  await incasso.schedules.apply({ everyMs: 400 * DAY_MS });
  const schedule = client.schedule.getHandle(messages.sweepScheduleId);
  const before = (await schedule.describe()).info.numActionsTaken;
  await incasso.schedules.run(messages.sweepScheduleId);
  return until('the sweep', async () => {
    const { info } = await schedule.describe();
    return info.numActionsTaken > before && info.recentActions.at(-1)?.action.workflow.workflowId;
  });
}

/** Each plays its path to the end, and gives the id of the workflow whose last run is the history. */
const plays: Record<CasePath, (path: CasePath) => Promise<string>> = {
  async 'case-paid'(path) {
    const { at, tell, end } = await begin(path);
    await at('message.sent');
    await tell('paid');
    return end();
  },
  async 'case-paid-in-parts'(path) {
    const { at, tell, end, cases } = await begin(path);
    await at('message.sent');
    await tell('part-paid', { amountMinor: 40_00 });
    await until('the part', async () => (await cases.show(path)).paid.minor === 40_00);
    await tell('paid');
    return end();
  },
  async 'case-overpaid'(path) {
    const { at, tell, end } = await begin(path);
    await at('message.sent');
    await tell('paid', { amountMinor: 120_00 });
    return end();
  },
  'case-unpaid-after-rounds': async (path) =>
    (await begin(path, steps(message(300), voice(500), voice(500), message(300)))).end(),
  async 'case-answered'(path) {
    const { at, tell, end } = await begin(path, steps(message(300), voice(3_000), voice(3_000), voice(3_000)));
    await at('call.planned');
    await tell('no-answer');
    await at('call.planned', 2);
    await tell('answered');
    return end();
  },
  async 'case-paid-while-calling'(path) {
    const { at, tell, end } = await begin(path, calling);
    await at('call.planned');
    await tell('paid');
    return end();
  },
  'case-rejected': async (path) => (await begin(path, { debtor: { name: 'Example', phones: ['+31600000000'] } })).end(),
  async 'case-voice-refused'(path) {
    const text = { channel: 'message', script: '1003', waitMs: 300 } as const;
    const refusing = { channel: 'voice', script: '1001', waitMs: 60_000 } as const;
    const debtor = { name: 'Example', phones: ['+31600000000'] };
    return (await begin(path, { debtor, ...steps(text, refusing, refusing) })).end();
  },
  'case-without-phone': async (path) =>
    (
      await begin(path, { debtor: { email: 'debtor@example.com', phones: [] }, ...steps(message(300), voice(60_000)) })
    ).end(),
  async 'case-own-link'(path) {
    const own = { plan: { payLink: { from: 'api' as const, waitMs: 60_000 }, steps: [voice()] } };
    const { at, tell, end } = await begin(path, own);
    await at('payLink.created');
    await tell('paid');
    return end();
  },
  async 'case-held-and-resumed'(path) {
    const { at, stage, cases, end } = await begin(path, steps(message(300), voice(1_500)));
    await at('call.planned');
    await cases.hold(path, { until: '2999-01-01', ...said });
    await stage('held');
    await at('call.dropped');
    await cases.resume(path, said);
    return end();
  },
  async 'case-hold-ended'(path) {
    const clock = { since: new Date().toISOString(), origin: '2026-03-02T09:00:00.000Z', speed: 200_000 };
    const { stage, cases, end } = await begin(path, { clock, ...steps(message(4 * DAY_MS)) });
    await stage('awaiting-payment');
    await cases.hold(path, { until: '2026-03-09', ...said });
    return end();
  },
  async 'case-cancelled'(path) {
    const { at, cases, end } = await begin(path, calling);
    await at('call.planned');
    await cases.cancel(path, said);
    return end();
  },
  async 'case-cancelled-in-temporal'(path) {
    const { at, handle, end } = await begin(path, calling);
    await at('call.planned');
    await handle.cancel();
    return end();
  },
  async 'case-recorded-payment'(path) {
    const { at, cases, end } = await begin(path);
    await at('message.sent');
    const amount = { minor: 50_00, currency: 'EUR' };
    await cases.recordPayment(path, { paymentId: 'bank-1', amount, ...said });
    await cases.recordPayment(path, { paymentId: 'bank-2', amount, ...said });
    return end();
  },
  async 'case-import-looked-up'(path) {
    const { at, tell, stage, end } = await begin(path, {}, { operation: 'addRecords', kind: 'timeout-after' });
    await at('message.sent');
    await stage('awaiting-payment');
    await tell('paid');
    return end();
  },
  'case-import-repeated': async (path) =>
    (await begin(path, steps(message(300)), { operation: 'addRecords', kind: 'drop-before' })).end(),
  'case-voice-import-unclear': async (path) =>
    (
      await begin(path, steps(message(300), voice(800)), { operation: 'addRecords', kind: 'timeout-after', skip: 1 })
    ).end(),
  async 'case-needs-attention-resolved'(path) {
    const { stage, cases, end } = await begin(path, steps(message(300)), {
      operation: 'addRecords',
      kind: 'unauthorized',
      times: LOGINS,
    });
    await stage('needs-attention');
    await cases.resolve(path, { as: 'retry', ...said });
    return end();
  },
  async 'case-reading-failed'(path) {
    const { at, tell, stage, cases, end } = await begin(path, {}, { operation: 'payLinks', kind: 'wrong-typed' });
    await at('message.sent');
    await tell('paid');
    await stage('needs-attention');
    await cases.resolve(path, { as: 'retry', ...said });
    return end();
  },
  async 'case-stop-failed'(path) {
    const { at, stage, cases, end } = await begin(path, calling, {
      operation: 'stopCalling',
      kind: 'unauthorized',
      times: LOGINS,
    });
    await at('call.planned');
    await cases.hold(path, { until: '2999-01-01', ...said });
    await stage('needs-attention');
    await cases.resolve(path, { as: 'retry', ...said });
    await at('call.dropped');
    await cases.cancel(path, said);
    return end();
  },
  async 'case-reopened-by-money'(path) {
    const { at, tell, stage, cases, end } = await begin(path);
    await at('message.sent');
    await cases.cancel(path, said);
    await end();
    await tell('part-paid', { amountMinor: 12_00 });
    await stage('needs-attention');
    await cases.resolve(path, { as: 'happened', ...said });
    return end();
  },
  async 'case-reopened-by-call'(path) {
    const { at, tell, cases, end } = await begin(path, calling);
    await at('call.planned');
    await tell('no-answer', { delivery: { mode: 'late', byMs: 2_000 } });
    await tell('paid');
    await end();
    const isCall = ({ what }: { what: string }) => what.startsWith('call reported');
    await until('the late call', async () => (await cases.show(path)).timeline.some(isCall));
    return end();
  },
  async 'parked-delivered'(path) {
    const workflowId = await park(path, path);
    await flow.incasso.cases.start(debt(path));
    return workflowId;
  },
  async 'parked-assigned'(path) {
    const workflowId = await park(path, randomUUID());
    await flow.incasso.cases.start(debt(path));
    await flow.incasso.parked.assign(`alphacomm:${path}`, { reference: path, ...said });
    return workflowId;
  },
  async 'parked-discarded'(path) {
    const workflowId = await park(path, null);
    await flow.incasso.parked.discard(`alphacomm:${path}`, said);
    return workflowId;
  },
  'sweep-first': sweep,
  async 'sweep-next'() {
    await flow.client.workflow.getHandle(await sweep()).result();
    return sweep();
  },
};

recordHistories(casePaths, plays, () => flow.client);
