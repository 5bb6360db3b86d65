import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { MandateView } from '../../src/client/index.js';
import type { PtxFaultRule } from '../../src/simulators/ptx/control-types.js';
import { faultKinds } from '../support/fault-kinds.js';
import { startIncasso } from '../support/incasso-process.js';
import { aReport, type MandateFlow, startMandateFlow } from '../support/mandate-flow.js';
import { mandateReports } from '../support/mandate-reports.js';
import { SAID } from '../support/mandate-rules.js';
import { PTX_USER } from '../support/ptx-flow.js';
import { startRealServer } from '../support/servers.js';
import { until } from '../support/until.js';

// Every fault at every call to PTX that a report causes, and a worker that dies in the middle. The effect must be there once,
// the report counted once, and nobody asked but about an answer that could not be read.

const KINDS = [...faultKinds, 'unauthorized'] as const;
const httpTimeoutMs = 900;
const NEW = { newSortCode: '200001', newAccountNumber: '42222299' };
const NEW_HASH = createHash('sha256').update('200001/42222299').digest('hex');

type Operation = PtxFaultRule['operation'];

interface Case {
  /** What the bank reports. */
  told: string;
  /** Where the fault strikes. */
  at: Operation;
  tell(reference: string): Promise<unknown>;
  /** What PTX does because of it, by its ledger. */
  effects: Record<string, number>;
  stage: string;
}

let flow: MandateFlow;
let reports: ReturnType<typeof mandateReports>;

const advice = (code: string) => (reference: string) => flow.report(reference, aReport('ADDACS', code));
/** PTX has the new account already. */
const moved = async (reference: string) => {
  const { id: mandateId } = await reports.atPtx(reference);
  await flow.control.advise({ type: 'ADDACS', code: '3', mandateId, ...NEW });
  return flow.report(reference, aReport('ADDACS', '3', { newAccountHash: NEW_HASH }));
};
const unpaid = async (reference: string) => {
  const { id: mandateId } = await reports.atPtx(reference);
  await flow.control.addHistoryRow({ mandateId, paymentDay: '2026-03-02', amountMinor: 9_00 });
  return flow.report(reference, aReport('ARUDD', '0', { amountMinor: 9_00, originalDate: '2026-02-27' }));
};

const cancelled = { 'mandate.cancelled': 1, 'letter.created': 2, 'auddis.created': 2 };
const suspended = { 'mandate.suspended': 1, 'letter.created': 2, 'auddis.created': 1 };
const CASES: Case[] = [
  { told: 'ADDACS 1', at: 'ptx.mandates.get', tell: advice('1'), effects: cancelled, stage: 'cancelled' },
  { told: 'ADDACS 1', at: 'ptx.paymentPlans.list', tell: advice('1'), effects: cancelled, stage: 'cancelled' },
  { told: 'ADDACS 1', at: 'ptx.mandates.setStatus', tell: advice('1'), effects: cancelled, stage: 'cancelled' },
  { told: 'ADDACS D', at: 'ptx.mandates.setStatus', tell: advice('D'), effects: suspended, stage: 'needs-attention' },
  {
    ...{ told: 'ADDACS 2', at: 'ptx.correspondence.suppress', tell: advice('2'), stage: 'cancelled' },
    effects: { ...cancelled, 'letter.suppressed': 2 },
  },
  {
    ...{ told: 'ADDACS 3', at: 'ptx.mandates.addAuddisInstruction', tell: moved, stage: 'active' },
    effects: { 'report.applied': 1, 'letter.created': 2, 'auddis.created': 2 },
  },
  {
    ...{ told: 'ARUDD 0', at: 'ptx.mandates.createOneOff', tell: unpaid, stage: 'active' },
    effects: { 'one-off.created': 2, 'collection.collected': 1, 'letter.created': 2, 'auddis.created': 1 },
  },
];

/** What every mandate of these has had done before. */
const SET_UP = { 'mandate.created': 1, 'plan.created': 1, 'mandate.activated': 1 };

const referenceOf = (kind: string, index: number) => `F${(KINDS as readonly string[]).indexOf(kind)}-${index}-FAULTS`;
const all = KINDS.flatMap((kind) => CASES.map((_, index) => referenceOf(kind, index)));

beforeAll(async () => {
  flow = await startMandateFlow({ httpTimeoutMs });
  reports = mandateReports(flow);
  await reports.allActive(all);
}, 300_000);

