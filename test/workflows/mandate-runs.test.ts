import { beforeAll, expect, test } from '@jest/globals';
import { defaultPayloadConverter } from '@temporalio/common';
import { latestCalendarVersion } from '../../src/domain/calendar/holidays.js';
import type { MandateState } from '../../src/domain/direct-debit/mandate.js';
import {
  historyDiffers,
  type MandateAsked,
  mandateWorkflowId,
  referenceAttribute,
  stageAttribute,
  vendorRefsAttribute,
} from '../../src/workflows/messages.js';
import type { History } from '../support/histories.js';
import { aReport, type MandateFlow, startMandateFlow } from '../support/mandate-flow.js';
import { gbp } from '../support/mandates.js';
import { until } from '../support/until.js';

// A mandate lives for years, in runs of some hundred events. What is known goes from one to the next, the payer does not.

const said = { by: 'an operator', why: 'asked for by the payer' };
const CANARY = /quirinius|zwaardvis|canary\.example|73194628|207317/i;
const payer = {
  contact: {
    reference: 'C-RUNS',
    title: 'Mr',
    firstName: 'Quirinius',
    lastName: 'Zwaardvis',
    email: 'q@canary.example',
  },
  account: { sortCode: '207317', accountNumber: '73194628', accountName: 'Q ZWAARDVIS' },
};

let flow: MandateFlow;
beforeAll(async () => {
  flow = await startMandateFlow();
});

const runOf = async (reference: string) => (await flow.handle(reference).describe()).runId;
const historyOf = async (reference: string, runId?: string): Promise<History> =>
  flow.client.workflow.getHandle(mandateWorkflowId(reference), runId).fetchHistory();

/** Everything that a history holds, its payloads in clear. */
function wordsIn(history: History): string {
  const inClear = (key: string, value: unknown) =>
    key === 'data' ? Buffer.from(`${value}`, 'base64').toString() : value;
  return JSON.stringify(history, inClear);
}

/** What a run was begun with. */
function begunWith({ events }: History): [MandateAsked, MandateState] {
  const payloads = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads ?? [];
  return payloads.map((payload) => defaultPayloadConverter.fromPayload(payload)) as [MandateAsked, MandateState];
}

/** Has a mandate look at PTX, one look after the other, until it has gone on in another run. */
async function goOn(reference: string): Promise<string> {
  const before = await runOf(reference);
  for (let n = 1; (await runOf(reference)) === before; n += 1) {
    const { historyLength } = await flow.handle(reference).describe();
    await flow.handle(reference).signal(historyDiffers, { eventId: `${n}`, day: '2026-03-02' });
    await until('its look', async () => {
      const now = await flow.handle(reference).describe();
      return now.runId !== before || now.historyLength >= historyLength + 10;
    });
  }
  return before;
}

test('a mandate goes on in a new run with all that is known of it, and without the name and account of the payer', async () => {
  await flow.active('RUNS-001', payer);
  await flow.report('RUNS-001', aReport('AUDDIS', 'M'));
  await flow.staged('RUNS-001', 'needs-attention');
  const view = await flow.mandates.show('RUNS-001');
  const before = await flow.handle('RUNS-001').describe();
  const firstRun = await goOn('RUNS-001');

  expect(await flow.mandates.show('RUNS-001')).toEqual({ ...view, nextAction: view.nextAction });
  const after = await flow.handle('RUNS-001').describe();
  expect(after.memo).toEqual(before.memo);
  const shown = [stageAttribute, referenceAttribute, vendorRefsAttribute] as const;
  for (const key of shown) expect(after.typedSearchAttributes.get(key)).toEqual(before.typedSearchAttributes.get(key));

  const first = await historyOf('RUNS-001', firstRun);
  expect(wordsIn(first)).toMatch(CANARY);
  const { length } = first.events ?? [];
  expect(length).toBeGreaterThan(500);
  expect(length).toBeLessThan(600);
  const second = await historyOf('RUNS-001');
  expect(wordsIn(second)).not.toMatch(CANARY);
  const [input, state] = begunWith(second);
  expect(input).toMatchObject({ reference: 'RUNS-001', calendar: latestCalendarVersion, clock: flow.clock });
  expect(input).not.toHaveProperty('contact');
  expect(input).not.toHaveProperty('account');
  expect(state).toMatchObject({
    phase: 'suspended',
    suspendedByReport: true,
    reports: [{ report: 'AUDDIS', code: 'M' }],
  });

  // What was asked in the first run is answered in the second, and the report counts as taken.
  await flow.mandates.resolve('RUNS-001', { as: 'happened', ...said });
  await flow.mandates.reactivate('RUNS-001', said);
  expect(await flow.staged('RUNS-001', 'active')).toMatchObject({ reason: null });
}, 60_000);

