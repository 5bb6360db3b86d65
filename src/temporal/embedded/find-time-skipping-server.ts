import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { defaultCacheDir, withLock } from './cache.js';
import { mavenServer } from './maven-server.js';
import { sdkDownload } from './sdk-download.js';
import { firstWay, isExecutable, type Report, type Way } from './ways.js';
import { writeGuardedWrapper } from './wrapper.js';

const WHAT = 'Time-skipping server';
const VERSION = '1.38.0';
const SDK_VERSION = '1.24.0';

export interface FindTimeSkippingOptions {
  /** `TEMPORAL_TEST_SERVER_PATH`: used, or an error; nothing else is tried then. */
  path?: string | undefined;
  /** `~/.cache/incasso` by default. */
  cacheDir?: string;
  /** Takes a line for each step, and one every 15 s while something is built. */
  report: Report;
}

/**
 * The path of a program that takes `<port>` and serves time-skipping tests: the given one, that of the cache, the SDK's
 * download, else Maven's with the installed Java. The program ends with the process that starts it, even when that is
 * killed (not on Windows). Of several processes one prepares it and the others wait. Throws one line where no way works.
 */
export async function findTimeSkippingServer({ path, cacheDir, report }: FindTimeSkippingOptions): Promise<string> {
  const cache = cacheDir ?? defaultCacheDir();
  if (path !== undefined && path !== '') {
    if (!(await isExecutable(path))) throw new Error(`TEMPORAL_TEST_SERVER_PATH=${path}: there is no such program`);
    report(`${WHAT}: TEMPORAL_TEST_SERVER_PATH: ${path}`);
    return guarded(cache, resolve(path));
  }
  report(`${WHAT}: TEMPORAL_TEST_SERVER_PATH: not set`);
  const folder = join(cache, `temporal-test-server-${VERSION}`);
  const wrapper = join(folder, 'temporal-test-server');
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const downloaded = join(cache, `temporal-test-server-sdk-${SDK_VERSION}`, `temporal-test-server${suffix}`);
  const kept = inCache(cache, [wrapper, downloaded]);
  const ready = await firstWay(WHAT, [kept], report);
  const found = ready ?? (await prepare());
  if (found !== undefined) return found === downloaded ? guarded(cache, downloaded) : found;
  throw new Error(
    `no ${WHAT.toLowerCase()} found: set TEMPORAL_TEST_SERVER_PATH, let this computer reach temporal.download, ` +
      'or install a JDK (17 or later) and Maven',
  );

  function prepare(): Promise<string | undefined> {
    return withLock(join(cache, 'temporal-test-server.lock'), report, async () => {
      const whileWaiting = await kept.look(); // Whoever held the lock may have left one.
      if ('path' in whileWaiting) return whileWaiting.path;
      const ways = [
        sdkDownload('createTimeSkipping', downloaded),
        mavenServer({ version: VERSION, folder, wrapper, report }),
      ];
      return firstWay(WHAT, ways, report);
    });
  }
}

function inCache(cache: string, paths: readonly string[]): Way {
  return {
    name: `cache ${cache}`,
    async look() {
      for (const path of paths) if (await isExecutable(path)) return { path };
      return { why: 'nothing in it' };
    },
  };
}

/** A server that we have not wrapped ourselves outlives a killed owner, so it gets a wrapper of its own. */
async function guarded(cache: string, program: string): Promise<string> {
  if (process.platform === 'win32') return program;
  const name = createHash('sha256').update(program).digest('hex').slice(0, 16);
  const wrapper = join(cache, 'guarded', name);
  await writeGuardedWrapper(wrapper, [program]);
  return wrapper;
}