/** Waits until it has acted, and gives the answer that a reading wants which failed for good. */
const acted = (reference: string, stage: string): Promise<MandateView> =>
  until(`what follows at ${reference}`, async () => {
    const view = await reports.acted(reference);
    if (/^(read|set|suppress|lodge|collect) .*: ContractBroken: /.test(view.reason ?? '')) {
      await flow.mandates.resolve(reference, { as: 'retry', ...SAID });
      return false;
    }
    return view.stage === stage && view;
  });

describe.each(KINDS)('%s', (kind) => {
  test.concurrent.each(CASES.map((each, index) => ({ ...each, reference: referenceOf(kind, index) })))(
    'at $at, because of $told: it happens once',
    async ({ at: operation, told, tell, effects, stage, reference }) => {
      await flow.control.addFault({ operation, kind, reference, retryAfterSeconds: 1, delayMs: httpTimeoutMs / 2 });
      await tell(reference);
      const view = await acted(reference, stage);
      expect(reports.lines(view).filter((line) => line.startsWith('reported by the bank'))).toEqual([
        expect.stringContaining(`: ${told},`),
      ]);
      expect(await flow.effects(reference)).toEqual({ ...SET_UP, ...effects });
      const struck = (await flow.control.calls()).filter(
        (call) => call.reference === reference && call.answered === kind,
      );
      expect(struck).toHaveLength(1);
    },
  );
});

test('lists that nobody can name a mandate in fail for all, and each effect is there once', async () => {
  const references = ['LISTS-001', 'LISTS-002', 'LISTS-003'];
  await Promise.all(references.map((reference) => flow.active(reference)));
  const lists = [
    'ptx.collectionHistory.queryByMandate',
    'ptx.correspondence.queryByProfileIdAndStatus',
    'ptx.collectionProfiles.queryAll',
  ] as const;
  for (const kind of ['drop-after', 'error-500-before', 'unavailable', 'rate-limited'] as const) {
    for (const operation of lists) await flow.control.addFault({ operation, kind, retryAfterSeconds: 1 });
  }
  await Promise.all([advice('2')('LISTS-001'), moved('LISTS-002'), unpaid('LISTS-003')]);
  await acted('LISTS-001', 'cancelled');
  await Promise.all(['LISTS-002', 'LISTS-003'].map((reference) => acted(reference, 'active')));
  expect(await flow.effects('LISTS-001')).toMatchObject({ 'mandate.cancelled': 1, 'letter.suppressed': 2 });
  expect(await flow.effects('LISTS-002')).toMatchObject({ 'auddis.created': 2 });
  expect(await flow.effects('LISTS-003')).toMatchObject({ 'one-off.created': 2 });
});

test('a worker that dies while PTX does what a report wants is followed by one that does nothing twice, and loses nothing', async () => {
  const named = CASES.map((each, index) => ({ ...each, reference: `KILLED-${index}0` }));
  await Promise.all(named.map(({ reference }) => flow.active(reference)));
  await flow.worker.stop(); // Two workers of one PTX user there are not.
  const { server } = await startRealServer();
  const variables = {
    TEMPORAL_ADDRESS: server.address,
    INCASSO_TASK_QUEUE_PREFIX: flow.taskQueue,
    PTX_URL: flow.simulator.url,
    PTX_EMAIL: PTX_USER.email,
    PTX_PASSWORD: PTX_USER.password,
    PTX_SETTLE: '1s',
    INCASSO_HTTP_TIMEOUT: '8s',
    INCASSO_DATA_DIR: flow.dataDir,
    LOG_LEVEL: 'error',
  };
  // PTX does it, and nobody hears the answer.
  for (const { at: operation, reference } of named) {
    await flow.control.addFault({ operation, reference, kind: 'timeout-after' });
  }
  const worker = await startIncasso(['worker'], variables);
  for (const { tell, reference } of named) await tell(reference);
  await until('every call is under way', async () => {
    const calls = await flow.control.calls();
    const isStruck = (reference: string) =>
      calls.some((call) => call.reference === reference && call.answered === 'timeout-after');
    return named.every(({ reference }) => isStruck(reference));
  });
  await worker.kill();
  await startIncasso(['worker'], variables);
  for (const { reference, stage, effects, told } of named) {
    const view = await acted(reference, stage);
    expect(reports.lines(view).filter((line) => line.includes(`reported by the bank: ${told},`))).toHaveLength(1);
    expect(await flow.effects(reference)).toEqual({ ...SET_UP, ...effects });
  }
}, 240_000);
