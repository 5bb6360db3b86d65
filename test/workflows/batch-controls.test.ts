import { beforeAll, expect, test } from '@jest/globals';
import type { TimelineEntry } from '../../src/client/index.js';
import { batchRules } from '../support/batch-rules.js';
import { aBatch, INDIRECT, payments } from '../support/payments.js';
import { type PtxFlow, startPtxFlow } from '../support/ptx-flow.js';
import { until } from '../support/until.js';

// What an auditor asks of a batch: that it is what was submitted, and who decided what, when and why.

let flow: PtxFlow;
let rules: ReturnType<typeof batchRules>;
beforeAll(async () => {
  flow = await startPtxFlow();
  rules = batchRules(flow);
});

test('a batch of which PTX has other payments than were submitted is not entered, and says what differs', async () => {
  const { incasso, control } = flow;
  const rows = payments(3).map((row, index) => ({ ...row, reference: `COUNT ${index}` }));
  // While the second payment is on its way, somebody at PTX adds one of his own.
  await control.addFault({ operation: 'ptx.instructions.create', kind: 'slow', delayMs: 900, reference: 'COUNT 1' });
  await incasso.batches.submit(aBatch('COUNT-1', { instructions: rows }));
  const { batchId } = await until('the batch is there', async () => {
    const view = await incasso.batches.show('COUNT-1');
    return view.batchId !== null && view;
  });
  const another = { sortCode: '200000', accountNumber: '51234567', name: 'X', reference: 'ANOTHER', amountMinor: 5_00 };
  await control.addInstruction({ batchId: Number(batchId), ...another });
  expect((await rules.becomes('COUNT-1', 'needs-attention')).reason).toMatch(
    /^PTX has 4 payments, .*; submitted were 3 payments, /,
  );
  expect(await rules.effects('COUNT-1')).toEqual(['batch.created']);
  await incasso.batches.reject('COUNT-1', { by: 'ann', why: 'somebody else was in it' });
  expect(await incasso.batches.result('COUNT-1')).toMatchObject({ stage: 'rejected' });
});

test('the timeline has who, when and why of every decision, and what it has once said it says for ever', async () => {
  const { batches } = flow.incasso;
  const from = Date.now();
  let last: TimelineEntry[] = [];
  const timeline = async () => {
    const { timeline: now } = await batches.show('AUDIT-1');
    expect(now.slice(0, last.length)).toEqual(last);
    last = now;
    return now;
  };
  const { hash } = await rules.waiting('AUDIT-1', { profileId: INDIRECT });
  await timeline();
  await batches.approve('AUDIT-1', { by: 'ann', hash });
  await timeline();
  await rules.refuse('AUDIT-1', 'ptx.batches.approve');
  await batches.approve('AUDIT-1', { by: 'bob', hash });
  await rules.becomes('AUDIT-1', 'needs-attention');
  await timeline();
  await batches.reject('AUDIT-1', { by: 'cyd', why: 'the wrong month' });
  await batches.result('AUDIT-1');
  const decided = (await timeline()).filter(({ by }) => by !== null);
  expect(decided).toEqual([
    { at: expect.any(String), what: 'approved (1 of 2)', by: 'ann', why: hash },
    { at: expect.any(String), what: 'approved (2 of 2)', by: 'bob', why: hash },
    { at: expect.any(String), what: 'rejected', by: 'cyd', why: 'the wrong month' },
  ]);
  const instants = last.map(({ at }) => Date.parse(at));
  expect(instants).toEqual([...instants].sort((one, other) => one - other));
  expect(instants.every((at) => at >= from - 1_000 && at <= Date.now())).toBe(true);
});
