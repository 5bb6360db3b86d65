import type { VendorMessage } from './case.js';

/**
 * What became of one row of an import. `status` is the vendor's word, or one of ours: `taken` (the answer was lost, and
 * the vendor has the record all the same), `not-imported`, or `unknown` as long as nobody can tell.
 */
export interface RowResult {
  status: string;
  messages: VendorMessage[];
  /** With a case for each accepted row: `started`, or why this row has none. */
  case?: string;
}

/**
 * The results of many rows in order, small where rows have the same: each run says how many rows in a row have one of
 * the kinds, or `OPEN`: not handed in yet.
 */
export interface RowResults {
  kinds: RowResult[];
  runs: [kind: number, rows: number][];
}

const OPEN = -1;

export const TAKEN = 'taken';
export const NOT_IMPORTED = 'not-imported';
export const UNKNOWN = 'unknown';

/** No row was handed in yet. */
export function openResults(rows: number): RowResults {
  return { kinds: [], runs: rows === 0 ? [] : [[OPEN, rows]] };
}

/** Packs results, `null` for a row that was not handed in. */
export function toResults(rows: readonly (RowResult | null)[]): RowResults {
  const kinds: RowResult[] = [];
  const numbers = new Map<string, number>();
  const runs: RowResults['runs'] = [];
  for (const row of rows) {
    const kind = row === null ? OPEN : numberOf(row);
    const last = runs.at(-1);
    if (last?.[0] === kind) last[1] += 1;
    else runs.push([kind, 1]);
  }
  return { kinds, runs };

  function numberOf(row: RowResult): number {
    // Nearly all rows are like this, and a text of them all is dear.
    const isPlain = row.messages.length === 0 && row.case === undefined;
    const key = isPlain ? row.status : JSON.stringify([row.status, row.messages, row.case]);
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, kinds.push(row) - 1);
    return kinds.length - 1;
  }
}

/** The inverse of `toResults`: the results row by row. */
export function rowsOf({ kinds, runs }: RowResults): (RowResult | null)[] {
  return runs.flatMap(([kind, rows]) => Array.from({ length: rows }, () => kinds[kind] ?? null));
}

/** How many rows were not handed in, or of how many it is not known whether the vendor has them. */
export function countOf({ kinds, runs }: RowResults, which: 'open' | 'unknown'): number {
  const isMeant = (kind: number) => (which === 'open' ? kind === OPEN : kinds[kind]?.status === UNKNOWN);
  return runs.reduce((sum, [kind, rows]) => sum + (isMeant(kind) ? rows : 0), 0);
}

/** Gives all rows that are open, or unknown, another result; `null` makes them open. */
export function settleAll(results: RowResults, which: 'open' | 'unknown', to: RowResult | null): RowResults {
  const isMeant = (row: RowResult | null) => (which === 'open' ? row === null : row?.status === UNKNOWN);
  return toResults(rowsOf(results).map((row) => (isMeant(row) ? to : row)));
}

/** The same results without the vendor's messages. */
export function withoutMessages({ kinds, runs }: RowResults): RowResults {
  return { kinds: kinds.map((kind) => ({ ...kind, messages: [] })), runs };
}

/** Adds how many rows have each status to the counts so far. */
export function addCounts(counts: Record<string, number>, { kinds, runs }: RowResults): void {
  for (const [kind, rows] of runs) {
    const status = kinds[kind]?.status;
    if (status !== undefined) counts[status] = (counts[status] ?? 0) + rows;
  }
}
