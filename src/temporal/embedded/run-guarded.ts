import { PROGRESS_EVERY_MS } from './cache.js';
import { type GuardedCommand, spawnGuarded } from './guard.js';
import type { Report } from './ways.js';

/**
 * Runs a program to its end, under guard, and tells every 15 s that it lives. Returns undefined when it went well, else
 * the last line that it printed. A program that cannot be started is such a failure too.
 */
export async function runGuarded(
  command: GuardedCommand,
  working: string,
  report: Report,
): Promise<string | undefined> {
  const since = Date.now();
  const progress = setInterval(
    () => report(`${working}: ${Math.round((Date.now() - since) / 1000)} s so far`),
    PROGRESS_EVERY_MS,
  );
  try {
    const running = await spawnGuarded(command);
    const { code } = await running.exited;
    if (code === 0) return undefined;
    return running.outputTail().split('\n').at(-1) || `ended with exit code ${code}`;
  } catch (error) {
    return (error as Error).message;
  } finally {
    clearInterval(progress);
  }
}
