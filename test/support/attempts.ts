import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';

export interface Attempts {
  /** The first of them, 1 when left out: after an attempt of which nobody knows what became. */
  first?: number;
  /** What that one had said of itself. */
  heartbeatDetails?: unknown;
}

/** When Temporal says that each attempt was scheduled. */
export const SCHEDULED_AT_MS = Date.parse('2026-03-02T09:00:00Z');

const MOST = 12;

/**
 * Runs an activity as Temporal does, attempt by attempt, each told what the one before it said last, but without the pauses
 * between them. Gives the result; throws what is not retried.
 */
export async function attempted<Request, Result>(
  activity: (request: Request) => Promise<Result>,
  request: Request,
  { first = 1, heartbeatDetails }: Attempts = {},
): Promise<Result> {
  let said = heartbeatDetails;
  for (let attempt = first; ; attempt += 1) {
    const env = new MockActivityEnvironment(
      { attempt, heartbeatDetails: said, currentAttemptScheduledTimestampMs: SCHEDULED_AT_MS },
      { logger: new DefaultLogger('ERROR') },
    );
    env.on('heartbeat', (details: unknown) => {
      said = details;
    });
    try {
      return (await env.run(activity, request)) as Result;
    } catch (error) {
      if (!(error instanceof ApplicationFailure) || error.nonRetryable === true || attempt - first >= MOST) throw error;
    }
  }
}