test('nothing that is said or reported around the change of run is lost, or done twice', async () => {
  await flow.active('RUNS-002');
  const firstRun = await runOf('RUNS-002');
  const records = Array.from({ length: 60 }, () => aReport('AUDDIS', 'C'));
  const keys = Array.from({ length: 12 }, (_, n) => `K${n}`);
  const isOrdered = ({ key }: { key: string }) => keys.includes(key);
  const reporting = (async () => {
    for (const [n, record] of records.entries()) {
      await flow.report('RUNS-002', record);
      const again = records[n - 7]; // Told twice, in whatever run.
      if (again) await flow.report('RUNS-002', again);
      await until('it is taken', async () => {
        const { timeline } = await flow.mandates.show('RUNS-002');
        return timeline.filter(({ what }) => what.startsWith('reported by the bank')).length > n - 4;
      });
    }
  })();
  for (const [n, key] of keys.entries()) {
    const asked = { key, amount: gbp(100 + n), date: '2026-04-20', ...said };
    expect(await flow.mandates.collectOneOff('RUNS-002', asked)).toMatchObject({ stage: 'active' });
  }
  await reporting;

  const view = await flow.reaches('RUNS-002', 'all of it', ({ collections, timeline }) => {
    const taken = timeline.filter(({ what }) => what.startsWith('reported by the bank'));
    return taken.length === records.length && collections.filter(isOrdered).every(({ code }) => code !== null);
  });
  expect(view).toMatchObject({ stage: 'active', reason: null });
  const taken = view.timeline.flatMap(({ what }) => /^reported by the bank: .*\((\S+)\)$/.exec(what)?.[1] ?? []);
  expect(taken).toEqual(records.map(({ eventId }) => eventId));
  expect(view.collections.filter(isOrdered)).toMatchObject(keys.map((key, n) => ({ key, amount: gbp(100 + n) })));
  expect(await flow.effects('RUNS-002')).toMatchObject({ 'one-off.created': keys.length });
  expect(await runOf('RUNS-002')).not.toBe(firstRun);
}, 90_000);

test('what a bank reports while the workflow is being cancelled in Temporal is taken before it ends', async () => {
  const { collections } = await flow.active('RUNS-003');
  expect(collections).toHaveLength(1);
  await flow.control.addFault({
    operation: 'ptx.mandates.setStatus',
    reference: 'RUNS-003',
    kind: 'slow',
    delayMs: 700,
  });
  await flow.handle('RUNS-003').cancel();
  await until('the cancellation is on its way', async () =>
    (await flow.mandates.show('RUNS-003')).timeline.some(({ by }) => by === 'Temporal'),
  );
  await flow.report('RUNS-003', aReport('ADDACS', '2'));
  const closed = await flow.mandates.result('RUNS-003');
  expect(closed).toMatchObject({ collections: [] });
  expect(closed.timeline.map(({ what }) => what)).toContainEqual(
    expect.stringMatching(/^reported by the bank: ADDACS 2/),
  );
  expect(await flow.effects('RUNS-003')).toMatchObject({ 'mandate.cancelled': 1, 'letter.suppressed': 2 });
}, 30_000);
