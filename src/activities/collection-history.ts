import { Context } from '@temporalio/activity';
import { differenceOn } from '../domain/direct-debit/history-differences.js';
import type { HistoryRow, PtxClient } from '../vendors/ptx/client.js';
import type { CollectionDifference, MandateWatch, ReconcileResult, WatchedMandate } from '../workflows/messages.js';
import { readWhole } from './file-following.js';

export interface CollectionHistoryDeps {
  ptx: PtxClient;
  /** `PTX_SETTLE`: how long a row may take to show up. */
  settleMs: number;
  mandates: MandateWatch;
}

export interface CompareHistoryRequest {
  /** The processing days to compare, the newest first. On those that are not `whole` only what is missing is a difference. */
  days: { day: string; whole: boolean }[];
  /** The business day. */
  today: string;
  /** What was told before on that day, as `toldOn` of the last result has it. */
  told: string[];
}

/** A mandate and a day on which it and PTX differ, as far as lists show. */
interface Candidate {
  mandate: WatchedMandate;
  /** The id at PTX whose rows count. */
  mandateId: string | null;
  day: string;
}

type Difference = Candidate & Pick<CollectionDifference, 'what'>;

type Seen = Pick<ReconcileResult, 'expected' | 'rows' | 'foreign'>;

const MOST_LISTED = 300;
/** Looked at, and told, in one run: each costs a question to its workflow. */
const MOST_CHECKED = 1_000;
/** Where more do not answer, none does. */
const MOST_SILENT = 5;
/** Beyond it a difference may be told twice a day. */
const MOST_KEPT = 20_000;

/** Collections as PTX's history has them, against what mandates expect. Source: PTX API, "Collection history". */
export function createCollectionHistoryActivities({ ptx, settleMs, mandates }: CollectionHistoryDeps) {
  return {
    /**
     * Compares each day, and tells the mandates that differ, each difference once a business day. What lists show is a hint: a
     * difference counts when a second reading of PTX, a settling time later, and the mandate itself agree. Safe to repeat: a
     * mandate that is told twice reads once more.
     */
    compareHistory({ days, today, told }: CompareHistoryRequest): Promise<ReconcileResult> {
      return readWhole(async () => {
        const seen: Seen = { expected: 0, rows: 0, foreign: 0 };
        const owners = new Map<string, WatchedMandate | null>();
        const candidates: Candidate[] = [];
        for (const { day, whole } of days) candidates.push(...(await compareDay(day, { whole, seen, owners })));
        const before = new Set(told);
        const isNews = ({ mandate, day }: Candidate): boolean => !before.has(keyOf(mandate, day));
        // What is news comes first, so that in the end all is looked at.
        const ordered = [...candidates.filter(isNews), ...candidates.filter((each) => !isNews(each))];
        const checked = ordered.slice(0, MOST_CHECKED);
        const { differences, silent } = await confirmed(checked);
        const news = differences.filter(isNews);
        let heard = 0;
        for (const { mandate, day, what } of news) {
          if (what === 'after-end') continue; // Nobody is there to be told.
          if (await mandates.tell(mandate.workflowId, { eventId: day, day })) heard += 1;
        }
        const keys = [...told, ...news.map(({ mandate, day }) => keyOf(mandate, day))];
        return {
          from: days.at(-1)?.day ?? today,
          to: days[0]?.day ?? today,
          ...seen,
          differences: differences.slice(0, MOST_LISTED).map(toDifference).sort(newestFirst),
          differenceCount: differences.length,
          unchecked: candidates.length - checked.length + silent,
          told: heard,
          toldOn: { day: today, keys: keys.slice(-MOST_KEPT) },
        };
      });
    },
  };

  /** `owners`: whose a mandate of PTX is, null for nobody's here; filled as it is found out. */
  async function compareDay(
    day: string,
    { whole, seen, owners }: { whole: boolean; seen: Seen; owners: Map<string, WatchedMandate | null> },
  ): Promise<Candidate[]> {
    const expecting = await mandates.expecting(day);
    const rows = await debitsOf(day);
    seen.expected += expecting.length;
    seen.rows += rows.length;
    const collected = penceByMandate(rows);
    const expected = new Set(expecting.map(({ mandateId }) => mandateId));
    const others = rows.filter(({ mandateId }) => !expected.has(mandateId));
    const unknown = others.filter(({ mandateId }) => !owners.has(mandateId));
    const known = await mandates.known(unknown);
    for (const { mandateId } of unknown) owners.set(mandateId, known.get(mandateId) ?? null);

    const candidates: Candidate[] = expecting
      .filter(({ mandateId, pence }) => {
        const shown = mandateId === null ? undefined : collected.get(mandateId);
        return shown === undefined || (pence !== null && pence.join() !== shown.join());
      })
      .map((mandate) => ({ mandate, mandateId: mandate.mandateId, day }));
    const surprising = new Set<string>();
    for (const { mandateId } of others) {
      const mandate = owners.get(mandateId);
      if (!mandate) seen.foreign += 1;
      else if (!surprising.has(mandateId) && (whole || !mandate.isOpen)) {
        surprising.add(mandateId);
        candidates.push({ mandate, mandateId, day });
      }
    }
    return candidates;
  }

  /** `silent`: so many mandates did not answer. */
  async function confirmed(candidates: readonly Candidate[]): Promise<{ differences: Difference[]; silent: number }> {
    const differences: Difference[] = [];
    let silent = 0;
    if (candidates.length > 0) await Context.current().sleep(settleMs);
    const collected = new Map<string, Map<string, number[]>>();
    for (const day of new Set(candidates.map((each) => each.day))) {
      collected.set(day, penceByMandate(await debitsOf(day)));
    }
    for (const candidate of candidates) {
      const { mandate, mandateId, day } = candidate;
      const pence = (mandateId === null ? undefined : collected.get(day)?.get(mandateId)) ?? [];
      try {
        const now = await mandates.now(mandate.workflowId);
        const what = now && !now.isNew ? differenceOn(day, pence, now) : undefined;
        if (what !== undefined) differences.push({ ...candidate, what });
      } catch (error) {
        Context.current().cancellationSignal.throwIfAborted();
        silent += 1; // One that stands still holds up no other.
        if (silent > MOST_SILENT) throw error;
      }
    }
    return { differences, silent };
  }

  async function debitsOf(day: string): Promise<HistoryRow[]> {
    return (await ptx.queryHistoryBetween({ from: day, to: day })).filter(isDebit);
  }
}

/** Whether a row takes money, or has tried to. */
function isDebit({ paymentType, status }: HistoryRow): boolean {
  return paymentType !== 'AUDDIS' && paymentType !== 'REFUND' && status !== 'DELETED';
}

/** What was collected on each mandate, in pence, the least first. */
function penceByMandate(rows: readonly HistoryRow[]): Map<string, number[]> {
  const pence = new Map<string, number[]>();
  for (const { mandateId, amountMinor } of rows) pence.set(mandateId, [...(pence.get(mandateId) ?? []), amountMinor]);
  for (const each of pence.values()) each.sort((a, b) => a - b);
  return pence;
}

const keyOf = ({ reference }: WatchedMandate, day: string): string => `${day}/${reference}`;

const toDifference = ({ mandate, day, what }: Difference): CollectionDifference => {
  return { reference: mandate.reference, day, what };
};

function newestFirst(a: CollectionDifference, b: CollectionDifference): number {
  return b.day.localeCompare(a.day) || a.reference.localeCompare(b.reference);
}
