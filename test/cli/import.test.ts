import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from '@jest/globals';
import { type Flow, startFlow } from '../support/flow.js';
import { message } from '../support/inputs.js';
import { interruptedImport } from '../support/interrupted-import.js';
import { record } from '../support/records.js';
import { startRealServer } from '../support/servers.js';
import { inFolder, run } from './support.js';

const NOWHERE = { TEMPORAL_ADDRESS: '127.0.0.1:1' };
const SAID = ['--by', 'ann', '--why', 'seen in the portal'];
const HEADER = 'identification_identifier,toMailAddress,invoiceAmount,invoiceCurrency,invoiceNumber,invoiceDueDate';

let flow: Flow;
let env: Record<string, string>;
beforeAll(async () => {
  flow = await startFlow({ httpTimeoutMs: 1_000, importWindowMs: 2_000 });
  const { server } = await startRealServer();
  env = { TEMPORAL_ADDRESS: server.address, INCASSO_TASK_QUEUE_PREFIX: flow.taskQueue, INCASSO_HTTP_TIMEOUT: '1s' };
});

const row = (reference: string, mail = 'debtor@example.com') =>
  `${reference},${mail},15497,EUR,N-${reference},2026-02-15`;
async function recordsFile(folder: string, rows: readonly string[], header = HEADER): Promise<string> {
  const file = join(folder, 'records.csv');
  await writeFile(file, `${[header, ...rows].join('\n')}\n`);
  return file;
}
const imports = (file: string, ...more: string[]) => run(['import', file, '--script', '1001', ...more], env);
const created = async (name: string) =>
  (await flow.control.ledger({ effect: 'record.created' })).filter(({ reference }) => reference?.startsWith(name))
    .length;

test('a file is imported, and beside it stands what became of each row, in order', () =>
  inFolder(async (folder) => {
    const file = await recordsFile(folder, [row('CLI-1'), row('CLI-2', ''), row('CLI-3')]);
    const { code, out, err } = await imports(file);
    expect({ code, out, err }).toEqual({
      code: 1,
      out: `3 rows into script 1001: 2 accepted, 1 rejected; results in ${file}.results.csv\n`,
      err: '',
    });
    expect(await readFile(`${file}.results.csv`, 'utf8')).toBe(
      [
        'line,identification_identifier,status,messages',
        '2,CLI-1,accepted,',
        '3,CLI-2,rejected,toMailAddress: A mail address is required for this script.',
        '4,CLI-3,accepted,',
        '',
      ].join('\n'),
    );
    expect((await readdir(folder)).sort()).toEqual(['records.csv', 'records.csv.results.csv']);
    const again = await imports(file, '--json');
    expect(again).toMatchObject({ code: 1, json: [{ stage: 'done', counts: { accepted: 2, rejected: 1 } }] });
    expect(await created('CLI-')).toBe(2);
  }));

test('an import is shown and listed', () =>
  inFolder(async (folder) => {
    const { json } = await imports(await recordsFile(folder, [row('SHOWN-1')]), '--json');
    const id = String(json[0]?.id);
    expect(id).toMatch(/^[0-9a-f]{64}$/);
    const shown = await run(['import', 'show', id], env);
    expect(shown.out).toContain('1 into script 1001, as rows');
    expect((await run(['import', 'show', id, '--json'], env)).json).toEqual([{ ...json[0], results: undefined }]);
    expect((await run(['import', 'list', '--json'], env)).json).toContainEqual(
      expect.objectContaining({ id, stage: 'done', outcome: 'done' }),
    );
    expect(await run(['import', 'show', 'f'.repeat(64)], env)).toMatchObject({ code: 2, out: '' });
    expect(await run(['import', 'resolve', id, '--as', 'retry', ...SAID], env)).toMatchObject({ code: 1, out: '' });
  }));

test('with --collect each accepted row has its case', () =>
  inFolder(async (folder) => {
    const file = await recordsFile(folder, [row('COLLECT-1'), row('COLLECT-2')]);
    expect(await imports(file, '--collect', '--wait', '30d')).toMatchObject({ code: 0, err: '' });
    expect(await readFile(`${file}.results.csv`, 'utf8')).toContain('2,COLLECT-1,accepted,,started\n');
    expect(await flow.incasso.cases.show('COLLECT-2')).toMatchObject({ stage: 'awaiting-payment' });
    expect(await created('COLLECT-')).toBe(2);
  }));

test('what waits for a person ends the command, and it goes on when he has answered', () =>
  inFolder(async (folder) => {
    const file = await recordsFile(folder, [row('ASK-1'), row('ASK-2')]);
    await flow.control.addFault({ operation: 'addRecords', kind: 'drop-before', reference: 'ASK-1' });
    const asked = await imports(file, '--json');
    expect(asked).toMatchObject({ code: 1, json: [{ stage: 'needs-attention', results: null }] });
    expect(asked.faults.at(-2)).toMatch(/^rows 1 to 2: for 2 of them the answer was lost/);
    const id = String(asked.json[0]?.id);
    expect(asked.faults.at(-1)).toContain(`incasso import resolve ${id} --as happened|not-happened|retry`);
    expect(await run(['import', 'resolve', id, '--as', 'retry', ...SAID], env)).toMatchObject({ code: 0 });
    expect(await imports(file)).toMatchObject({ code: 0 });
    expect(await created('ASK-')).toBe(2);
  }));

