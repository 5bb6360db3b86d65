import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

export interface ClaimedDatabase {
  /** Does not exist yet. */
  file: string;
  /** Once the server has ended. */
  release(): Promise<void>;
}

// SQLite keeps its newest writes beside the file until it is closed in order.
const PARTS = ['', '-wal', '-shm'];

/**
 * A fresh database file for the embedded server: the last one is kept aside as `temporal.previous.db`. While another
 * start in the same folder still uses it, this one gets a file of its own that goes away with it.
 */
export async function claimDatabase(folder: string): Promise<ClaimedDatabase> {
  const file = join(folder, 'temporal.db');
  const lock = join(folder, 'temporal.pid');
  if (!(await claim(lock))) {
    const own = join(folder, `temporal.${process.pid}.db`);
    await removeDatabase(own);
    return { file: own, release: () => removeDatabase(own) };
  }
  const previous = join(folder, 'temporal.previous.db');
  await removeDatabase(previous);
  for (const part of PARTS) await rename(`${file}${part}`, `${previous}${part}`).catch(unlessMissing);
  return { file, release: () => rm(lock, { force: true }) };
}

async function claim(lock: string): Promise<boolean> {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      await writeFile(lock, String(process.pid), { flag: 'wx' });
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const owner = Number(await readFile(lock, 'utf8').catch(() => ''));
    if (owner > 0 && isAlive(owner)) return false;
    // Without a number it may be about to be written; with one, its owner was killed.
    if (owner > 0) await rm(lock, { force: true });
    else await delay(100);
  }
  return false;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function removeDatabase(file: string): Promise<void> {
  for (const part of PARTS) await rm(`${file}${part}`, { force: true });
}

function unlessMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
