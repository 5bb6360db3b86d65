import { setTimeout as delay } from 'node:timers/promises';
import type { CaseView } from '../../client/index.js';

/** What a case and a bill show alike. */
export interface Watched extends Pick<CaseView, 'reference' | 'paid' | 'owed' | 'timeline'> {
  stage: string;
  outcome: string | null;
}

/** Where to look: the newest first, and one by its reference. */
export interface Watchable<View extends Watched> {
  list(): AsyncIterable<Pick<Watched, 'reference' | 'stage'>>;
  show(reference: string): Promise<View>;
}

export interface WatchOptions<View extends Watched> {
  /** By reference, how each has to end. */
  expected: ReadonlyMap<string, string>;
  /** Hears of every look; `changed` has the references whose stage is another than before. */
  onLook: (views: ReadonlyMap<string, View>, changed: readonly string[]) => void;
  /** When it is over, where that is another moment than the end of all. */
  isOver?: (views: ReadonlyMap<string, View>) => boolean;
  signal: AbortSignal;
}

const LOOK_EVERY_MS = 500;
const REFRESHED = 3;
// What has ended otherwise than expected may still change: money can come in late.
const SETTLED_AFTER_MS = 10_000;

/**
 * Watches what the demo has started until all has ended as expected, or has ended somehow and nothing has changed for ten
 * seconds. Asks only for those that have moved, and a few of the others in turn: payments in parts move no stage.
 */
export async function watchToEnd<View extends Watched>(
  watched: Watchable<View>,
  { expected, onLook, isOver, signal }: WatchOptions<View>,
): Promise<ReadonlyMap<string, View>> {
  const views = new Map<string, View>();
  let changedAt = Date.now();
  for (let turn = 0; ; turn += REFRESHED) {
    signal.throwIfAborted();
    const moved = (await listed(watched, expected)).filter(
      ({ reference, stage }) => views.get(reference)?.stage !== stage,
    );
    const changed: string[] = [];
    for (const reference of new Set([...moved.map((each) => each.reference), ...inTurn(views, turn)])) {
      const before = views.get(reference)?.stage;
      const view = await shown(watched, reference);
      if (view === undefined) continue;
      views.set(reference, view);
      if (view.stage !== before) changed.push(reference);
    }
    if (changed.length > 0) changedAt = Date.now();
    onLook(views, changed);
    if (isOver ? isOver(views) : hasEnded(views, expected, Date.now() - changedAt)) return views;
    await delay(LOOK_EVERY_MS, undefined, { signal });
  }
}

/** The newest of the server, until all of ours are among them. */
async function listed({ list }: Pick<Watchable<Watched>, 'list'>, ours: ReadonlyMap<string, string>) {
  const found: Pick<Watched, 'reference' | 'stage'>[] = [];
  for await (const each of list()) {
    if (ours.has(each.reference)) found.push(each);
    if (found.length === ours.size) break;
  }
  return found;
}

function inTurn(views: ReadonlyMap<string, Watched>, turn: number): string[] {
  const open = [...views.values()].filter(({ outcome }) => outcome === null).map(({ reference }) => reference);
  return Array.from(
    { length: Math.min(REFRESHED, open.length) },
    (_, index) => open[(turn + index) % open.length] ?? '',
  );
}

async function shown<View extends Watched>(watched: Watchable<View>, reference: string): Promise<View | undefined> {
  try {
    return await watched.show(reference);
  } catch (error) {
    // The worker of this very process is busy: the next look tells.
    if (error instanceof Error && error.name === 'NoWorkerError') return undefined;
    throw error;
  }
}

function hasEnded(
  views: ReadonlyMap<string, Watched>,
  expected: ReadonlyMap<string, string>,
  quietMs: number,
): boolean {
  if (views.size < expected.size) return false;
  const all = [...views.values()];
  if (all.every(({ reference, stage }) => stage === expected.get(reference))) return true;
  return (
    all.every(({ outcome, stage }) => outcome !== null || stage === 'needs-attention') && quietMs >= SETTLED_AFTER_MS
  );
}
