import { randomUUID } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { startRealServer } from '../support/servers.js';
import { until } from '../support/until.js';
import { inFolder, run } from './support.js';

const NOWHERE = { TEMPORAL_ADDRESS: '127.0.0.1:1' };
const SAID = ['--by', 'ann', '--why', 'asked by phone'];
const HEADER =
  'reference,contact_reference,title,first_name,last_name,email,account_name,sort_code,account_number,amount,frequency,start_date';

let env: Record<string, string>;
beforeAll(async () => {
  const { server } = await startRealServer();
  env = { TEMPORAL_ADDRESS: server.address, INCASSO_TASK_QUEUE_PREFIX: `nobody-${randomUUID()}` };
});

const mandate = (...args: string[]) => run(['mandate', ...args], env);

let accounts = 10_000_000;
const row = (reference: string, { amount = '12.50', name = 'Anna Example' } = {}) =>
  `${reference},C-${reference},Ms,Anna,Example,payer@example.com,${name},20-00-00,${accounts++},${amount},monthly,2027-01-15`;

async function mandatesFile(folder: string, rows: readonly string[]): Promise<string> {
  const file = join(folder, 'mandates.csv');
  await writeFile(file, `${[HEADER, ...rows].join('\n')}\n`);
  return file;
}

const CREATE = [
  ...[
    '--profile',
    '4826',
    '--contact-reference',
    'M-1',
    '--title',
    'Ms',
    '--first-name',
    'Anna',
    '--last-name',
    'Example',
  ],
  ...['--account-name', 'Anna Example', '--sort-code', '20-00-00', '--account-number', '55779911'],
];

test('all faults of the file are told at once, before Temporal is looked for', () =>
  inFolder(async (folder) => {
    const rows = [row('FAULTY-1'), row('FAULTY-2', { amount: '12.5' }), row('FAULTY-1')];
    const file = await mandatesFile(folder, rows);
    const { code, out, faults } = await run(['mandate', 'import', file, '--profile', '4826'], NOWHERE);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(faults.map((line) => line.replace(file, 'mandates.csv'))).toEqual([
      'mandates.csv:3 amount: "12.5" is not an amount with two decimals, write 12.50',
      'mandates.csv:4 reference: "FAULTY-1" is in line 2 too, write it once',
    ]);
  }));

test('the mandates of a file are started once, and the result of each row stands beside the file', () =>
  inFolder(async (folder) => {
    const rows = [row('IMPORT-1'), row('IMPORT-2', { name: 'Bartholomew Featherington' })];
    const file = await mandatesFile(folder, rows);
    const results = `${file}.results.csv`;
    const first = await mandate('import', file, '--profile', '4826');
    expect(first).toMatchObject({ code: 0, out: `2 mandates: 2 started; results in ${results}\n` });
    expect(first.faults).toEqual([
      `${file}:3 account_name: the value is longer than 18 characters, the bank sees the first 18`,
    ]);
    expect(await readFile(results, 'utf8')).toBe(
      'line,reference,result,reason\n2,IMPORT-1,started,\n3,IMPORT-2,started,\n',
    );
    expect((await stat(results)).mode & 0o077).toBe(0);

    // The file has grown and one row has changed since: only what is new is started.
    await mandatesFile(folder, [...rows.slice(0, 1), row('IMPORT-2'), row('IMPORT-3')]);
    const { code, json, err } = await mandate('import', file, '--profile', '4826', '--json');
    expect(code).toBe(1);
    expect(json.map(({ reference, result }) => [reference, result])).toEqual([
      ['IMPORT-1', 'already-started'],
      ['IMPORT-2', 'refused'],
      ['IMPORT-3', 'started'],
    ]);
    expect(err).toContain(`${file}:3 reference IMPORT-2 already belongs to a mandate with other content`);
    expect(await readFile(results, 'utf8')).toMatch(
      /^line,reference,result,reason\n2,IMPORT-1,already-started,\n3,IMPORT-2,refused,"?reference IMPORT-2.*\n4,IMPORT-3,started,\n$/,
    );
  }));

