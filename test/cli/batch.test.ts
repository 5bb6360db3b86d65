import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { main } from '../../src/cli/main.js';
import { aBatch, aPaymentDate, DIRECT, INDIRECT, INDIRECT_SINGLE } from '../support/payments.js';
import { type PtxFlow, startPtxFlow } from '../support/ptx-flow.js';
import { startRealServer } from '../support/servers.js';
import { until } from '../support/until.js';
import { createTerminal, inFolder, run, withEnv } from './support.js';

const NOWHERE = { TEMPORAL_ADDRESS: '127.0.0.1:1' };
const HEADER = 'sort_code,account_number,account_name,reference,amount';
const ROW = '20-00-00,55779911,A Example,INV 1001,154.97';
const BY_BOB = ['--by', 'bob'];
const SAID = [...BY_BOB, '--why', 'one row is wrong'];

let flow: PtxFlow;
let env: Record<string, string>;

beforeAll(async () => {
  flow = await startPtxFlow();
  const { server } = await startRealServer();
  env = { TEMPORAL_ADDRESS: server.address, INCASSO_TASK_QUEUE_PREFIX: flow.taskQueue, INCASSO_HTTP_TIMEOUT: '1s' };
});

const options = (key: string, { profile = INDIRECT_SINGLE, date = aPaymentDate(), by = 'ann' } = {}) => {
  return ['--key', key, '--profile', profile, '--date', date, '--by', by];
};

async function paymentsFile(folder: string, rows: readonly string[] = [ROW], header = HEADER): Promise<string> {
  const file = join(folder, 'payments.csv');
  await writeFile(file, `${[header, ...rows].join('\n')}\n`);
  return file;
}

/** Submits a file of one batch, and waits until it can be approved; gives its hash. */
const submitted = (key: string, profile = INDIRECT_SINGLE, rows = [ROW]) =>
  inFolder(async (folder) => {
    const { code, err } = await run(
      ['batch', 'submit', await paymentsFile(folder, rows), ...options(key, { profile })],
      env,
    );
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const { hash } = await until(`${key} waits for an approval`, async () => {
      const view = await flow.incasso.batches.show(key);
      return view.stage === 'awaiting-approval' && view;
    });
    return hash ?? '';
  });

