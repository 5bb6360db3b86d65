import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { InvalidInputError, ReferenceTakenError } from '../../src/client/index.js';
import type { PtxFaultRule } from '../../src/simulators/ptx/control-types.js';
import { createPtxClient } from '../../src/vendors/ptx/client.js';
import { createPtxSession } from '../../src/vendors/ptx/session.js';
import type { BacsFileView } from '../../src/workflows/messages.js';
import { INDIRECT_SINGLE } from '../support/payments.js';
import { PTX_APPROVER, type PtxFlow, startPtxFlow } from '../support/ptx-flow.js';
import { until } from '../support/until.js';

const httpTimeoutMs = 800;
let flow: PtxFlow;
beforeAll(async () => {
  flow = await startPtxFlow({ httpTimeoutMs, settleMs: 300 });
});
afterEach(() => flow.control.clearFaults());

const bytes = (text: string) => new TextEncoder().encode(text);
let files = 0;
/** Two payments, the first of so many pence; no two files are the same. */
const aFile = (pence = 12_345) => {
  files += 1;
  return bytes(
    `200000,55555555,PAYEE ONE,REF-${files}-A,${pence},99\n200000,55555556,PAYEE TWO,REF-${files}-B,500,99\n`,
  );
};
const request = (key: string, content = aFile()) => {
  return { key, profileId: INDIRECT_SINGLE, by: 'sam', extension: 'csv', content };
};
const uploads = async (key: string) => flow.control.ledger({ reference: `${key}.csv`, effect: 'file.uploaded' });

/** Waits until PTX is done with a file, or a person is asked. */
function settled(id: string): Promise<BacsFileView> {
  return until(
    'the file is settled',
    async () => {
      await flow.control.advance(500); // PTX takes its time for a file.
      const view = await flow.incasso.files.show(id);
      return view.stage !== 'running' && view;
    },
    30_000,
  );
}

async function handIn(key: string, content?: Uint8Array<ArrayBuffer>): Promise<BacsFileView> {
  return settled((await flow.incasso.files.uploadBacs(request(key, content))).id);
}

/** What the approvers see of the batch, once PTX has shown it. */
const toApprove = (key: string) =>
  until('the batch waits for approval', async () => {
    const view = await flow.incasso.batches.show(key);
    return view.stage === 'awaiting-approval' && view.hash !== null && view;
  });

test('a file becomes a batch that takes the approvals of any other, and not that of who handed it in', async () => {
  const view = await handIn('WAGES-1');
  expect(view).toMatchObject({ stage: 'done', key: 'WAGES-1', fileName: 'WAGES-1.csv', errorCount: 0, by: 'sam' });
  const batch = await toApprove('WAGES-1');
  expect(batch).toMatchObject({
    submissionId: view.submissionId,
    batchId: view.batchId,
    paymentDate: view.paymentDate,
    count: 2,
    total: { credit: { minor: 12_845, currency: 'GBP' } },
  });
  const { batches, files } = flow.incasso;
  const hash = batch.hash ?? '';
  await expect(batches.approve('WAGES-1', { by: 'Sam', hash })).rejects.toThrow();
  expect(await batches.approve('WAGES-1', { by: 'kim', hash })).toMatchObject({ stage: 'committed' });
  expect(await flow.control.ledger({ reference: 'WAGES-1.csv', effect: 'batch.committed' })).toHaveLength(1);
  expect(await files.show('WAGES-1')).toEqual(view);
}, 90_000);

test('a file with faults is refused whole, with its errors by line, and starts no batch', async () => {
  const content = bytes(
    '200000ERROR,55555555,PAYEE,BAD A,100,99\n200000,55555556,PAYEE,BAD B,500,99\n200000,1,P,BAD C,x,99\n',
  );
  const view = await handIn('BAD-1', content);
  expect(view).toMatchObject({ stage: 'failed', reason: expect.stringMatching(/^PTX refused the file .*2 errors$/) });
  expect(view.errors).toMatchObject([{ line: 1, code: 'RV0102' }, { line: 3 }]);
  await expect(flow.incasso.batches.show('BAD-1')).rejects.toThrow('no batch has the key BAD-1');
  // Its content may be right and the profile at PTX wrong: it can come again, under a key of its own.
  expect((await handIn('BAD-2', content)).errorCount).toBe(2);
  expect((await flow.incasso.files.show('BAD-2')).key).toBe('BAD-2');
}, 60_000);

