import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from '@jest/globals';
import { readBills } from '../../src/cli/bill/submit.js';
import { type BillFlow, startBillFlow } from '../support/bill-flow.js';
import { DAY_MS } from '../support/fixtures.js';
import { startRealServer } from '../support/servers.js';
import { until } from '../support/until.js';
import { inFolder, run } from './support.js';

const NOWHERE = { TEMPORAL_ADDRESS: '127.0.0.1:1' };
const HEADER = 'srrid,payment_reference,description,amount,expiry_date,email,phone,communications';
const SAID = ['--by', 'ann', '--why', 'the payer asked for it'];
const dayAhead = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);

let flow: BillFlow;
let env: Record<string, string>;
beforeAll(async () => {
  flow = await startBillFlow({ speed: 1, now: true });
  const { server } = await startRealServer();
  env = { TEMPORAL_ADDRESS: server.address, INCASSO_TASK_QUEUE_PREFIX: flow.taskQueue, INCASSO_HTTP_TIMEOUT: '1s' };
});

const row = (srrid: string, { amount = '12.99', date = dayAhead(14), communications = '' } = {}) =>
  `${srrid},${srrid},Invoice,${amount},${date},debtor@example.com,+31600000000,${communications}`;

async function billsFile(folder: string, rows: readonly string[], header = HEADER): Promise<string> {
  const file = join(folder, 'bills.csv');
  await writeFile(file, `${[header, ...rows].join('\n')}\n`);
  return file;
}

test('all faults of the file are told at once, and nothing is started', () =>
  inFolder(async (folder) => {
    const rows = [
      row('FAULT-1'),
      row('FAULT-2', { amount: '"12,5"' }),
      row('FAULT-3', { date: '2026-02-30' }),
      row('FAULT-4', { communications: '"[{""Chanel"":""Email""}]"' }),
      row('FAULT-5', { communications: '"[{""Channel"":""Fax""}]"' }),
      `${'F'.repeat(37)},1,Invoice,1.00,${dayAhead(3)},,,`,
      row('FAULT-1'),
    ];
    const file = await billsFile(folder, rows);
    const { code, out, faults } = await run(['bill', 'submit', file], NOWHERE);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(faults.map((line) => line.replace(file, 'bills.csv'))).toEqual([
      'bills.csv:3 amount: "12,5" is not an amount with two decimals, write 12.50',
      'bills.csv:4 expiry_date: "2026-02-30" is not a day, write it like 2026-02-28',
      'bills.csv:5 communications: the value has an unknown field in entry 1, did you mean Channel?',
      expect.stringMatching(/^bills\.csv:7 srrid: .* has 37 characters, write at most 36$/),
      'bills.csv:7 email and phone: are empty, fill in at least one',
      'bills.csv:8 srrid: "FAULT-1" is in line 2 too, write it once',
    ]);
    const fax = await run(
      ['bill', 'submit', await billsFile(folder, [row('FAX', { communications: '"[{""Channel"":""Fax""}]"' })])],
      env,
    );
    expect(fax).toMatchObject({ code: 2, out: '' });
    expect(fax.err).toContain('communications.0.channel: is not a channel, write Email, Text or PDF');
  }));

test('a bill whose last day is over is refused, unless it was started before', () =>
  inFolder(async (folder) => {
    const file = await billsFile(folder, [row('FRESH'), row('OVER', { date: '2020-01-02' })]);
    for (const where of [env, NOWHERE]) {
      const { code, faults } = await run(['bill', 'submit', file], where);
      expect(code).toBe(2);
      expect(faults).toEqual([
        expect.stringMatching(/bills\.csv:3 expiry_date: 2020-01-02 is over, write a day from /),
      ]);
    }
    expect(await run(['bill', 'show', 'FRESH'], env)).toMatchObject({ code: 2, out: '' });
  }));

