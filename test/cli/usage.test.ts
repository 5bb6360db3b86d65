import { expect, test } from '@jest/globals';
import { createProgram } from '../../src/cli/program.js';
import { createTerminal, debtorsFile, inFolder, row, run, withEnv } from './support.js';

const NOWHERE = { TEMPORAL_ADDRESS: '127.0.0.1:1' };

test('a command that does not exist is named with the nearest one, and nothing is started', async () => {
  const { code, out, faults } = await run(['colect', 'debtors.csv']);
  expect({ code, out, faults }).toEqual({
    code: 2,
    out: '',
    faults: ["unknown command 'colect' (Did you mean collect?)"],
  });
});

test('an option that does not exist is named with the nearest one', async () => {
  const { code, faults } = await run(['cases', '--stge', 'paid']);
  expect({ code, faults }).toEqual({ code: 2, faults: ["unknown option '--stge' (Did you mean --stage?)"] });
});

test.each([
  ['no reference', ['case'], /missing required argument 'reference'/],
  ['one argument too many', ['case', 'A', 'B'], /too many arguments/],
  ['a stage that is none', ['cases', '--stage', 'payed'], /Allowed choices are importing, .*cancelled/],
  ['a hold without an end', ['hold', 'A', '--by', 'ann', '--why', 'asked'], /--until <date>/],
  ['a day that is none', ['hold', 'A', '--until', '2026-02-30', '--by', 'ann', '--why', 'asked'], /YYYY-MM-DD/],
  ['nobody who says so', ['resume', 'A', '--why', 'asked'], /--by <who>/],
  ['no reason why', ['cancel', 'A', '--by', 'ann'], /--why <text>/],
  ['an empty reason', ['cancel', 'A', '--by', 'ann', '--why', ' '], /not empty/],
  [
    'an amount with a comma',
    ['record-payment', 'A', '--amount', '12,5', '--currency', 'EUR', '--by', 'ann', '--why', 'x'],
    /like 12.50/,
  ],
  [
    'a currency in small letters',
    ['record-payment', 'A', '--amount', '1.00', '--currency', 'eur', '--by', 'ann', '--why', 'x'],
    /like EUR/,
  ],
  [
    'a resolution that is none',
    ['resolve', 'A', '--as', 'maybe', '--by', 'ann', '--why', 'x'],
    /happened, not-happened/,
  ],
  ['a story that nobody knows', ['simulate', 'paying', 'A'], /paid, part-paid, visited/],
  ['two ways for one webhook', ['simulate', 'paid', 'A', '--lost', '--twice'], /cannot be used with/],
  [
    'an amount in a story without money',
    ['simulate', 'visited', 'A', '--amount', '1.00'],
    /^--amount: nothing is paid/,
  ],
  ['a port that is none', ['simulators', '--port-base', '99999'], /1 to 65535/],
  ['a vendor that is none', ['worker', '--vendors', 'alfacomm'], /--vendors: "alfacomm" is not a vendor/],
])('%s is one line and exit code 2', async (_what, args, line) => {
  const { code, out, faults } = await run(args, NOWHERE);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(faults).toEqual([expect.stringMatching(line)]);
});

test('all wrong options of collect are told at once, before the file is opened', async () => {
  const options = ['--message-script', 'mail', '--link', 'their', '--voice-rounds', '0', '--wait', '2 weeks'];
  const { code, faults } = await run(['collect', 'missing.csv', ...options], NOWHERE);
  expect(code).toBe(2);
  expect(faults).toEqual([
    '--message-script and --link: only one of them makes the PayLink, leave one out',
    '--link: "their" is not known, write own',
    '--message-script: "mail" is not the number of a script, write digits',
    '--voice-rounds: there are no calls without --voice-script N',
    '--wait: "2 weeks" is not a duration, write 30s, 15m, 36h or 14d',
    '--voice-rounds: "0" is not a number of rounds, write 1 to 20',
  ]);
});

