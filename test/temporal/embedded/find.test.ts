import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from '@jest/globals';
import { findTimeSkippingServer } from '../../../src/temporal/embedded/index.js';
import { outputOf } from '../../../src/temporal/embedded/ways.js';
import { javascriptSources } from '../../support/servers.js';
import { until } from '../../support/until.js';

// Everything runs in processes of their own with a PATH of their own, on which stand small scripts instead of the
// `temporal` and `go` that a computer may have. The proxy leads nowhere, as on a computer without a network.
const roots: string[] = [];
let root = '';
let cacheDir = '';

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'incasso-find-'));
  roots.push(root);
  cacheDir = join(root, 'cache');
  await mkdir(join(root, 'bin'));
});
afterAll(() => Promise.all(roots.map((folder) => rm(folder, { recursive: true, force: true }))));

test('TEMPORAL_CLI_PATH is used, and nothing else is tried', async () => {
  const cliPath = await script('elsewhere', server('1.29.1'));
  await script('bin/temporal', server('1.31.2'));
  const { path, lines } = await find({ cliPath }).ended;
  expect(path).toBe(cliPath);
  expect(lines).toEqual([`Temporal server: TEMPORAL_CLI_PATH: ${cliPath} (Server 1.29.1)`]);
});

test('a wrong TEMPORAL_CLI_PATH is one line that names it', async () => {
  const none = join(root, 'none');
  expect((await find({ cliPath: none }).ended).error).toBe(
    `TEMPORAL_CLI_PATH=${none}: it cannot be run: give the path of the temporal command`,
  );
  const old = await script('old', server('1.22.0'));
  expect((await find({ cliPath: old }).ended).error).toBe(
    `TEMPORAL_CLI_PATH=${old}: too old, Server 1.22.0: 1.28 at least`,
  );
});

test('the PATH comes before the cache, but not with a server that is too old', async () => {
  const cached = await script('cache/temporal-cli-1.5.1/temporal', server('1.29.1'));
  const onPath = await script('bin/temporal', server('1.31.2'));
  expect((await find({}).ended).path).toBe(onPath);
  await script('bin/temporal', server('1.20.0'));
  const { path, lines } = await find({}).ended;
  expect(path).toBe(cached);
  expect(lines).toEqual([
    'Temporal server: TEMPORAL_CLI_PATH: not set',
    'Temporal server: temporal on the PATH: too old, Server 1.20.0: 1.28 at least',
    `Temporal server: cache ${cacheDir}: ${cached} (Server 1.29.1)`,
  ]);
});

test('without a network and without Go one error names the ways, within seconds', async () => {
  const { error, lines, tookMs } = await find({}).ended;
  expect(error).toBe(
    'no Temporal server found: set TEMPORAL_CLI_PATH to the temporal command, install it on the PATH, ' +
      'let this computer reach temporal.download, or install Go to build it',
  );
  expect(lines.slice(-2)).toEqual([
    expect.stringMatching(/^Temporal server: download by the SDK: temporal.download cannot be reached/),
    'Temporal server: build with Go: no Go toolchain on the PATH',
  ]);
  expect(tookMs).toBeLessThan(20_000);
});

test('two starts at once wait for one build', async () => {
  await script('bin/go', goThat('/bin/sleep 2'));
  const [one, two] = await Promise.all([find({}).ended, find({}).ended]);
  const built = join(cacheDir, 'temporal-cli-1.5.1', 'temporal');
  expect([one.path, two.path]).toEqual([built, built]);
  expect(await builds()).toBe(1);
  expect([...one.lines, ...two.lines].join('\n')).toContain('another start is preparing the server: waiting');
});

test('a start that is killed while it builds holds up nobody, and its build ends with it', async () => {
  await script('bin/go', goThat('exec /bin/sleep 300'));
  const killed = find({});
  const pid = await until('the build runs', async () => (await builds()) === 1 && lastBuild());
  killed.kill();
  await until('the build has ended', () => !isAlive(pid));
  await script('bin/go', goThat(':'));
  expect((await find({}).ended).path).toBe(join(cacheDir, 'temporal-cli-1.5.1', 'temporal'));
});

test('a build that fails tells its last line', async () => {
  await script('bin/go', goThat('echo "go: no such host" >&2; exit 1'));
  const { error, lines } = await find({}).ended;
  expect(error).toMatch(/^no Temporal server found/);
  expect(lines.at(-1)).toBe('Temporal server: build with Go: go: no such host');
});

test('TEMPORAL_TEST_SERVER_PATH is used with its arguments, and a wrong one is one line that names it', async () => {
  const report = () => undefined;
  const path = await script("it's a server", 'echo "port $1"');
  const program = await findTimeSkippingServer({ path, cacheDir, report });
  expect(await outputOf(program, ['1234', '--more'])).toBe('port 1234');
  const none = join(root, 'none');
  await expect(findTimeSkippingServer({ path: none, cacheDir, report })).rejects.toThrow(
    `TEMPORAL_TEST_SERVER_PATH=${none}: there is no such program`,
  );
});

interface Finding {
  path: string;
  error: string;
  lines: string[];
  tookMs: number;
}

function find(o: { cliPath?: string }): { kill(): void; ended: Promise<Finding> } {
  const source = `
    const { findTemporalServer } = await import(process.argv[1]);
    const report = (line) => process.stderr.write(line + '\\n');
    const [cacheDir, cliPath] = process.argv.slice(2);
    const result = await findTemporalServer({ cliPath, cacheDir, report }).then((path) => ({ path }), (e) => ({ error: e.message }));
    console.log(JSON.stringify(result));`;
  const index = join(javascriptSources(), 'temporal/embedded/index.js');
  const args = [index, cacheDir, ...(o.cliPath === undefined ? [] : [o.cliPath])];
  const nowhere = 'http://127.0.0.1:9';
  const since = Date.now();
  const child = spawn(process.execPath, ['--input-type=module', '-e', source, '--', ...args], {
    env: { PATH: join(root, 'bin'), HTTPS_PROXY: nowhere, https_proxy: nowhere },
  });
  let printed = '';
  let told = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    told += text;
  });
  const ended = once(child, 'close').then(() => ({
    ...{ path: '', error: '' },
    ...JSON.parse(printed || '{}'),
    lines: told.trim().split('\n'),
    tookMs: Date.now() - since,
  }));
  return { kill: () => child.kill('SIGKILL'), ended };
}

async function script(name: string, body: string): Promise<string> {
  const path = join(root, name);
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, `#!/bin/sh\n${body}\n`);
  await chmod(path, 0o755);
  return path;
}

function server(version: string): string {
  return `echo "temporal version 0.0.0-DEV (Server ${version}, UI 2.42.1)"`;
}

/** Notes each build by its process id, does `what`, and leaves a server where Go is told to. */
function goThat(what: string): string {
  return `if [ "$1" = version ]; then echo go1.26; exit; fi
echo $$ >>'${root}/builds'
${what}
echo '#!/bin/sh' >"$GOBIN/temporal"
echo '${server('1.29.1')}' >>"$GOBIN/temporal"
/bin/chmod +x "$GOBIN/temporal"`;
}

async function buildIds(): Promise<number[]> {
  const text = await readFile(join(root, 'builds'), 'utf8').catch(() => '');
  return text.split('\n').filter(Boolean).map(Number);
}

async function builds(): Promise<number> {
  return (await buildIds()).length;
}

async function lastBuild(): Promise<number | undefined> {
  return (await buildIds()).at(-1);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
