import { Context } from '@temporalio/activity';
import { VendorError } from '../vendors/errors.js';
import { type Effect, ensureOnce } from './ensure.js';
import { notYet, toApplicationFailure } from './failures.js';
import { whileHeartbeating } from './heartbeats.js';

/** What an attempt tells the one after it when the vendor has said yes: from then on it is only looked for. */
const MADE = 'made, and not shown yet';

const LONGEST_PAUSE_MS = 60_000;

export interface Shown<T> {
  /** As the vendor's own look-up shows it. */
  shown: T;
  /** It was made by this attempt, and not found. */
  made: boolean;
}

/**
 * `ensureOnce` for an effect whose answer is no proof: what is given back is what the look-up shows afterwards. A look-up
 * that lags behind a good answer is waited for, over all attempts, and never taken for absence. Safe to repeat.
 */
export async function ensureShown<T>(
  effect: Omit<Effect<T>, 'act'> & { act: () => Promise<unknown> },
): Promise<Shown<T>> {
  const { what, find, settling } = effect;
  const { info, sleep, heartbeat } = Context.current();
  if (info.attempt === 1 || info.heartbeatDetails !== MADE) {
    const found = await ensureOnce<T | undefined>({ what, settling, find, act: () => actOrFind(effect) });
    if (found !== undefined) return { shown: found, made: false };
  }
  heartbeat(MADE);
  const look = async () => {
    const shown = await find();
    if (shown !== undefined) return shown;
    await sleep(settling.answeredMs);
    return find();
  };
  const shown = await whileHeartbeating(look, () => MADE).catch((error: unknown) => {
    heartbeat(MADE);
    throw toApplicationFailure(error);
  });
  if (shown !== undefined) return { shown, made: true };
  heartbeat(MADE);
  const pauseMs = Math.min(settling.cutOffMs * info.attempt, LONGEST_PAUSE_MS);
  throw notYet(`PTX has taken ${what}, but does not show it yet; it is looked for again, and not sent again`, pauseMs);
}

/** A conflict may mean that it is there: then it came between the look-up and the call. */
async function actOrFind<T>({ find, act }: Pick<Effect<T>, 'find'> & { act: () => Promise<unknown> }) {
  try {
    await act();
    return undefined;
  } catch (error) {
    if (!(error instanceof VendorError) || error.status !== 409) throw error;
    const there = await find();
    if (there === undefined) throw error;
    return there;
  }
}
