import { beforeAll, expect, test } from '@jest/globals';
import { batchRules } from '../support/batch-rules.js';
import { aBatch, DIRECT, INDIRECT } from '../support/payments.js';
import { type PtxFlow, startPtxFlow } from '../support/ptx-flow.js';

// What becomes of a batch when PTX or people there move between two of our looks.

let flow: PtxFlow;
let rules: ReturnType<typeof batchRules>;
beforeAll(async () => {
  flow = await startPtxFlow();
  rules = batchRules(flow);
});

test.each([
  ['approve', DIRECT],
  ['commit', '8310'],
] as const)(
  'what is changed at PTX while a failed %s is with a person needs new approvals',
  async (step, profileId) => {
    const { batches } = flow.incasso;
    const key = `CHANGED-${step}`;
    const view = await rules.waiting(key, { profileId });
    await rules.refuse(key, `ptx.batches.${step}`);
    await batches.approve(key, { by: 'ann', hash: view.hash });
    const parked = await rules.becomes(key, 'needs-attention');
    await rules.changeAtPtx(view);
    await rules.answer(key, 'retry');
    const asked = await rules.becomes(key, 'needs-attention', parked);
    expect(asked).toMatchObject({
      reason: expect.stringMatching(/^PTX shows other payments than before/),
      approvals: [],
    });
    expect(await rules.effects(key)).not.toContain(step === 'approve' ? 'batch.approved' : 'batch.committed');
  },
);

test('other payments that were approved at PTX go out only when people here have approved them', async () => {
  const { batches } = flow.incasso;
  const view = await rules.waiting('OTHER', { profileId: INDIRECT });
  await rules.changeAtPtx(view);
  await rules.move(view, 'Approved');
  const parked = await rules.becomes('OTHER', 'needs-attention');
  await rules.answer('OTHER', 'not-happened');
  const { hash, nextAction } = await rules.becomes('OTHER', 'awaiting-approval', parked);
  expect([hash === view.hash, nextAction]).toEqual([false, 'approval by 2 people other than sam']);
  await batches.approve('OTHER', { by: 'ann', hash: hash ?? '' });
  expect(await rules.effects('OTHER')).not.toContain('batch.committed');
  expect(await batches.approve('OTHER', { by: 'bob', hash: hash ?? '' })).toMatchObject({ stage: 'committed' });
});

test('the very payments that were offered may be approved at PTX', async () => {
  const view = await rules.waiting('SAME', { profileId: INDIRECT });
  await rules.move(view, 'Approved');
  const { approvals, timeline } = await rules.becomes('SAME', 'committed');
  expect(approvals).toEqual([]);
  expect(timeline.map(({ what }) => what)).toContain('PTX shows Approved: approved there by a person');
});

test('payments that were smuggled in before anybody here could look are not approved by the word of PTX', async () => {
  const { batches } = flow.incasso;
  await rules.refuse('SMUGGLED', 'ptx.batches.enter');
  await batches.submit(aBatch('SMUGGLED'));
  const parked = await rules.becomes('SMUGGLED', 'needs-attention');
  const batchId = Number(parked.batchId);
  const smuggled = { sortCode: '200000', accountNumber: '12345678', reference: 'SMUGGLED', amountMinor: 5_000_00 };
  await flow.control.addInstruction({ batchId, name: 'X', ...smuggled });
  await rules.move(parked, 'Approved');
  await rules.answer('SMUGGLED', 'retry');
  const asked = await rules.becomes('SMUGGLED', 'needs-attention', parked);
  expect(asked.reason).toMatch(/^PTX shows other payments than were submitted/);
  await rules.answer('SMUGGLED', 'retry');
  const { hash, count } = await rules.becomes('SMUGGLED', 'awaiting-approval', asked);
  expect([count, await rules.effects('SMUGGLED')]).toEqual([4, expect.not.arrayContaining(['batch.committed'])]);
  expect(await batches.approve('SMUGGLED', { by: 'ann', hash: hash ?? '' })).toMatchObject({ stage: 'committed' });
});

test('an approval that a person takes back at PTX has to be given anew', async () => {
  const { batches } = flow.incasso;
  const view = await rules.waiting('BACK');
  await rules.refuse('BACK', 'ptx.batches.commit');
  await batches.approve('BACK', { by: 'ann', hash: view.hash });
  const parked = await rules.becomes('BACK', 'needs-attention');
  await rules.move(view, 'Entered');
  await rules.answer('BACK', 'retry');
  expect(await rules.becomes('BACK', 'awaiting-approval', parked)).toMatchObject({ approvals: [], hash: view.hash });
  expect(await rules.effects('BACK')).not.toContain('batch.committed');
  expect(await batches.approve('BACK', { by: 'ann', hash: view.hash })).toMatchObject({ stage: 'committed' });
});

test('a batch that was opened and entered again at PTX needs its approvals anew', async () => {
  const { batches } = flow.incasso;
  const view = await rules.waiting('REOPENED', { profileId: INDIRECT });
  await batches.approve('REOPENED', { by: 'ann', hash: view.hash });
  await rules.move(view, 'Draft');
  const parked = await rules.becomes('REOPENED', 'needs-attention');
  await rules.move(view, 'Entered');
  await rules.answer('REOPENED', 'retry');
  expect(await rules.becomes('REOPENED', 'awaiting-approval', parked)).toMatchObject({ approvals: [] });
});

test.each([
  ['happened', 'committed'],
  ['not-happened', 'rejected'],
] as const)('of an archived batch a person says whether it was sent: %s', async (as, outcome) => {
  const key = `ARCHIVED-${as}`;
  const view = await rules.waiting(key);
  await rules.move(view, 'Archived');
  const parked = await rules.becomes(key, 'needs-attention');
  expect(parked.reason).toMatch(/^PTX shows Archived: answer happened if the batch was sent/);
  await rules.answer(key, as);
  const end = await rules.becomes(key, outcome);
  expect(end.timeline.filter(({ what }) => what.startsWith('needs attention'))).toHaveLength(1);
});

test('a cancellation after the outcome ends the wait for the report, and nothing else', async () => {
  const { batches } = flow.incasso;
  const { hash } = await rules.waiting('CANCELLED', { profileId: DIRECT });
  expect(await batches.approve('CANCELLED', { by: 'ann', hash })).toMatchObject({ stage: 'approved' });
  await rules.handle('CANCELLED').cancel();
  expect(await batches.result('CANCELLED')).toMatchObject({ stage: 'approved', outcome: 'approved', report: null });
  expect(await rules.effects('CANCELLED')).not.toContain('batch.rejected');
});
