import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cp, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from '@jest/globals';
import { startAlphacommSimulator } from '../src/simulators/alphacomm/index.js';
import { startPtxSimulator } from '../src/simulators/ptx/index.js';
import { anyFreePort } from '../src/temporal/embedded/ports.js';
import { run } from './cli/support.js';
import { startIncasso } from './support/incasso-process.js';
import { aPaymentDate } from './support/payments.js';
import { PTX_USER } from './support/ptx-flow.js';
import { atEnd, javascriptSources, startRealServer, temporalBinary } from './support/servers.js';
import { until } from './support/until.js';

const root = new URL('..', import.meta.url);
const readme = readFileSync(new URL('README.md', root), 'utf8');
const blocks = (language: string) =>
  [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(([, code]) => code ?? '');
const lines = blocks('sh').flatMap((code) => code.split('\n').map((line) => line.replace(/\s+#.*$/, '').trim()));
const commands = lines.flatMap((line) => /^(?:incasso|node bin\/incasso\.js) (.*)$/.exec(line)?.[1] ?? []);

/** The words of a command line, quotes taken off. */
const words = (command: string) =>
  [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');

const env: Record<string, string> = {};
let folder = '';

beforeAll(async () => {
  const { server } = await startRealServer();
  const port = await anyFreePort();
  const credentials = { username: 'vendor', password: 'secret-of-the-tests' };
  const webhook = { url: `http://127.0.0.1:${port}/webhooks/alphacomm`, ...credentials };
  const simulator = await startAlphacommSimulator({ apiKey: 'key-of-the-tests', webhook });
  atEnd(() => simulator.close());
  const ptx = await startPtxSimulator({ users: [PTX_USER] });
  atEnd(() => ptx.close());
  folder = await mkdtemp(join(tmpdir(), 'incasso-readme-'));
  Object.assign(env, {
    TEMPORAL_ADDRESS: server.address,
    ALPHACOMM_URL: simulator.url,
    ALPHACOMM_API_KEY: 'key-of-the-tests',
    PTX_URL: ptx.url,
    PTX_EMAIL: PTX_USER.email,
    PTX_PASSWORD: PTX_USER.password,
    PTX_SETTLE: '1s',
    INCASSO_DATA_DIR: join(folder, 'data'),
    WEBHOOK_PORT: String(port),
    WEBHOOK_USERNAME: credentials.username,
    WEBHOOK_PASSWORD: credentials.password,
    LOG_LEVEL: 'error',
  });
  await cp(new URL('examples/payments.csv', root), join(folder, 'payments.csv'));
  const header = 'reference,amount,currency,invoice_number,due_date,email,phone\n';
  const row = (reference: string) => `${reference},154.97,EUR,17,2026-12-31,debtor@example.com,+31600000001\n`;
  await writeFile(join(folder, 'debtors.csv'), header + row('R-1001'));
  await writeFile(join(folder, 'demo.csv'), header + row('DEMO-031'));
});

test('the two lines of the first screens are scripts of the package', () => {
  const { scripts } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
  expect(lines).toEqual(expect.arrayContaining(['npm ci && npm start', 'npm ci && npm test']));
  // test/cli/processes.test.ts runs this very command to its end.
  expect(scripts).toMatchObject({ start: 'node bin/incasso.js start', prepare: 'node scripts/build.js' });
});

test.each([
  ['bacs', /committed; each effect once$/m],
  ['bills', /^(\d+) of \1 bills and cases ended as expected: /m],
  ['mandates', /^(\d+) of \1 mandates ended as expected: /m],
])(
  'the demo of %s ends as it has to',
  async (flow, ending) => {
    const [line = ''] = lines.filter((each) => each.startsWith(`npm start -- --flow ${flow}`));
    const product = join(javascriptSources(), '..');
    await cp(new URL('examples', root), join(product, 'examples'), { recursive: true });
    const args = [join(product, 'bin/incasso.js'), 'start', ...words(line).slice(3)];
    const { PATH, HOME } = process.env;
    const options = { cwd: folder, env: { PATH, HOME, TEMPORAL_CLI_PATH: temporalBinary() } };
    const ended = await promisify(execFile)(process.execPath, args, options).then(
      ({ stdout }) => ({ code: 0, stdout }),
      ({ code, stdout }) => ({ code, stdout }), // What it has printed says why.
    );
    expect(ended).toEqual({ code: 0, stdout: expect.stringMatching(ending) });
  },
  240_000,
);

/** The line as it would be written today, with the files, the day and the hash that this test has. */
async function today(command: string): Promise<string[]> {
  const args = words(command).map((word) => (/^(debtors|payments)\.csv$/.test(word) ? join(folder, word) : word));
  const [group, verb, key = ''] = args;
  const replace = (option: string, value: string) => args.splice(args.indexOf(option) + 1, 1, value);
  if (group === 'batch' && verb === 'submit') replace('--date', aPaymentDate());
  if (group === 'batch' && verb === 'approve') replace('--hash', await hashOf(key));
  return args;
}

const hashOf = (key: string): Promise<string> =>
  until(`batch ${key} waits for an approval`, async () => {
    const { json } = await run(['batch', 'show', key, '--json'], env);
    return json[0]?.stage === 'awaiting-approval' && String(json[0].hash);
  });

test('every command of the README does what it says', async () => {
  const processes = ['worker', 'webhooks'];
  for (const name of processes) {
    expect(commands).toContain(name);
    await startIncasso([name], env);
  }
  const collected = await run(
    ['collect', join(folder, 'demo.csv'), '--message-script', '1001', '--voice-script', '6512', '--wait', '1s'],
    env,
  );
  expect(collected).toMatchObject({ code: 0 });
  const calling = () => run(['cases', '--stage', 'calling'], env);
  await until('the calls of the demo’s debtor', async () => (await calling()).out.includes('DEMO-031'));

  const others = commands.filter((command) => !processes.includes(command) && !command.startsWith('COMMAND'));
  // The cases that the later lines speak of are begun by this one.
  const sorted = [...others].sort((a, b) => Number(b.startsWith('collect ')) - Number(a.startsWith('collect ')));
  for (const command of sorted) {
    const { code, err } = await run(await today(command), env);
    expect({ command, code, err: code === 0 ? '' : err }).toEqual({ command, code: 0, err: '' });
  }
  expect(others.length).toBeGreaterThanOrEqual(14);
  const key = words(others.find((each) => each.startsWith('batch approve ')) ?? '')[2] ?? '';
  await until('the batch is committed', async () => {
    return (await run(['batch', 'show', key, '--json'], env)).json[0]?.stage === 'committed';
  });
}, 120_000);

test('the program of the README starts a case', async () => {
  const [program = ''] = blocks('ts');
  const library = pathToFileURL(join(javascriptSources(), 'client/index.js')).href;
  const file = join(folder, 'program.mjs');
  await writeFile(file, program.replace("'incasso'", `'${library}'`));
  const { stdout } = await promisify(execFile)(process.execPath, [file], { env: { PATH: process.env.PATH, ...env } });
  expect(stdout.trim()).toMatch(/^(importing|awaiting-payment)$/);
});
