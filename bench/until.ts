import { setTimeout as delay } from 'node:timers/promises';

/** Waits until something is so, looking every 100 ms for at most two minutes. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 120_000;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`waited two minutes in vain until ${what}`);
    await delay(100);
  }
}
