import { beforeAll, describe, expect, test } from '@jest/globals';
import type { PtxFaultRule } from '../../src/simulators/ptx/control-types.js';
import type { DdmFileView } from '../../src/workflows/messages.js';
import { ddmFilesOf, payersFile } from '../support/ddm-files.js';
import { faultKinds } from '../support/fault-kinds.js';
import { type PtxFlow, startPtxFlow } from '../support/ptx-flow.js';
import { until } from '../support/until.js';

// Every fault at every call. PTX's ledger, not the calls that were made, must show one import.
const KINDS = [...faultKinds, 'unauthorized'] as const;
const READS = [
  'ptx.ddmFiles.getResult',
  'ptx.ddmFiles.queryLogByFileId',
  'ptx.ddmFiles.queryByStatusTypeBetweenDates',
] as const;
const said = { by: 'an operator', why: 'looked in PTX' };

const httpTimeoutMs = 800;
let flow: PtxFlow;
let own: ReturnType<typeof ddmFilesOf>;
beforeAll(async () => {
  flow = await startPtxFlow({ httpTimeoutMs, settleMs: 300 });
  own = ddmFilesOf(flow);
});

const fault = (operation: PtxFaultRule['operation'], kind: PtxFaultRule['kind'], more: Partial<PtxFaultRule> = {}) =>
  flow.control.addFault({ operation, kind, delayMs: httpTimeoutMs / 2, retryAfterSeconds: 1, ...more });

/** Waits until a person was asked so often. */
const asked = (id: string, times: number): Promise<DdmFileView> =>
  until('a person is asked', async () => {
    const view = await flow.incasso.ddmFiles.show(id);
    return view.timeline.filter(({ what }) => what.startsWith('needs attention')).length === times && view;
  });

describe.each(KINDS)('%s', (kind) => {
  test('at the upload: the file is at PTX once, and is never sent again before a person says that it is not there', async () => {
    await fault('ptx.ddmFiles.importPayers', kind);
    const content = payersFile([`UP-${kind.toUpperCase().slice(0, 14)}`]);
    let view = await own.imported(content);
    if (view.stage === 'needs-attention') {
      expect(view.reason).toMatch(
        /PTX shows no file payers-\S+\.csv: happened if PTX has it, not-happened to hand it in/,
      );
      expect(await own.uploads(view)).toBe(0);
      await flow.incasso.ddmFiles.resolve(view.id, { as: 'not-happened', ...said });
      view = await own.settled(view.id);
    }
    expect(view).toMatchObject({ stage: 'done', reason: null, imported: 1 });
    expect(await own.uploads(view)).toBe(1);
  }, 60_000);

  test.each(READS)(
    'at %s: it is followed to its end all the same',
    async (operation) => {
      await fault(operation, kind);
      const content = payersFile([`${READS.indexOf(operation)}-${kind.toUpperCase().slice(0, 15)}`]);
      let view = await own.imported(content);
      if (view.stage === 'needs-attention') {
        expect(view.reason).toMatch(/^ContractBroken: /);
        await flow.incasso.ddmFiles.resolve(view.id, { as: 'retry', ...said });
        view = await own.settled(view.id);
      }
      expect(view).toMatchObject({ stage: 'done', reason: null, imported: 1 });
      expect(await own.uploads(view)).toBe(1);
    },
    60_000,
  );
});

test('a file whose answer was lost is found by its name, also among lists that do not all answer', async () => {
  await fault('ptx.ddmFiles.importPayers', 'drop-after');
  await fault('ptx.ddmFiles.queryByStatusTypeBetweenDates', 'unavailable', { times: 2 });
  const view = await own.imported(payersFile(['SLOW-1']));
  expect(view).toMatchObject({ stage: 'done', reason: null });
  expect(view.timeline.map(({ what }) => what)).toContain(`handed in: PTX has it as file ${view.fileId}`);
  expect(await own.uploads(view)).toBe(1);
});

test('a person may have it looked for again, and may say that it is there although PTX does not show it', async () => {
  const { incasso } = flow;
  await fault('ptx.ddmFiles.importPayers', 'drop-before');
  const { id } = await incasso.ddmFiles.import(own.request(payersFile(['ABSENT-1'])));
  const view = await asked(id, 1);
  await incasso.ddmFiles.resolve(id, { as: 'retry', ...said });
  await asked(id, 2);
  await incasso.ddmFiles.resolve(id, { as: 'happened', ...said });
  expect(await incasso.ddmFiles.result(id)).toMatchObject({
    stage: 'done',
    reason: expect.stringMatching(/^a person said that PTX has the file/),
    status: null,
    imported: null,
  });
  expect(await own.uploads(view)).toBe(0);
}, 60_000);

test('what PTX did not let in is put to a person, who has it handed in again or gives it up', async () => {
  const { control, incasso } = flow;
  await fault('ptx.ddmFiles.importPayers', 'unauthorized', { times: 100 });
  const { id } = await incasso.ddmFiles.import(own.request(payersFile(['REFUSED-1'])));
  const view = await asked(id, 1);
  expect(view.reason).toMatch(/^Unauthorized: .*: retry to hand it in again, not-happened to give it up$/);
  await incasso.ddmFiles.resolve(id, { as: 'retry', ...said });
  await asked(id, 2);
  await incasso.ddmFiles.resolve(id, { as: 'not-happened', ...said });
  expect(await incasso.ddmFiles.result(id)).toMatchObject({ stage: 'failed', fileId: null });
  await control.clearFaults();
  expect(await own.uploads(view)).toBe(0);
}, 60_000);

test('a worker that stops with a file in hand leaves no second one', async () => {
  const { incasso } = flow;
  await fault('ptx.ddmFiles.importPayers', 'slow', { delayMs: 600 });
  const { id } = await incasso.ddmFiles.import(own.request(payersFile(['STOPPED-1'])));
  await until('it is on its way', async () => (await incasso.ddmFiles.show(id)).nextAction === 'hand in the file');
  await flow.worker.stop();
  flow.worker = await flow.startWorker();
  const view = await own.settled(id);
  expect(view).toMatchObject({ stage: 'done', imported: 1 });
  expect(await own.uploads(view)).toBe(1);
}, 60_000);
