import { ApplicationFailure, CancellationScope, condition, setHandler, workflowInfo } from '@temporalio/workflow';
import { type Dossier, nextActionOf } from '../domain/dossier.js';
import { addCounts, type RowResults, withoutMessages } from '../domain/row-results.js';
import { openDossier, type Shown } from './dossier.js';
import type { ClosedImport, ImportProgress, ImportRecordsInput, ImportView } from './messages.js';
import * as messages from './messages.js';
import { refuse, resolution, words } from './validators.js';

/** `page`: what became of rows is not known; `file`: the same for a whole file; `batch`: it cannot be followed. */
type Question = 'page' | 'file' | 'batch';

/** All that an import knows, as one plain object: it travels into the next run. */
export interface ImportState extends Dossier<Question> {
  outcome: 'done' | 'failed' | null;
  reason: string | null;
  /** By page; null until the page is settled. */
  results: (RowResults | null)[];
  /** Characters of the results as JSON: with many more the state would be too large to travel. */
  size: number;
  batch: { name: string; status: string } | null;
}

/** Pages in hand at once. A workflow takes ten Updates at a time, and two commands may hand in the same pages. */
const PAGES_IN_HAND = 9;
const MOST_RESULTS = 1_000_000;
/** Of a run. What is unclear is waited for before the next one begins, but not for ever. */
const MOST_EVENTS = 4_500;
/** Rows are bytes more than events. The server would suggest a new run at 4 MB, but each is a pause; it warns at 10 MB. */
const MOST_BYTES = 8_000_000;

export type ImportFile = ReturnType<typeof openImport>;

