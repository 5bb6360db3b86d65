import { setTimeout as delay } from 'node:timers/promises';
import type { CaseStage, Cases, CaseView, Outcome } from '../../client/index.js';

/** A case that has ended, or waits for a person. `view` is missing where the case could not be asked. */
export interface SettledCase {
  reference: string;
  stage: CaseStage;
  outcome: Outcome | null;
  reason: string | null;
  view?: CaseView;
}

export interface FollowOptions {
  /** Hears after each look how many cases are in each stage; of those that have ended, in each outcome. */
  onLook?: (counts: ReadonlyMap<string, number>) => void;
  /** Between two looks at least; they are rarer where a look takes long. */
  everyMs?: number;
}

const OPEN_STAGES = ['importing', 'awaiting-payment', 'calling', 'held', 'needs-attention'] as const;
const SHOWN_AT_ONCE = 10;
const SHARE_OF_TIME = 5; // A look may use a fifth of the time.

/**
 * Watches cases until every one of them has ended or waits in `needs-attention`. One list of the open cases tells of all
 * at once; only a case that is missing from it is asked itself, since lists can be late.
 */
export async function followCases(
  cases: Pick<Cases, 'list' | 'show'>,
  references: readonly string[],
  { onLook, everyMs = 1000 }: FollowOptions = {},
): Promise<SettledCase[]> {
  const ended = new Map<string, SettledCase>();
  for (;;) {
    const startedAt = Date.now();
    const open = await openStages(cases, new Set(references.filter((reference) => !ended.has(reference))));
    const missing = references.filter((reference) => !ended.has(reference) && !open.has(reference));
    await each(missing, async (reference) => {
      const seen = await look(cases, reference);
      if (seen === undefined) open.set(reference, 'importing');
      else if (seen.outcome === null) open.set(reference, seen.stage);
      else ended.set(reference, seen);
    });
    onLook?.(countsOf(open, ended));
    if ([...open.values()].every((stage) => stage === 'needs-attention')) {
      const waiting = await settle(cases, [...open.keys()]);
      if (waiting !== undefined)
        return references.map((reference) => ended.get(reference) ?? found(waiting, reference));
    }
    await delay(Math.max(everyMs, SHARE_OF_TIME * (Date.now() - startedAt)));
  }
}

async function openStages(cases: Pick<Cases, 'list'>, wanted: ReadonlySet<string>): Promise<Map<string, CaseStage>> {
  const open = new Map<string, CaseStage>();
  for (const stage of OPEN_STAGES) {
    for await (const { reference } of cases.list({ stage })) if (wanted.has(reference)) open.set(reference, stage);
  }
  return open;
}

/** The cases that lists show in `needs-attention`, once more; undefined if one of them has gone on meanwhile. */
async function settle(cases: Pick<Cases, 'show'>, references: string[]): Promise<Map<string, SettledCase> | undefined> {
  const waiting = new Map<string, SettledCase>();
  await each(references, async (reference) => {
    const unasked = { reference, stage: 'needs-attention', outcome: null, reason: null } as const;
    waiting.set(reference, (await look(cases, reference)) ?? unasked);
  });
  return [...waiting.values()].every(({ stage, outcome }) => outcome !== null || stage === 'needs-attention')
    ? waiting
    : undefined;
}

/** A case as it says itself; undefined while no worker answers for it. */
async function look(cases: Pick<Cases, 'show'>, reference: string): Promise<SettledCase | undefined> {
  try {
    const view = await cases.show(reference);
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

async function each(references: readonly string[], run: (reference: string) => Promise<void>): Promise<void> {
  const queue = references.values();
  const work = async () => {
    for (const reference of queue) await run(reference);
  };
  await Promise.all(Array.from({ length: SHOWN_AT_ONCE }, work));
}

function countsOf(open: ReadonlyMap<string, string>, ended: ReadonlyMap<string, SettledCase>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const stage of [...open.values(), ...[...ended.values()].map(({ stage }) => stage)]) {
    counts.set(stage, (counts.get(stage) ?? 0) + 1);
  }
  return counts;
}

function found(waiting: ReadonlyMap<string, SettledCase>, reference: string): SettledCase {
  const settled = waiting.get(reference);
  if (settled === undefined) throw new Error(`case ${reference} was lost from sight`);
  return settled;
}
