import { ApplicationFailure, activityInfo } from '@temporalio/activity';
import { ApplicationFailureCategory } from '@temporalio/common';
import { type FailureName, failureTable, VendorError } from '../vendors/errors.js';

/** A refused login is tried this often, since a key may just be rolled over; after that it is configuration. */
const LOGIN_ATTEMPTS = 3;

/**
 * Turns what a vendor call threw into the failure that Temporal retries, or does not, by the one table of failure names.
 * An `Unavailable` that came as an answer to an effect is not retried here: it may have been executed, so its look-up
 * comes first.
 */
export function toApplicationFailure(error: unknown, { effect = false } = {}): unknown {
  if (!(error instanceof VendorError)) return error;
  const { name, message, retryAfterMs, status } = error;
  return ApplicationFailure.create({
    type: name,
    message,
    nonRetryable: !isRetryable(error, effect),
    ...(retryAfterMs === undefined ? {} : { nextRetryDelay: retryAfterMs }),
    details: [{ sent: effect && (status !== undefined || name === 'OutcomeUnknown') }],
  });
}

function isRetryable({ name, status }: VendorError, effect: boolean): boolean {
  if (name === 'Unavailable' && effect && status !== undefined) return false;
  const { retry } = failureTable[name];
  if (retry === 'a few times') return activityInfo().attempt < LOGIN_ATTEMPTS;
  return retry === 'yes' || retry === 'after retryAfterMs';
}

/** What we refuse ourselves, in words for a person: never tried again by itself. */
export function refused(message: string, type: FailureName | 'Absent' = 'Invalid'): ApplicationFailure {
  return ApplicationFailure.create({ type, message, nonRetryable: true, details: [{ sent: false }] });
}

/** What may have happened, and is not seen: a person looks, and it is never sent again by itself. */
export function unclear(message: string): ApplicationFailure {
  return ApplicationFailure.create({
    type: 'OutcomeUnknown' satisfies FailureName,
    message,
    nonRetryable: true,
    details: [{ sent: true }],
  });
}

/** Whether the vendor may have done what the failed call asked for: then a look-up comes before another try. */
export function mayHaveActed(error: unknown): error is VendorError {
  if (!(error instanceof VendorError)) return false;
  return error.name === 'OutcomeUnknown' || (error.name === 'Unavailable' && error.status !== undefined);
}

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

/** How long to leave a vendor alone before an unclear effect is looked up: at once first, longer from try to try. */
export function pauseAfter({ retryAfterMs }: VendorError, attempt: number): number {
  const growing = attempt <= 1 ? 1 : Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 2), LONGEST_PAUSE_MS);
  return Math.max(growing, retryAfterMs ?? 0);
}

/** "Look again in a while": a retry that is no failure, and is not counted as one. */
export function notYet(message: string, delayMs: number): ApplicationFailure {
  return ApplicationFailure.create({
    type: 'NotYet',
    message,
    nextRetryDelay: Math.max(1, Math.round(delayMs)),
    category: ApplicationFailureCategory.BENIGN,
  });
}