test('all faults of a file are told before Temporal is looked for', () =>
  inFolder(async (folder) => {
    const file = await debtorsFile(folder, [row('A'), row('B', '12,5'), row('A'), row('C', '0.00')]);
    const { code, out, faults } = await run(['collect', file, '--message-script', '1001'], NOWHERE);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(faults).toHaveLength(3);
    expect(faults.map((line) => line.slice(file.length, file.length + 3))).toEqual([':3 ', ':4 ', ':5 ']);
  }));

test('with --link own each row needs what a PayLink of our own shows', () =>
  inFolder(async (folder) => {
    const file = await debtorsFile(folder, [row('A')]);
    const { code, err } = await run(['collect', file, '--link', 'own'], NOWHERE);
    expect(code).toBe(2);
    for (const column of ['name', 'description', 'invoice_date']) expect(err).toContain(column);
  }));

test('a file that is not there is told as that', async () => {
  const { code, faults } = await run(['collect', 'missing.csv', '--message-script', '1001'], NOWHERE);
  expect({ code, faults }).toEqual({ code: 2, faults: ['missing.csv: there is no such file, check the path'] });
});

test('without a Temporal server every command that needs it is one line and exit code 3', () =>
  withEnv(NOWHERE, async () => {
    const commands = [['cases'], ['case', 'A'], ['parked', 'list'], ['schedules', 'apply']];
    const all = await Promise.all(commands.map((args) => run(args)));
    for (const { code, out, faults } of all) {
      expect({ code, out, faults }).toEqual({
        code: 3,
        out: '',
        faults: ['Temporal at 127.0.0.1:1 cannot be reached: start it or set TEMPORAL_ADDRESS'],
      });
    }
  }));

test('a stack is shown only to those who debug', async () => {
  const { code, faults } = await run(['case', 'A'], { ...NOWHERE, LOG_LEVEL: 'debug' });
  expect(code).toBe(3);
  expect(faults.slice(0, 2)).toEqual([
    expect.stringMatching(/^Temporal at /),
    expect.stringMatching(/^TemporalUnreachableError: /),
  ]);
  expect(faults.at(2)).toMatch(/^ {4}at /);
});

test('a command requires only the variables that it uses, and names each that is wrong', async () => {
  const env = { ...NOWHERE, INCASSO_PAYLOAD_KEY: 'short', ALPHACOMM_URL: 'nonsense', INCASSO_SWEEP_INTERVAL: '5' };
  const cases = await run(['cases'], env);
  expect({ code: cases.code, faults: cases.faults }).toEqual({
    code: 2,
    faults: [expect.stringMatching(/^INCASSO_PAYLOAD_KEY: /)],
  });
  expect((await run(['schedules', 'apply'], env)).faults).toEqual([
    expect.stringMatching(/^INCASSO_SWEEP_INTERVAL: "5" is not a duration/),
  ]);
});

test('webhooks without credentials do not start', async () => {
  const { code, err } = await run(['webhooks'], { ...NOWHERE, WEBHOOK_USERNAME: '', WEBHOOK_PASSWORD: '' });
  expect(code).toBe(2);
  expect(err).toMatch(/^WEBHOOK_USERNAME: is missing.*\nWEBHOOK_PASSWORD: is missing.*\n.*--insecure\n$/);
});

const program = createProgram({ io: createTerminal().io, exitCode: 0 });
const commands = program.commands.flatMap((command) => [
  [command.name()],
  ...command.commands.map((below) => [command.name(), below.name()]),
]);

test.each(commands.map((path) => [path]))('the help of %j has examples and exits with 0', async (path) => {
  const { code, out, err } = await run([...path, '--help']);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toMatch(/\nExamples:\n {2}# .+\n {2}\$ .*incasso /);
});

test('help lists every command and every variable, and --version says which incasso it is', async () => {
  const { code, out } = await run(['help']);
  expect(code).toBe(0);
  for (const command of program.commands) expect(out).toContain(`\n  ${command.name()} `);
  for (const variable of ['TEMPORAL_ADDRESS', 'ALPHACOMM_API_KEY', 'INCASSO_SWEEP_INTERVAL']) {
    expect(out).toContain(`\n  ${variable} `);
  }
  expect((await run(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test('without a command the help goes to stderr, and the exit code is 2', async () => {
  const { code, out, err } = await run([]);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain('Usage: incasso');
});
