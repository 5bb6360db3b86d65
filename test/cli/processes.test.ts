import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { anyFreePort, isListening } from '../../src/temporal/embedded/ports.js';
import { startIncasso } from '../support/incasso-process.js';
import { atEnd, javascriptSources, startRealServer, temporalBinary } from '../support/servers.js';
import { until } from '../support/until.js';

const product = join(javascriptSources(), '..');

/** Runs `bin/incasso.js` in a folder of its own, until it ends by itself or is stopped. */
async function spawnIncasso(args: string[], env: Record<string, string> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'incasso-process-'));
  const child = spawn(process.execPath, [join(product, 'bin/incasso.js'), ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const written = { out: '', err: '' };
  child.stdout.on('data', (part) => (written.out += part));
  child.stderr.on('data', (part) => (written.err += part));
  const exited = once(child, 'close').then(([code]) => code as number | null);
  atEnd(async () => {
    if (child.exitCode === null) child.kill('SIGKILL');
    await exited;
    await rm(folder, { recursive: true, force: true });
  });
  return { child, written, exited, folder };
}

/** The demo of this product, which finds its example file beside itself. */
async function spawnDemo(args: string[], env: Record<string, string> = {}) {
  await cp(new URL('../../examples', import.meta.url), join(product, 'examples'), { recursive: true });
  return spawnIncasso(['start', ...args], { TEMPORAL_CLI_PATH: temporalBinary(), ...env });
}

const addressIn = (out: string): string | undefined => /^TEMPORAL_ADDRESS=(\S+) incasso cases$/m.exec(out)?.[1];
const isUp = (address: string): Promise<boolean> => isListening(Number(address.split(':')[1]));

test('the command runs from any folder, in UTC, and exits with what the command says', async () => {
  const help = await spawnIncasso(['--help'], { TZ: 'America/New_York' });
  expect(await help.exited).toBe(0);
  expect(help.written.out).toMatch(/^Usage: incasso /);
  const wrong = await spawnIncasso(['nonsense']);
  expect({ code: await wrong.exited, out: wrong.written.out }).toEqual({ code: 2, out: '' });
});

test('a reader that has seen enough is no fault', async () => {
  const { child, exited, written } = await spawnIncasso(['help']);
  child.stdout.destroy();
  expect({ code: await exited, err: written.err }).toEqual({ code: 0, err: '' });
});

test('worker and webhooks say ready, exactly, and end with 0 when they are told to stop', async () => {
  const { server } = await startRealServer();
  const env = { TEMPORAL_ADDRESS: server.address, INCASSO_TASK_QUEUE_PREFIX: 'processes', LOG_LEVEL: 'info' };
  const worker = await startIncasso(['worker', '--vendors', 'alphacomm'], { ...env, ALPHACOMM_API_KEY: 'key' });
  const port = String(await anyFreePort());
  const webhooks = await startIncasso(['webhooks', '--insecure'], { ...env, WEBHOOK_PORT: port });
  expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
  for (const { child, errors } of [worker, webhooks]) {
    expect(errors().match(/^ready$/gm)).toHaveLength(1);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  }
});

test('the demo ends as its example says, each effect once, and leaves nothing running', async () => {
  // Neither the vendors' variables nor the address of a server of ours may matter.
  const { written, exited, folder } = await spawnDemo(['--exit'], {
    ALPHACOMM_URL: 'http://127.0.0.1:1/v1',
    TEMPORAL_ADDRESS: '127.0.0.1:1',
  });
  const code = await exited;
  const address = addressIn(written.out) ?? '';
  expect(written.out).toMatch(/^(\d+) of \1 cases ended as expected: /m);
  expect(written.out).toMatch(/^the vendor's ledger: .*; each effect once$/m);
  expect(written.out).toMatch(/^Temporal UI: http:\/\/127\.0\.0\.1:\d+\//m);
  expect(code).toBe(0);
  expect(await isUp(address)).toBe(false);
  expect(await readdir(join(folder, '.incasso'))).toEqual(expect.arrayContaining(['start.log', 'temporal.db']));
}, 180_000);

test('Ctrl-C ends the demo and its server, and a SIGKILL does not leave the server behind', async () => {
  const stopped = await spawnDemo([]);
  const first = await until('the demo runs', () => addressIn(stopped.written.out), 30_000);
  expect(await isUp(first)).toBe(true);
  stopped.child.kill('SIGINT');
  stopped.child.kill('SIGINT'); // Under npm it comes twice.
  expect(await stopped.exited).toBe(0);
  expect(await isUp(first)).toBe(false);

  const killed = await spawnDemo([]);
  const second = await until('the demo runs', () => addressIn(killed.written.out), 30_000);
  killed.child.kill('SIGKILL');
  await killed.exited;
  await until('its server has ended', async () => !(await isUp(second)));
}, 120_000);
