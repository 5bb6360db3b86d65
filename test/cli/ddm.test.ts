import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { COLLECTION_PROFILE, oneOffsFile, payersFile } from '../support/ddm-files.js';
import { INDIRECT_SINGLE } from '../support/payments.js';
import { type PtxFlow, startPtxFlow } from '../support/ptx-flow.js';
import { startRealServer } from '../support/servers.js';
import { until } from '../support/until.js';
import { inFolder, type Ran, run } from './support.js';

let flow: PtxFlow;
let env: Record<string, string>;
beforeAll(async () => {
  flow = await startPtxFlow({
    httpTimeoutMs: 800,
    simulator: { clock: { origin: new Date().toISOString(), speed: 20 } },
  });
  const { server } = await startRealServer();
  env = { TEMPORAL_ADDRESS: server.address, INCASSO_TASK_QUEUE_PREFIX: flow.taskQueue, INCASSO_HTTP_TIMEOUT: '1s' };
});

/** Imports a file; what came of it, and what stands in the results. */
const importing = (name: string, content: Uint8Array, options: string[]): Promise<Ran & { results: string | null }> =>
  inFolder(async (folder) => {
    const file = join(folder, name);
    await writeFile(file, content);
    const ran = await run(['ddm', 'import', file, ...options], env);
    const results = await readFile(`${file}.results.csv`, 'utf8').catch(() => null);
    return Object.assign(ran, { results }); // Not spread: it reads its JSON only when it is asked for.
  });

const PAYERS = ['--profile', COLLECTION_PROFILE, '--type', 'payers'];
const ONE_OFFS = ['--profile', COLLECTION_PROFILE, '--type', 'one-offs'];

test('a file of payers is imported, with the result of each line beside it; imported again it is recognised', async () => {
  const content = payersFile(['CLI-PAYER-1', 'CLI-PAYER-2']);
  const first = await importing('payers.csv', content, PAYERS);
  expect(first).toMatchObject({ code: 0, err: '' });
  expect(first.out).toMatch(
    /^PTX imported 2 of 2 lines \(file \d+, payers-[0-9a-f]{16}\.csv\); results in \S+payers\.csv\.results\.csv\n$/,
  );
  expect(first.results).toBe('line,status,message\n1,header,\n2,imported,\n3,imported,\n');
  const again = await importing('payers.csv', content, [...PAYERS, '--json']);
  expect(again).toMatchObject({ code: 0 });
  expect(JSON.parse(again.out)).toMatchObject({ stage: 'done', imported: 2, errorCount: 0 });
  expect(await flow.control.ledger({ effect: 'import.uploaded' })).toHaveLength(1);
});

test('a file that is taken in part shows what was not, and is exit code 1', async () => {
  const rows = ['CLI-PAYER-1,10.00,2000-01-03', 'CLI-PAYER-1,ten,2099-01-05', 'CLI-PAYER-2,11.00,2099-01-05'];
  const { code, out, faults, results } = await importing('one-offs.csv', oneOffsFile(rows), ONE_OFFS);
  expect(code).toBe(1);
  expect(out).toMatch(/^PTX imported 2 of 3 lines /);
  expect(faults).toEqual([
    'one-offs.csv:2 error: Could not parse amount: ten.',
    expect.stringMatching(/^one-offs\.csv:1 warning: Due date was 2000-01-03/),
    'one-offs.csv: done: PTX imported 2 of 3 lines',
  ]);
  expect(results?.split('\n').map((line) => line.split(',')[1])).toEqual([
    'status',
    'warning',
    'error',
    'imported',
    undefined,
  ]);
});

