import type { BacsInstruction } from './instructions.js';
import { isDebit } from './transaction-types.js';

/** A row that has no fault of its own. `written` is its reference as it was given. */
export interface CheckedRow {
  index: number;
  written: string;
  instruction: BacsInstruction;
}

/** What is wrong with a row beside an earlier one. */
export interface Repeat {
  index: number;
  earlier: number;
  kind: 'same-payment' | 'folded-together' | 'part-match';
}

const SHORTEST_REFERENCE = 6; // Of a direct debit.

/** Payments that are in a batch twice; references that differ in the file and no longer do at Bacs; and part matches. */
export function findRepeats(rows: readonly CheckedRow[]): Repeat[] {
  const repeats: Repeat[] = [];
  const payments = new Map<string, number>();
  const references = new Map<string, { index: number; written: string }>();
  for (const { index, written, instruction } of rows) {
    const { reference, amountMinor, sortCode, accountNumber, code } = instruction;
    // No part can have the sign between them.
    const payment = [reference, amountMinor, sortCode, accountNumber, code].join('|');
    const earlier = payments.get(payment);
    if (earlier === undefined) payments.set(payment, index);

    // One letter can be written in two ways that nobody can tell apart.
    const visible = written.trim().normalize('NFC');
    const first = references.get(reference);
    if (first === undefined) references.set(reference, { index, written: visible });

    if (first !== undefined && first.written !== visible) {
      repeats.push({ index, earlier: first.index, kind: 'folded-together' });
    } else if (earlier !== undefined) repeats.push({ index, earlier, kind: 'same-payment' });
  }
  return [...repeats, ...findPartMatches(rows)];
}

/**
 * Direct debits on one account whose references contain one another: banks then take one for the other. A cancellation
 * (0C) is not counted, since it makes room for the next. Source: movimo.co.uk/direct-debit-references.
 */
function findPartMatches(rows: readonly CheckedRow[]): Repeat[] {
  const accounts = new Map<string, Map<string, number>>(); // Per account, the first row of each reference.
  for (const { index, instruction } of rows) {
    if (!isDebit(instruction.code) || instruction.code === '0C') continue;
    const account = `${instruction.sortCode}${instruction.accountNumber}`;
    const references = accounts.get(account) ?? new Map<string, number>();
    accounts.set(account, references);
    if (!references.has(instruction.reference)) references.set(instruction.reference, index);
  }
  return [...accounts.values()].filter(({ size }) => size > 1).flatMap(partMatchesOfAccount);
}

function partMatchesOfAccount(references: ReadonlyMap<string, number>): Repeat[] {
  const repeats = new Map<number, number>(); // By row, the first other row that it part-matches; each row is told once.
  for (const [reference, index] of references) {
    for (const part of partsOf(reference)) {
      const other = references.get(part);
      if (other === undefined) continue;
      const [earlier, later] = other < index ? [other, index] : [index, other];
      repeats.set(later, Math.min(earlier, repeats.get(later) ?? earlier));
    }
  }
  return [...repeats].map(([index, earlier]) => ({ index, earlier, kind: 'part-match' }));
}

// At most 91: looking each up keeps an account with many references from costing their square.
function* partsOf(reference: string): Generator<string> {
  for (let length = SHORTEST_REFERENCE; length < reference.length; length += 1) {
    for (let start = 0; start + length <= reference.length; start += 1) yield reference.slice(start, start + length);
  }
}
