import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { searchAttributeFlags } from '../../src/temporal/search-attributes.js';
import { startRealServer, temporalBinary } from '../support/servers.js';
import { composeFile, read, root } from './files.js';

const scratch = mkdtempSync(join(tmpdir(), 'incasso-deploy-'));
afterAll(() => rmSync(scratch, { recursive: true }));

const scripts = readdirSync(`${root}deploy`).filter((name) => name.endsWith('.sh'));

interface Ended {
  code: number;
  out: string;
  err: string;
}

function run(command: string, args: string[], env: Record<string, string> = {}): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(command, args, { env: { PATH: process.env.PATH, HOME: scratch, ...env } }, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, err });
    });
  });
}

test.each(scripts)('%s is a script that the shell can read', async (name) => {
  expect(await run('sh', ['-n', `${root}deploy/${name}`])).toEqual({ code: 0, out: '', err: '' });
});

test('the namespace gets the search attributes of the workflows, no more and no less', () => {
  const lines = [...read('deploy/temporal-namespace.sh').matchAll(/^attribute (\w+) (\w+)$/gm)];
  expect(lines.map(([, name, type]) => [name, type])).toEqual(searchAttributeFlags());
});

test('the namespace is set up on a server that has none, and once more without harm', async () => {
  const { env, server } = await startRealServer();
  symlinkSync(temporalBinary(), join(scratch, 'temporal'));
  const variables = {
    PATH: `${scratch}:${process.env.PATH}`,
    TEMPORAL_ADDRESS: server.address,
    TEMPORAL_NAMESPACE: 'deployed',
    NAMESPACE_RETENTION: '400d',
  };
  for (const _ of ['first', 'again']) {
    const { code, out } = await run('sh', [`${root}deploy/temporal-namespace.sh`], variables);
    expect(out.trim().split('\n').at(-1)).toBe('namespace: deployed is ready');
    expect(code).toBe(0);
  }
  const { config } = await env.connection.workflowService.describeNamespace({ namespace: 'deployed' });
  expect(Number(config?.workflowExecutionRetentionTtl?.seconds)).toBe(400 * 24 * 3600);
  const listed = await env.connection.operatorService.listSearchAttributes({ namespace: 'deployed' });
  expect(Object.keys(listed.customAttributes)).toEqual(
    expect.arrayContaining(searchAttributeFlags().map(([name]) => name)),
  );
});

test.each(['worker', 'worker-ptx', 'webhooks', 'simulators'])(
  '%s is healthy when it says so, and only then',
  async (name) => {
    const [, command = '', ...args] = composeFile.services[name]?.healthcheck?.test ?? [];
    let status = 200;
    const server = createServer((_, response) => response.writeHead(status).end());
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const here = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const check = () =>
      run(
        command,
        args.map((arg) => arg.replace(/127\.0\.0\.1:\d+/, here)),
      );
    expect((await check()).code).toBe(0);
    status = 503;
    expect((await check()).code).toBe(1);
    await new Promise((closed) => server.close(closed));
    expect((await check()).code).toBe(1);
  },
);

const dockerfile = read('Dockerfile');
const instructions = (name: string) =>
  [...dockerfile.matchAll(new RegExp(`^${name} (.*)$`, 'gm'))].map(([, rest = '']) => rest);

test('the image is built on glibc and on one version of Node', () => {
  const bases = instructions('FROM').map((from) => from.split(' ')[0]);
  expect(new Set(bases).size).toBe(1); // Temporal's native bridge needs glibc: no Alpine.
  expect(bases[0]).toMatch(/^node:\d+-(bookworm|trixie)-slim$/);
});

test('the image runs as a user without rights, in UTC', () => {
  const final = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));
  expect(final).toMatch(/^USER node$/m);
  expect(final).toMatch(/^ENV .*TZ=UTC LANG=C\.UTF-8$/m);
  expect(final.indexOf('USER node')).toBeLessThan(final.indexOf('ENTRYPOINT'));
});

test('everything that the image copies exists, and .dockerignore lets it through', () => {
  const copied = instructions('COPY').filter((rest) => !rest.startsWith('--from='));
  const sources = copied.flatMap((rest) => rest.split(' ').slice(0, -1)).map((path) => path.replace(/\/$/, ''));
  expect(sources.length).toBeGreaterThan(5);
  expect(sources.filter((path) => !existsSync(`${root}${path}`))).toEqual([]);
  const allowed: string[] = read('.dockerignore').match(/(?<=^!).+$/gm) ?? [];
  expect(sources.filter((path) => !allowed.includes(path))).toEqual([]);
});

test('the image starts the command that the package has', () => {
  const { bin } = JSON.parse(read('package.json')) as { bin: { incasso: string } };
  expect(instructions('ENTRYPOINT').map((argv) => JSON.parse(argv))).toEqual([['node', bin.incasso]]);
});
