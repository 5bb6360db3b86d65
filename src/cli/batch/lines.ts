import type { BatchItem, BatchView } from '../../client/index.js';
import { formatMoney } from '../../domain/money.js';
import { instant, printable, tableLines } from '../print.js';
import { indented, nextRow, section, timelineSection } from '../sections.js';

/** A batch as people read it. All instants are UTC. */
export function batchLines(view: BatchView): string[] {
  return [...reviewLines(view), ...timelineSection(view.timeline)];
}

/** What an approver has to see: what is paid, from which profile, when, and what is unusual. */
export function reviewLines(view: BatchView): string[] {
  return [
    `${view.key}: ${view.stage}${view.reason === null ? '' : ` (${printable(view.reason)})`}`,
    ...indented(tableLines(facts(view))),
    ...section(
      'Warnings',
      view.warnings.map((warning) => [warning]),
    ),
    ...section('First payments', view.first.map(itemRow)),
    ...section('Largest payments', view.largest.map(itemRow)),
  ];
}

function facts(view: BatchView): string[][] {
  const { profile, total, approvals, approvalsNeeded, submissionId, batchId } = view;
  const rows = [
    ['profile', profile.name === null ? profile.id : `${profile.name} (${profile.id})`],
    ['date', view.paymentDate],
    ['payments', String(view.count)],
    ['to pay', formatMoney(total.credit)],
    ['to collect', formatMoney(total.debit)],
    ['submitted by', view.submittedBy],
  ];
  if (approvalsNeeded !== null) {
    const who = approvals.map(({ by, at }) => `${by} (${instant(at)} UTC)`);
    rows.push(['approved by', [`${approvals.length} of ${approvalsNeeded}`, ...who].join(', ')]);
  }
  if (view.hash !== null) rows.push(['hash', view.hash]);
  if (submissionId !== null) rows.push(['at PTX', `submission ${submissionId}, batch ${batchId ?? 'unknown'}`]);
  if (view.report !== null) rows.push(['report', view.report]);
  return [...rows, ...nextRow(view)];
}

const itemRow = ({ code, sortCode, accountNumber, name, reference, amount }: BatchItem): string[] => [
  formatMoney(amount),
  code,
  `${sortCode} ${accountNumber}`,
  name,
  reference,
];
