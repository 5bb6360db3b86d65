import { randomUUID } from 'node:crypto';
import { beforeAll } from '@jest/globals';
import * as messages from '../../src/workflows/messages.js';
import { ptxPaths, recordHistories } from '../support/histories.js';
import { INDIRECT_SINGLE } from '../support/payments.js';
import { type PtxFlow, startPtxFlow } from '../support/ptx-flow.js';
import { until } from '../support/until.js';

// Not a test: plays each path once and keeps its history. Run by `npm run histories` alone.

type PtxPath = (typeof ptxPaths)[number];
const said = { by: 'an operator', why: 'a reason' };

let flow: PtxFlow;
beforeAll(async () => {
  flow = await startPtxFlow();
});

/** Hands in a file by the name of its path. */
async function begin(path: PtxPath, { row = '200000,55555555,PAYEE,FILE,101,99', profileId = INDIRECT_SINGLE } = {}) {
  const { files } = flow.incasso;
  const content = new TextEncoder().encode(`${row}\n`.replace('FILE', path.toUpperCase().slice(0, 18)));
  const { id } = await files.uploadBacs({ key: path, profileId, by: 'an operator', extension: 'csv', content });
  return {
    files,
    asked: (times: number) =>
      until(`${path} asks`, async () => {
        const { timeline } = await files.show(id);
        return timeline.filter(({ what }) => what.startsWith('needs attention')).length === times;
      }),
    ended: async () => {
      await files.result(id);
      return messages.bacsFileWorkflowId(id);
    },
  };
}

/** Asks as the client does, under an id that is known. */
async function question(path: PtxPath, asked: messages.PtxQuestion): Promise<string> {
  const workflowId = `${messages.ptxQuestionIdPrefix}${path}`;
  const input: messages.AskPtxInput = { question: asked };
  const { client, taskQueue } = flow;
  await client.workflow.start(messages.workflowTypes.askPtx, { workflowId, taskQueue, args: [input] });
  return workflowId;
}

const plays: Record<PtxPath, (path: PtxPath) => Promise<string>> = {
  'file-done': async (path) => (await begin(path)).ended(),
  'file-refused': async (path) => (await begin(path, { row: '200000ERROR,55555555,PAYEE,FILE,101,99' })).ended(),
  async 'file-answer-lost'(path) {
    await flow.control.addFault({ operation: 'ptx.files.upload', kind: 'drop-after' });
    return (await begin(path, { row: '200000,55555555,PAYEE,FILE,987,99' })).ended();
  },
  async 'file-of-unclear-batch'(path) {
    // `file-done` left one of the same amount and date.
    await flow.control.addFault({ operation: 'ptx.files.upload', kind: 'drop-after' });
    const { asked, files, ended } = await begin(path);
    await asked(1);
    await files.resolve(path, { as: 'retry', ...said });
    await asked(2);
    await files.resolve(path, { as: 'not-happened', ...said });
    return ended();
  },
  async 'file-given-up'(path) {
    const { asked, files, ended } = await begin(path, { profileId: '8543' });
    await asked(1);
    await files.resolve(path, { as: 'retry', ...said });
    await asked(2);
    await files.resolve(path, { as: 'not-happened', ...said });
    return ended();
  },
  'question-check': (path) => question(path, { what: 'check' }),
  'question-profiles': (path) => question(path, { what: 'profiles' }),
  'question-profile': (path) => question(path, { what: 'profile', nameOrId: '8308' }),
  'question-messages': (path) => question(path, { what: 'messages' }),
  async 'question-failed'(path) {
    await flow.control.addFault({ operation: 'ptx.paymentProfiles.queryAll', kind: 'wrong-typed' });
    return question(path, { what: 'profiles' });
  },
  async 'messages-watched'() {
    await flow.control.addMessage({ type: 'ARUDD', records: [] });
    const { client, taskQueue } = flow;
    const workflowId = messages.bacsMessagesScheduleId;
    await client.workflow.start(messages.workflowTypes.watchBacsMessages, { workflowId, taskQueue, args: [{}] });
    return workflowId;
  },
  async 'lease-ended'() {
    const { client, taskQueue } = flow;
    const input: messages.PtxLeaseInput = { taskQueue: `nobody-${randomUUID()}` };
    const workflowId = messages.ptxLeaseId('0123456789abcdef');
    await client.workflow.start(messages.workflowTypes.ptxLease, { workflowId, taskQueue, args: [input] });
    return workflowId;
  },
};

recordHistories(ptxPaths, plays, () => flow.client);