test('one mandate is created from options that are called like the columns, once', async () => {
  const plan = ['--amount', '12.50', '--frequency', 'monthly', '--start-date', '2027-01-15'];
  const args = ['create', '--reference', 'CREATE-1', ...CREATE, '--email', 'payer@example.com'];
  expect(await mandate(...args, ...plan)).toMatchObject({ code: 0, out: 'CREATE-1: started\n', err: '' });
  const again = await mandate(...args, ...plan, '--json');
  expect(again.json).toEqual([{ reference: 'CREATE-1', result: 'already-started', stage: 'draft', warnings: [] }]);
  expect(await mandate(...args)).toMatchObject({ code: 2, out: '' });
  await until('it is listed', async () => {
    const { json } = await mandate('list', '--stage', 'draft', '--json');
    return json.some(({ reference, stage, outcome }) => {
      return reference === 'CREATE-1' && stage === 'draft' && outcome === null;
    });
  });
  expect((await mandate('list')).out).toMatch(/^REFERENCE +STAGE +NEXT ACTION \(UTC\)\n/);
});

test('what is wrong with options is told at once, by their names', async () => {
  const wrong = ['create', '--reference', 'a', ...CREATE, '--sort-code', '1', '--amount', '5', '--end-date', 'x'];
  const { code, out, faults } = await run(['mandate', ...wrong], NOWHERE);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(faults).toEqual([
    expect.stringMatching(/^--reference: "a" has fewer than 6/),
    '--sort-code: the value is not a sort code, write six digits like 20-00-00 or 200000',
    expect.stringMatching(/^--amount: "5" is not an amount/),
    expect.stringMatching(/^--end-date: "x" is not a day/),
    '--frequency: is missing, and a plan has amount, frequency and start date',
    '--start-date: is missing, and a plan has amount, frequency and start date',
  ]);
  expect((await run(['mandate', 'create', '--reference', 'CREATE-2', ...CREATE], NOWHERE)).faults).toEqual([
    '--email: is missing, and letters go by EMAIL',
  ]);
});

test.each([
  [
    'a plan without its terms',
    ['plan', 'SAID-01', 'add', '--amount', '1.00'],
    /^--frequency: is missing.*\n--start: is missing/,
  ],
  ['a change that changes nothing', ['plan', 'SAID-01', 'change'], /say what is to change/],
  [
    'two ends of a plan',
    ['plan', 'SAID-01', 'change', '--end', '2027-12-31', '--occurrences', '3'],
    /cannot be used with/,
  ],
  ['a plan that is neither added nor changed', ['plan', 'SAID-01', 'drop'], /add, change/],
  ['a collection without a key', ['collect', 'SAID-01', '--amount', '1.00', '--date', '2027-01-15'], /--key <key>/],
  ['a resolution that is none', ['resolve', 'SAID-01', '--as', 'maybe'], /happened, not-happened/],
])('%s is wrong usage', async (_what, args, line) => {
  const { code, out, err } = await run(['mandate', ...args, ...SAID], NOWHERE);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(line);
});

test('what is said to a mandate that nobody knows is wrong input', async () => {
  for (const command of ['show', 'suspend', 'reactivate', 'cancel', 'suppress-letters']) {
    const said = command === 'show' ? [] : SAID;
    expect(await mandate(command, 'NOBODY-1', ...said)).toMatchObject({
      code: 2,
      err: 'no mandate has the reference NOBODY-1: check how it is written, or list the mandates\n',
    });
  }
});

test.each([
  'import',
  'create',
  'show',
  'list',
  'plan',
  'collect',
  'suspend',
  'reactivate',
  'cancel',
  'suppress-letters',
  'resolve',
])('the help of mandate %s has examples', async (command) => {
  const { code, out } = await mandate(command, '--help');
  expect(code).toBe(0);
  expect(out).toMatch(/\nExamples:\n {2}# .+\n {2}\$ .*incasso mandate /);
});
