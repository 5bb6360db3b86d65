import { randomUUID } from 'node:crypto';
import { type Client, WorkflowFailedError } from '@temporalio/client';
import {
  type AskPtxInput,
  type AskPtxResult,
  type BacsMessageList,
  type PtxAnswer,
  type PtxCheck,
  type PtxProfile,
  type PtxQuestion,
  ptxQuestionIdPrefix,
  workflowTypes,
} from '../workflows/messages.js';
import { InvalidInputError, isUnanswered, NoWorkerError, named, RefusedError, reachable } from './errors.js';

/** A worker asked PTX, and PTX did not answer; the message is what became of the call. */
export class PtxAwayError extends Error {
  override readonly name = 'PtxAwayError';
}

/**
 * What is at PTX, asked by a worker, since one login holds one session. Every method throws `NoWorkerError` within 10 s
 * where no worker takes the question, which is then withdrawn; `PtxAwayError` where PTX does not answer; `RefusedError` with
 * its reason where it refuses; and `TemporalUnreachableError`.
 */
export interface Ptx {
  /** Logs in, and says what stands in the way of a batch. */
  check(): Promise<PtxCheck>;
  /** The payment profiles that the user may see. */
  profiles(): Promise<PtxProfile[]>;
  /** The one profile with this id or exactly this name. Throws `InvalidInputError` where there is none, or several. */
  findProfile(nameOrId: string): Promise<PtxProfile>;
  /** The Bacs messages that are kept, or not downloaded yet. */
  messages(): Promise<BacsMessageList>;
}

type Ask = (input: AskPtxInput) => Promise<AskPtxResult>;
type Answer<What extends PtxAnswer['what']> = Extract<PtxAnswer, { what: What }>;

const ANSWER_WITHIN_MS = 7_000;
/** The limits of its activity end a question sooner; this is for one that never came to it. */
const QUESTION_FOR = '30m';
const AWAY: readonly string[] = ['Unavailable', 'RateLimited', 'OutcomeUnknown'];

export function createPtx(
  client: Client,
  { taskQueue, httpTimeoutMs }: { taskQueue: string; httpTimeoutMs?: number },
): Ptx {
  async function answerTo<What extends PtxQuestion['what']>(question: PtxQuestion & { what: What }) {
    const input: AskPtxInput = { question, ...(httpTimeoutMs === undefined ? {} : { httpTimeoutMs }) };
    const result = await resultOf(input);
    if ('answer' in result) return result.answer as Answer<What>; // Each question has its own answer.
    const { name, message } = result.failure;
    if (name === 'NoWorker') throw new NoWorkerError(`${taskQueue}-ptx`);
    throw AWAY.includes(name) ? new PtxAwayError(message) : new RefusedError(message);
  }

  async function resultOf(input: AskPtxInput): Promise<AskPtxResult> {
    const handle = await reachable(client, () =>
      client.workflow.start<Ask>(workflowTypes.askPtx, {
        workflowId: `${ptxQuestionIdPrefix}${randomUUID()}`,
        taskQueue,
        args: [input],
        workflowExecutionTimeout: QUESTION_FOR,
        staticSummary: input.question.what,
      }),
    );
    try {
      try {
        return await client.withDeadline(Date.now() + ANSWER_WITHIN_MS, () => handle.result());
      } catch (error) {
        if (!isUnanswered(error)) throw error;
      }
      // A slow answer of PTX is worth waiting for, a worker that is not there is not.
      const queue = await queueWithoutWorker(handle.workflowId);
      if (queue === undefined) return await handle.result();
      await handle.terminate('nobody waits for the answer any more');
      throw new NoWorkerError(queue);
    } catch (error) {
      if (error instanceof WorkflowFailedError) throw new RefusedError('the question was ended in Temporal: ask again');
      throw named(error);
    }
  }

  async function queueWithoutWorker(workflowId: string): Promise<string | undefined> {
    const { raw, status } = await reachable(client, () => client.workflow.getHandle(workflowId).describe());
    if (status.name !== 'RUNNING') return undefined;
    const [activity] = raw.pendingActivities ?? [];
    if (!activity) return taskQueue;
    const isTaken = activity.lastStartedTime != null || (activity.attempt ?? 1) > 1;
    return isTaken ? undefined : `${taskQueue}-ptx`;
  }

  return {
    check: async () => (await answerTo({ what: 'check' })).check,
    profiles: async () => (await answerTo({ what: 'profiles' })).profiles,
    async findProfile(nameOrId) {
      const { profiles } = await answerTo({ what: 'profile', nameOrId });
      const [profile, ...others] = profiles;
      if (profile && others.length === 0) return profile;
      const ids = profiles.map(({ id }) => id).join(', ');
      throw new InvalidInputError([
        profile
          ? `profile: PTX has several of this name, ${ids}: give the id`
          : 'profile: PTX has none with this id or exactly this name; `incasso ptx profiles` lists them',
      ]);
    },
    async messages() {
      const { messages, more } = await answerTo({ what: 'messages' });
      return { messages, more };
    },
  };
}
