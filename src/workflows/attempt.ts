import { CancellationScope, condition, isCancellation } from '@temporalio/workflow';
import { type Failure, failureOf } from './vendor-activities.js';

/** Runs one activity; gives it up between its tries as soon as it is unwanted. A try in flight is waited for. */
export async function attempt<T>(
  work: () => Promise<T>,
  unwanted: () => boolean,
): Promise<{ answer: T } | { failure: Failure } | 'given up'> {
  const scope = new CancellationScope();
  let ended = false;
  let givenUp = false;
  condition(() => ended || unwanted()).then(
    () => {
      if (ended) return;
      givenUp = true; // For good, even if it is wanted again before the cancellation has arrived.
      scope.cancel();
    },
    () => undefined, // The workflow was cancelled, and the work with it.
  );
  try {
    return { answer: await scope.run(work) };
  } catch (error) {
    if (!isCancellation(error)) return { failure: failureOf(error) };
    if (!givenUp) throw error;
    return 'given up';
  } finally {
    ended = true; // Cheaper than a cancelled scope: that makes an error, with its stack, in every attempt.
  }
}