test('the same file is handed in once, however often it is asked for', async () => {
  const asked = request('TWICE');
  const answers = await Promise.all([1, 2, 3].map(() => flow.incasso.files.uploadBacs(asked)));
  expect(answers.filter(({ started }) => started)).toHaveLength(1);
  expect((await settled(answers[0]?.id ?? '')).stage).toBe('done');
  expect(await flow.incasso.files.uploadBacs(asked)).toMatchObject({ started: false });
  await expect(flow.incasso.files.uploadBacs({ ...asked, key: 'TWICE-2' })).rejects.toThrow(InvalidInputError);
  await expect(flow.incasso.files.uploadBacs({ ...asked, content: aFile() })).rejects.toThrow(ReferenceTakenError);
  expect(await uploads('TWICE')).toHaveLength(1);
}, 60_000);

test('a name that PTX knows already is not used again: nothing is handed in', async () => {
  // By somebody else, who is logged in for himself.
  const { url } = flow.simulator;
  const session = createPtxSession({ url, credentials: PTX_APPROVER, timeoutMs: 5_000 });
  const ptx = createPtxClient({ url, session, timeoutMs: 5_000 });
  await ptx.uploadFile({ profileId: INDIRECT_SINGLE, fileName: 'KNOWN.csv', content: aFile() });
  expect(await handIn('KNOWN')).toMatchObject({
    stage: 'failed',
    reason: expect.stringMatching(/^PTX has submission \d+ by the name KNOWN\.csv: a key is used once$/),
  });
  expect(await uploads('KNOWN')).toHaveLength(1);
});

test('a file that cannot be right is refused before anything is started, with every fault at once', async () => {
  const asked = { key: '-x', profileId: 'wages', by: ' ', extension: '', content: new Uint8Array(1_400_001) };
  const refusal = await flow.incasso.files.uploadBacs(asked).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(InvalidInputError);
  expect((refusal as InvalidInputError).faults).toEqual([
    expect.stringMatching(/^key: /),
    expect.stringMatching(/^profileId: /),
    expect.stringMatching(/^by: /),
    expect.stringMatching(/^extension: /),
    'content: is too large, at most 1400000 bytes: split the file',
  ]);
});

test('the largest file that is taken goes through whole', async () => {
  const row = (index: number) => `200000,5${String(index).padStart(7, '0')},PAYEE,LARGE ${index},100,99\n`;
  let text = '';
  for (let index = 0; text.length < 60_000; index += 1) text += row(index);
  const content = bytes(text + '\n'.repeat(1_400_000 - text.length));
  const { batchId, stage } = await handIn('LARGE', content);
  expect(stage).toBe('done');
  expect(await flow.control.instructions(batchId ?? '')).toHaveLength(text.split('\n').length - 1);
}, 60_000);

const KINDS: PtxFaultRule['kind'][] = [
  'drop-before',
  'drop-after',
  'timeout-after',
  'unauthorized',
  'rate-limited',
  'error-500-before',
  'error-500-after',
  'unavailable',
  'slow',
  'truncated',
  'wrong-typed',
];

