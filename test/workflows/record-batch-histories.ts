import { beforeAll } from '@jest/globals';
import type { BatchView } from '../../src/client/index.js';
import { latestCalendarVersion } from '../../src/domain/calendar/holidays.js';
import * as messages from '../../src/workflows/messages.js';
import { batchPaths, recordHistories } from '../support/histories.js';
import { aBatch, aPaymentDate, DIRECT, INDIRECT, INDIRECT_SINGLE, payments } from '../support/payments.js';
import { type PtxFlow, startPtxFlow } from '../support/ptx-flow.js';
import { until } from '../support/until.js';

// Not a test: plays each path once and keeps its history. Run by `npm run histories` alone.

type BatchPath = (typeof batchPaths)[number];
const said = { by: 'an operator', why: 'a reason' };

let flow: PtxFlow;
let strict: PtxFlow;
beforeAll(async () => {
  flow = await startPtxFlow();
  strict = await startPtxFlow({ simulator: { approvals: 'distinct-users' } });
});

/** A batch by the name of its path; it ends with its submission report, once PTX has sent it. */
function begin(path: BatchPath, { incasso, control }: PtxFlow = flow) {
  const { batches } = incasso;
  const stage = (wanted: string) =>
    until(`${path} is ${wanted}`, async () => {
      const view = await batches.show(path);
      return view.stage === wanted && view;
    });
  const move = async (status: string) => {
    const { submissionId } = await batches.show(path);
    await control.setSubmissionStatus(submissionId ?? '', status);
  };
  return {
    batches,
    control,
    stage,
    move,
    waiting: async (more: Parameters<typeof aBatch>[1] = {}) => {
      await batches.submit(aBatch(path, more));
      return stage('awaiting-approval');
    },
    approve: (by: string, { hash }: BatchView) => batches.approve(path, { by, hash: hash ?? '' }),
    /** The report comes once it is sent. */
    sent: async (outcome: 'committed' | 'approved' = 'committed') => {
      await stage(outcome);
      await move('Sent');
      return messages.batchWorkflowId(path);
    },
    ended: async () => {
      await batches.result(path);
      return messages.batchWorkflowId(path);
    },
  };
}

const plays: Record<BatchPath, (path: BatchPath) => Promise<string>> = {
  async 'batch-committed'(path) {
    const { waiting, approve, sent } = begin(path);
    const view = await waiting({ profileId: INDIRECT, instructions: payments(600) });
    await approve('ann', view);
    await approve('bob', view);
    return sent();
  },
  async 'batch-direct'(path) {
    const { waiting, approve, sent } = begin(path);
    await approve('ann', await waiting({ profileId: DIRECT }));
    return sent('approved');
  },
  async 'batch-rejected'(path) {
    const { waiting, batches, ended } = begin(path);
    await waiting();
    await batches.reject(path, said);
    return ended();
  },
  async 'batch-cancelled-in-temporal'(path) {
    const { waiting, ended } = begin(path);
    await waiting();
    await flow.client.workflow.getHandle(messages.batchWorkflowId(path)).cancel();
    return ended();
  },
  async 'batch-changed-at-ptx'(path) {
    const { waiting, approve, stage, batches, control, sent } = begin(path);
    const view = await waiting({ profileId: INDIRECT });
    await approve('ann', view);
    const [first] = await control.instructions(view.batchId ?? '');
    await control.changeInstruction(first?.id ?? 0, { amountMinor: 900_00 });
    await approve('bob', view);
    await stage('needs-attention');
    await batches.resolve(path, { as: 'retry', ...said });
    const again = await stage('awaiting-approval');
    await approve('ann', again);
    await approve('bob', again);
    return sent();
  },
  async 'batch-moved-at-ptx'(path) {
    const { waiting, stage, batches, move, sent } = begin(path);
    await waiting();
    await move('Draft');
    await stage('needs-attention');
    await batches.resolve(path, { as: 'retry', ...said });
    await stage('awaiting-approval');
    await move('Approved');
    return sent();
  },
  async 'batch-rejected-at-ptx'(path) {
    const { waiting, move, ended } = begin(path);
    await waiting();
    await move('Rejected');
    return ended();
  },
  async 'batch-wants-another-user'(path) {
    const { waiting, approve, stage, move, sent } = begin(path, strict);
    await approve('ann', await waiting());
    await stage('needs-attention');
    await move('Approved');
    return sent();
  },
  async 'batch-of-unknown-profile'(path) {
    const { batches, stage, ended } = begin(path);
    await batches.submit(aBatch(path, { profileId: '1' }));
    await stage('needs-attention');
    await batches.reject(path, said);
    return ended();
  },
  async 'batch-lost-answers'(path) {
    const { waiting, approve, control, sent } = begin(path);
    const instructions = payments(2).map((row, index) => ({ ...row, reference: `LOST ${index}` }));
    await control.addFault({ operation: 'ptx.batches.create', kind: 'drop-after' });
    await control.addFault({ operation: 'ptx.instructions.create', kind: 'drop-after', reference: 'LOST 0' });
    await approve('ann', await waiting({ instructions }));
    return sent();
  },
  async 'batch-from-file'(path) {
    const { batches, stage, approve, sent } = begin(path);
    const source = `${path}-source`;
    await batches.submit(aBatch(source));
    const { submissionId, batchId } = await until('the source', async () => {
      const view = await batches.show(source);
      return view.stage === 'awaiting-approval' && view;
    });
    const input: messages.SubmitBacsBatchInput = {
      key: path,
      profileId: INDIRECT_SINGLE,
      paymentDate: aPaymentDate(),
      submittedBy: 'sam',
      from: { submissionId: submissionId ?? '', batchId: batchId ?? '' },
      calendar: latestCalendarVersion,
      cutOff: '21:30',
    };
    const workflowId = messages.batchWorkflowId(path);
    await flow.client.workflow.start(messages.workflowTypes.submitBacsBatch, {
      workflowId,
      taskQueue: flow.taskQueue,
      args: [input],
    });
    await approve('ann', await stage('awaiting-approval'));
    return sent();
  },
};

recordHistories(batchPaths, plays, () => flow.client);
