import { beforeAll, expect, test } from '@jest/globals';
import { rowsPerImportPage } from '../../src/workflows/messages.js';
import { type Flow, startFlow } from '../support/flow.js';
import { message } from '../support/inputs.js';
import { record, records } from '../support/records.js';
import { until } from '../support/until.js';

const WORKFLOW_TASK_COMPLETED = 7;
/** What a page of 4,950 rows may cost: events are storage and replay, workflow tasks are CPU. */
const PAGE_EVENTS = 14;
const PAGE_TASKS = 3;
const SCRIPT = '1001';
/** A record that a mail script rejects: it can only be called. */
const noMail = (reference: string) => {
  const { toMailAddress: _, ...rest } = record(reference);
  return rest;
};

let flow: Flow;
beforeAll(async () => {
  flow = await startFlow({ httpTimeoutMs: 10_000, importWindowMs: 2_500 });
});

const created = async (name: string) =>
  (await flow.control.ledger({ effect: 'record.created' })).filter(({ reference }) =>
    reference?.startsWith(`${name}-`),
  );
const imported = (name: string, count: number) =>
  flow.incasso.imports.run({ script: SCRIPT, as: 'rows', rows: records(name, count) });

test('every row is handed in once, and has the result that the vendor gave it', async () => {
  const rows = [record('MIX-1'), record('MIX-2', { toMailAddress: 'nobody' }), record('MIX-3')];
  const { view, rows: results } = await flow.incasso.imports.run({ script: SCRIPT, as: 'rows', rows });
  expect(view).toMatchObject({
    stage: 'done',
    count: 3,
    settled: 3,
    counts: { accepted: 2, rejected: 1 },
    cases: null,
  });
  expect(results?.map(({ status }) => status)).toEqual(['accepted', 'rejected', 'accepted']);
  expect(results?.[1]?.messages).toEqual([
    { context: 'toMailAddress', message: 'This is not a mail address.', level: 'error' },
  ]);
  expect(await created('MIX')).toHaveLength(2);
});

test('the same command again imports nothing, and has the same results', async () => {
  const first = await imported('AGAIN', 1_000);
  const second = await imported('AGAIN', 1_000);
  expect(second).toEqual(first);
  expect(second.rows).toHaveLength(1_000);
  expect(await created('AGAIN')).toHaveLength(1_000);
});

test('two commands at once share an import', async () => {
  const [one, other] = await Promise.all([imported('SHARED', 2_000), imported('SHARED', 2_000)]);
  expect(other).toEqual(one);
  expect(await created('SHARED')).toHaveLength(2_000);
});

test('the same rows in another form, or with cases, are not imported a second time', async () => {
  const rows = records('FORM', 2);
  await flow.incasso.imports.run({ script: SCRIPT, as: 'rows', rows });
  const before = /by another form or plan: see import [0-9a-f]{64}$/;
  await expect(flow.incasso.imports.run({ script: SCRIPT, as: 'file', rows })).rejects.toThrow(before);
  expect(await created('FORM')).toHaveLength(2);
});

test('each accepted row becomes a case that does not import it again', async () => {
  const rows = [record('CASE-1'), noMail('CASE-2'), record('CASE-3')];
  const plan = { payLink: { from: 'script' as const }, steps: [message()] };
  const { view, rows: results } = await flow.incasso.imports.run({ script: SCRIPT, as: 'rows', rows, collect: plan });
  expect(view.cases).toEqual({ started: 2, refused: 0 });
  expect(results?.map((row) => row.case)).toEqual(['started', undefined, 'started']);
  await until(
    'its PayLink',
    async () => (await flow.control.ledger({ reference: 'CASE-1', effect: 'message.sent' }))[0],
  );
  await flow.control.tell({ reference: 'CASE-1', story: 'paid' });
  expect(await flow.incasso.cases.result('CASE-1')).toMatchObject({
    outcome: 'paid',
    contacts: [{ channel: 'message', script: SCRIPT, result: 'accepted' }],
  });
  expect((await flow.incasso.cases.show('CASE-3')).stage).toBe('awaiting-payment');
  expect(await created('CASE')).toHaveLength(2);
});

test('more rows than one call takes become cases too, each once, and a repeat begins none', async () => {
  const plan = { payLink: { from: 'script' as const }, steps: [message()] };
  const all = { script: SCRIPT, as: 'rows', rows: records('MANY', 1_100), collect: plan } as const;
  const first = await flow.incasso.imports.run(all);
  expect(first.view).toMatchObject({ counts: { accepted: 1_100 }, cases: { started: 1_100, refused: 0 } });
  expect(await flow.incasso.imports.run(all)).toEqual(first);
  expect(await created('MANY')).toHaveLength(1_100);
}, 180_000);

test('the call has all the time that the vendor may take, with cases as without: no silence of it counts as a lost worker', async () => {
  const collect = { payLink: { from: 'script' as const }, steps: [message()] };
  const { view } = await flow.incasso.imports.run({ script: SCRIPT, as: 'rows', rows: records('TIME', 1), collect });
  const { events } = await flow.client.workflow.getHandle(`import:${view.id}`).fetchHistory();
  const scheduled = events?.map((event) => event.activityTaskScheduledEventAttributes);
  const call = scheduled?.find((activity) => activity?.activityType?.name === 'importRows');
  expect(Number(call?.startToCloseTimeout?.seconds)).toBeGreaterThan(10);
  expect(Number(call?.heartbeatTimeout?.seconds ?? 0)).toBe(0);
});

test('a record whose reference has a case already is not handed in with the others', async () => {
  const plan = { payLink: { from: 'script' as const }, steps: [message()] };
  await flow.incasso.imports.run({ script: SCRIPT, as: 'rows', rows: records('OWNED', 1), collect: plan });
  const rows = [record('OWNED-1', { invoiceAmountMinor: 5_00 }), record('OWNED-2')];
  const { rows: results } = await flow.incasso.imports.run({ script: SCRIPT, as: 'rows', rows, collect: plan });
  expect(results?.map(({ status }) => status)).toEqual(['not-imported', 'accepted']);
  expect(await created('OWNED')).toHaveLength(2);
});

test('a file is handed in once, and followed until its batch is done', async () => {
  const rows = records('FILE', 1_000);
  const { view, rows: results } = await flow.incasso.imports.run({ script: SCRIPT, as: 'file', rows });
  expect(view).toMatchObject({ stage: 'done', as: 'file', batch: { status: 'done' } });
  expect(results).toBeNull();
  expect(await flow.incasso.imports.run({ script: SCRIPT, as: 'file', rows })).toEqual({ view, rows: null });
  expect(await created('FILE')).toHaveLength(1_000);
});

test('an import by pages keeps to its budget of events', async () => {
  const { view } = await imported('COST', 4 * rowsPerImportPage);
  const { events } = await flow.client.workflow.getHandle(`import:${view.id}`).fetchHistory();
  const tasks = events?.filter(({ eventType }) => eventType === WORKFLOW_TASK_COMPLETED).length;
  expect(events?.length).toBeLessThanOrEqual(10 + 4 * PAGE_EVENTS);
  expect(tasks).toBeLessThanOrEqual(2 + 4 * PAGE_TASKS);
});
