import type { Money } from '../money.js';

/**
 * `expected`: PTX shows no row of it yet. `submitted`: PTX has a row of it. `cleared`: past the time in which a bank returns
 * it. `returned`: it came back. `stopped`: it was never collected. `missing`: its day has passed, and PTX shows no row of it.
 */
export type CollectionState = 'expected' | 'submitted' | 'cleared' | 'returned' | 'stopped' | 'missing';

/** One collection of a mandate. */
export interface Collection {
  /** A one-off's own key; `plan:<due date as planned>`; `<key of the original>/r1` of one that is presented again. */
  key: string;
  origin: 'plan' | 'one-off' | 're-presentation' | 'ptx';
  /** The payment date; as soon as PTX shows one, PTX's own. */
  dueDate: string;
  amount: Money;
  state: CollectionState;
  /** PTX's Bacs code of it, `01`, `17` or `18`; null as long as PTX shows no row. */
  code: string | null;
  rowId: string | null;
  /** The key of what this presents again. */
  of: string | null;
  /** Why it came back, `ARUDD 0`. */
  returnedBy: string | null;
  /** The event id of the latest report that said so: said again, it means this one, and not one that is alike. */
  returnedEvent?: string;
  /** PTX's own count of presentations. */
  retryCount: number;
}

export interface CollectionView {
  key: string;
  dueDate: string;
  amount: Money;
  state: CollectionState;
  code: string | null;
}

/** A row of PTX's collection history that debits. */
export interface CollectionRow {
  rowId: string;
  /** `PENDING`, `SUCCESS`, `FAILURE`, `DELETED`, or a word that is not documented. */
  status: string;
  /** `ONE_OFF`, or another word of PTX; `AUDDIS` and `REFUND` rows are none. */
  paymentType: string;
  code: string;
  paymentDate: string;
  amountMinor: number;
  retryCount: number;
  created: string;
  /** The key at the end of its comments, where it is one of ours. */
  key: string | null;
}

export function collectionViewOf({ key, dueDate, amount, state, code }: Collection): CollectionView {
  return { key, dueDate, amount, state, code };
}

/** What came back and has not been recovered, in pence. */
export function owedMinor(collections: readonly Collection[]): number {
  const recovered = new Set(collections.flatMap(({ of, state }) => (of !== null && state === 'cleared' ? [of] : [])));
  return collections
    .filter(({ key, of, state }) => state === 'returned' && of === null && !recovered.has(key))
    .reduce((sum, { amount }) => sum + amount.minor, 0);
}