describe.each(KINDS)('%s', (kind) => {
  test('at the upload: the file is at PTX once, and its batch is the right one', async () => {
    const key = `UP-${kind}`;
    const pence = 20_000 + KINDS.indexOf(kind); // So that no other batch looks the same.
    await flow.control.addFault({
      operation: 'ptx.files.upload',
      kind,
      delayMs: httpTimeoutMs / 2,
      retryAfterSeconds: 1,
    });
    const view = await handIn(key, aFile(pence));
    expect(view).toMatchObject({ stage: 'done', reason: null });
    expect(await uploads(key)).toHaveLength(1);
    const [submission] = (await flow.control.submissions()).filter(({ description }) => description === `${key}.csv`);
    expect(view).toMatchObject({
      submissionId: String(submission?.submissionId),
      batchId: String(submission?.batchId),
      paymentDate: submission?.paymentDate,
    });
    expect(await toApprove(key)).toMatchObject({ total: { credit: { minor: pence + 500 } } });
  }, 60_000);

  test('at the reading of its result: it is followed to its end all the same', async () => {
    const key = `RESULT-${kind}`;
    await flow.control.addFault({
      operation: 'ptx.files.getResult',
      kind,
      delayMs: httpTimeoutMs / 2,
      retryAfterSeconds: 1,
    });
    let view = await handIn(key);
    if (view.stage === 'needs-attention') {
      expect(view.reason).toMatch(/^ContractBroken: /);
      await flow.incasso.files.resolve(key, { as: 'retry', by: 'ann', why: 'PTX is well again' });
      view = await settled(view.id);
    }
    expect(view).toMatchObject({ stage: 'done' });
    expect(await uploads(key)).toHaveLength(1);
  }, 60_000);
});

test('where two batches could be that of a lost answer, a person is asked, and the file is not handed in again', async () => {
  const { control, incasso } = flow;
  await handIn('SAME-1', aFile(77_001));
  await control.addFault({ operation: 'ptx.files.upload', kind: 'drop-after' });
  const view = await handIn('SAME-2', aFile(77_001));
  expect(view).toMatchObject({ stage: 'needs-attention', reason: expect.stringMatching(/which batch belongs/) });
  expect(view.nextAction).toBe('a person answers by resolve');
  const by = { by: 'ann', why: 'looked in PTX' };
  await expect(incasso.files.resolve('SAME-2', { as: 'happened', ...by })).rejects.toThrow(/answer `retry`/);
  expect(await incasso.files.resolve('SAME-2', { as: 'not-happened', ...by })).toMatchObject({ stage: 'running' });
  expect(await incasso.files.result('SAME-2')).toMatchObject({ stage: 'failed', batchId: null });
  await expect(incasso.files.resolve('SAME-2', { as: 'retry', ...by })).rejects.toThrow('is closed (failed)');
  expect(await uploads('SAME-2')).toHaveLength(1);
}, 60_000);

test('a refused upload waits for a person, and goes on when it can', async () => {
  const { incasso } = flow;
  const { id } = await incasso.files.uploadBacs({ ...request('CLOSED'), profileId: '8543' });
  expect(await settled(id)).toMatchObject({ stage: 'needs-attention', reason: expect.stringMatching(/^Invalid: /) });
  await incasso.files.resolve('CLOSED', { as: 'retry', by: 'ann', why: 'tried again' });
  const again = await until('it asks again', async () => {
    const view = await incasso.files.show(id);
    return view.timeline.filter(({ what }) => what.startsWith('needs attention')).length === 2 && view;
  });
  expect(again.stage).toBe('needs-attention');
  await incasso.files.resolve('CLOSED', { as: 'not-happened', by: 'ann', why: 'the profile is closed' });
  expect(await incasso.files.result('CLOSED')).toMatchObject({ stage: 'failed' });
  expect(await uploads('CLOSED')).toHaveLength(0);
}, 60_000);

test('nothing personal of a file stands in Temporal where everybody sees it', async () => {
  const { client, incasso } = flow;
  const { id } = await incasso.files.show('WAGES-1');
  const run = await client.workflow.getHandle(`bacs-file:${id}`).describe();
  const shown = JSON.stringify([run.workflowId, run.memo, run.searchAttributes, await run.staticSummary()]);
  expect(shown).not.toMatch(/PAYEE|55555555|sam/);
  expect(shown).toMatch(/WAGES-1/);
});