test('bills are started, shown, listed, held, resumed and cancelled, and a repeat starts none', () =>
  inFolder(async (folder) => {
    const communications = `"[{""Channel"":""Text"",""ScheduledDate"":""${dayAhead(7)}T09:00:00Z""}]"`;
    const file = await billsFile(folder, [row('CLI-1', { communications }), row('CLI-2')]);
    expect(await run(['bill', 'submit', file], env)).toMatchObject({ code: 0, out: '2 bills: 2 started\n', err: '' });
    const again = await run(['bill', 'submit', file, '--async', '--json'], env);
    expect(again.json).toMatchObject([
      { reference: 'CLI-1', result: 'already-started', reason: null },
      { reference: 'CLI-2', result: 'already-started', reason: null },
    ]);
    await flow.stage('CLI-1', 'open');
    const shown = await run(['bill', 'show', 'CLI-1', '--json'], env);
    expect(shown.json).toMatchObject([{ srrid: 'CLI-1', stage: 'open', outcome: null, error: null, messages: [] }]);
    expect((await run(['bill', 'show', 'CLI-1'], env)).out).toMatch(/^CLI-1: open\n {2}bill +12\.99 EUR\n/);
    const held = await run(['bill', 'hold', 'CLI-1', '--until', dayAhead(3), ...SAID], env);
    expect(held).toMatchObject({ code: 0, out: 'CLI-1: held, 12.99 EUR owed\n' });
    await until('nothing is planned', async () => (await flow.control.communications('CLI-1')).length === 0);
    expect((await run(['bill', 'resume', 'CLI-1', ...SAID], env)).code).toBe(0);
    expect(await run(['bill', 'resume', 'CLI-1', ...SAID], env)).toMatchObject({
      code: 1,
      err: 'bill CLI-1 is not on hold\n',
    });
    expect((await run(['bill', 'resolve', 'CLI-1', '--as', 'retry', ...SAID], env)).err).toMatch(/asks nothing/);
    const cancelled = await run(['bill', 'cancel', 'CLI-1', '--json', ...SAID], env);
    expect(cancelled.json).toMatchObject([{ srrid: 'CLI-1', owed: { minor: 12_99 } }]);
    await flow.incasso.bills.result('CLI-1');
    await until('the list', async () => {
      const { json } = await run(['bill', 'list', '--stage', 'cancelled', '--json'], env);
      return json.some(({ srrid, outcome }) => srrid === 'CLI-1' && outcome === 'cancelled');
    });
    expect(await run(['bill', 'show', 'NOBODY'], env)).toMatchObject({
      code: 2,
      err: 'no bill has the SRRID NOBODY: check how it is written, or list the bills\n',
    });
  }));

test('followed to the end, a bill that the vendor would not make is exit code 1', () =>
  inFolder(async (folder) => {
    await flow.control.plan([
      { srrid: 'FOLLOW-1', do: 'pay', afterMs: 500 },
      { srrid: 'FOLLOW-2', do: 'fail-creation', message: 'APP0300 - No such banner' },
    ]);
    const paid = await run(['bill', 'submit', await billsFile(folder, [row('FOLLOW-1')]), '--follow', '--json'], env);
    expect(paid.code).toBe(0);
    expect(paid.json).toMatchObject([{ srrid: 'FOLLOW-1', result: 'started', stage: 'paid', paid: { minor: 12_99 } }]);
    const failed = await run(['bill', 'submit', await billsFile(folder, [row('FOLLOW-2')]), '--follow'], env);
    expect(failed.code).toBe(1);
    expect(failed.out).toMatch(
      /FOLLOW-2 +failed +0\.00 EUR +12\.99 EUR +AcceptEasy would not make the bill: No such banner/,
    );
  }));

test('the bills of the demo have no fault on the day of the demo', async () => {
  const clock = { since: new Date().toISOString(), origin: '2026-03-02T09:00:00Z', speed: 1 };
  const bills = await readBills(fileURLToPath(new URL('../../examples/bills.csv', import.meta.url)), { clock });
  expect(bills.length).toBeGreaterThan(10);
  expect(new Set(bills.map(({ extra }) => extra._expected))).toEqual(
    new Set(['paid', 'expired', 'failed', 'cancelled']),
  );
});
