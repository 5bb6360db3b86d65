import { type Client, isGrpcServiceError } from '@temporalio/client';
import { TemporalUnreachableError } from '../temporal/connection.js';

// What the client throws. Every message is one line that says what to do, without personal data.

/** What was asked for cannot be right; nothing was started. One fault a line: the field, and what is wrong with it. */
export class InvalidInputError extends Error {
  override readonly name = 'InvalidInputError';
  constructor(readonly faults: readonly string[]) {
    super(faults.join('; '));
  }
}

/** What people call a kind of work and the name that it has: a case by its reference, a batch by its key. */
export interface Noun {
  one: string;
  many: string;
  name: string;
}

/** The reference already stands for something else. */
export class ReferenceTakenError extends Error {
  override readonly name = 'ReferenceTakenError';
  constructor(
    { one, name }: Noun,
    readonly reference: string,
  ) {
    super(
      `${name} ${reference} already belongs to a ${one} with other content: use another ${name}, or see that ${one}`,
    );
  }
}

/** Nothing of that kind has this reference, or it closed so long ago that the server has forgotten it. */
export class UnknownReferenceError extends Error {
  override readonly name = 'UnknownReferenceError';
  constructor(
    { one, many, name }: Noun,
    readonly reference: string,
  ) {
    super(`no ${one} has the ${name} ${reference}: check how it is written, or list the ${many}`);
  }
}

/** The workflow was ended from outside, so that nothing of its own is left to show. */
export class BrokenWorkflowError extends Error {
  override readonly name = 'BrokenWorkflowError';
  constructor(
    { one }: Noun,
    readonly reference: string,
    status: string,
  ) {
    super(`${one} ${reference} did not end by itself (${status}): look at its workflow in the Temporal UI`);
  }
}

/** No parked event has this id. */
export class UnknownParkedEventError extends Error {
  override readonly name = 'UnknownParkedEventError';
  constructor(readonly id: string) {
    super(`no parked event has the id ${id}: list the parked events`);
  }
}

/** No schedule has this id. */
export class UnknownScheduleError extends Error {
  override readonly name = 'UnknownScheduleError';
  constructor(readonly id: string) {
    super(`schedule ${id} does not exist: apply the schedules, or list them`);
  }
}

/** The case, the batch or the parked event says no; the message is its reason. Nothing has changed. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
}

/** Temporal is there, but no worker answered in time. */
export class NoWorkerError extends Error {
  override readonly name = 'NoWorkerError';
  constructor(taskQueue: string, after = '') {
    super(`no worker answers on task queue ${taskQueue}: start \`incasso worker\`${after}`);
  }
}

/** All that the client throws on purpose. */
export type IncassoError =
  | InvalidInputError
  | ReferenceTakenError
  | UnknownReferenceError
  | BrokenWorkflowError
  | UnknownParkedEventError
  | UnknownScheduleError
  | RefusedError
  | NoWorkerError
  | TemporalUnreachableError;

const GRPC = { cancelled: 1, deadlineExceeded: 4, failedPrecondition: 9, unavailable: 14 };

/** Whether a call failed because no worker picked it up in time: the deadline passed, or the server sees nobody poll. */
export function isUnanswered(error: unknown): boolean {
  const code = grpcCode(error);
  return code === GRPC.deadlineExceeded || code === GRPC.cancelled || code === GRPC.failedPrecondition;
}

/** Runs a call to Temporal within a time limit, and names its failure when the server is away: `TemporalUnreachableError`. */
export async function reachable<T>(client: Client, call: () => Promise<T>, withinMs = 5000): Promise<T> {
  try {
    return await client.withDeadline(Date.now() + withinMs, call);
  } catch (error) {
    throw grpcCode(error) === GRPC.deadlineExceeded ? unreachable(error) : named(error);
  }
}

/** The same for what waits or streams without a time limit of its own. */
export function named(error: unknown): unknown {
  return grpcCode(error) === GRPC.unavailable ? unreachable(error) : error;
}

function unreachable(cause: unknown): TemporalUnreachableError {
  return new TemporalUnreachableError('Temporal does not answer: start it or set TEMPORAL_ADDRESS', { cause });
}

function grpcCode(error: unknown): number | undefined {
  for (let at = error; at instanceof Error; at = at.cause) if (isGrpcServiceError(at)) return at.code;
  return undefined;
}
