import {
  type Client,
  WorkflowExecutionAlreadyStartedError,
  type WorkflowExecutionDescription,
  WorkflowFailedError,
  WorkflowNotFoundError,
} from '@temporalio/client';
import type { QueryDefinition, UpdateDefinition, Workflow } from '@temporalio/common';
import { referenceAttribute, stageAttribute } from '../workflows/messages.js';
import { ask, tell, type Workers } from './calls.js';
import {
  BrokenWorkflowError,
  type Noun,
  named,
  ReferenceTakenError,
  reachable,
  UnknownReferenceError,
} from './errors.js';
import { type Listing, listRuns } from './list-runs.js';
import { closedError, closedResult, describe, endOf, isOpen } from './runs.js';

/** A kind of long-lived work: one workflow for each reference, for all time. */
export interface Kind<Closed, View> extends Listing {
  noun: Noun;
  /** The workflow id without the reference. */
  idPrefix: string;
  isReference(text: string): boolean;
  /** Asks an open workflow for its view. */
  query: QueryDefinition<View>;
  /** The view of what a closed workflow has left. */
  viewOf(closed: Closed): View;
}

/** Something as lists show it: `outcome` is null while it is open. */
export interface Listed {
  reference: string;
  stage: string;
  outcome: string | null;
  nextActionAt: string | null;
}

export interface Start {
  args: readonly unknown[];
  /** Tells "the same again" from "something else". */
  contentHash: string;
  /** What the Temporal UI shows in its lists, nothing personal. */
  summary: string;
}

const START_WITHIN_MS = 30_000; // A file of many cases may keep the server busy.

export type Entity<View> = ReturnType<typeof createEntity<never, View>>;

/** What all long-lived work has in common: to be started once, found, shown, told something, awaited and listed. */
export function createEntity<Closed, View>(client: Client, workers: Workers, kind: Kind<Closed, View>) {
  const { noun, idPrefix, firstStage, workflowType } = kind;

  const find = async (reference: string): Promise<WorkflowExecutionDescription> => {
    // What cannot be a reference is not asked for: it may come from outside, of any length.
    const known = kind.isReference(reference);
    const run = known ? await reachable(client, () => describe(client, `${idPrefix}${reference}`)) : undefined;
    if (!run) throw new UnknownReferenceError(noun, reference);
    return run;
  };

  return {
    /** The latest run; throws `UnknownReferenceError`. Needs no worker. */
    find,

    /**
     * Starts it, without a worker. Safe to repeat: where the reference stands for the same content already, answers with
     * that run, whatever has become of it. Throws `ReferenceTakenError` where it stands for something else.
     */
    async start(
      reference: string,
      { args, contentHash, summary }: Start,
    ): Promise<{ started: true } | { started: false; run: WorkflowExecutionDescription }> {
      const start = () =>
        client.workflow.start<Workflow>(workflowType, {
          workflowId: `${idPrefix}${reference}`,
          workflowIdConflictPolicy: 'FAIL',
          workflowIdReusePolicy: 'REJECT_DUPLICATE',
          taskQueue: workers.taskQueue,
          args: [...args],
          memo: { contentHash },
          staticSummary: summary,
          typedSearchAttributes: [
            { key: stageAttribute, value: firstStage },
            { key: referenceAttribute, value: reference },
          ],
        });
      try {
        await reachable(client, start, START_WITHIN_MS);
        return { started: true };
      } catch (error) {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
        const run = await find(reference);
        if (run.memo?.contentHash !== contentHash) throw new ReferenceTakenError(noun, reference);
        return { started: false, run };
      }
    },

    /** Its view. Needs a worker while it is open (`NoWorkerError`). Throws `UnknownReferenceError`, `BrokenWorkflowError`. */
    async show(reference: string): Promise<View> {
      const run = await find(reference);
      if (isOpen(run)) return ask(client, { ...workers, ...run }, kind.query);
      if (run.status.name !== 'COMPLETED') throw new BrokenWorkflowError(noun, reference, endOf(run));
      return kind.viewOf(await reachable(client, () => closedResult<Closed>(client, run)));
    },

    /** Its view at the end, however long that takes. Throws `UnknownReferenceError`, `BrokenWorkflowError`. */
    async result(reference: string): Promise<View> {
      const { workflowId, runId } = await find(reference);
      try {
        return kind.viewOf((await client.workflow.getHandle<Workflow>(workflowId, runId).result()) as Closed);
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) throw new UnknownReferenceError(noun, reference);
        if (!(error instanceof WorkflowFailedError)) throw named(error);
        throw new BrokenWorkflowError(noun, reference, endOf(await find(reference)));
      }
    },

    /**
     * Tells it what a person says, and waits until it has taken that. Throws `RefusedError` with its reason, also when it
     * is closed, `UnknownReferenceError` and `NoWorkerError`. With an `updateId` a repeat has the first one's answer.
     */
    async say<Answer, Payload extends object>(
      reference: string,
      update: UpdateDefinition<Answer, [Payload]>,
      payload: Payload,
      updateId?: string,
    ): Promise<Answer> {
      const run = await find(reference);
      if (!isOpen(run)) throw closedError(noun, reference, run);
      try {
        return await tell(client, { ...workers, ...run }, update, payload, updateId);
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) throw closedError(noun, reference, await find(reference));
        throw error;
      }
    },

    /** The newest first, without asking a worker. What has just changed can be missing for a moment. */
    async *list(stage?: string): AsyncIterable<Listed> {
      for await (const { workflowId, stage: at, nextActionAt } of listRuns(client, kind, stage)) {
        const outcome = kind.stages[at] === 'outcome' ? at : null;
        yield { reference: workflowId.slice(idPrefix.length), stage: at, outcome, nextActionAt };
      }
    },
  };
}
