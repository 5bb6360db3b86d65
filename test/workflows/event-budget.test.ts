import { expect, test } from '@jest/globals';
import { batchWorkflowId } from '../../src/workflows/messages.js';
import { startFlow } from '../support/flow.js';
import { debt, message, voice } from '../support/inputs.js';
import { aBatch, payments } from '../support/payments.js';
import { startPtxFlow } from '../support/ptx-flow.js';
import { until } from '../support/until.js';

const WORKFLOW_TASK_COMPLETED = 7;

// What a case may cost on the real server: events are storage and replay, workflow tasks are CPU.
const PAID_EVENTS = 30;
const PAID_TASKS = 4;
const ROUND_EVENTS = 13;
const CALL_EVENTS = 4;
/** Until a batch awaits approval, and for each further 500 payments. */
const BATCH_EVENTS = 70;
const PAGE_EVENTS = 13;

async function history(reference: string, steps: Parameters<typeof voice>[0][], calls: number) {
  const { incasso, control, client } = await flow;
  const plan = { payLink: { from: 'script' as const }, steps: [message(500), ...steps.map((waitMs) => voice(waitMs))] };
  await incasso.cases.start(debt(reference, { plan }));
  for (let call = 1; call <= calls; call += 1) {
    await until(
      'a planned call',
      async () => (await control.ledger({ reference, effect: 'call.planned' })).length >= call,
    );
    await control.tell({ reference, story: 'no-answer' });
  }
  await incasso.cases.result(reference);
  const { events } = await client.workflow.getHandle(`collect:${reference}`).fetchHistory();
  return events ?? [];
}

const flow = startFlow();

test('a case that is imported and paid keeps to its budget of events and workflow tasks', async () => {
  const { incasso, control, client } = await flow;
  await incasso.cases.start(debt('COST-1'));
  await until('the mail', async () => (await control.ledger({ reference: 'COST-1', effect: 'message.sent' }))[0]);
  await control.tell({ reference: 'COST-1', story: 'paid' });
  await incasso.cases.result('COST-1');
  const { events = [] } = await client.workflow.getHandle('collect:COST-1').fetchHistory();
  expect(events?.length).toBeLessThanOrEqual(PAID_EVENTS);
  expect(events?.filter(({ eventType }) => eventType === WORKFLOW_TASK_COMPLETED).length).toBeLessThanOrEqual(
    PAID_TASKS,
  );
});

test('each voice round, and each call that is reported, keeps to its budget', async () => {
  const [none, one, two, called] = await Promise.all([
    history('COST-2', [], 0),
    history('COST-3', [600], 0),
    history('COST-4', [600, 600], 0),
    history('COST-5', [3_000], 2),
  ]);
  // The end of a case with calls has nothing that one without has not: the stop rides on the last look.
  expect(one.length - none.length).toBeLessThanOrEqual(ROUND_EVENTS);
  expect(two.length - one.length).toBeLessThanOrEqual(ROUND_EVENTS);
  expect(called.length - one.length).toBeLessThanOrEqual(2 * CALL_EVENTS);
});

test('a Bacs batch keeps to its budget of events, and another page of payments to its own', async () => {
  const { incasso, client } = await startPtxFlow();
  const waiting = async (key: string, count: number) => {
    await incasso.batches.submit(aBatch(key, { instructions: payments(count) }));
    await until('approval', async () => (await incasso.batches.show(key)).stage === 'awaiting-approval');
    const { events } = await client.workflow.getHandle(batchWorkflowId(key)).fetchHistory();
    return events?.length ?? 0;
  };
  const small = await waiting('COST-B1', 3);
  const large = await waiting('COST-B2', 2_001);
  expect(small).toBeLessThanOrEqual(BATCH_EVENTS);
  expect((large - small) / 4).toBeLessThanOrEqual(PAGE_EVENTS);
});
