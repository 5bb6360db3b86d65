import { mkdir, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { defaultCacheDir, withLock, withPartial } from './cache.js';
import { runGuarded } from './run-guarded.js';
import { sdkDownload } from './sdk-download.js';
import { type Found, firstWay, isExecutable, onPath, outputOf, type Report, type Way } from './ways.js';

const WHAT = 'Temporal server';
const CLI_VERSION = '1.5.1'; // The last one that `go install` builds: later ones replace a module in their go.mod.
const SDK_VERSION = '1.24.0';
const OLDEST_SERVER = [1, 28] as const; // Update-with-start.

export interface FindOptions {
  /** `TEMPORAL_CLI_PATH`: used, or an error; nothing else is tried then. */
  cliPath?: string | undefined;
  /** `~/.cache/incasso` by default. */
  cacheDir?: string;
  /** Takes a line for each step, and one every 15 s while something is built. */
  report: Report;
}

/**
 * The path of Temporal's command-line program, which holds the development server: the given one, that of the PATH, that
 * of the cache, else the SDK's download, else built with Go (minutes, then cached). Of several processes one builds and
 * the others wait for it. Throws one line that names these ways where none works.
 */
export async function findTemporalServer({ cliPath, cacheDir, report }: FindOptions): Promise<string> {
  if (cliPath !== undefined && cliPath !== '') return given(cliPath, report);
  report(`${WHAT}: TEMPORAL_CLI_PATH: not set`);
  const cache = cacheDir ?? defaultCacheDir();
  const cached = [join(cache, `temporal-cli-${CLI_VERSION}`), join(cache, `temporal-cli-sdk-${SDK_VERSION}`)] as const;
  const [built, downloaded] = cached.map((folder) => join(folder, executableName())) as [string, string];
  const kept = inCache(cache, [built, downloaded]);
  const ready = await firstWay(WHAT, [pathWay, kept], report);
  if (ready !== undefined) return ready;
  const made = await withLock(join(cache, 'temporal-cli.lock'), report, async () => {
    const whileWaiting = await kept.look(); // Whoever held the lock may have left one.
    if ('path' in whileWaiting) return whileWaiting.path;
    return firstWay(WHAT, [sdkDownload('createLocal', downloaded), goBuild(built, report)], report);
  });
  if (made !== undefined) return made;
  throw new Error(
    `no ${WHAT} found: set TEMPORAL_CLI_PATH to the temporal command, install it on the PATH, ` +
      'let this computer reach temporal.download, or install Go to build it',
  );
}

async function given(cliPath: string, report: Report): Promise<string> {
  const found = await asServer(cliPath);
  if ('why' in found) throw new Error(`TEMPORAL_CLI_PATH=${cliPath}: ${found.why}`);
  report(`${WHAT}: TEMPORAL_CLI_PATH: ${found.path} (${found.about})`);
  return found.path;
}

const pathWay: Way = {
  name: 'temporal on the PATH',
  async look() {
    const path = await onPath('temporal');
    return path === undefined ? { why: 'there is none' } : asServer(path);
  },
};

function inCache(cache: string, paths: readonly string[]): Way {
  return {
    name: `cache ${cache}`,
    async look() {
      for (const path of paths) if (await isExecutable(path)) return asServer(path);
      return { why: 'nothing in it' };
    },
  };
}

async function asServer(path: string): Promise<Found> {
  const printed = await outputOf(path, ['--version']);
  if (printed === undefined) return { why: 'it cannot be run: give the path of the temporal command' };
  // A build with Go calls itself 0.0.0-DEV: only the server's number says anything.
  const [about, major, minor] = /server (\d+)\.(\d+)\.\d+/i.exec(printed) ?? [];
  if (about === undefined)
    return { why: 'it does not say which server it holds: give the path of the temporal command' };
  const [oldestMajor, oldestMinor] = OLDEST_SERVER;
  const isOld = Number(major) < oldestMajor || (Number(major) === oldestMajor && Number(minor) < oldestMinor);
  return isOld ? { why: `too old, ${about}: ${OLDEST_SERVER.join('.')} at least` } : { path, about };
}

function goBuild(target: string, report: Report): Way {
  const name = 'build with Go';
  return {
    name,
    async look() {
      const version = await outputOf('go', ['version']);
      if (version === undefined) return { why: 'no Go toolchain on the PATH' };
      report(`${WHAT}: ${name}: begins, once, about four minutes on two cores`);
      return withPartial(dirname(target), async (folder) => {
        const source = `github.com/temporalio/cli/cmd/temporal@v${CLI_VERSION}`;
        const args = ['install', '-trimpath', '-ldflags', '-s -w', source];
        const env = { CGO_ENABLED: '0', GOBIN: folder };
        const failure = await runGuarded({ command: 'go', args, env, graceMs: 2000 }, `${WHAT}: ${name}`, report);
        if (failure !== undefined) return { why: failure };
        await mkdir(dirname(target), { recursive: true });
        await rename(join(folder, executableName()), target);
        return asServer(target);
      });
    },
  };
}

function executableName(): string {
  return process.platform === 'win32' ? 'temporal.exe' : 'temporal';
}