test('a lost upload waits for a person, who answers on the command line; then the import goes on', async () => {
  await flow.control.addFault({ operation: 'ptx.ddmFiles.importPayers', kind: 'drop-before' });
  const content = payersFile(['CLI-PAYER-3']);
  const waits = await importing('payers.csv', content, PAYERS);
  expect(waits).toMatchObject({ code: 1, out: '', results: null });
  const [, id = ''] = /incasso ddm resolve ([0-9a-f]{64}) --as happened\|not-happened\|retry/.exec(waits.err) ?? [];
  const said = ['--by', 'ann', '--why', 'looked in PTX'];
  const told = await run(['ddm', 'resolve', id, '--as', 'not-happened', ...said, '--json'], env);
  expect(told).toMatchObject({ code: 0, json: [{ id, stage: 'running', reason: null }] });
  expect(await importing('payers.csv', content, PAYERS)).toMatchObject({ code: 0 });
  const late = await run(['ddm', 'resolve', id, '--as', 'retry', ...said], env);
  expect(late).toMatchObject({ code: 1, err: expect.stringMatching(/is closed \(done\)/) });
}, 60_000);

test('what cannot be right is exit code 2, or 1 where only PTX knows it, and hands in nothing', async () => {
  const before = (await flow.control.ledger({ effect: 'import.uploaded' })).length;
  const missing = await run(['ddm', 'import', 'nowhere.csv', ...PAYERS], env);
  expect(missing).toMatchObject({
    code: 2,
    err: 'nowhere.csv: cannot be read (ENOENT): check the name and its rights\n',
  });
  const type = await importing('a.csv', payersFile(['CLI-X-1']), ['--profile', '4826', '--type', 'mandates']);
  expect(type.code).toBe(2);
  const other = await importing('a.csv', payersFile(['CLI-PAYER-3']), ONE_OFFS);
  expect(other).toMatchObject({
    code: 2,
    err: expect.stringMatching(/^content: exactly this file was handed in already/),
  });
  expect(await importing('a.csv', new Uint8Array(), PAYERS)).toMatchObject({ code: 2, err: 'content: is empty\n' });
  const profile = await importing('a.csv', payersFile(['CLI-X-2']), ['--profile', 'nobody', '--type', 'payers']);
  expect(profile).toMatchObject({
    code: 1,
    faults: [expect.stringMatching(/^a\.csv: failed: PTX has no collection profile nobody/)],
  });
  const unknown = await run(['ddm', 'resolve', 'x', '--as', 'retry', '--by', 'ann', '--why', 'a reason'], env);
  expect(unknown).toMatchObject({ code: 2, err: expect.stringMatching(/^no import has the id x/) });
  expect(await flow.control.ledger({ effect: 'import.uploaded' })).toHaveLength(before);
});

test('where no worker answers, it is exit code 3, and the import goes on when one does', async () => {
  await flow.worker.stop();
  const content = payersFile(['CLI-PAYER-4']);
  expect(await importing('payers.csv', content, PAYERS)).toMatchObject({ code: 3 });
  flow.worker = await flow.startWorker();
  expect(await importing('payers.csv', content, PAYERS)).toMatchObject({ code: 0 });
}, 60_000);

test('a payment file that waits for a person is answered on the command line too', async () => {
  await inFolder(async (folder) => {
    const file = join(folder, 'wages.csv');
    await writeFile(file, '200000,55555555,PAYEE,CLI-FILE,12345,99\n');
    const upload = ['batch', 'upload', file, '--key', 'CLI-FILE', '--profile', INDIRECT_SINGLE, '--by', 'sam'];
    await flow.control.addFault({ operation: 'ptx.files.getResult', kind: 'wrong-typed' });
    const waits = await run(upload, env);
    expect(waits.code).toBe(1);
    expect(waits.err).toContain('answer with: incasso batch resolve-file CLI-FILE --as not-happened|retry');
    const told = await run(
      ['batch', 'resolve-file', 'CLI-FILE', '--as', 'retry', '--by', 'ann', '--why', 'well again'],
      env,
    );
    expect(told.code).toBe(0);
    await until('it is done', async () => (await run(upload, env)).code === 0);
  });
}, 60_000);
