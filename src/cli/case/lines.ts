import type { CaseView, Payment } from '../../client/index.js';
import type { Contact } from '../../domain/case.js';
import { formatMoney } from '../../domain/money.js';
import { instant, printable, tableLines } from '../print.js';
import { indented, nextRow, section, timelineSection } from '../sections.js';

/** A case as people read it. All instants are UTC. */
export function caseLines(view: CaseView): string[] {
  return [
    `${view.reference}: ${view.stage}${view.reason === null ? '' : ` (${printable(view.reason)})`}`,
    ...indented(tableLines(facts(view))),
    ...section(
      'Messages of the vendor',
      view.messages.map(({ level, context, message }) => [level ?? '-', context ?? '-', message]),
    ),
    ...section('Contacts (UTC)', view.contacts.map(contactRow)),
    ...section('Payments (UTC)', view.payments.map(paymentRow)),
    ...timelineSection(view.timeline),
  ];
}

function facts({ amount, paid, owed, overpaid, payLink, ...next }: CaseView): string[][] {
  const rows = [
    ['debt', formatMoney(amount)],
    ['paid', formatMoney(paid)],
    ['owed', formatMoney(owed)],
  ];
  if (overpaid.minor > 0) rows.push(['overpaid', formatMoney(overpaid)]);
  if (payLink !== null)
    rows.push(['pay link', payLink.shortUrl === null ? payLink.id : `${payLink.shortUrl} (${payLink.id})`]);
  return [...rows, ...nextRow(next)];
}

const contactRow = ({ at, channel, script, result }: Contact): string[] => [
  instant(at),
  `${channel}, script ${script}`,
  result ?? 'nothing reported yet',
];

const SOURCES = { bill: 'by the bill', paylink: 'by PayLink', recorded: 'recorded by a person' } as const;

const paymentRow = ({ at, amount, source, id }: Payment): string[] => [
  instant(at),
  formatMoney(amount),
  SOURCES[source],
  id,
];
