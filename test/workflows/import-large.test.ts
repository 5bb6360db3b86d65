import { randomBytes } from 'node:crypto';
import { beforeAll, expect, test } from '@jest/globals';
import { createIncassoClient } from '../../src/client/index.js';
import { connectClient } from '../../src/temporal/connection.js';
import { startWorker } from '../../src/workers/worker.js';
import { type Flow, startFlow } from '../support/flow.js';
import { startIncasso } from '../support/incasso-process.js';
import { records } from '../support/records.js';
import { startRealServer, workflowBundle } from '../support/servers.js';
import { until } from '../support/until.js';
import { json, startVendor } from '../support/vendor-server.js';

const SCRIPT = '1001';
let flow: Flow;
beforeAll(async () => {
  flow = await startFlow({ httpTimeoutMs: 5_000, importWindowMs: 4_000 });
});

const run = (rows: ReturnType<typeof records>) => flow.incasso.imports.run({ script: SCRIPT, as: 'rows', rows });
async function taken(name: string): Promise<{ rows: number; twice: number }> {
  const ledger = await flow.control.ledger();
  const mine = ledger.filter(
    ({ effect, reference }) => /^record\.(created|updated)/.test(effect) && reference?.startsWith(name),
  );
  return { rows: mine.length, twice: mine.filter(({ effect }) => effect === 'record.updated').length };
}
const begun = (name: string) => until('the first rows are taken', async () => (await taken(name)).rows > 0);

test('a worker that is stopped amid an import, and one that takes its place, import every row once', async () => {
  const outcome = run(records('STOPPED', 15_000));
  await begun('STOPPED');
  await flow.worker.stop();
  flow.worker = await flow.startWorker();
  const { view, rows } = await outcome;
  expect(view.stage).toBe('done');
  // Where an answer took too long, the rows were looked up.
  expect((view.counts.accepted ?? 0) + (view.counts.taken ?? 0)).toBe(15_000);
  expect(rows).toHaveLength(15_000);
  expect(await taken('STOPPED')).toEqual({ rows: 15_000, twice: 0 });
}, 60_000);

test('a command that dies amid an import is run again, and goes on where it was', async () => {
  const { server } = await startRealServer();
  const { client, close } = await connectClient({ overrides: { address: server.address } });
  const mortal = createIncassoClient({ client, taskQueue: flow.taskQueue, httpTimeoutMs: 5_000 });
  const rows = records('DIED', 15_000);
  const died = mortal.imports.run({ script: SCRIPT, as: 'rows', rows }).catch((error: unknown) => error);
  await begun('DIED');
  await close();
  expect(await died).toBeInstanceOf(Error);
  const { view, rows: results } = await run(rows);
  expect(view.stage).toBe('done');
  expect(results?.every(({ status }) => status === 'accepted' || status === 'taken')).toBe(true);
  expect(await taken('DIED')).toEqual({ rows: 15_000, twice: 0 });
}, 60_000);

test('a worker that is killed with rows on their way loses none and sends none twice', async () => {
  const { server } = await startRealServer();
  await flow.worker.stop();
  const env = {
    TEMPORAL_ADDRESS: server.address,
    INCASSO_TASK_QUEUE_PREFIX: flow.taskQueue,
    ALPHACOMM_URL: flow.simulator.url,
    ALPHACOMM_API_KEY: 'key-of-the-tests',
    INCASSO_HTTP_TIMEOUT: '5s',
    INCASSO_IMPORT_WINDOW: '4s',
    LOG_LEVEL: 'error',
  };
  const killed = await startIncasso(['worker'], env);
  // One of its calls is on its way for a while: the vendor has the rows, and nobody is there for the answer.
  await flow.control.addFault({ operation: 'addRecords', kind: 'slow', reference: 'KILLED-1', delayMs: 3_000 });
  const outcome = run(records('KILLED', 8_000));
  await begun('KILLED');
  await killed.kill();
  flow.worker = await flow.startWorker();
  const { view } = await outcome;
  const { counts, stage } = view;
  expect(stage).toBe('done');
  expect(counts.taken).toBeGreaterThan(0);
  expect((counts.accepted ?? 0) + (counts.taken ?? 0)).toBe(8_000);
  expect(await taken('KILLED')).toEqual({ rows: 8_000, twice: 0 });
}, 120_000);

