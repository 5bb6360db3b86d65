import type { Client } from '@temporalio/client';
import { WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError } from '@temporalio/client';
import type { QueryDefinition, UpdateDefinition } from '@temporalio/common';
import { isUnanswered, NoWorkerError, named, RefusedError } from './errors.js';

/** How long a worker may take to answer. Below the 10 s within which a command has to say that none does. */
const ANSWER_WITHIN_MS = 7000;

/** The workers that a client starts work at, and how long it waits for an answer of theirs; 7 s when left out. */
export interface Workers {
  taskQueue: string;
  answerWithinMs?: number;
}

interface Asked extends Workers {
  workflowId: string;
}

/** Asks an open workflow; `NoWorkerError` if no worker answers in time. */
export async function ask<T, Args extends unknown[] = []>(
  client: Client,
  { workflowId, taskQueue, answerWithinMs = ANSWER_WITHIN_MS }: Asked,
  query: QueryDefinition<T, Args>,
  ...args: Args
): Promise<T> {
  try {
    return await client.withDeadline(Date.now() + answerWithinMs, () =>
      client.workflow.getHandle(workflowId).query(query, ...args),
    );
  } catch (error) {
    if (isUnanswered(error)) throw new NoWorkerError(taskQueue);
    throw named(error);
  }
}

/**
 * Tells a workflow what a person has said, and waits until it has taken it: `RefusedError` with its reason where it does
 * not, `NoWorkerError` if no worker answers in time. Throws `WorkflowNotFoundError` for a closed or unknown workflow.
 */
export async function tell<Answer, Payload extends object>(
  client: Client,
  { workflowId, taskQueue, answerWithinMs = ANSWER_WITHIN_MS }: Asked,
  update: UpdateDefinition<Answer, [Payload]>,
  payload: Payload,
  updateId?: string,
): Promise<Answer> {
  const options = { args: [payload] as [Payload], ...(updateId === undefined ? {} : { updateId }) };
  try {
    return await client.withDeadline(Date.now() + answerWithinMs, () =>
      client.workflow.getHandle(workflowId).executeUpdate(update, options),
    );
  } catch (error) {
    if (error instanceof WorkflowUpdateFailedError) {
      throw new RefusedError(error.cause?.message ?? 'refused without a reason', { cause: error });
    }
    if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError || isUnanswered(error)) {
      throw new NoWorkerError(taskQueue, '; what was said may still take effect, so look before you repeat it');
    }
    throw named(error);
  }
}
