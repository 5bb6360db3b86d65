import { setTimeout as delay } from 'node:timers/promises';
import { inParallel } from '../../domain/in-parallel.js';

/** What a view says of what it shows. */
export interface Progressing {
  stage: string;
  outcome: string | null;
  reason: string | null;
}

/** A kind of work that can be watched until it ends: cases, bills. */
export interface Followable<View extends Progressing> {
  one: string;
  /** The stage of what no worker has answered for yet. */
  firstStage: string;
  /** The stages of open ones, and how those end; `needs-attention` is one of them. */
  openStages: readonly string[];
  outcomes: readonly string[];
  list(stage: string): AsyncIterable<string>;
  show(reference: string): Promise<View>;
  /** Whether it has come as far as it is watched; at its end, when left out. */
  isOver?(view: View): boolean;
}

/** Work that has ended, or waits for a person. `view` is missing where it could not be asked. */
export interface Settled<View extends Progressing> extends Progressing {
  reference: string;
  view?: View;
}

export interface FollowOptions {
  /** Hears after each look how many are in each stage; of those that have ended, in each outcome. */
  onLook?: (counts: ReadonlyMap<string, number>) => void;
  /** Between two looks at least; they are rarer where a look takes long. */
  everyMs?: number;
}

const SHOWN_AT_ONCE = 10;
const SHARE_OF_TIME = 5; // A look may use a fifth of the time.

/**
 * Watches work until all of it has ended or waits in `needs-attention`. One list of the open ones tells of all at once;
 * only what is missing from it is asked itself, since lists can be late.
 */
export async function follow<View extends Progressing>(
  kind: Followable<View>,
  references: readonly string[],
  { onLook, everyMs = 1000 }: FollowOptions = {},
): Promise<Settled<View>[]> {
  const ended = new Map<string, Settled<View>>();
  for (;;) {
    const startedAt = Date.now();
    const open = await openStages(kind, new Set(references.filter((reference) => !ended.has(reference))));
    const missing = references.filter((reference) => !ended.has(reference) && !open.has(reference));
    await inParallel(missing, SHOWN_AT_ONCE, async (reference) => {
      const seen = await look(kind, reference);
      if (seen === undefined) open.set(reference, kind.firstStage);
      else if (isOver(kind, seen)) ended.set(reference, seen);
      else open.set(reference, seen.stage);
    });
    onLook?.(countsOf(open, ended));
    if ([...open.values()].every((stage) => stage === 'needs-attention')) {
      const waiting = await settle(kind, [...open.keys()]);
      if (waiting !== undefined) {
        return references.map((reference) => ended.get(reference) ?? found(kind, waiting, reference));
      }
    }
    await delay(Math.max(everyMs, SHARE_OF_TIME * (Date.now() - startedAt)));
  }
}

async function openStages<View extends Progressing>(
  kind: Followable<View>,
  wanted: ReadonlySet<string>,
): Promise<Map<string, string>> {
  const open = new Map<string, string>();
  for (const stage of kind.openStages) {
    for await (const reference of kind.list(stage)) if (wanted.has(reference)) open.set(reference, stage);
  }
  return open;
}

/** What lists show in `needs-attention`, once more; undefined if one of them has gone on meanwhile. */
async function settle<View extends Progressing>(
  kind: Followable<View>,
  references: string[],
): Promise<Map<string, Settled<View>> | undefined> {
  const waiting = new Map<string, Settled<View>>();
  await inParallel(references, SHOWN_AT_ONCE, async (reference) => {
    const unasked = { reference, stage: 'needs-attention', outcome: null, reason: null };
    waiting.set(reference, (await look(kind, reference)) ?? unasked);
  });
  return [...waiting.values()].every((seen) => isOver(kind, seen) || seen.stage === 'needs-attention')
    ? waiting
    : undefined;
}

function isOver<View extends Progressing>(kind: Followable<View>, { view, outcome }: Settled<View>): boolean {
  return kind.isOver !== undefined && view !== undefined ? kind.isOver(view) : outcome !== null;
}

/** Something as it says itself; undefined while no worker answers for it. */
async function look<View extends Progressing>(
  kind: Followable<View>,
  reference: string,
): Promise<Settled<View> | undefined> {
  try {
    const view = await kind.show(reference);
    return { reference, stage: view.stage, outcome: view.outcome, reason: view.reason, view };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (error.name === 'NoWorkerError') return undefined;
    // Ended from outside: only a person can say what becomes of the debt.
    if (error.name === 'BrokenWorkflowError')
      return { reference, stage: 'needs-attention', outcome: null, reason: error.message };
    throw error;
  }
}

function countsOf(open: ReadonlyMap<string, string>, ended: ReadonlyMap<string, Progressing>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const stage of [...open.values(), ...[...ended.values()].map(({ stage }) => stage)]) {
    counts.set(stage, (counts.get(stage) ?? 0) + 1);
  }
  return counts;
}

function found<View extends Progressing>(
  { one }: Followable<View>,
  waiting: ReadonlyMap<string, Settled<View>>,
  reference: string,
): Settled<View> {
  const settled = waiting.get(reference);
  if (settled === undefined) throw new Error(`${one} ${reference} was lost from sight`);
  return settled;
}
