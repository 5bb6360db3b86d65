import { beforeAll, expect, test } from '@jest/globals';
import { prepareBatch } from '../../src/client/prepare-batch.js';
import type { SubmitBacsBatchInput } from '../../src/workflows/messages.js';
import { batchWorkflowId, stageAttribute, workflowTypes } from '../../src/workflows/messages.js';
import { batchRules, described, why } from '../support/batch-rules.js';
import { aBatch, INDIRECT, payments } from '../support/payments.js';
import { type PtxFlow, startPtxFlow } from '../support/ptx-flow.js';
import { until } from '../support/until.js';

// Who may say what, whom it is told, and what a batch takes from strangers.

let flow: PtxFlow;
let rules: ReturnType<typeof batchRules>;
beforeAll(async () => {
  flow = await startPtxFlow();
  rules = batchRules(flow);
});

test('whoever submits a batch cannot approve it by writing his name in another way', async () => {
  const { batches } = flow.incasso;
  const { hash } = await rules.waiting('NAMES', { submittedBy: 'René Sam' });
  for (const by of ['RENÉ SAM', 'Rene\u0301 Sam', 'René  Sam', 'René\u00a0Sam', '\uff32ené Sam', ' René Sam ']) {
    await expect(batches.approve('NAMES', { by, hash })).rejects.toThrow('somebody else has to approve it');
  }
  for (const by of ['René Sam\u200b', 'Re\u00adné Sam', 'René\tSam', 'ann\u0000']) {
    await expect(batches.approve('NAMES', { by, hash })).rejects.toThrow('by: has characters that cannot be seen');
  }
  await expect(batches.reject('NAMES', { by: 'ann\u202e', why })).rejects.toThrow('cannot be seen');
  expect(await batches.show('NAMES')).toMatchObject({ approvals: [], stage: 'awaiting-approval' });
});

test('one person counts once, however the name is written', async () => {
  const { batches } = flow.incasso;
  const { hash } = await rules.waiting('TWICE', { profileId: INDIRECT });
  for (const by of ['Zoë', 'ZOE\u0308', ' zoë']) await batches.approve('TWICE', { by, hash });
  expect(await batches.show('TWICE')).toMatchObject({ approvals: [{ by: 'Zoë' }], stage: 'awaiting-approval' });
});

test('a batch that is being rejected takes no approval, and no second rejection', async () => {
  const { batches } = flow.incasso;
  const { hash } = await rules.waiting('LEAVING');
  await rules.refuse('LEAVING', 'ptx.batches.reject');
  const rejecting = batches.reject('LEAVING', { by: 'bob', why });
  await until('it was said', async () =>
    (await batches.show('LEAVING')).timeline.some(({ what }) => what === 'rejected'),
  );
  const refusal = 'batch LEAVING is being rejected';
  await expect(batches.approve('LEAVING', { by: 'ann', hash })).rejects.toThrow(refusal);
  await expect(batches.reject('LEAVING', { by: 'eve', why })).rejects.toThrow(refusal);
  expect(await rejecting).toMatchObject({ stage: 'needs-attention' });
  await expect(batches.approve('LEAVING', { by: 'ann', hash })).rejects.toThrow('LEAVING');
  await rules.answer('LEAVING', 'retry');
  expect(await batches.result('LEAVING')).toMatchObject({ stage: 'rejected', approvals: [] });
});

test('an approver whose batch is rejected in the same moment is told so', async () => {
  const { batches } = flow.incasso;
  const { hash } = await rules.waiting('MEANWHILE');
  await rules.refuse('MEANWHILE', 'ptx.batches.approve');
  const approving = rules.handle('MEANWHILE').executeUpdate('approve', { args: [{ by: 'ann', hash }] });
  await until('it is under way', async () => (await batches.show('MEANWHILE')).nextAction === 'approve it at PTX');
  expect(await batches.reject('MEANWHILE', { by: 'bob', why })).toMatchObject({ stage: 'rejected' });
  expect(await approving).toMatchObject({ stage: expect.any(String) });
  expect(await rules.effects('MEANWHILE')).toEqual(['batch.created', 'batch.entered', 'batch.rejected']);
});

test('nobody`s word makes a batch rejected that PTX shows otherwise', async () => {
  const { batches } = flow.incasso;
  await rules.waiting('HEARSAY');
  await rules.refuse('HEARSAY', 'ptx.batches.reject');
  expect(await batches.reject('HEARSAY', { by: 'bob', why })).toMatchObject({ stage: 'needs-attention' });
  await rules.answer('HEARSAY', 'happened');
  expect(await batches.result('HEARSAY')).toMatchObject({ stage: 'rejected' });
  expect(await rules.effects('HEARSAY')).toContain('batch.rejected');
});