/** The open file of an import: what is known of it, what people said, and how it is shown. */
export function openImport(input: ImportRecordsInput, carried?: ImportState) {
  const state: ImportState = carried ?? {
    outcome: null,
    reason: null,
    results: input.pages.map(() => null),
    size: 0,
    batch: null,
    timeline: [],
    attentions: [],
    next: { what: 'take in the rows', at: null },
  };
  const dossier = openDossier({ reference: input.id, state, clock: input.clock, shown });
  const file = {
    ...dossier,
    input,
    state,
    /** Rows that are here, by page. */
    pages: new Map<number, Uint8Array>(),
    /** Pages that are worked on. */
    working: new Set<number>(),
    /** Pages of which something is unclear: to move on to another run they are waited for. */
    unclear: 0,
    cancelled: false,
    /** All that the import does; a person who ends it cancels this, as Temporal cancels the workflow. */
    work: new CancellationScope(),
    /** What is answered in full, though only shortened results are kept. */
    answers: new Map<number, RowResults>(),

    settle(index: number, results: RowResults) {
      file.answers.set(index, results);
      const size = JSON.stringify(results).length;
      const kept = state.size + size <= MOST_RESULTS ? results : withoutMessages(results);
      state.size += kept === results ? size : JSON.stringify(kept).length;
      state.results[index] = kept;
      file.pages.delete(index);
      dossier.show();
    },
    /** The history has become so long that another run is to go on: nothing new is begun. */
    isFull() {
      const { historyLength, historySize } = workflowInfo();
      return (
        historyLength > MOST_EVENTS ||
        (historySize > MOST_BYTES && (file.unclear === 0 || historySize > 2 * MOST_BYTES))
      );
    },
    isSettled: () => state.results.every((page) => page !== null),
    close(outcome: 'done' | 'failed', reason: string | null = null) {
      state.outcome = outcome;
      state.reason = reason;
      dossier.note(reason === null ? outcome : `${outcome}: ${reason}`);
      dossier.next('nothing');
    },
    closed: (): ClosedImport => ({
      view: view(),
      layout: input.pages.map(({ count }) => count),
      results: state.results,
    }),
  };

  let waiting = 0;
  setHandler(
    messages.importPage,
    async (index, rows) => {
      if (input.as === 'file') {
        if (state.batch === null && state.outcome === null) file.pages.set(index, rows);
        return { results: null };
      }
      if (!state.results[index] && !file.working.has(index)) file.pages.set(index, rows);
      waiting += 1;
      // Also of an import that is cancelled: its rows are followed to their end, and the others left out.
      await CancellationScope.nonCancellable(() => condition(() => state.results[index] !== null)).finally(() => {
        waiting -= 1;
      });
      const results = file.answers.get(index) ?? state.results[index] ?? null;
      if (waiting === 0) file.answers.clear();
      return { results };
    },
    { validator: checkPage },
  );
  setHandler(
    messages.cancelImport,
    (said) => {
      if (!file.cancelled) {
        file.cancelled = true;
        dossier.note('cancelled', said);
        dossier.next('settle what is at the vendor');
        file.work.cancel();
      }
      return { stage: stageOf(state), reason: afterCancel(state) };
    },
    {
      validator: ({ by, why }) => {
        if (state.outcome !== null) refuse(`import ${input.id} is ${state.outcome}`);
        words(by, why);
      },
    },
  );
  setHandler(
    messages.resolveImport,
    (said) => {
      dossier.answer(said);
      return { stage: stageOf(state), reason: reasonOf(state) };
    },
    {
      validator: (said) => {
        if (state.attentions.length === 0) refuse(`import ${input.id} asks nothing: it is ${stageOf(state)}`);
        resolution(said);
      },
    },
  );
  setHandler(messages.importStatus, view);
  setHandler(messages.importProgress, (): ImportProgress => ({ ...file.closed(), held: [...file.pages.keys()] }));
  setHandler(messages.importPageRows, (index) => file.pages.get(index) ?? null);
  return file;

  function checkPage(index: number, rows: Uint8Array): void {
    if (input.pages[index] === undefined || !(rows instanceof Uint8Array))
      refuse(`import ${input.id} has no page ${index}`);
    if (state.results[index] || input.as === 'file') return;
    // While a person is asked nothing new is sent: what went wrong with one page would go wrong with all.
    if (file.isFull() || file.cancelled || waiting >= PAGES_IN_HAND || state.attentions.length > 0) {
      throw ApplicationFailure.nonRetryable('the import takes no page right now', messages.importBusy);
    }
  }

  function view(): ImportView {
    const { id, script, as, count } = input;
    const counts: Record<string, number> = {};
    const cases = { started: 0, refused: 0 };
    for (const page of state.results) {
      if (!page) continue;
      addCounts(counts, page);
      for (const [kind, rows] of page.runs) {
        const started = page.kinds[kind]?.case;
        if (started !== undefined) cases[started === 'started' ? 'started' : 'refused'] += rows;
      }
    }
    return {
      id,
      stage: stageOf(state),
      reason: reasonOf(state),
      script,
      as,
      count,
      settled: Object.values(counts).reduce((sum, rows) => sum + rows, 0),
      counts,
      cases: input.collect ? cases : null,
      batch: state.batch,
      ...nextActionOf(state, state.outcome === null),
      timeline: state.timeline,
    };
  }

  function shown(): Shown {
    const { batch } = state;
    const stage = stageOf(state);
    const settled = state.results.filter((page) => page !== null).length;
    const { nextAction, nextActionAt } = nextActionOf(state, state.outcome === null);
    return {
      stage,
      nextActionAt,
      refs: batch === null ? [] : [messages.importBatchRef(batch.name)],
      details: [
        `**${stage}**: ${input.count} rows into script ${input.script}, as ${input.as}`,
        input.as === 'rows' ? `${settled} of ${input.pages.length} pages are settled` : '',
        reasonOf(state) ?? '',
        nextAction ? `Next: ${nextAction}` : '',
      ],
    };
  }
}

/** What still comes after a person has ended it. */
function afterCancel({ batch }: ImportState): string {
  if (batch !== null) return `cancelled: the vendor goes on with batch ${batch.name}`;
  return 'cancelled: what is at the vendor is followed to its end, the rest is not imported';
}

function stageOf({ attentions, outcome }: ImportState): ImportView['stage'] {
  return attentions.length > 0 ? 'needs-attention' : (outcome ?? 'running');
}

function reasonOf({ attentions, reason }: ImportState): string | null {
  return attentions[0]?.text ?? reason;
}
