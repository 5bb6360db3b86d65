import { isDebit } from './transaction-types.js';

/** What a batch comes to, in pence. Both sides are told apart, since a sum of both says nothing. */
export interface BatchTotals {
  count: number;
  debitMinor: number;
  creditMinor: number;
}

/** Counts and adds; the order does not matter. Throws `RangeError` for an unknown code. */
export function totalsOf(instructions: Iterable<{ code: string; amountMinor: number }>): BatchTotals {
  const totals: BatchTotals = { count: 0, debitMinor: 0, creditMinor: 0 };
  for (const { code, amountMinor } of instructions) {
    totals.count += 1;
    if (isDebit(code)) totals.debitMinor += amountMinor;
    else totals.creditMinor += amountMinor;
  }
  return totals;
}

/** What people approve: all that decides which account gets or gives how much, when, and with which words. */
export interface BatchContent {
  profileId: string;
  /** `YYYY-MM-DD`. */
  paymentDate: string;
  instructions: readonly {
    code: string;
    sortCode: string;
    accountNumber: string;
    reference: string;
    name: string;
    /** The originator's statement text. */
    text: string;
    amountMinor: number;
    included: boolean;
  }[];
}

/**
 * A batch as lines to be hashed: the batch first, then its instructions sorted, so that their order at PTX does not
 * matter. Two batches have the same lines only if they have the same content, also joined by line breaks.
 */
export function canonicalLines({ profileId, paymentDate, instructions }: BatchContent): string[] {
  // Written as JSON, no value can run over into the next one, and none has a line break. Sorted by code units: a
  // locale would sort otherwise elsewhere.
  const lines = instructions.map(({ code, sortCode, accountNumber, reference, name, text, amountMinor, included }) =>
    JSON.stringify([code, sortCode, accountNumber, reference, name, text, amountMinor, included]),
  );
  return [JSON.stringify([profileId, paymentDate, lines.length]), ...lines.sort()];
}

/** Adds digests of pages; none where one of them is not known. */
export function addDigests(digests: readonly (string | null)[]): string | null {
  let sum = 0n;
  for (const digest of digests) {
    if (digest === null) return null;
    sum += BigInt(`0x${digest}`);
  }
  return BigInt.asUintN(256, sum).toString(16);
}
