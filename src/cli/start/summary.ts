import { formatMoney } from '../../domain/money.js';
import type { Output } from '../context.js';
import { printable, printLine, tableLines } from '../print.js';
import { countsOf } from './display.js';
import type { LedgerCheck } from './ledger-check.js';
import type { Watched } from './watch.js';

export interface Ending<View extends Watched> {
  views: ReadonlyMap<string, View>;
  /** By reference. */
  expected: ReadonlyMap<string, string>;
  /** What they are, many of them: `cases`. */
  noun: string;
  /** What became of each, in a few words, where the stage does not say it all. */
  how?: (view: View) => string;
  /** By what they are called: `the vendor's ledger`. */
  ledgers: ReadonlyMap<string, LedgerCheck>;
}

/** Prints how the demo has ended, and says whether everything ended as it had to and every effect happened once. */
export function printSummary<View extends Watched>(out: Output, ending: Ending<View>): boolean {
  const { views, expected, noun, how, ledgers } = ending;
  const rows = [...views.values()]
    .sort((a, b) => (a.reference < b.reference ? -1 : 1))
    .map((view) => {
      const { reference, stage, paid, owed } = view;
      const wanted = expected.get(reference) ?? '';
      const verdict = stage === wanted ? 'ok' : 'NOT AS EXPECTED';
      const row = [reference, stage, wanted, verdict, formatMoney(paid), formatMoney(owed)];
      return how ? [...row, printable(how(view))] : row;
    });
  const wrong = rows.filter((row) => row[3] !== 'ok').length;
  const header = ['REFERENCE', 'ENDED', 'EXPECTED', '', 'PAID', 'OWED', ...(how ? ['HOW'] : [])];
  printLine(out);
  for (const line of tableLines([header, ...rows])) printLine(out, line);
  printLine(out);
  printLine(out, `${rows.length - wrong} of ${rows.length} ${noun} ended as expected: ${countsOf(views)}`);
  for (const [name, { counts, faults }] of ledgers) {
    printLine(out, `${name}: ${counts}; ${faults.length === 0 ? 'each effect once' : `${faults.length} faults`}`);
    for (const fault of faults) printLine(out, `  ${fault}`);
  }
  return wrong === 0 && [...ledgers.values()].every(({ faults }) => faults.length === 0);
}