test('all faults of options and file are told at once, and nothing is started', () =>
  inFolder(async (folder) => {
    const rows = [ROW, '20-00,55779911,A Example,INV#2,12', ROW];
    const file = await paymentsFile(folder, rows);
    const wrong = options('PAY 3', { date: '2026-13-01', by: ' ' });
    const { code, out, faults } = await run(['batch', 'submit', file, ...wrong], NOWHERE);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(faults.map((line) => line.replace(file, 'payments.csv'))).toEqual([
      '--key: is not a key, write letters, digits and . _ - (at most 40)',
      '--by: is empty',
      expect.stringMatching(/^--date: .*"2026-13-01".* take \d{4}-\d\d-\d\d$/),
      'payments.csv:3 sort_code: the value is not a sort code, write six digits like 20-00-00 or 200000',
      expect.stringMatching(/^payments\.csv:3 reference: "INV#2" has #/),
      'payments.csv:3 amount: "12" is not an amount with two decimals, write 12.00',
      'payments.csv:4 is the same payment as line 2, take one out or change its reference',
    ]);
    const started = await run(['batch', 'submit', file, ...options('FAULTY')], env);
    expect(started.code).toBe(2);
    expect(await run(['batch', 'show', 'FAULTY'], env)).toMatchObject({ code: 2, out: '' });
  }));

test('a date that will not do is exit code 2 with the one that would, also where Temporal is away', () =>
  inFolder(async (folder) => {
    const late = options('LATE', { date: '2020-01-02' });
    for (const where of [env, NOWHERE]) {
      const { code, out, faults } = await run(['batch', 'submit', await paymentsFile(folder), ...late], where);
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(faults).toEqual([expect.stringMatching(/^--date: .*2020-01-02.* take \d{4}-\d\d-\d\d$/)]);
    }
  }));

test('a code that PTX has no index for is refused until PTX_TRANSACTION_TYPES has it', () =>
  inFolder(async (folder) => {
    const file = await paymentsFile(folder, [`${ROW},17`], `${HEADER},transaction_type`);
    const args = ['batch', 'submit', file, ...options('CODES'), '--json'];
    expect((await run(args, env)).err).toContain('"17" has no PTX index: set PTX_TRANSACTION_TYPES');
    const { code } = await run(args, { ...NOWHERE, PTX_TRANSACTION_TYPES: '17=3' });
    expect(code).toBe(3); // Nothing is wrong but that there is no Temporal.
  }));

test('a profile can be given by its exact name; of one that PTX has not, the known ones are told', () =>
  inFolder(async (folder) => {
    const file = await paymentsFile(folder);
    const named = await run(['batch', 'submit', file, ...options('NAMED', { profile: 'TEST INDIRECT SINGLE' })], env);
    expect(named).toMatchObject({ code: 0, err: '' });
    expect((await flow.incasso.batches.show('NAMED')).profile.id).toBe(INDIRECT_SINGLE);
    for (const profile of ['TEST INDIRECT', '999']) {
      const { code, faults } = await run(['batch', 'submit', file, ...options('NOBODYS', { profile })], env);
      expect(code).toBe(2);
      expect(faults).toEqual([expect.stringMatching(/^--profile: .*"TEST INDIRECT SINGLE" \(8310\)/)]);
    }
    expect((await run(['batch', 'show', 'NOBODYS'], env)).code).toBe(2);
  }));

test('a batch is submitted once however often it is asked for; other content under its key is refused', () =>
  inFolder(async (folder) => {
    const long = '20-00-00,55779911,Bartholomew Featherington,INV 1001,154.97';
    const file = await paymentsFile(folder, [long]);
    const first = await run(['batch', 'submit', file, ...options('ONCE'), '--json'], env);
    expect(first.code).toBe(0);
    expect(first.json).toEqual([
      {
        key: 'ONCE',
        result: 'started',
        stage: 'preparing',
        count: 1,
        total: { debit: { minor: 0, currency: 'GBP' }, credit: { minor: 154_97, currency: 'GBP' } },
        warnings: first.faults,
      },
    ]);
    expect(first.faults).toEqual([
      `${file}:2 account_name: the value is longer than 18 characters, the bank sees the first 18`,
    ]);
    const again = await run(['batch', 'submit', file, ...options('ONCE')], env);
    expect(again.code).toBe(0);
    expect(again.out).toMatch(
      /^ONCE: submitted before, now .*, 1 payment, 154\.97 GBP to pay, 0\.00 GBP to collect\n$/,
    );
    const other = await run(['batch', 'submit', await paymentsFile(folder), ...options('ONCE')], env);
    expect(other).toMatchObject({ code: 2, out: '' });
    expect(other.faults).toEqual([expect.stringMatching(/^key ONCE already belongs to a batch with other content/)]);
  }));

test('batch show has for people what is paid, and for programs exactly what the client shows', async () => {
  const hash = await submitted('SHOWN');
  const people = await run(['batch', 'show', 'SHOWN'], env);
  expect(people).toMatchObject({ code: 0, err: '' });
  expect(people.out).toMatch(/^SHOWN: awaiting-approval\n/);
  for (const part of ['154.97 GBP', hash, '0 of 1', 'A EXAMPLE', 'INV 1001', 'Timeline', aPaymentDate()]) {
    expect(people.out).toContain(part);
  }
  const programs = await run(['batch', 'show', 'SHOWN', '--json'], env);
  expect(programs.json).toEqual([await flow.incasso.batches.show('SHOWN')]);
  await until('lists show it', async () => {
    const { json } = await run(['batch', 'list', '--stage', 'awaiting-approval', '--json'], env);
    return json.some(({ key, outcome }) => key === 'SHOWN' && outcome === null);
  });
  expect((await run(['batch', 'list'], env)).out).toMatch(/^KEY +STAGE +NEXT ACTION \(UTC\)\n/);
});

test('who approves without a terminal has to say what: the line has the hash to give', async () => {
  const hash = await submitted('HASHED');
  const asked = await run(['batch', 'approve', 'HASHED', ...BY_BOB], env);
  expect(asked).toMatchObject({
    code: 2,
    faults: [`--hash: is needed where nobody can be asked, write --hash ${hash}`],
  });
  expect(asked.out).toContain('154.97 GBP');
  const stale = await run(['batch', 'approve', 'HASHED', ...BY_BOB, '--hash', '0'.repeat(64)], env);
  expect(stale.code).toBe(1);
  const own = await run(['batch', 'approve', 'HASHED', '--by', 'Ann', '--hash', hash], env);
  expect(own).toMatchObject({ code: 1, faults: [expect.stringContaining('has submitted batch HASHED')] });
  const done = await run(['batch', 'approve', 'HASHED', ...BY_BOB, '--hash', hash, '--json'], env);
  expect({ code: done.code, json: done.json }).toEqual({
    code: 0,
    json: [{ key: 'HASHED', stage: 'committed', reason: null }],
  });
  expect(await run(['batch', 'commit', 'HASHED', ...BY_BOB], env)).toMatchObject({
    code: 0,
    out: 'HASHED: committed\n',
  });
  expect((await run(['batch', 'reject', 'HASHED', ...SAID], env)).code).toBe(1);
});

test('at a terminal the approver is shown the batch and asked, and anything but yes approves nothing', async () => {
  await submitted('ASKED');
  const answering = async (answer: string) => {
    const { io, written } = createTerminal({ isTTY: true });
    const questions: string[] = [];
    io.ask = async (question) => {
      questions.push(`${written.out}${question}`);
      return answer;
    };
    const code = await withEnv(env, () => main(['batch', 'approve', 'ASKED', ...BY_BOB], io));
    return { code, questions, ...written };
  };
  const no = await answering('n');
  expect(no).toMatchObject({ code: 1, err: 'batch ASKED was not approved\n' });
  expect(no.questions).toEqual([expect.stringMatching(/INV 1001[\s\S]*Approve these 1 payments \(154\.97 GBP\)\?/)]);
  expect((await flow.incasso.batches.show('ASKED')).approvals).toEqual([]);
  const yes = await answering('Yes');
  expect(yes).toMatchObject({ code: 0, err: '' });
  expect(yes.out).toMatch(/\nASKED: committed\n$/);
});

test('a batch that two have to approve says after the first that it waits for the other', async () => {
  const hash = await submitted('TWO', INDIRECT);
  const first = await run(['batch', 'approve', 'TWO', ...BY_BOB, '--hash', hash], env);
  expect(first.code).toBe(0);
  expect(first.out).toMatch(/\nTWO: awaiting-approval\n$/);
  expect((await run(['batch', 'show', 'TWO'], env)).out).toContain('1 of 2, bob');
  const second = await run(['batch', 'approve', 'TWO', '--by', 'cat', '--hash', hash, '--json'], env);
  expect({ code: second.code, json: second.json }).toMatchObject({ code: 0, json: [{ stage: 'committed' }] });
});

test('a batch of a direct submitter ends approved, and a commit is refused with the reason', async () => {
  const hash = await submitted('DIRECT', DIRECT);
  const { code, json } = await run(['batch', 'approve', 'DIRECT', ...BY_BOB, '--hash', hash, '--json'], env);
  expect({ code, json }).toMatchObject({ code: 0, json: [{ stage: 'approved' }] });
  const commit = await run(['batch', 'commit', 'DIRECT', ...BY_BOB], env);
  expect(commit).toMatchObject({ code: 1, faults: [expect.stringContaining('of a direct submitter')] });
});

test('a rejected batch is never paid, and its key is used up', () =>
  inFolder(async (folder) => {
    await submitted('REJECTED');
    const rejected = await run(['batch', 'reject', 'REJECTED', ...SAID], env);
    expect(rejected).toMatchObject({ code: 0, out: 'REJECTED: rejected\n' });
    expect((await run(['batch', 'approve', 'REJECTED', ...BY_BOB], env)).code).toBe(1);
    const args = (rows: string[]) =>
      paymentsFile(folder, rows).then((file) => ['batch', 'submit', file, ...options('REJECTED')]);
    const same = await run(await args([ROW]), env);
    expect(same).toMatchObject({ code: 0, faults: [expect.stringContaining('its key is used up')] });
    expect((await run(await args([ROW, ROW.replace('1001', '1002')]), env)).code).toBe(2);
  }));

test('there is nothing to resolve in a batch that asks nothing; an unknown key is exit code 2', async () => {
  await submitted('CALM');
  expect(await run(['batch', 'resolve', 'CALM', '--as', 'retry', ...SAID], env)).toMatchObject({ code: 1, out: '' });
  for (const args of [
    ['show', 'NONE'],
    ['reject', 'NONE', ...SAID],
    ['approve', 'NONE', ...BY_BOB],
  ]) {
    const { code, out, faults } = await run(['batch', ...args], env);
    expect({ code, out, lines: faults.length }).toEqual({ code: 2, out: '', lines: 1 });
  }
});

test('an approval that PTX does not take is exit code 1 with the reason', async () => {
  const strict = await startPtxFlow({ simulator: { approvals: 'distinct-users' } });
  const there = { ...env, INCASSO_TASK_QUEUE_PREFIX: strict.taskQueue };
  await strict.incasso.batches.submit(aBatch('STUCK'));
  const { hash } = await until('it waits for an approval', async () => {
    const view = await strict.incasso.batches.show('STUCK');
    return view.stage === 'awaiting-approval' && view;
  });
  const approve = ['batch', 'approve', 'STUCK', ...BY_BOB, '--hash', hash ?? '', '--json'];
  const { code, json, faults } = await run(approve, there);
  const reason = 'PTX wants another user: approve it there';
  expect({ code, json }).toEqual({ code: 1, json: [{ key: 'STUCK', stage: 'needs-attention', reason }] });
  expect(faults.at(-1)).toBe(reason);
});

// Last, since it takes the worker away.
test('without a worker a batch is submitted by the id of its profile, but not by a name, and shown within 10 s as asleep', () =>
  inFolder(async (folder) => {
    await flow.worker.stop();
    const file = await paymentsFile(folder);
    const [byId, byName] = await Promise.all([
      run(['batch', 'submit', file, ...options('ASLEEP')], env),
      run(['batch', 'submit', file, ...options('NAMELESS', { profile: 'TEST INDIRECT SINGLE' })], env),
    ]);
    expect(byId).toMatchObject({ code: 0, err: '' });
    expect(byName).toMatchObject({ code: 3, faults: [expect.stringMatching(/^no worker answers on task queue /)] });
    const startedAt = Date.now();
    expect((await run(['batch', 'show', 'ASLEEP'], env)).code).toBe(3);
    expect(Date.now() - startedAt).toBeLessThan(10_000);
  }));