test('a batch that was committed before it could be rejected ends committed', async () => {
  const { batches } = flow.incasso;
  const view = await rules.waiting('TOO-LATE');
  await rules.refuse('TOO-LATE', 'ptx.batches.reject');
  await batches.reject('TOO-LATE', { by: 'bob', why });
  await rules.move(view, 'Committed');
  await rules.answer('TOO-LATE', 'happened');
  const end = await batches.result('TOO-LATE');
  expect(end).toMatchObject({ stage: 'committed', reason: expect.stringContaining('too late to reject it') });
});

test('a signal that is no page leaves the batch as it is', async () => {
  const { batches } = flow.incasso;
  const { hash } = await rules.waiting('NOISE');
  const handle = rules.handle('NOISE');
  await handle.signal('addPage');
  for (const page of [null, 1, {}, { index: '0', rows: [] }, { index: 7, rows: [] }, { index: -1, rows: [] }]) {
    await handle.signal('addPage', page);
  }
  expect(await batches.approve('NOISE', { by: 'ann', hash })).toMatchObject({ stage: 'committed' });
});

/** Starts a batch that waits for its rows, which `submit` hands over as soon as it is called. */
async function withoutRows(key: string) {
  const asked = aBatch(key);
  const { batch } = prepareBatch(asked);
  if (!batch) throw new Error('the batch of the test has a fault');
  const args: [SubmitBacsBatchInput] = [{ ...batch.input, httpTimeoutMs: 1_000 }];
  const handle = await flow.client.workflow.start(workflowTypes.submitBacsBatch, {
    workflowId: batchWorkflowId(key),
    taskQueue: flow.taskQueue,
    args,
    memo: { contentHash: batch.contentHash },
    typedSearchAttributes: [{ key: stageAttribute, value: 'preparing' }],
  });
  return { handle, submit: () => flow.incasso.batches.submit(asked), rows: batch.pages[0]?.rows ?? [] };
}

test('rows that are not what was announced are asked for again', async () => {
  const { handle, submit, rows } = await withoutRows('WRONG-ROWS');
  await handle.signal('addPage', { index: 0, rows: rows.slice(1) });
  const { reason } = await rules.becomes('WRONG-ROWS', 'needs-attention');
  expect(reason).toBe('some rows are not what was announced: answer retry, then submit the batch again');
  await rules.answer('WRONG-ROWS', 'retry');
  await submit();
  expect(await rules.becomes('WRONG-ROWS', 'awaiting-approval')).toMatchObject({ count: 3 });
});

test.each([
  ['nothing', null],
  ['without a code', {}],
])('a page whose rows are no payments is asked for again: %s', async (what, row) => {
  const key = `NO-ROWS-${what.replaceAll(' ', '-')}`;
  const { handle, submit } = await withoutRows(key);
  await handle.signal('addPage', { index: 0, rows: [row] });
  const { reason } = await rules.becomes(key, 'needs-attention');
  expect(reason).toMatch(/^some rows are not what was announced/);
  await rules.answer(key, 'retry');
  await submit();
  expect(await rules.becomes(key, 'awaiting-approval')).toMatchObject({ count: 3 });
});

test('of many warnings a hundred are shown, and the rest counted by kind', async () => {
  const instructions = payments(150).map((row) => ({ ...row, accountNumber: '00000000' }));
  const { warnings } = await rules.waiting('WARNINGS', { instructions });
  expect(warnings.slice(100)).toEqual([expect.stringMatching(/^\d+ more of the kind \w+$/)]);
});

test('no reference, name or account of a payee stands in what failures say', async () => {
  const personal = { accountName: 'CANARY JONES', accountNumber: '31926819' };
  const instructions = payments(2).map((row, index) => ({ ...row, ...personal, reference: `CANREF ${index}` }));
  const operation = 'ptx.instructions.create';
  await flow.control.addFault({ operation, kind: 'slow', delayMs: 700, reference: 'CANREF 1' });
  await flow.incasso.batches.submit(aBatch('CANARY', { instructions }));
  const made = await until('it is there', async () => {
    return (await flow.control.submissions()).find(({ description }) => description === described('CANARY'));
  });
  await flow.control.setSubmissionStatus(made.submissionId, 'Entered'); // PTX refuses payments from now on.
  const { reason, timeline } = await rules.becomes('CANARY', 'needs-attention');
  expect(reason).toMatch(/PTX refused \d payments?: row \d: /);
  expect(JSON.stringify([timeline, await rules.failures('CANARY')])).not.toMatch(/CANARY JONES|CANREF|31926819/);
});
