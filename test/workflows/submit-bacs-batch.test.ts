import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import type { BatchView } from '../../src/client/index.js';
import { aBatch, DIRECT, INDIRECT, payments } from '../support/payments.js';
import { PTX_APPROVER, type PtxFlow, startPtxFlow } from '../support/ptx-flow.js';
import { until } from '../support/until.js';

let flow: PtxFlow;
beforeAll(async () => {
  flow = await startPtxFlow();
});

const why = 'a reason';

async function stage(key: string, wanted: string): Promise<BatchView> {
  return until(`${key} is ${wanted}`, async () => {
    const view = await flow.incasso.batches.show(key);
    return view.stage === wanted && view;
  });
}

async function waiting(key: string, more: Parameters<typeof aBatch>[1] = {}): Promise<BatchView> {
  await flow.incasso.batches.submit(aBatch(key, more));
  return stage(key, 'awaiting-approval');
}

/** What happened to a batch at PTX, in order, without the payments. */
async function effects(key: string): Promise<string[]> {
  const ledger = await flow.control.ledger();
  return ledger.filter(({ reference }) => reference?.endsWith(`[${key}]`)).map(({ effect }) => effect);
}

test('a batch is made, filled, entered, approved by two people and committed, each once', async () => {
  const { batches } = flow.incasso;
  const instructions = payments(1_203);
  const view = await waiting('B-1', { profileId: INDIRECT, instructions });
  const total = instructions.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  expect(view).toMatchObject({
    count: 1_203,
    total: { debit: { minor: 0, currency: 'GBP' }, credit: { minor: total, currency: 'GBP' } },
    approvalsNeeded: 2,
    hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    nextAction: 'approval by 2 people other than sam',
    nextActionAt: expect.stringMatching(/T/),
  });
  const hash = view.hash ?? '';
  expect(await batches.approve('B-1', { by: 'ann', hash })).toEqual({ stage: 'awaiting-approval', reason: null });
  expect(await batches.approve('B-1', { by: ' ANN ', hash })).toEqual({ stage: 'awaiting-approval', reason: null });
  expect(await batches.approve('B-1', { by: 'bob', hash })).toEqual({ stage: 'committed', reason: null });
  expect(await batches.show('B-1')).toMatchObject({ stage: 'committed', approvals: [{ by: 'ann' }, { by: 'bob' }] });
  expect(await effects('B-1')).toEqual(['batch.created', 'batch.entered', 'batch.approved', 'batch.committed']);
  const there = await flow.control.instructions(view.batchId ?? '');
  expect(there).toHaveLength(1_203);
  expect(new Set(there.map(({ reference }) => reference)).size).toBe(1_203);
  expect(await batches.commit('B-1', { by: 'ann' })).toMatchObject({ stage: 'committed' });
  await expect(batches.reject('B-1', { by: 'ann', why })).rejects.toThrow('batch B-1 is committed');
});

test('nobody approves his own batch, another hash, or what is approved', async () => {
  const { batches } = flow.incasso;
  const { hash } = await waiting('B-2', { profileId: INDIRECT });
  const approve = (by: string, what = hash ?? '') => batches.approve('B-2', { by, hash: what });
  await expect(approve('Sam ')).rejects.toThrow('Sam has submitted batch B-2: somebody else has to approve it');
  await expect(approve('ann', 'f'.repeat(64))).rejects.toThrow(
    `is not that of batch B-2 as PTX shows it now (${hash})`,
  );
  await expect(approve(' ')).rejects.toThrow('by: say who');
  await expect(batches.commit('B-2', { by: 'ann' })).rejects.toThrow('commit follows its last approval');
  await approve('ann');
  await approve('bob');
  await expect(approve('cyd')).rejects.toThrow('batch B-2 is committed');
});

test('a direct submitter`s batch ends approved, and cannot be committed', async () => {
  const { batches } = flow.incasso;
  const { hash } = await waiting('B-3', { profileId: DIRECT });
  expect(await batches.approve('B-3', { by: 'ann', hash: hash ?? '' })).toMatchObject({ stage: 'approved' });
  expect(await batches.show('B-3')).toMatchObject({
    outcome: 'approved',
    nextAction: 'PTX signs and sends it; then its report is fetched',
  });
  await expect(batches.commit('B-3', { by: 'ann' })).rejects.toThrow('direct submitter');
  expect(await effects('B-3')).toEqual(['batch.created', 'batch.entered', 'batch.approved']);
});

test('a rejected batch is rejected at PTX too, and its reason is kept', async () => {
  const { batches } = flow.incasso;
  await waiting('B-4');
  expect(await batches.reject('B-4', { by: 'ann', why: 'wrong month' })).toMatchObject({ stage: 'rejected' });
  expect(await batches.result('B-4')).toMatchObject({ stage: 'rejected', reason: 'wrong month', nextAction: null });
  expect(await effects('B-4')).toEqual(['batch.created', 'batch.entered', 'batch.rejected']);
});

