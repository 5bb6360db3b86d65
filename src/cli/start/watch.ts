import { setTimeout as delay } from 'node:timers/promises';
import type { Cases, CaseView, ListedCase } from '../../client/index.js';

export interface WatchOptions {
  /** By reference, how each case has to end. */
  expected: ReadonlyMap<string, string>;
  /** Hears of every look; `changed` has the references whose stage is another than before. */
  onLook: (views: ReadonlyMap<string, CaseView>, changed: readonly string[]) => void;
  signal: AbortSignal;
}

const LOOK_EVERY_MS = 500;
const REFRESHED = 3;
// A case that has ended otherwise than expected may still change: money can come in late.
const SETTLED_AFTER_MS = 10_000;

/**
 * Watches the demo's cases until all have ended as expected, or have ended somehow and nothing has changed for ten
 * seconds. Asks only for those that have moved, and a few of the others in turn: payments in parts move no stage.
 */
export async function watchCases(
  cases: Pick<Cases, 'list' | 'show'>,
  { expected, onLook, signal }: WatchOptions,
): Promise<ReadonlyMap<string, CaseView>> {
  const views = new Map<string, CaseView>();
  let changedAt = Date.now();
  for (let turn = 0; ; turn += REFRESHED) {
    signal.throwIfAborted();
    const moved = (await listed(cases, expected)).filter(
      ({ reference, stage }) => views.get(reference)?.stage !== stage,
    );
    const changed: string[] = [];
    for (const reference of new Set([...moved.map((each) => each.reference), ...inTurn(views, turn)])) {
      const before = views.get(reference)?.stage;
      const view = await shown(cases, reference);
      if (view === undefined) continue;
      views.set(reference, view);
      if (view.stage !== before) changed.push(reference);
    }
    if (changed.length > 0) changedAt = Date.now();
    onLook(views, changed);
    if (isOver(views, expected, Date.now() - changedAt)) return views;
    await delay(LOOK_EVERY_MS, undefined, { signal });
  }
}

/** The newest cases of the server, until all of ours are among them. */
async function listed(cases: Pick<Cases, 'list'>, ours: ReadonlyMap<string, string>): Promise<ListedCase[]> {
  const found: ListedCase[] = [];
  for await (const each of cases.list()) {
    if (ours.has(each.reference)) found.push(each);
    if (found.length === ours.size) break;
  }
  return found;
}

function inTurn(views: ReadonlyMap<string, CaseView>, turn: number): string[] {
  const open = [...views.values()].filter(({ outcome }) => outcome === null).map(({ reference }) => reference);
  return Array.from(
    { length: Math.min(REFRESHED, open.length) },
    (_, index) => open[(turn + index) % open.length] ?? '',
  );
}

async function shown(cases: Pick<Cases, 'show'>, reference: string): Promise<CaseView | undefined> {
  try {
    return await cases.show(reference);
  } catch (error) {
    // The worker of this very process is busy: the next look tells.
    if (error instanceof Error && error.name === 'NoWorkerError') return undefined;
    throw error;
  }
}

function isOver(views: ReadonlyMap<string, CaseView>, expected: ReadonlyMap<string, string>, quietMs: number): boolean {
  if (views.size < expected.size) return false;
  const all = [...views.values()];
  if (all.every(({ reference, stage }) => stage === expected.get(reference))) return true;
  return (
    all.every(({ outcome, stage }) => outcome !== null || stage === 'needs-attention') && quietMs >= SETTLED_AFTER_MS
  );
}
