import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { type Client, WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { type ImportView, importBusy, importPage, importStatus, type RowResults } from '../workflows/messages.js';
import { ask } from './calls.js';
import { NoWorkerError, named } from './errors.js';

/** Pages under way: two of them at the vendor, and as many ready to follow. More the workers never hold of an import. */
const AT_ONCE = 4;
const AGAIN_MS = 50;
const LOOK_EVERY_MS = 2_000;

export interface Feed {
  workflowId: string;
  taskQueue: string;
  /** Indices of the pages that the import does not have. */
  missing: readonly number[];
  /** The rows of one of them, packed. */
  page(index: number): Uint8Array;
  onPage(index: number, results: RowResults | null): void;
  /** No worker answers for now, or one does again. */
  onSilence(silent: boolean): void;
}

/**
 * Hands in pages, some at a time, until all are settled, or the import has ended or waits for a person: then the answer
 * is its view. What is under way goes on without us.
 */
export async function feed(client: Client, work: Feed): Promise<ImportView | undefined> {
  const { workflowId, missing, page, onPage } = work;
  const ended = new AbortController();
  setMaxListeners(0, ended.signal); // Every call to Temporal listens to it.
  const queue = missing.values();
  let settledAt = Date.now();
  let closed = false;
  const lane = async () => {
    for (const index of queue) {
      if (ended.signal.aborted || closed) return;
      const results = await handIn(index, page(index));
      if (results === 'closed') {
        closed = true;
        return;
      }
      settledAt = Date.now();
      onPage(index, results);
    }
  };

  async function handIn(index: number, rows: Uint8Array): Promise<RowResults | null | 'closed'> {
    for (let waitMs = AGAIN_MS; ; waitMs = Math.min(2 * waitMs, LOOK_EVERY_MS)) {
      try {
        const update = () => client.workflow.getHandle(workflowId).executeUpdate(importPage, { args: [index, rows] });
        return (await client.withAbortSignal(ended.signal, update)).results;
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return 'closed';
        if (!isPassing(error)) throw named(error);
      }
      await delay(waitMs, undefined, { signal: ended.signal });
    }
  }

  /** Looks for a question only while nothing moves: an answer says that all is well. */
  const watch = async (): Promise<ImportView> => {
    for (;;) {
      await delay(LOOK_EVERY_MS, undefined, { signal: ended.signal });
      if (Date.now() - settledAt < LOOK_EVERY_MS) continue;
      const view = await ask(client, work, importStatus).catch((error: unknown) => {
        if (error instanceof NoWorkerError) return undefined;
        throw error;
      });
      work.onSilence(view === undefined);
      if (view && view.stage !== 'running') return view;
    }
  };

  const lanes = Promise.all(Array.from({ length: AT_ONCE }, lane)).then(() => undefined);
  const watcher = watch();
  try {
    return await Promise.race([lanes, watcher]);
  } finally {
    ended.abort();
    await Promise.allSettled([lanes, watcher]);
  }
}

/** The import takes no page for now, or the run that took it has been followed by another. */
function isPassing(error: unknown): boolean {
  if (!(error instanceof WorkflowUpdateFailedError)) return false;
  const { cause } = error;
  return cause instanceof ApplicationFailure && (cause.type === importBusy || cause.type === COMPLETED);
}

const COMPLETED = 'AcceptedUpdateCompletedWorkflow';
