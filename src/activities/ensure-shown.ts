import { Context } from '@temporalio/activity';
import { VendorError } from '../vendors/errors.js';
import { type Effect, ensureOnce } from './ensure.js';
import { notYet, toApplicationFailure, unclear } from './failures.js';
import { whileHeartbeating } from './heartbeats.js';

/** What an attempt tells the one after it when the vendor has said yes: from then on it is only looked for. */
const MADE = 'made, and not shown yet';

interface Made {
  said: typeof MADE;
  sinceMs: number;
}

const LONGEST_PAUSE_MS = 60_000;
/** So many times as long as a write in flight may take to land: longer than any look-up lags, and a person waits for it. */
const SHOWN_WITHIN = 10;

/**
 * What a request says of the tries before it. `made`: PTX has said yes, so that it is looked for, and never sent again. Left,
 * at that moment by Temporal's clock: it may be under way, and is only looked for until it would show.
 */
export interface TriedBefore {
  before?: 'made' | { leftAtMs: number } | undefined;
}

export interface Shown<T> {
  /** As the vendor's own look-up shows it. */
  shown: T;
  /** It was made by this attempt, and not found. */
  made: boolean;
}

/**
 * `ensureOnce` for an effect whose answer is no proof: what is given back is what the look-up shows afterwards. A look-up
 * that lags behind a good answer is waited for, over all attempts, and never taken for absence; after ten times the settling
 * time it fails as `OutcomeUnknown`, for a person, and is only looked for from then on. Safe to repeat.
 */
export async function ensureShown<T>(
  effect: Omit<Effect<T>, 'act'> & { act: () => Promise<unknown> } & TriedBefore,
): Promise<Shown<T>> {
  const { what, find, settling, before: tried } = effect;
  const { info, sleep, heartbeat } = Context.current();
  const mostMs = settling.cutOffMs * SHOWN_WITHIN;
  const before =
    tried === 'made' ? { said: MADE, sinceMs: 0 } : madeIn(info.attempt > 1 ? info.heartbeatDetails : undefined);
  if (before === undefined) {
    const leftForMs = typeof tried === 'object' ? info.currentAttemptScheduledTimestampMs - tried.leftAtMs : mostMs;
    if (leftForMs < mostMs) {
      const shown = await whileHeartbeating(find).catch((error: unknown) => {
        throw toApplicationFailure(error);
      });
      if (shown !== undefined) return { shown, made: false };
      throw notYet(
        `${what} may be under way since it was left; it is looked for before it is sent`,
        mostMs - leftForMs,
      );
    }
    const found = await ensureOnce<T | undefined>({ what, settling, find, act: () => actOrFind(effect) });
    if (found !== undefined) return { shown: found, made: false };
  }
  const made = before ?? { said: MADE, sinceMs: Date.now() };
  heartbeat(made);
  const look = async () => {
    const shown = await find();
    if (shown !== undefined) return shown;
    await sleep(settling.answeredMs);
    return find();
  };
  const shown = await whileHeartbeating(look, () => made).catch((error: unknown) => {
    heartbeat(made);
    throw toApplicationFailure(error);
  });
  if (shown !== undefined) return { shown, made: true };
  heartbeat(made);
  if (Date.now() - made.sinceMs >= mostMs) {
    throw unclear(
      `PTX has taken ${what}, but does not show it: look for it there, and say not-happened if it is not to be waited for`,
    );
  }
  const pauseMs = Math.min(settling.cutOffMs * info.attempt, LONGEST_PAUSE_MS);
  throw notYet(`PTX has taken ${what}, but does not show it yet; it is looked for again, and not sent again`, pauseMs);
}

function madeIn(details: unknown): Made | undefined {
  const made = details as Partial<Made> | null | undefined;
  return made?.said === MADE && typeof made.sinceMs === 'number' ? { said: MADE, sinceMs: made.sinceMs } : undefined;
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
