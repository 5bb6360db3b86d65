import type { BacsCalendar } from '../calendar/bacs-calendar.js';
import { formatMinor } from '../money.js';
import { applyRow, otherAmount } from './apply-row.js';
import { hasCleared } from './clearing.js';
import type { Collection, CollectionRow } from './collections.js';
import { type MatchContext, matchRow, type NewCollection } from './match-rows.js';

export { expectPlan } from './expect-plan.js';

export interface SettleContext {
  calendar: BacsCalendar;
  /** `YYYY-MM-DD`. */
  today: string;
  /** The live plan, where there is one: what fell due on it is no surprise, even if nobody was there to expect it. */
  plan?: MatchContext['plan'];
}

export interface Settled {
  /** The old ones in their order, then the new ones. */
  collections: Collection[];
  /** Lines for the timeline, with keys, dates and pounds: whatever is not the plain course of a collection. */
  changes: string[];
  /** Those of them that a person has to see: another amount than was expected, and what is collected twice. */
  differences: string[];
}

/**
 * Merges the debits that PTX shows into the collections of a mandate. PTX's day and amount win; what a bank has reported
 * wins over PTX's SUCCESS until PTX presents it again. No collection is ever dropped, and the same rows again change
 * nothing. A row that PTX had deleted before anybody knew it is none.
 */
export function settle(
  collections: readonly Collection[],
  rows: readonly CollectionRow[],
  { calendar, plan = null, today }: SettleContext,
): Settled {
  const settled = [...collections];
  const changes: string[] = [];
  const differences: string[] = [];

  for (const row of inOrder(rows)) {
    const match = matchRow(settled, row, { calendar, plan });
    if (match === undefined) continue;
    const index = 'known' in match ? settled.indexOf(match.known) : settled.length;
    if ('opened' in match) {
      const { line, isDifference } = openingLine(settled, match.opened, row);
      if (line !== undefined) changes.push(line);
      if (line !== undefined && isDifference) differences.push(line);
    }
    const before = 'known' in match ? match.known : openCollection(match.opened, row);
    const { after, lines } = applyRow(before, row, { calendar, today });
    settled[index] = after;
    changes.push(...lines);
    // What is not collected after all has no amount.
    const isOther = after.amount.minor !== before.amount.minor && after.state !== 'stopped';
    if (isOther) differences.push(otherAmount(before, row));
  }

  for (const [index, collection] of settled.entries()) {
    const { amount, dueDate, key, state } = collection;
    if (state !== 'expected' || !hasCleared(calendar, dueDate, today)) continue;
    settled[index] = { ...collection, state: 'missing' };
    changes.push(`collection ${key} of ${formatMinor(amount.minor)} on ${dueDate} is missing at PTX`);
  }
  return { collections: settled, changes, differences };
}

/** Each row once, the oldest first; within a day by id, so that the order of an answer decides nothing. */
function inOrder(rows: readonly CollectionRow[]): CollectionRow[] {
  const order = ({ paymentDate, rowId }: CollectionRow): string => `${paymentDate} ${rowId.padStart(20, '0')}`;
  return [...new Map(rows.map((row) => [row.rowId, row])).values()].sort((a, b) => (order(a) < order(b) ? -1 : 1));
}

function openCollection(opened: NewCollection, { amountMinor, paymentDate }: CollectionRow): Collection {
  const amount = { minor: amountMinor, currency: 'GBP' };
  const unseen = { code: null, rowId: null, returnedBy: null, retryCount: 0 };
  return { ...opened, dueDate: paymentDate, amount, state: 'expected', ...unseen };
}

/** A plan's collection is no news, whoever noticed it first. */
function openingLine(
  known: readonly Collection[],
  { key, of, origin }: NewCollection,
  row: CollectionRow,
): { line?: string; isDifference?: boolean } {
  const what = `${formatMinor(row.amountMinor)} on ${row.paymentDate}`;
  if (of !== null) return { line: `PTX presents collection ${of} again, ${what}, here as ${key}` };
  if (origin !== 'ptx') return {};
  const first = known.find((collection) => isSame(collection, row));
  if (!first) return { line: `PTX shows a collection of ${what} that was not expected, kept here as ${key}` };
  return { line: `PTX shows collection ${first.key} a second time, ${what}, kept here as ${key}`, isDifference: true };
}

/** Of the same key, or of the same day and amount without one: then the payer is debited twice. */
function isSame({ key, rowId, state, dueDate, amount }: Collection, row: CollectionRow): boolean {
  if (row.key !== null) return key === row.key;
  const isCollected = rowId !== null && state !== 'stopped';
  return isCollected && dueDate === row.paymentDate && amount.minor === row.amountMinor;
}
