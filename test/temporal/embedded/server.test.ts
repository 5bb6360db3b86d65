import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { connectClient } from '../../../src/temporal/connection.js';
import { startTemporalServer } from '../../../src/temporal/embedded/index.js';
import { anyFreePort, isListening, LOOPBACK } from '../../../src/temporal/embedded/ports.js';
import { stageAttribute } from '../../../src/workflows/messages.js';
import { javascriptSources, temporalBinary, timeSkippingServer } from '../../support/servers.js';
import { until } from '../../support/until.js';

const folder = await mkdtemp(join(tmpdir(), 'incasso-server-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

test('what was started is there after a restart on the same file, search attributes included', async () => {
  const dbFile = join(folder, 'temporal.db');
  const start = () => startTemporalServer({ binary: temporalBinary(), dbFile, logFile: join(folder, 'temporal.log') });
  const first = await start();
  const { client, close } = await connectClient({ overrides: { address: first.address } });
  const typedSearchAttributes = [{ key: stageAttribute, value: 'importing' as const }];
  await client.workflow.start('anything', { taskQueue: 'none', workflowId: 'collect:R-1', typedSearchAttributes });
  await close();
  await first.stop();
  expect(await isListening(portOf(first.address))).toBe(false);

  const second = await start();
  const again = await connectClient({ overrides: { address: second.address } });
  const description = await again.client.workflow.getHandle('collect:R-1').describe();
  expect(description.typedSearchAttributes.get(stageAttribute)).toBe('importing');
  await again.close();
  await second.stop();
  await second.stop();
});

test('the UI answers at its address', async () => {
  const server = await startTemporalServer({ binary: temporalBinary(), ui: true });
  expect((await fetch(server.uiUrl ?? '')).status).toBe(200);
  await server.stop();
});

test('a port in use is one clear line', async () => {
  const other = createServer().listen(0, LOOPBACK);
  await once(other, 'listening');
  const address = other.address();
  const grpcPort = typeof address === 'object' && address !== null ? address.port : 0;
  await expect(startTemporalServer({ binary: temporalBinary(), grpcPort })).rejects.toThrow(
    `port ${grpcPort} of 127.0.0.1 is in use: end the program that has it, or choose another port`,
  );
  other.close();
});

test('a server that cannot start says why', async () => {
  await expect(startTemporalServer({ binary: join(folder, 'none') })).rejects.toThrow(/cannot be started: .*ENOENT/);
  const dbFile = join(folder, 'no', 'such', 'folder.db');
  await expect(startTemporalServer({ binary: temporalBinary(), dbFile })).rejects.toThrow(
    /ended while it started.*: .+/,
  );
});

test('a killed owner leaves no server behind', async () => {
  const index = join(javascriptSources(), 'temporal/embedded/index.js');
  const owner = await startOwner(
    `const { startTemporalServer } = await import(process.argv[1]);
     const server = await startTemporalServer({ binary: process.argv[2], dbFile: process.argv[3] });
     console.log(JSON.stringify({ pid: server.pid, port: Number(server.address.split(':')[1]) }));`,
    [index, temporalBinary(), join(folder, 'killed.db')],
  );
  await expectGoneAfterKill(owner);
});

test('a killed owner leaves no time-skipping server behind', async () => {
  const port = await anyFreePort();
  const owner = await startOwner(
    `const { spawn } = await import('node:child_process');
     const server = spawn(process.argv[1], [process.argv[2]], { stdio: 'ignore' });
     console.log(JSON.stringify({ pid: server.pid, port: Number(process.argv[2]) }));`,
    [timeSkippingServer(), String(port)],
  );
  await expectGoneAfterKill(owner);
});

interface Owner {
  kill(): void;
  server: { pid: number; port: number };
}

/** A process that starts a server, tells its pid and port in a line, and lives on. */
async function startOwner(program: string, args: string[]): Promise<Owner> {
  const source = `${program} setInterval(() => {}, 1000);`;
  const owner = spawn(process.execPath, ['--input-type=module', '-e', source, '--', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(owner.stdout.setEncoding('utf8'), 'data');
  return { kill: () => owner.kill('SIGKILL'), server: JSON.parse(line) };
}

async function expectGoneAfterKill({ kill, server }: Owner): Promise<void> {
  await until('the server listens', () => isListening(server.port));
  kill();
  await until('the port is closed', async () => !(await isListening(server.port)));
  await until('the process is gone', () => !isAlive(server.pid));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function portOf(address: string): number {
  return Number(address.split(':')[1]);
}
