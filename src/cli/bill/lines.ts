import type { BillView, Payment } from '../../client/index.js';
import { formatMoney } from '../../domain/money.js';
import { instant, printable, tableLines } from '../print.js';
import { indented, nextRow, section, timelineSection } from '../sections.js';

/** A bill as people read it. All instants are UTC. */
export function billLines(view: BillView): string[] {
  return [
    `${view.srrid}: ${view.stage}${view.reason === null ? '' : ` (${printable(view.reason)})`}`,
    ...indented(tableLines(facts(view))),
    ...section(
      'Contacts (UTC)',
      view.contacts.map(({ at, channel, script, result }) => [
        instant(at),
        script === '' ? channel : `${channel}, template ${script}`,
        result ?? 'nothing reported yet',
      ]),
    ),
    ...section('Payments (UTC)', view.payments.map(paymentRow)),
    ...timelineSection(view.timeline),
  ];
}

function facts(view: BillView): string[][] {
  const { amount, paid, overpaid, payLink, paymentReference, caseReference, expiresAt, error } = view;
  const rows = [
    ['bill', formatMoney(amount)],
    ['reference', paymentReference],
    ['paid', formatMoney(paid)],
  ];
  if (overpaid.minor > 0) rows.push(['overpaid', formatMoney(overpaid)]);
  rows.push(['payable until', `${instant(expiresAt)} UTC`]);
  if (payLink !== null) {
    rows.push(['pay page', payLink.shortUrl === null ? payLink.id : `${payLink.shortUrl} (${payLink.id})`]);
  }
  if (caseReference !== null) rows.push(['case', caseReference]);
  if (error !== null) rows.push(['error', `${error.code}: ${error.message}`]);
  return [...rows, ...nextRow(view)];
}

const SOURCES = { bill: 'by the bill', paylink: 'by PayLink', recorded: 'recorded by a person' } as const;

const paymentRow = ({ at, amount, source, id }: Payment): string[] => [
  instant(at),
  formatMoney(amount),
  SOURCES[source],
  id,
];
