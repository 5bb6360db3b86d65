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

/** A column of the table of what was followed: its title, and what it shows of a view. */
export type Column<View> = readonly [title: string, show: (view: View) => string];

/** What was paid and what is owed, as everything has it that asks for money. */
export const moneyColumns: readonly Column<{ paid: Money; owed: Money }>[] = [
  ['PAID', ({ paid }) => formatMoney(paid)],
  ['OWED', ({ owed }) => formatMoney(owed)],
];

/** Prints what became of the rows: one line in all for people, with where the results are; one object each for programs. */
export function printStarted(
  out: Output,
  rows: readonly StartedRow[],
  { one, many }: RowNoun,
  { json = false, results }: { json?: boolean | undefined; results?: string | undefined } = {},
): void {
  if (json) {
    for (const row of rows) printJson(out, row);
    return;
  }
  const count = (of: StartedRow['result']) => rows.filter(({ result }) => result === of).length;
  const parts = [`${count('started')} started`];
  if (count('already-started') > 0) parts.push(`${count('already-started')} already started before`);
  if (count('refused') > 0) parts.push(`${count('refused')} refused`);
  const where = results === undefined ? '' : `; results in ${results}`;
  printLine(out, `${rows.length} ${rows.length === 1 ? one : many}: ${parts.join(', ')}${where}`);
}

/** Prints how they have ended: a table for people, one object each for programs. Refused rows stand at the end. */
export function printFollowed<View extends Progressing>(
  out: Output,
  rows: readonly StartedRow[],
  settled: readonly Settled<View>[],
  columns: readonly Column<View>[],
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
    ['REFERENCE', 'STAGE', ...columns.map(([title]) => title), 'REASON'],
    ...settled.map(({ reference, stage, reason, view }) => {
      return [reference, stage, ...columns.map(([, show]) => (view ? show(view) : '?')), reason ?? ''];
    }),
    ...refused.map(({ reference, reason }) => [reference, 'refused', ...columns.map(() => ''), reason ?? '']),
  ];
  for (const line of tableLines(table)) printLine(out, printable(line));
}
