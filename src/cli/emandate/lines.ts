import type { EMandateView } from '../../client/index.js';
import { instant, printable, tableLines } from '../print.js';
import { indented, nextRow, timelineSection } from '../sections.js';

/** An e-Mandate as people read it. All instants are UTC. */
export function eMandateLines(view: EMandateView): string[] {
  return [
    `${view.reference}: ${view.stage}${view.reason === null ? '' : ` (${printable(view.reason)})`}`,
    ...indented(tableLines(facts(view))),
    ...timelineSection(view.timeline),
  ];
}

function facts({ debtorReference, type, mandate, ...next }: EMandateView): string[][] {
  const rows = [
    ['debtor', debtorReference],
    ['type', type],
  ];
  if (mandate !== null) {
    const { id, status, shortUrl, updatedAt } = mandate;
    rows.push(['mandate', id], ['status', updatedAt === null ? status : `${status}, ${instant(updatedAt)} UTC`]);
    if (shortUrl !== null) rows.push(['address', shortUrl]);
  }
  return [...rows, ...nextRow(next)];
}
