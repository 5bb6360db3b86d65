import { createHash } from 'node:crypto';
import { beforeAll, expect, test } from '@jest/globals';
import { InvalidInputError } from '../../src/client/index.js';
import { createPtxClient } from '../../src/vendors/ptx/client.js';
import { createPtxSession } from '../../src/vendors/ptx/session.js';
import { bytes, COLLECTION_PROFILE, ddmFilesOf, oneOffsFile, payersFile } from '../support/ddm-files.js';
import { PTX_APPROVER, type PtxFlow, startPtxFlow } from '../support/ptx-flow.js';

const said = { by: 'an operator', why: 'looked in PTX' };

let flow: PtxFlow;
let own: ReturnType<typeof ddmFilesOf>;
beforeAll(async () => {
  flow = await startPtxFlow({ httpTimeoutMs: 800, settleMs: 300 });
  own = ddmFilesOf(flow);
});

test('a file of payers becomes their mandates, each once', async () => {
  const view = await own.imported(payersFile(['PAYER-1', 'PAYER-2']));
  expect(view.lines).toEqual([]);
  expect(view).toMatchObject({
    stage: 'done',
    reason: null,
    profile: COLLECTION_PROFILE,
    profileId: COLLECTION_PROFILE,
    fileName: `payers-${view.id.slice(0, 16)}.csv`,
    processed: 2,
    imported: 2,
    errorCount: 0,
  });
  const references = (await flow.control.mandates()).map(({ reference }) => reference);
  expect(references.filter((reference) => reference.startsWith('PAYER-'))).toEqual(['PAYER-1', 'PAYER-2']);
  expect(await own.uploads(view)).toBe(1);
  expect(await flow.incasso.ddmFiles.result(view.id)).toEqual(view);
});

test('a file that is taken in part is done, and says of each line what became of it, whatever word PTX has for it', async () => {
  await own.imported(payersFile(['PART-1']));
  const rows = [
    'PART-1,10.00,2000-01-03',
    'PART-1,ten,2099-01-05',
    'NOBODY,10.00,2099-01-05',
    'PART-1,11.00,2099-01-05',
  ];
  const view = await own.imported(oneOffsFile(rows), 'one-offs');
  expect(view).toMatchObject({ stage: 'done', reason: 'PTX imported 2 of 4 lines', processed: 4, imported: 2 });
  expect(view).toMatchObject({ errorCount: 2, warningCount: 1, status: 'SUCCESS' });
  expect(view.lines).toEqual([
    { line: 1, status: 'warning', message: expect.stringMatching(/^Due date was 2000-01-03/), reference: 'PART-1' },
    { line: 2, status: 'error', message: 'Could not parse amount: ten.', reference: 'PART-1' },
    { line: 3, status: 'error', message: expect.stringMatching(/NOBODY/), reference: 'NOBODY' },
  ]);
});

test('the same content is imported once, however often and by whatever name it is asked for', async () => {
  const asked = own.request(payersFile(['TWICE-1']));
  const { ddmFiles } = flow.incasso;
  const answers = await Promise.all([1, 2, 3].map(() => ddmFiles.import(asked)));
  expect(answers.filter(({ started }) => started)).toHaveLength(1);
  const view = await own.settled(answers[0]?.id ?? '');
  expect(view.stage).toBe('done');
  expect(await ddmFiles.import({ ...asked, extension: 'txt' })).toEqual({ id: view.id, started: false });
  await expect(ddmFiles.import({ ...asked, type: 'one-offs' })).rejects.toThrow(InvalidInputError);
  await expect(ddmFiles.import({ ...asked, profile: '5761' })).rejects.toThrow(
    /as payers for collection profile 4826$/,
  );
  expect(await own.uploads(view)).toBe(1);
});

test('what PTX has already is not handed in again, whoever has handed it in', async () => {
  const content = payersFile(['KNOWN-1']);
  const { url } = flow.simulator;
  const session = createPtxSession({ url, credentials: PTX_APPROVER, timeoutMs: 5_000 });
  const ptx = createPtxClient({ url, session, timeoutMs: 5_000 });
  const hash = createHash('sha256').update(content).digest('hex');
  const fileName = `payers-${hash.slice(0, 16)}.csv`;
  await ptx.importPayers({ profileId: COLLECTION_PROFILE, fileName, content });
  const view = await own.imported(content);
  expect(view).toMatchObject({
    stage: 'failed',
    reason: expect.stringMatching(/^PTX has file \d+ by the name payers-[0-9a-f]{16}\.csv: /),
  });
  expect(await own.uploads(view)).toBe(1);
});

