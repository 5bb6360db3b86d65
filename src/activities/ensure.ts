import { Context } from '@temporalio/activity';
import { VendorError } from '../vendors/errors.js';
import { mayHaveActed, notYet, pauseAfter, toApplicationFailure } from './failures.js';
import { whileHeartbeating } from './heartbeats.js';

// What an attempt tells the one after it. Without a word the request may be on its way, so only the last word of an
// attempt that ended by itself may say that nothing was sent: what was said before it may never be replaced.
const NOTHING_SENT = 'nothing sent';
const SENDING = 'sending';
const ANSWERED = 'answered, but not clearly';

/** How long a write in flight may take to land: where the vendor had answered, and where we cut it off or a worker died. */
export interface Settling {
  answeredMs: number;
  cutOffMs: number;
}

export interface Effect<T> {
  /** For people: "the PayLink". */
  what: string;
  /** Looks for the mark at the vendor. */
  find: () => Promise<T | undefined>;
  act: () => Promise<T>;
  settling: Settling;
}

/**
 * Does an effect once, over all attempts of the activity that calls it: looks for the mark, acts only where it is absent,
 * and where an earlier attempt may have acted, only when two readings, a settling time apart, show nothing. Safe to repeat.
 */
export async function ensureOnce<T>({ what, find, act, settling }: Effect<T>): Promise<T> {
  const { info, sleep, heartbeat } = Context.current();
  let mark: unknown = info.attempt === 1 ? NOTHING_SENT : info.heartbeatDetails;
  let unclear: VendorError | undefined;
  const ensure = async () => {
    let found = await find();
    if (found === undefined && mark !== NOTHING_SENT) {
      await sleep(mark === ANSWERED ? settling.answeredMs : settling.cutOffMs);
      found = await find();
    }
    if (found !== undefined) return found;
    mark = SENDING;
    heartbeat(mark);
    try {
      return await act();
    } catch (error) {
      if (mayHaveActed(error)) {
        unclear = error;
        if (error.status !== undefined) mark = ANSWERED;
      } else mark = error instanceof VendorError ? NOTHING_SENT : ANSWERED; // What is no failure of a call came after it.
      throw error;
    }
  };
  if (info.attempt > 1) heartbeat(SENDING); // What an attempt before this one has said is over: this one may die too.
  try {
    return await whileHeartbeating(ensure, () => SENDING);
  } catch (error) {
    heartbeat(mark);
    if (unclear) {
      throw notYet(`${unclear.message}; ${what} is looked up before another try`, pauseAfter(unclear, info.attempt));
    }
    throw toApplicationFailure(error);
  }
}
