import type { CaseView } from '../../client/index.js';
import { formatMoney } from '../../domain/money.js';
import type { Output } from '../context.js';
import { printLine, tableLines } from '../print.js';
import { countsOf } from './display.js';
import type { LedgerCheck } from './ledger-check.js';

/** Prints how the demo has ended, and says whether every case ended as it had to and every effect happened once. */
export function printSummary(
  out: Output,
  views: ReadonlyMap<string, CaseView>,
  expected: ReadonlyMap<string, string>,
  ledger: LedgerCheck,
): boolean {
  const rows = [...views.values()]
    .sort((a, b) => (a.reference < b.reference ? -1 : 1))
    .map(({ reference, stage, paid, owed }) => {
      const wanted = expected.get(reference) ?? '';
      return [
        reference,
        stage,
        wanted,
        stage === wanted ? 'ok' : 'NOT AS EXPECTED',
        formatMoney(paid),
        formatMoney(owed),
      ];
    });
  const wrong = rows.filter((row) => row[3] !== 'ok').length;
  printLine(out);
  for (const line of tableLines([['REFERENCE', 'ENDED', 'EXPECTED', '', 'PAID', 'OWED'], ...rows]))
    printLine(out, line);
  printLine(out);
  printLine(out, `${rows.length - wrong} of ${rows.length} cases ended as expected: ${countsOf(views)}`);
  const effects = ledger.faults.length === 0 ? 'each effect once' : `${ledger.faults.length} faults`;
  printLine(out, `the vendor's ledger: ${ledger.counts}; ${effects}`);
  for (const fault of ledger.faults) printLine(out, `  ${fault}`);
  return wrong === 0 && ledger.faults.length === 0;
}
