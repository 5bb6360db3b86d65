import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { homedir, hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Report } from './ways.js';

/** Where built and downloaded servers are kept, each in a folder named by its version. */
export function defaultCacheDir(): string {
  return join(homedir(), '.cache', 'incasso');
}

/** How often somebody who waits is told that the work goes on. */
export const PROGRESS_EVERY_MS = 15_000;

const HEARTBEAT_MS = 2000;
const STALE_AFTER_MS = 30_000;

/**
 * Runs `work` while no other process on this computer holds the lock (a folder), and waits as long as one does. The lock
 * of a process that was killed is taken over. `work` must bear running twice at once: a computer that slept can break it.
 */
export async function withLock<T>(lock: string, report: Report, work: () => Promise<T>): Promise<T> {
  const owner = JSON.stringify({ pid: process.pid, host: hostname(), token: randomUUID() });
  await acquire(lock, report);
  await writeFile(join(lock, 'owner'), owner);
  const heartbeat = setInterval(() => void utimes(lock, new Date(), new Date()).catch(() => undefined), HEARTBEAT_MS);
  heartbeat.unref();
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    if ((await readOwner(lock)) === owner) await rm(lock, { recursive: true, force: true });
  }
}

/** A new empty folder beside `target` for `work` to fill and to move from; gone afterwards, as those of killed ones. */
export async function withPartial<T>(target: string, work: (folder: string) => Promise<T>): Promise<T> {
  const prefix = `${basename(target)}.partial-`;
  await mkdir(dirname(target), { recursive: true });
  for (const name of await readdir(dirname(target))) {
    if (name.startsWith(prefix)) await rm(join(dirname(target), name), { recursive: true, force: true });
  }
  const folder = join(dirname(target), `${prefix}${randomUUID()}`);
  await mkdir(folder);
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function acquire(lock: string, report: Report): Promise<void> {
  await mkdir(dirname(lock), { recursive: true });
  const since = Date.now();
  let nextLineAt = since;
  for (;;) {
    try {
      return void (await mkdir(lock));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    if (await isStale(lock)) {
      const grave = `${lock}.stale-${randomUUID()}`; // Renamed first: of several that see it, one wins.
      await rename(lock, grave).catch(() => undefined);
      await rm(grave, { recursive: true, force: true });
      continue;
    }
    if (Date.now() >= nextLineAt) {
      report(`another start is preparing the server: waiting (${Math.round((Date.now() - since) / 1000)} s)`);
      nextLineAt = Date.now() + PROGRESS_EVERY_MS;
    }
    await delay(200);
  }
}

async function isStale(lock: string): Promise<boolean> {
  const touched = await stat(lock).catch(() => undefined);
  if (touched === undefined) return false; // Just released.
  if (Date.now() - touched.mtimeMs > STALE_AFTER_MS) return true;
  const owner = await readOwner(lock);
  if (owner === undefined) return false; // Just taken.
  const { pid, host }: { pid: number; host: string } = JSON.parse(owner);
  return host === hostname() && !isAlive(pid);
}

async function readOwner(lock: string): Promise<string | undefined> {
  const owner = await readFile(join(lock, 'owner'), 'utf8').catch(() => '');
  return owner === '' ? undefined : owner;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
