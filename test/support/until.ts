import { setTimeout as delay } from 'node:timers/promises';

/** Waits until `condition` gives something other than false or undefined, and returns that. Fails after `withinMs`. */
export async function until<T>(
  what: string,
  condition: () => T | undefined | false | Promise<T | undefined | false>,
  withinMs = 15_000,
): Promise<T> {
  const end = Date.now() + withinMs;
  for (;;) {
    const value = await condition();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > end) throw new Error(`not within ${withinMs} ms: ${what}`);
    await delay(50);
  }
}