test('what an interrupted import holds up is let go by `import cancel`, which the refusal names', () =>
  inFolder(async (folder) => {
    const collect = { payLink: { from: 'script' as const }, steps: [message()] };
    const rows = [record('HELD-UP-1')];
    const id = await interruptedImport(flow, { script: '1001', as: 'rows', rows, collect });
    const file = await recordsFile(folder, [row('HELD-UP-1')]);
    const refused = await imports(file, '--collect');
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(refused.faults.join()).toContain(`incasso import cancel ${id} --by WHO --why WHY`);
    expect(await run(['import', 'cancel', id, ...SAID], env)).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^[0-9a-f]{64}: cancelled: what is at the vendor is followed to its end/),
    });
    const again = await run(['import', 'cancel', id, ...SAID, '--json'], env);
    expect(again).toMatchObject({ code: 1, out: '', faults: [`import ${id} is closed (failed)`] });
    expect((await run(['import', 'show', id], env)).out).toMatch(/cancelled +ann: seen in the portal/);
    expect(await imports(file, '--collect')).toMatchObject({ code: 0 });
  }));

test('the file of a cancelled import says how its rows are imported yet', () =>
  inFolder(async (folder) => {
    const rows = Array.from({ length: 1_100 }, (_, index) => row(`YET-${index}`));
    const file = await recordsFile(folder, rows);
    // Of two calls one is refused until a person is asked.
    await flow.control.addFault({ operation: 'addRecords', kind: 'unauthorized', reference: 'YET-0', times: 20 });
    const asked = await imports(file, '--as', 'rows', '--json');
    expect(asked).toMatchObject({ code: 1, json: [{ stage: 'needs-attention' }] });
    const id = String(asked.json[0]?.id);
    const ended = await run(['import', 'cancel', id, ...SAID, '--json'], env);
    expect(ended).toMatchObject({ code: 0, json: [{ id, reason: expect.stringMatching(/^cancelled: /) }] });
    const { code, faults } = await imports(file, '--as', 'rows');
    expect({ code, faults }).toEqual({
      code: 1,
      faults: [
        'a person cancelled it',
        `to go on: import a file of the 550 rows that are not-imported in ${file}.results.csv; the same file is this import again`,
      ],
    });
    expect(await created('YET-')).toBe(550);
  }));

test('all that is wrong with the options, or with the file, is told at once, and nothing is started', () =>
  inFolder(async (folder) => {
    const file = await recordsFile(folder, [row('WRONG-1', 'nobody'), 'A,B'], HEADER.replace('toMail', 'mail'));
    const options = ['--script', 'x', '--as', 'file', '--collect', '--map', 'id=ref', '--voice-script', '6512'];
    const wrong = await run(['import', file, ...options], NOWHERE);
    expect(wrong).toMatchObject({ code: 2, out: '' });
    expect(wrong.faults).toEqual([
      '--map: "ref" is no name of a column, did you mean invoiceDate?',
      '--script: "x" is not the number of a script, write digits',
      '--collect: for a file the vendor answers by batch, not by row: import with --as rows',
    ]);
    expect((await run(['import', file], NOWHERE)).faults).toEqual(['--script: is missing, write --script N']);
    const alone = await run(['import', file, '--script', '1001', '--wait', '3d'], NOWHERE);
    expect(alone.faults).toEqual(['--wait: there are no cases without --collect']);
    const { code, faults } = await run(['import', file, '--script', '1001'], NOWHERE);
    expect(code).toBe(2);
    expect(faults.map((line) => line.replace(file, 'records.csv'))).toEqual([
      'records.csv:1 "mailAddress" is not a column, did you mean toMailAddress?',
      'records.csv:3 has 2 fields where the header has 6, check its commas and quotes',
    ]);
  }));

test('the example of the product can be imported', () =>
  inFolder(async (folder) => {
    const example = fileURLToPath(new URL('../../examples/records.csv', import.meta.url));
    const file = join(folder, 'records.csv');
    await writeFile(file, await readFile(example));
    const { code, json } = await imports(file, '--json');
    expect({ code, json }).toMatchObject({ code: 1, json: [{ counts: { accepted: 4, rejected: 1 } }] });
  }));

test('from 1,000 rows on the rows go as a file', () =>
  inFolder(async (folder) => {
    const rows = Array.from({ length: 1_000 }, (_, index) => row(`MANY-${index}`));
    const file = await recordsFile(folder, rows);
    const { code, out } = await imports(file);
    expect({ code, out }).toEqual({
      code: 0,
      out: expect.stringMatching(/^1000 rows into script 1001: batch .* done\n$/),
    });
    expect(await readdir(folder)).toEqual(['records.csv']);
    expect(await created('MANY-')).toBe(1_000);
  }));
