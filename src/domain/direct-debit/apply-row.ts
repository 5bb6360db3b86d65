import type { BacsCalendar } from '../calendar/bacs-calendar.js';
import { formatMinor } from '../money.js';
import { hasCleared } from './clearing.js';
import type { Collection, CollectionRow, CollectionState } from './collections.js';

const documented = ['PENDING', 'SUCCESS', 'FAILURE', 'DELETED'];

/** When a row is looked at. */
export interface RowContext {
  calendar: BacsCalendar;
  today: string;
}

/**
 * A collection as its row at PTX shows it, with lines about what is out of the ordinary. What a bank reported as returned
 * stays as it is, whatever PTX shows, until the row's count rises and its day is a later one: then PTX presents it again.
 */
export function applyRow(
  before: Collection,
  row: CollectionRow,
  context: RowContext,
): { after: Collection; lines: string[] } {
  const { amount, dueDate, key } = before;
  const { amountMinor, code, paymentDate, retryCount, rowId } = row;
  const isAgain = retryCount > before.retryCount && paymentDate > dueDate;
  if (before.state === 'returned' && before.returnedBy !== null && !isAgain) {
    return { after: { ...before, rowId, code }, lines: [] };
  }

  const lines: string[] = [];
  if (amountMinor !== amount.minor) lines.push(otherAmount(before, row));
  if (isAgain) lines.push(`PTX presents collection ${key} again on ${paymentDate}`);
  else if (paymentDate !== dueDate) lines.push(`collection ${key} moved from ${dueDate} to ${paymentDate}`);

  const state = stateOf(before, row, context);
  const turn = state === before.state || isAgain ? undefined : turnWords(before.state, state);
  if (turn !== undefined) lines.push(`collection ${key} of ${formatMinor(amountMinor)} on ${paymentDate} ${turn}`);
  if (before.rowId === null && !documented.includes(row.status)) {
    lines.push(`collection ${key} has the status ${JSON.stringify(row.status)} at PTX, which is not documented`);
  }
  const after = { ...before, rowId, code, dueDate: paymentDate, amount: { ...amount, minor: amountMinor }, retryCount };
  return { after: { ...after, state, returnedBy: null }, lines };
}

/** That PTX collects another amount than was expected, and so than was notified. */
export function otherAmount({ amount, key }: Collection, { amountMinor }: CollectionRow): string {
  return `collection ${key} is of ${formatMinor(amountMinor)} at PTX and not of ${formatMinor(amount.minor)}`;
}

function stateOf(
  before: Collection,
  { paymentDate, retryCount, rowId, status }: CollectionRow,
  at: RowContext,
): CollectionState {
  switch (status) {
    case 'DELETED':
      if (before.state === 'cleared') return 'cleared';
      // What was presented before came back then, and is still owed when PTX gives up.
      return before.state === 'returned' || (before.of === null && retryCount > 0) ? 'returned' : 'stopped';
    case 'FAILURE':
      return 'returned';
    case 'SUCCESS':
      return hasCleared(at.calendar, paymentDate, at.today) ? 'cleared' : 'submitted';
    case 'PENDING':
      return 'submitted';
    default: // A word that is not documented says nothing new of a row that is known.
      return before.rowId === rowId && before.state !== 'stopped' ? before.state : 'submitted';
  }
}

/** Words for a turn that the plain course of a collection does not take. */
function turnWords(from: CollectionState, to: CollectionState): string | undefined {
  if (to === 'returned') return 'came back';
  if (to === 'stopped') return 'was stopped at PTX';
  if (from === 'missing') return 'was missing and is at PTX after all';
  if (from === 'returned') return 'had come back and counts at PTX after all';
  if (from === 'stopped') return 'was stopped and is at PTX again';
  return undefined;
}
