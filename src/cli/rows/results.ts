import { formatMoney, type Money } from '../../domain/money.js';
import type { Output } from '../context.js';
import { printable, printJson, printLine, tableLines } from '../print.js';
import type { Progressing, Settled } from './follow.js';
import type { StartedRow } from './start.js';

/** How people call what the rows are. */
export interface RowNoun {
  one: string;
  many: string;
}

/** Prints what became of the rows: one line in all for people, one object each for programs. */
export function printStarted(out: Output, rows: readonly StartedRow[], { one, many }: RowNoun, json = false): void {
  if (json) {
    for (const row of rows) printJson(out, row);
    return;
  }
  const count = (of: StartedRow['result']) => rows.filter(({ result }) => result === of).length;
  const parts = [`${count('started')} started`];
  if (count('already-started') > 0) parts.push(`${count('already-started')} already started before`);
  if (count('refused') > 0) parts.push(`${count('refused')} refused`);
  printLine(out, `${rows.length} ${rows.length === 1 ? one : many}: ${parts.join(', ')}`);
}

/** Prints how they have ended: a table for people, one object each for programs. Refused rows stand at the end. */
export function printFollowed<View extends Progressing & { paid: Money; owed: Money }>(
  out: Output,
  rows: readonly StartedRow[],
  settled: readonly Settled<View>[],
  json = false,
): void {
  const refused = rows.filter(({ result }) => result === 'refused');
  if (json) {
    const resultOf = new Map(rows.map(({ reference, result }) => [reference, result]));
    for (const { reference, view, stage, outcome, reason } of settled) {
      printJson(out, { result: resultOf.get(reference), ...(view ?? { reference, stage, outcome, reason }) });
    }
    for (const { reference, result, reason } of refused) {
      printJson(out, { result, reference, stage: null, outcome: null, reason });
    }
    return;
  }
  const table = [
    ['REFERENCE', 'STAGE', 'PAID', 'OWED', 'REASON'],
    ...settled.map(({ reference, stage, reason, view }) => {
      return [reference, stage, view ? formatMoney(view.paid) : '?', view ? formatMoney(view.owed) : '?', reason ?? ''];
    }),
    ...refused.map(({ reference, reason }) => [reference, 'refused', '', '', reason ?? '']),
  ];
  for (const line of tableLines(table)) printLine(out, printable(line));
}
