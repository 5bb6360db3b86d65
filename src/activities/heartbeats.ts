import { Context } from '@temporalio/activity';

const EVERY_MS = 4_000;

/**
 * Runs work of several vendor calls and reports every few seconds that it lives, so that a dead worker is noticed soon.
 * `details` tells what the work has come to; the next attempt reads the last ones.
 */
export async function whileHeartbeating<T>(work: () => Promise<T>, details?: () => unknown): Promise<T> {
  const context = Context.current();
  const timer = setInterval(() => context.heartbeat(details?.()), EVERY_MS);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
