import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { whileHeartbeating } from './heartbeats.js';

/** Runs work when nobody else in this process is at that key, in the order of asking. */
export type InTurn = <T>(key: string, work: () => Promise<T>) => Promise<T>;

/**
 * For what several activities may make at the same time under one name: each looks before it acts, which is worth nothing while
 * another one acts. Where one ended and does not know what became of it, the next waits `settlingMs`, until that shows.
 */
export function createTurns({ settlingMs }: { settlingMs: number }): InTurn {
  const tails = new Map<string, Promise<void>>();

  return async (key, work) => {
    const { cancelled, info } = Context.current();
    const before = tails.get(key);
    let end: () => void = () => undefined;
    const own = new Promise<void>((resolve) => {
      end = resolve;
    });
    const tail = (before ?? Promise.resolve()).then(() => own);
    tails.set(key, tail);
    tail.then(() => {
      if (tails.get(key) === tail) tails.delete(key);
    });
    let isBegun = false;
    try {
      // What an earlier attempt has said of itself still holds while this one has done nothing.
      const said = info.attempt > 1 ? info.heartbeatDetails : undefined;
      if (before)
        await whileHeartbeating(
          () => Promise.race([before, cancelled]),
          () => said,
        );
      isBegun = true;
      const answer = await work();
      end();
      return answer;
    } catch (error) {
      const isClear = error instanceof ApplicationFailure && !/^(NotYet|OutcomeUnknown)$/.test(error.type ?? '');
      if (isClear || !isBegun) end();
      else setTimeout(end, settlingMs).unref();
      throw error;
    }
  };
}
