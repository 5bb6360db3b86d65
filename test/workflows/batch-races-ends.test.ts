import { beforeAll, describe, expect, test } from '@jest/globals';
import type { BatchView } from '../../src/client/index.js';
import { latestCalendarVersion } from '../../src/domain/calendar/holidays.js';
import { createPtxClient } from '../../src/vendors/ptx/client.js';
import { createPtxSession } from '../../src/vendors/ptx/session.js';
import { batchWorkflowId, type SubmitBacsBatchInput, workflowTypes } from '../../src/workflows/messages.js';
import { batchRules, described, why } from '../support/batch-rules.js';
import { aBatch, aPaymentDate, DIRECT, INDIRECT_SINGLE } from '../support/payments.js';
import { PTX_APPROVER, type PtxFlow, startPtxFlow } from '../support/ptx-flow.js';

// Every batch can be brought to its end, and says truly which.

let flow: PtxFlow;
let rules: ReturnType<typeof batchRules>;
beforeAll(async () => {
  flow = await startPtxFlow();
  rules = batchRules(flow);
});

const row = { sortCode: '200000', accountNumber: '12345678', reference: 'BEFORE', amountMinor: 500, name: 'PAYEE' };

/** A batch with a payment that somebody else has made at PTX. */
async function atPtxAlready(key: string) {
  const { url } = flow.simulator;
  const session = createPtxSession({ url, credentials: PTX_APPROVER, timeoutMs: 5_000 });
  const ptx = createPtxClient({ url, session, timeoutMs: 5_000 });
  const what = { profileId: INDIRECT_SINGLE, paymentDate: aPaymentDate(), description: described(key) };
  const made = await ptx.createBatch(what);
  await flow.control.addInstruction({ ...row, batchId: Number(made.batchId) });
  return made;
}

test('a batch whose key PTX knows already can be given up, and the other one is left alone', async () => {
  const { batches } = flow.incasso;
  await atPtxAlready('KNOWN');
  await batches.submit(aBatch('KNOWN'));
  expect((await rules.becomes('KNOWN', 'needs-attention')).reason).toContain('a key is used once');
  expect(await batches.reject('KNOWN', { by: 'ann', why })).toMatchObject({ stage: 'rejected' });
  expect(await rules.effects('KNOWN')).toEqual(['batch.created']);
});

test('a batch that was sent and archived before it could be rejected does not end as rejected', async () => {
  const { batches } = flow.incasso;
  const view = await rules.waiting('SENT');
  await rules.refuse('SENT', 'ptx.batches.reject');
  await batches.reject('SENT', { by: 'bob', why });
  await rules.move(view, 'Archived');
  await rules.answer('SENT', 'retry');
  const archived = ({ reason }: BatchView) => reason?.includes('PTX shows Archived');
  const { reason } = await rules.sees('SENT', archived, 'archived');
  expect(reason).toContain('answer happened if the batch was sent, not-happened if it was rejected');
  await rules.answer('SENT', 'happened');
  expect(await batches.result('SENT')).toMatchObject({ stage: 'committed', outcome: 'committed' });
});

test('what was changed and committed at PTX while our commit was held up is not called what was approved', async () => {
  const { batches } = flow.incasso;
  const view = await rules.waiting('OVERTAKEN');
  const fault = { kind: 'rate-limited', reference: described('OVERTAKEN'), retryAfterSeconds: 3 } as const;
  await flow.control.addFault({ operation: 'ptx.batches.commit', ...fault });
  const approving = batches.approve('OVERTAKEN', { by: 'ann', hash: view.hash });
  await rules.sees('OVERTAKEN', ({ nextAction }) => nextAction === 'commit it');
  await rules.changeAtPtx(view);
  await rules.move(view, 'Committed');
  await approving;
  const asked = await rules.becomes('OVERTAKEN', 'needs-attention');
  expect(asked.reason).toMatch(/^PTX shows other payments than before, and it is Committed there/);
  await rules.answer('OVERTAKEN', 'retry');
  expect(await rules.becomes('OVERTAKEN', 'committed')).toMatchObject({
    approvals: [],
    reason: 'PTX has sent other payments than before',
  });
});

test('what is odd about a profile is shown to those who approve', async () => {
  const { warnings } = await rules.waiting('ODD', { profileId: DIRECT });
  expect(warnings).toContain(`payment profile ${DIRECT} is meant for FILEIMPORT`);
});

describe('a batch that a file has brought to PTX', () => {
  async function ofFile(key: string, status: string) {
    const { submissionId, batchId } = await atPtxAlready(key);
    if (status !== 'Draft') await flow.control.setSubmissionStatus(submissionId, status);
    const input: SubmitBacsBatchInput = {
      key,
      profileId: INDIRECT_SINGLE,
      paymentDate: aPaymentDate(),
      submittedBy: 'sam',
      from: { submissionId, batchId },
      calendar: latestCalendarVersion,
      cutOff: '21:30',
      httpTimeoutMs: 1_000,
    };
    await flow.client.workflow.start(workflowTypes.submitBacsBatch, {
      workflowId: batchWorkflowId(key),
      taskQueue: flow.taskQueue,
      args: [input],
    });
    return { submissionId, batchId };
  }

  test.each(['Draft', 'Entered', 'Approved'])('needs an approval here if PTX shows it %s', async (status) => {
    const key = `FILE-${status}`;
    await ofFile(key, status);
    const { hash, count, approvals } = await rules.becomes(key, 'awaiting-approval');
    expect([count, approvals]).toEqual([1, []]);
    expect(await flow.incasso.batches.approve(key, { by: 'ann', hash: hash ?? '' })).toMatchObject({
      stage: 'committed',
    });
  });

  test.each(['Committed', 'Sent', 'Rejected'])('is closed as PTX shows it: %s', async (status) => {
    const key = `FILE-${status}`;
    await ofFile(key, status);
    await rules.becomes(key, status === 'Rejected' ? 'rejected' : 'committed');
  });

  test('is not offered for approval before it was read whole', async () => {
    const key = 'FILE-Importing';
    const { submissionId, batchId } = await ofFile(key, 'Import in progress');
    const asked = await rules.becomes(key, 'needs-attention');
    expect(asked.reason).toMatch(/^PTX shows Import in progress/);
    await flow.control.addInstruction({ ...row, reference: 'NEXT', batchId: Number(batchId) });
    await flow.control.setSubmissionStatus(submissionId, 'Entered');
    await rules.answer(key, 'retry');
    expect(await rules.becomes(key, 'awaiting-approval')).toMatchObject({ count: 2 });
  });
});
