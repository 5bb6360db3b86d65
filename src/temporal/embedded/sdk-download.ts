import { chmod, mkdir, readdir, rename, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { withPartial } from './cache.js';
import { type GuardedProcess, spawnGuarded } from './guard.js';
import type { Way } from './ways.js';

const require = createRequire(import.meta.url);

// In a process of its own: it can be ended at any time, and this one keeps its right to install the SDK's Runtime.
const DOWNLOAD_PROGRAM = `
const [sdk, start, downloadDir] = process.argv.slice(1);
require(sdk).TestWorkflowEnvironment[start]({ server: { executable: { type: 'cached-download', downloadDir } } })
  .then((env) => env.teardown())
  .catch((error) => { console.error(error.message.split('\\n', 1)[0]); process.exitCode = 1; });
`;

const BEGINS_WITHIN_MS = 8000; // Most of it loads the SDK on a slow computer; without a network it ends by itself.
const STALLED_AFTER_MS = 15_000;

/** The SDK's own download of one of its two servers, kept at `target`. It gives up in seconds where nothing arrives. */
export function sdkDownload(start: 'createLocal' | 'createTimeSkipping', target: string): Way {
  return {
    name: 'download by the SDK',
    look: () =>
      withPartial(dirname(target), async (folder) => {
        const args = ['-e', DOWNLOAD_PROGRAM, '--', require.resolve('@temporalio/testing'), start, folder];
        const download = await spawnGuarded({ command: process.execPath, args, graceMs: 0 });
        const stalled = await watch(download, folder);
        const { code } = await download.exited;
        const [file] = await readdir(folder);
        if (stalled !== undefined) return { why: stalled };
        if (code !== 0 || file === undefined) return { why: reasonOf(download.outputTail()) };
        await chmod(join(folder, file), 0o755);
        await mkdir(dirname(target), { recursive: true });
        await rename(join(folder, file), target);
        return { path: target };
      }),
  };
}

/** Ends a download that does not begin or does not grow, and says so; undefined when it ended by itself. */
async function watch(download: GuardedProcess, folder: string): Promise<string | undefined> {
  let ended = false;
  void download.exited.then(() => {
    ended = true;
  });
  let size = 0;
  let deadline = Date.now() + BEGINS_WITHIN_MS;
  while (!ended) {
    const now = await sizeOf(folder);
    if (now > size) deadline = Date.now() + STALLED_AFTER_MS;
    size = Math.max(size, now);
    if (Date.now() > deadline) {
      await download.stop();
      return size === 0 ? 'temporal.download cannot be reached' : `nothing more arrives after ${size} bytes`;
    }
    await Promise.race([download.exited, delay(250)]);
  }
  return undefined;
}

async function sizeOf(folder: string): Promise<number> {
  const sizes = (await readdir(folder)).map((name) => stat(join(folder, name)).then(({ size }) => size));
  return (await Promise.all(sizes.map((size) => size.catch(() => 0)))).reduce((sum, size) => sum + size, 0);
}

/** The SDK tells its chain of causes twice, addresses included: the last one says it all. */
function reasonOf(printed: string): string {
  const line = printed.split('\n').at(-1) ?? '';
  const [, connection] = /client error \(Connect\): (.*)$/.exec(line) ?? [];
  if (connection !== undefined) return `temporal.download cannot be reached (${connection})`;
  return line === '' ? 'it failed' : line.slice(0, 200);
}