test('an import goes on in a new run before its history grows too long, and keeps what it knows', async () => {
  const noise = () => randomBytes(150).toString('base64');
  const rows = records('LONG', 36_000).map((row) => ({ ...row, personFamilyName: noise() }));
  const { view, rows: results } = await run(rows);
  expect(view).toMatchObject({ stage: 'done', counts: { accepted: 36_000 } });
  expect(results).toHaveLength(36_000);
  const lengths: number[] = [];
  await until('all runs are listed', async () => {
    lengths.length = 0;
    const query = `WorkflowId = "import:${view.id}"`;
    for await (const { historyLength } of flow.client.workflow.list({ query })) lengths.push(historyLength);
    return lengths.length > 1;
  });
  expect(Math.max(...lengths)).toBeLessThan(5_000);
  expect((await run(rows)).view).toEqual(view);
  expect(await taken('LONG')).toEqual({ rows: 36_000, twice: 0 });
}, 60_000);

test('what the vendor refuses as a whole a person looks at, and while he is asked nothing more is sent', async () => {
  const unauthorized = { kind: 'unauthorized', reference: 'KEY-1', times: 4 } as const;
  await flow.control.addFault({ operation: 'addRecords', ...unauthorized });
  const rows = records('KEY', 12_000);
  const asked = await run(rows);
  expect(asked.view.stage).toBe('needs-attention');
  expect(asked.view.reason).toMatch(/^rows 1 to 4950: 990 of them were not imported \(Unauthorized: /);
  const before = await taken('KEY');
  expect(before.rows).toBeLessThan(12_000);
  await expect(run(rows)).resolves.toMatchObject({ view: { stage: 'needs-attention' } });
  expect(await taken('KEY')).toEqual(before);
  await flow.incasso.imports.resolve(asked.view.id, { as: 'not-happened', by: 'ann', why: 'seen in the portal' });
  const { view, rows: results } = await run(rows);
  expect(view).toMatchObject({ stage: 'done', counts: { accepted: 11_010, 'not-imported': 990 } });
  expect(results?.slice(0, 990).every(({ status }) => status === 'not-imported')).toBe(true);
  expect(await taken('KEY')).toEqual({ rows: 11_010, twice: 0 });
}, 60_000);

test('a file whose batch ends with an error has failed', async () => {
  const { env } = await startRealServer();
  const batch = { name: '20260101-1', action: 'IMPORT', records: [] };
  const pagination = { offset: 0, limit: 20, total: 1 };
  const vendor = await startVendor((response, request) => {
    const answer = request.text.includes('mutation')
      ? { addRecords: { ...batch, status: 'queued' } }
      : { batches: { items: [{ ...batch, status: 'error' }], pagination } };
    json({ data: { import: answer } })(response, request);
  });
  const taskQueue = `${flow.taskQueue}-error`;
  const worker = await startWorker({
    connection: env.nativeConnection,
    client: env.client,
    namespace: 'default',
    taskQueuePrefix: taskQueue,
    httpTimeoutMs: 5_000,
    importWindowMs: 4_000,
    alphacomm: { url: vendor.origin, apiKey: 'key-of-the-tests' },
    workflowBundle: workflowBundle(),
  });
  const { imports } = createIncassoClient({ client: env.client, taskQueue });
  const { view } = await imports.run({ script: SCRIPT, as: 'file', rows: records('ERROR', 2) });
  await worker.stop();
  expect(view).toMatchObject({ stage: 'failed', batch: { name: '20260101-1', status: 'error' } });
  expect(view.reason).toBe('the vendor ended batch 20260101-1 with an error: its portal says why');
});
