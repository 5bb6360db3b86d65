import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { type RowResult, rowsOf } from '../domain/row-results.js';
import {
  type ClosedImport,
  cancelImport,
  type ImportAcknowledgement,
  type ImportPages,
  type ImportProgress,
  type ImportStage,
  type ImportView,
  importIdPrefix,
  importPageRows,
  importProgress,
  importStatus,
  importWorkflowId,
  type Resolution,
  type RowResults,
  resolveImport,
  type Said,
  workflowTypes,
} from '../workflows/messages.js';
import { ask, type Workers } from './calls.js';
import { createEntity, type Kind, type Listed } from './entity.js';
import { InvalidInputError, NoWorkerError, ReferenceTakenError, reachable } from './errors.js';
import { feed } from './import-feed.js';
import { takeImportTurn } from './import-turn.js';
import { type ImportRequest, type PreparedImport, prepareImport } from './prepare-import.js';
import { closedResult, describe, isOpen } from './runs.js';

/** An import as lists show it: as of its last change of stage. */
export interface ListedImport extends Omit<Listed, 'reference'> {
  id: string;
  outcome: 'done' | 'failed' | null;
}

/** How far an import is. `silent`: no worker answers for now, what is under way waits for one. */
export interface ImportPace {
  id: string;
  settled: number;
  count: number;
  silent: boolean;
}

export interface ImportOutcome {
  view: ImportView;
  /** What became of each row, in order; null where the import has no result by row, or waits for a person. */
  rows: RowResult[] | null;
}

/** Imports of many records. Every method throws `TemporalUnreachableError` when the server is away. */
export interface Imports {
  /**
   * Hands in rows, and stays until all are settled or a person is asked (`view.stage` is `needs-attention` then). Safe to
   * repeat, also when a first try died in between: it goes on where that was. Throws `InvalidInputError` with every fault
   * at once, also where the same rows were imported in another form, and `NoWorkerError` when none answers at the start.
   * With `collect` throws `RefusedError` while another import with it is open: both could contact the same debtor.
   */
  run(request: ImportRequest, onPace?: (pace: ImportPace) => void): Promise<ImportOutcome>;
  /** Shows an import. Needs a worker while it is open (`NoWorkerError` within 10 s). Throws `UnknownReferenceError`. */
  show(id: string): Promise<ImportView>;
  /** Lists imports, the newest first, without asking a worker. What has just changed can be missing for a moment. */
  list(options?: { stage?: string }): AsyncIterable<ListedImport>;
  /**
   * Ends an import: what is at the vendor is followed to its end, which can take a while, and rows that were not handed in
   * are `not-imported`. Safe to repeat while it is open. Throws `RefusedError` where it is closed,
   * `UnknownReferenceError`, and `NoWorkerError`.
   */
  cancel(id: string, payload: Said): Promise<ImportAcknowledgement>;
  /** Answers the oldest question that the import waits with. Throws `RefusedError`, `UnknownReferenceError`. */
  resolve(id: string, payload: Resolution): Promise<ImportAcknowledgement>;
}

const FIRST_LOOK_MS = 50;
const LOOK_EVERY_MS = 2_000;

const importKind: Kind<ClosedImport, ImportView> = {
  noun: { one: 'import', many: 'imports', name: 'id' },
  workflowType: workflowTypes.importRecords,
  idPrefix: importIdPrefix,
  isReference: (text) => /^[0-9a-f]{64}$/.test(text),
  query: importStatus,
  viewOf: ({ view }) => view,
  firstStage: 'running',
  stages: {
    running: 'open',
    'needs-attention': 'open',
    done: 'outcome',
    failed: 'outcome',
  } satisfies Record<ImportStage, 'open' | 'outcome'>,
};

