import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { INDIRECT_SINGLE } from '../support/payments.js';
import { PTX_APPROVER, PTX_USER, type PtxFlow, startPtxFlow } from '../support/ptx-flow.js';
import { startRealServer } from '../support/servers.js';
import { until } from '../support/until.js';
import { inFolder, run } from './support.js';

let flow: PtxFlow;
let env: Record<string, string>;
beforeAll(async () => {
  flow = await startPtxFlow({
    approver: PTX_APPROVER,
    simulator: { clock: { origin: new Date().toISOString(), speed: 20 } },
  });
  const { server } = await startRealServer();
  env = { TEMPORAL_ADDRESS: server.address, INCASSO_TASK_QUEUE_PREFIX: flow.taskQueue, INCASSO_HTTP_TIMEOUT: '2s' };
});

/** Writes a payment file, hands it in, and says what came of it. */
const handIn = (name: string, rows: string[], options: string[]) =>
  inFolder(async (folder) => {
    const file = join(folder, name);
    await writeFile(file, `${rows.join('\n')}\n`);
    return run(['batch', 'upload', file, '--by', 'sam', ...options], env);
  });

test('ptx check says who is signed in and warns; programs get one document', async () => {
  const people = await run(['ptx', 'check'], env);
  expect(people).toMatchObject({ code: 0 });
  expect(people.lines.slice(0, 2)).toEqual([
    expect.stringMatching(new RegExp(`^signed in as ${PTX_USER.email}: \\d+ payment profiles$`)),
    `approver ${PTX_APPROVER.email}: signed in`,
  ]);
  expect(people.out).toMatch(/^ID +NAME +CONNECTION +APPROVALS +STATUS +ENTRY$/m);
  expect(people.err).toMatch(/^warning: profile 8543: its status is /m);
  const { code, json } = await run(['ptx', 'check', '--json'], env);
  expect({ code, json }).toMatchObject({ code: 0, json: [{ user: PTX_USER.email, approver: { problem: null } }] });
});

test('ptx profiles lists them, one JSON object a line for programs', async () => {
  expect((await run(['ptx', 'profiles'], env)).out).toMatch(/^8308 .* INDIRECT +2 +AP/m);
  const { json } = await run(['ptx', 'profiles', '--json'], env);
  expect(json).toContainEqual(
    expect.objectContaining({ id: '8308', connectionType: 'INDIRECT', numberOfApprovals: 2 }),
  );
});

test('bacs messages lists what is kept and what is not downloaded, and nothing when there is nothing', async () => {
  expect(await run(['bacs', 'messages'], env)).toMatchObject({ code: 0, out: '', err: '' });
  const { reportId } = await flow.control.addMessage({ type: 'ARUDD', records: [] });
  const { json } = await run(['bacs', 'messages', '--json'], env);
  expect(json).toEqual([
    expect.objectContaining({ reportId: String(reportId), type: 'ARUDD', kept: false, downloaded: false }),
  ]);
  const applied = await run(['schedules', 'apply'], {
    ...env,
    INCASSO_SWEEP_INTERVAL: '9d',
    PTX_EMAIL: PTX_USER.email,
    PTX_PASSWORD: PTX_USER.password,
    ALPHACOMM_API_KEY: '',
  });
  expect(applied).toMatchObject({ code: 0, out: 'watch-bacs-messages: created\nreconcile-collections: created\n' });
  expect((await run(['schedules', 'run', 'watch-bacs-messages'], env)).code).toBe(0);
  await until('it is kept', async () => {
    return (await run(['bacs', 'messages'], env)).lines.some((line) => /^\d+ +ARUDD +\S+ +yes +yes /.test(line));
  });
});

test('a payment file becomes a batch; handed in again it is recognised', async () => {
  const rows = ['200000,55555555,PAYEE,CLI-1,12345,99'];
  const options = ['--key', 'CLI-1', '--profile', INDIRECT_SINGLE];
  const first = await handIn('wages.csv', rows, options);
  expect(first).toMatchObject({ code: 0, out: expect.stringMatching(/^CLI-1: PTX took the file as submission \d+; /) });
  expect((await flow.incasso.batches.show('CLI-1')).submittedBy).toBe('sam');
  const again = await handIn('wages.csv', rows, [...options, '--json']);
  expect(again).toMatchObject({ code: 0, json: [{ key: 'CLI-1', stage: 'done', errorCount: 0 }] });
  expect(await flow.control.ledger({ reference: 'CLI-1.csv', effect: 'file.uploaded' })).toHaveLength(1);
});

test('a file with faults shows each by its line, and is exit code 1', async () => {
  const rows = ['200000ERROR,55555555,PAYEE,CLI-2A,100,99', '200000,55555555,PAYEE,CLI-2B,x,99'];
  const { code, faults, out } = await handIn('bad.csv', rows, ['--key', 'CLI-2', '--profile', INDIRECT_SINGLE]);
  expect({ code, out, faults }).toEqual({
    code: 1,
    out: '',
    faults: [
      expect.stringMatching(/^bad\.csv:1 RV0102 /),
      expect.stringMatching(/^bad\.csv:2 /),
      expect.stringMatching(/^CLI-2: failed: PTX refused the file .*: 2 errors$/),
    ],
  });
});

test('what cannot be right is exit code 2, and hands in nothing', async () => {
  const row = ['200000,55555555,PAYEE,CLI-3,100,99'];
  const noProfile = await handIn('a.csv', row, ['--key', 'CLI-3', '--profile', 'no such profile']);
  expect(noProfile).toMatchObject({
    code: 2,
    err: expect.stringMatching(/^profile: PTX has none with this id or exactly/),
  });
  const taken = await handIn('a.csv', row, ['--key', 'CLI-1', '--profile', INDIRECT_SINGLE]);
  expect(taken).toMatchObject({ code: 2, err: expect.stringMatching(/^key CLI-1 already belongs to a batch/) });
  const missing = await run(['batch', 'upload', 'nowhere.csv', '--by', 'sam', '--key', 'CLI-3', '--profile', '1'], env);
  expect(missing).toMatchObject({
    code: 2,
    err: 'nowhere.csv: cannot be read (ENOENT): check the name and its rights\n',
  });
  expect(await flow.control.ledger({ reference: 'CLI-3.csv' })).toEqual([]);
});

test('where no worker answers, the questions are exit code 3 within ten seconds', async () => {
  const nobody = { ...env, INCASSO_TASK_QUEUE_PREFIX: 'nobody-at-ptx' };
  const since = Date.now();
  for (const ran of await Promise.all([run(['ptx', 'check'], nobody), run(['ptx', 'profiles'], nobody)])) {
    expect(ran).toMatchObject({
      code: 3,
      faults: [expect.stringMatching(/^no worker answers on task queue nobody-at-ptx/)],
    });
  }
  expect(Date.now() - since).toBeLessThan(10_000);
});

test('where PTX does not answer, the command is exit code 3 with what became of the call', async () => {
  await flow.control.addFault({ operation: '*', kind: 'unavailable', times: 50 });
  const { code, faults } = await run(['bacs', 'messages'], env);
  expect({ code, faults }).toEqual({ code: 3, faults: [expect.stringMatching(/^ptx /)] });
  await flow.control.clearFaults();
}, 30_000);
