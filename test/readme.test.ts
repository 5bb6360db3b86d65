import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from '@jest/globals';
import { startAlphacommSimulator } from '../src/simulators/alphacomm/index.js';
import { anyFreePort } from '../src/temporal/embedded/ports.js';
import { run } from './cli/support.js';
import { startIncasso } from './support/incasso-process.js';
import { atEnd, javascriptSources, startRealServer } from './support/servers.js';
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
  Object.assign(env, {
    TEMPORAL_ADDRESS: server.address,
    ALPHACOMM_URL: simulator.url,
    ALPHACOMM_API_KEY: 'key-of-the-tests',
    WEBHOOK_PORT: String(port),
    WEBHOOK_USERNAME: credentials.username,
    WEBHOOK_PASSWORD: credentials.password,
    LOG_LEVEL: 'error',
  });
  folder = await mkdtemp(join(tmpdir(), 'incasso-readme-'));
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
    const args = words(command).map((word) => (word === 'debtors.csv' ? join(folder, word) : word));
    const { code, err } = await run(args, env);
    expect({ command, code, err: code === 0 ? '' : err }).toEqual({ command, code: 0, err: '' });
  }
  expect(others.length).toBeGreaterThanOrEqual(9);
}, 120_000);

test('the program of the README starts a case', async () => {
  const [program = ''] = blocks('ts');
  const library = pathToFileURL(join(javascriptSources(), 'client/index.js')).href;
  const file = join(folder, 'program.mjs');
  await writeFile(file, program.replace("'incasso'", `'${library}'`));
  const { stdout } = await promisify(execFile)(process.execPath, [file], { env: { PATH: process.env.PATH, ...env } });
  expect(stdout.trim()).toMatch(/^(importing|awaiting-payment)$/);
});