test('a payment that a person changes at PTX voids the approvals, and the new content needs new ones', async () => {
  const { batches } = flow.incasso;
  const { hash, batchId } = await waiting('B-5', { profileId: INDIRECT });
  await batches.approve('B-5', { by: 'ann', hash: hash ?? '' });
  const [first] = await flow.control.instructions(batchId ?? '');
  await flow.control.changeInstruction(first?.id ?? 0, { amountMinor: 900_00 });
  const answer = await batches.approve('B-5', { by: 'bob', hash: hash ?? '' });
  expect(answer).toEqual({ stage: 'needs-attention', reason: expect.stringContaining('other payments than before') });
  expect(await batches.show('B-5')).toMatchObject({ approvals: [] });
  await batches.resolve('B-5', { as: 'retry', by: 'ann', why });
  const again = await stage('B-5', 'awaiting-approval');
  expect(again.hash).not.toBe(hash);
  expect(again.largest[0]).toMatchObject({ amount: { minor: 900_00 } });
  for (const by of ['ann', 'bob']) await batches.approve('B-5', { by, hash: again.hash ?? '' });
  await stage('B-5', 'committed');
});

test('what a person does at PTX is followed: forward, back, and away', async () => {
  const { batches } = flow.incasso;
  const forward = await waiting('B-6');
  const back = await waiting('B-7');
  const away = await waiting('B-8');
  const move = (view: BatchView, to: string) => flow.control.setSubmissionStatus(view.submissionId ?? '', to);
  await move(forward, 'Approved');
  await stage('B-6', 'committed');
  await move(away, 'Rejected');
  expect(await batches.result('B-8')).toMatchObject({ stage: 'rejected', reason: 'PTX shows Rejected' });
  await move(back, 'Draft');
  expect(await stage('B-7', 'needs-attention')).toMatchObject({
    reason: expect.stringContaining('PTX shows Draft again'),
  });
  await batches.resolve('B-7', { as: 'retry', by: 'ann', why });
  const { hash } = await stage('B-7', 'awaiting-approval');
  expect(await batches.approve('B-7', { by: 'ann', hash: hash ?? '' })).toMatchObject({ stage: 'committed' });
  await expect(effects('B-7')).resolves.toEqual(expect.arrayContaining(['batch.committed']));
});

test('a status that nobody knows parks the batch', async () => {
  const { submissionId } = await waiting('B-9');
  await flow.control.setSubmissionStatus(submissionId ?? '', 'Quarantined');
  expect(await stage('B-9', 'needs-attention')).toMatchObject({
    reason: expect.stringContaining('PTX shows Quarantined'),
  });
  await flow.control.setSubmissionStatus(submissionId ?? '', 'Entered');
  await flow.incasso.batches.resolve('B-9', { as: 'retry', by: 'ann', why });
  await stage('B-9', 'awaiting-approval');
});

test('a profile that cannot be used parks the batch before anything happens', async () => {
  await flow.incasso.batches.submit(aBatch('B-10', { profileId: '8543' }));
  expect(await stage('B-10', 'needs-attention')).toMatchObject({ reason: expect.stringContaining('its status is') });
  await flow.incasso.batches.submit(aBatch('B-11', { profileId: '1' }));
  expect(await stage('B-11', 'needs-attention')).toMatchObject({
    reason: expect.stringContaining('no payment profile 1'),
  });
  for (const key of ['B-10', 'B-11']) {
    expect(await flow.incasso.batches.reject(key, { by: 'ann', why })).toMatchObject({ stage: 'rejected' });
    expect(await effects(key)).toEqual([]);
  }
});

test('where PTX wants another user, the batch waits for him and goes on by itself', async () => {
  const strict = await startPtxFlow({ simulator: { approvals: 'distinct-users' } });
  const { batches } = strict.incasso;
  await batches.submit(aBatch('D-1'));
  const view = await until('it waits', async () => {
    const shown = await batches.show('D-1');
    return shown.stage === 'awaiting-approval' && shown;
  });
  expect(await batches.approve('D-1', { by: 'ann', hash: view.hash ?? '' })).toEqual({
    stage: 'needs-attention',
    reason: 'PTX wants another user: approve it there',
  });
  await strict.control.setSubmissionStatus(view.submissionId ?? '', 'Approved');
  await until('it goes on', async () => (await batches.show('D-1')).stage === 'committed');
});

test('with a second login approvals are given by that one, which PTX counts as another user', async () => {
  const two = await startPtxFlow({ approver: PTX_APPROVER, simulator: { approvals: 'distinct-users' } });
  const { batches } = two.incasso;
  await batches.submit(aBatch('D-2'));
  const { hash } = await until('it waits', async () => {
    const shown = await batches.show('D-2');
    return shown.stage === 'awaiting-approval' && shown;
  });
  expect(await batches.approve('D-2', { by: 'ann', hash: hash ?? '' })).toEqual({ stage: 'committed', reason: null });
  expect(await two.control.ledger({ effect: 'login' })).toHaveLength(2);
});

test('the submission report is kept once PTX has one', async () => {
  const { batches } = flow.incasso;
  const { hash, submissionId } = await waiting('B-12');
  await batches.approve('B-12', { by: 'ann', hash: hash ?? '' });
  await flow.control.setSubmissionStatus(submissionId ?? '', 'Sent');
  const { report } = await batches.result('B-12');
  expect(await readFile(join(flow.dataDir, report ?? ''), 'utf8')).toContain('<');
});