test('a file of which PTX took nothing has failed, and is tried anew when it is handed in again', async () => {
  const content = oneOffsFile(['LATER-1,10.00,2099-01-05']);
  const first = await own.imported(content, 'one-offs');
  expect(first).toMatchObject({ stage: 'failed', reason: 'PTX imported none of 1 lines (ERROR)', errorCount: 1 });
  await own.imported(payersFile(['LATER-1']));
  expect(await flow.incasso.ddmFiles.import(own.request(content, 'one-offs'))).toMatchObject({ started: true });
  expect(await own.settled(first.id)).toMatchObject({ stage: 'done', reason: null, imported: 1 });
  expect(await own.uploads(first)).toBe(2);
});

test('a collection profile is found by its name; one that PTX does not have ends the import before anything is handed in', async () => {
  const { ddmFiles } = flow.incasso;
  const named = { ...own.request(payersFile(['NAMED-1'])), profile: 'TEST COLLECTION PROFILE 2' };
  expect(await own.settled((await ddmFiles.import(named)).id)).toMatchObject({ stage: 'done', profileId: '5761' });
  const unknown = { ...own.request(payersFile(['UNKNOWN-1'])), profile: '1' };
  const view = await own.settled((await ddmFiles.import(unknown)).id);
  expect(view).toMatchObject({
    stage: 'failed',
    reason: expect.stringMatching(/^PTX has no collection profile 1; it has/),
  });
  expect(await own.uploads(view)).toBe(0);
  expect(await ddmFiles.import({ ...unknown, profile: COLLECTION_PROFILE })).toMatchObject({ started: true });
});

test('a file that cannot be right is refused before anything is started, with every fault at once', async () => {
  const asked = { profile: ' ', type: 'mandates' as never, extension: '.csv', content: new Uint8Array(1_400_001) };
  const refusal = await flow.incasso.ddmFiles.import(asked).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(InvalidInputError);
  expect((refusal as InvalidInputError).faults).toEqual([
    'type: is neither payers nor one-offs',
    'profile: is empty',
    expect.stringMatching(/^extension: /),
    'content: is too large, at most 1400000 bytes: split the file',
  ]);
});

test('the largest log that a file can have is kept as far as a message goes, its faults first, and the rest is counted', async () => {
  const rows = Array.from({ length: 9_000 }, (_, index) => `NOBODY-${index}-${'X'.repeat(100)},10.00,2099-01-05`);
  const view = await own.imported(oneOffsFile(rows), 'one-offs');
  expect(view).toMatchObject({ stage: 'failed', errorCount: 9_000, processed: 9_000, imported: 0 });
  expect(view.lines.length).toBeGreaterThan(1_000);
  expect(view.lines.length).toBeLessThan(9_000);
}, 120_000);

test('a person who gives up before anything was handed in ends the import', async () => {
  const { control, incasso } = flow;
  await control.addFault({ operation: 'ptx.ddmFiles.queryByStatusTypeBetweenDates', kind: 'wrong-typed', times: 9 });
  const view = await own.imported(payersFile(['GIVEN-UP']));
  expect(view).toMatchObject({ stage: 'needs-attention', reason: expect.stringMatching(/^ContractBroken: /) });
  await expect(incasso.ddmFiles.resolve(view.id, { as: 'happened', ...said })).rejects.toThrow(/answer `retry`/);
  await incasso.ddmFiles.resolve(view.id, { as: 'not-happened', ...said });
  expect(await incasso.ddmFiles.result(view.id)).toMatchObject({ stage: 'failed' });
  await expect(incasso.ddmFiles.resolve(view.id, { as: 'retry', ...said })).rejects.toThrow('is closed (failed)');
  await control.clearFaults();
  expect(await own.uploads(view)).toBe(0);
});

test('nothing personal of a file stands in Temporal where everybody sees it', async () => {
  const { id } = await own.imported(bytes(new TextDecoder().decode(payersFile(['SEEN-1']))));
  const run = await flow.client.workflow.getHandle(`ddm-file:${id}`).describe();
  const shown = JSON.stringify([run.workflowId, run.memo, run.searchAttributes, await run.staticSummary()]);
  expect(shown).not.toMatch(/PAYER 0|55555|SEEN-1/);
  expect(shown).toMatch(/payers-/);
});
