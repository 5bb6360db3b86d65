import { afterEach, beforeAll, expect, test } from '@jest/globals';
import { Worker } from '@temporalio/worker';
import { prepareImport } from '../../src/client/prepare-import.js';
import { caseOf, type RecordRow } from '../../src/domain/record-row.js';
import { importWorkflowId } from '../../src/workflows/messages.js';
import { type Flow, startFlow } from '../support/flow.js';
import { message } from '../support/inputs.js';
import { interruptedImport } from '../support/interrupted-import.js';
import { record, records } from '../support/records.js';
import { workflowBundle } from '../support/servers.js';
import { until } from '../support/until.js';

const MAIL = '1001';
const said = { by: 'ann', why: 'wrong amounts' };
const collect = { payLink: { from: 'script' as const }, steps: [message()] };

let flow: Flow;
beforeAll(async () => {
  flow = await startFlow({ httpTimeoutMs: 1_500, importWindowMs: 2_000 });
});
afterEach(() => flow.control.clearFaults());

const collected = (rows: readonly RecordRow[]) => ({ script: MAIL, as: 'rows' as const, rows, collect });
const idOf = (rows: readonly RecordRow[]) => prepareImport(collected(rows)).input.id;
const calls = async () => (await flow.control.calls()).filter(({ operation }) => operation === 'addRecords').length;
/** Another worker would go on with it in the same way. */
async function replayed(id: string): Promise<void> {
  const workflowId = importWorkflowId(id);
  const history = await flow.client.workflow.getHandle(workflowId).fetchHistory();
  await Worker.runReplayHistory({ workflowBundle: workflowBundle() }, history, workflowId);
}
const created = async (name: string) =>
  (await flow.control.ledger({ effect: 'record.created' })).filter(({ reference }) => reference?.startsWith(name))
    .length;

test('an import that was interrupted is ended by a person, and then the corrected file goes in', async () => {
  const { imports } = flow.incasso;
  const rows = records('INTERRUPTED', 2);
  const id = await interruptedImport(flow, collected(rows));
  const corrected = collected(rows.map((row) => ({ ...row, invoiceAmountMinor: 90_00 })));
  await expect(imports.run(corrected)).rejects.toThrow(`incasso import cancel ${id} --by WHO --why WHY`);
  await expect(imports.cancel(id, { ...said, by: ' ' })).rejects.toThrow('by: say who');
  expect((await imports.cancel(id, said)).reason).toMatch(/^cancelled: what is at the vendor is followed to its end/);
  const { view, rows: results } = await imports.run(collected(rows));
  expect(view).toMatchObject({ stage: 'failed', reason: 'a person cancelled it', counts: { 'not-imported': 2 } });
  expect(view.timeline).toContainEqual(expect.objectContaining({ what: 'cancelled', ...said }));
  expect(results?.[0]?.messages[0]?.message).toContain('import a file of the rows that were not imported');
  await expect(imports.cancel(id, said)).rejects.toThrow(`import ${id} is closed`);
  expect((await imports.run(corrected)).view).toMatchObject({ stage: 'done', cases: { started: 2 } });
  expect(await created('INTERRUPTED-')).toBe(2);
  await replayed(id);
});

test('what is at the vendor is followed to its end, and has its cases; to say it twice changes nothing', async () => {
  const rows = records('AT-VENDOR', 2);
  const before = await calls();
  await flow.control.addFault({ operation: 'addRecords', kind: 'slow', reference: 'AT-VENDOR-1', delayMs: 1_000 });
  const running = flow.incasso.imports.run(collected(rows));
  await until('the call', async () => (await calls()) > before);
  const first = await flow.incasso.imports.cancel(idOf(rows), said);
  expect(first.stage).toBe('running');
  expect(await flow.incasso.imports.cancel(idOf(rows), said)).toEqual(first);
  const { view, rows: results } = await running;
  expect(view).toMatchObject({ stage: 'failed', counts: { accepted: 2 }, cases: { started: 2, refused: 0 } });
  expect(results?.map((row) => row.case)).toEqual(['started', 'started']);
  expect(view.timeline.filter(({ what }) => what === 'cancelled')).toHaveLength(1);
  await replayed(idOf(rows));
});

test('an import that asks a person is ended too: what nobody knows of its rows stays unknown', async () => {
  const rows = records('ASKS', 2);
  await flow.control.addFault({ operation: 'addRecords', kind: 'drop-before', reference: 'ASKS-1' });
  expect((await flow.incasso.imports.run(collected(rows))).view.stage).toBe('needs-attention');
  await flow.incasso.imports.cancel(idOf(rows), said);
  const { view } = await flow.incasso.imports.run(collected(rows));
  expect(view).toMatchObject({ stage: 'failed', counts: { unknown: 2 }, cases: { started: 0 } });
  await replayed(idOf(rows));
});

test('a file that was never whole is ended; of one that was handed in the vendor keeps its batch', async () => {
  const { imports } = flow.incasso;
  const file = (name: string) => ({ script: MAIL, as: 'file' as const, rows: records(name, 4) });
  const id = await interruptedImport(flow, file('NOT-WHOLE'));
  await imports.cancel(id, said);
  expect(await imports.show(id)).toMatchObject({ stage: 'failed', batch: null, reason: 'a person cancelled it' });
  await flow.control.addFault({ operation: 'batches', kind: 'unavailable', times: 50 });
  const running = imports.run(file('HANDED-IN'));
  const other = prepareImport(file('HANDED-IN')).input.id;
  await until('its batch', async () => (await imports.show(other).catch(() => undefined))?.batch ?? undefined);
  expect((await imports.cancel(other, said)).reason).toMatch(/^cancelled: the vendor goes on with batch /);
  expect((await running).view).toMatchObject({
    stage: 'failed',
    reason: expect.stringMatching(/^a person cancelled it: the vendor goes on with batch /),
  });
});

test('a row whose reference had a case begun meanwhile says that the debtor may have been contacted twice', async () => {
  const row = record('MEANWHILE-1');
  const before = await calls();
  await flow.control.addFault({ operation: 'addRecords', kind: 'slow', reference: 'MEANWHILE-1', delayMs: 1_200 });
  const running = flow.incasso.imports.run(collected([row]));
  await until('the call', async () => (await calls()) > before);
  await flow.incasso.cases.start(caseOf(row, collect));
  const { view, rows } = await running;
  expect(view.cases).toEqual({ started: 0, refused: 1 });
  expect(rows?.[0]?.case).toMatch(/begun while .* may have been contacted twice: look at case MEANWHILE-1$/);
});