export function createImports(
  client: Client,
  { httpTimeoutMs, ...workers }: Workers & { httpTimeoutMs?: number },
): Imports {
  const imports = createEntity(client, workers, importKind);

  async function start({ input, contentHash }: PreparedImport): Promise<void> {
    const { id, as, count, script } = input;
    try {
      await imports.start(id, {
        args: [httpTimeoutMs === undefined ? input : { ...input, httpTimeoutMs }],
        contentHash,
        summary: `${count} rows into script ${script}, as ${as}`,
      });
    } catch (error) {
      if (!(error instanceof ReferenceTakenError)) throw error;
      throw new InvalidInputError([
        `rows: these were imported into script ${script} before, by another form or plan: see import ${id}`,
      ]);
    }
  }

  /** Starts it. With cases it is its turn before anything of it is handed in. */
  async function begin(prepared: PreparedImport): Promise<void> {
    const { id, collect } = prepared.input;
    const run = collect && (await reachable(client, () => describe(client, importWorkflowId(id))));
    const needsTurn = collect !== undefined && (run === undefined || isOpen(run));
    if (needsTurn) await takeImportTurn(client, workers.taskQueue, id);
    await start(prepared);
    // Who found none of this id before may have taken the turn in between; from here on nobody can.
    if (needsTurn) await takeImportTurn(client, workers.taskQueue, id);
  }

  /** Where an import stands, whether it is open or not. */
  async function progressOf(id: string): Promise<ImportProgress> {
    const run = await imports.find(id);
    if (isOpen(run)) return ask(client, { ...workers, ...run }, importProgress);
    const view = await imports.show(id); // Throws where it did not end by itself.
    const closed = await reachable(client, () => closedResult<ClosedImport>(client, run));
    return { ...closed, view, held: [] };
  }

  async function viewAtEnd(id: string, onSilence: (silent: boolean) => void): Promise<ImportView> {
    for (let waitMs = FIRST_LOOK_MS; ; waitMs = Math.min(2 * waitMs, LOOK_EVERY_MS)) {
      try {
        const view = await imports.show(id);
        onSilence(false);
        if (view.stage !== 'running') return view;
      } catch (error) {
        if (!(error instanceof NoWorkerError)) throw error;
        onSilence(true);
      }
      await delay(waitMs);
    }
  }

  return {
    async run(request, onPace = () => undefined) {
      const prepared = prepareImport(request);
      const { id, count, as } = prepared.input;
      await begin(prepared);
      const before = await progressOf(id);
      // Whoever began it may have had pages of another size, and an import keeps to those.
      const sizes = before.layout;
      const isLaidOut = sizes.every((rows, index) => rows === prepared.input.pages[index]?.count);
      const { page } = isLaidOut ? prepared : prepareImport(request, sizes);
      const results: (RowResults | null)[] = [...before.results];
      const pace = { id, count, silent: false, settled: before.view.settled };
      onPace(pace);
      if (before.view.stage === 'needs-attention') return { view: before.view, rows: null };
      const isMissing = (index: number) =>
        !results[index] && !before.held.includes(index) && before.view.batch === null;
      const stopped = await feed(client, {
        workflowId: importWorkflowId(id),
        taskQueue: workers.taskQueue,
        missing: before.view.stage === 'running' ? [...sizes.keys()].filter(isMissing) : [],
        page,
        onPage(index, settled) {
          results[index] = settled;
          if (settled) pace.settled += sizes[index] ?? 0;
          onPace(pace);
        },
        onSilence,
      });
      const view = stopped ?? (await viewAtEnd(id, onSilence));
      if (as === 'file' || view.stage === 'needs-attention') return { view, rows: null };
      // What was answered to us is complete; of very many messages the import keeps only a part.
      const kept = (await progressOf(id)).results;
      const rows = kept.flatMap((page, index) => rowsOf(results[index] ?? page ?? { kinds: [], runs: [] }));
      return { view, rows: rows.filter((row) => row !== null) };

      function onSilence(silent: boolean) {
        pace.silent = silent;
        onPace(pace);
      }
    },
    show: imports.show,
    async *list({ stage } = {}) {
      for await (const { reference, outcome, ...rest } of imports.list(stage)) {
        yield { id: reference, ...rest, outcome: outcome as ListedImport['outcome'] }; // Only its own outcomes are marked so.
      }
    },
    cancel: (id, payload) => imports.say(id, cancelImport, payload),
    resolve: (id, payload) => imports.say(id, resolveImport, payload),
  };
}

/** What the worker's activities ask an import for: its pages, which are too many for one message. */
export function createImportPages(client: Client, { taskQueue }: { taskQueue: string }): ImportPages {
  return {
    async read(workflowId, index) {
      const rows = await ask(client, { workflowId, taskQueue }, importPageRows, index);
      if (rows === null) throw new Error(`import page ${index} is not there`);
      return rows;
    },
  };
}
