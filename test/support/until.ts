import { setTimeout as delay } from 'node:timers/promises';

/**
 * Waits until `condition` gives something other than false or undefined, and returns that. A worker that is too busy to
 * answer is asked again. Fails after `withinMs`: late, since a disturbed machine is no fault of the product.
 */
export async function until<T>(
  what: string,
  condition: () => T | undefined | false | Promise<T | undefined | false>,
  withinMs = 50_000,
): Promise<T> {
  const end = Date.now() + withinMs;
  for (;;) {
    const value = await asked(condition);
    if (value !== undefined && value !== false) return value;
    if (Date.now() > end) throw new Error(`not within ${withinMs} ms: ${what}`);
    await delay(50);
  }
}

async function asked<T>(condition: () => T): Promise<Awaited<T> | undefined> {
  try {
    return await condition();
  } catch (error) {
    if (error instanceof Error && error.name === 'NoWorkerError') return undefined;
    throw error;
  }
}
