import type { MandateView } from '../../client/index.js';
import { formatMoney } from '../../domain/money.js';
import { instant, printable, tableLines } from '../print.js';
import { indented, nextRow, section, timelineSection } from '../sections.js';

/** A mandate as people read it. All instants are UTC. */
export function mandateLines(view: MandateView): string[] {
  return [
    `${view.reference}: ${view.stage}${view.reason === null ? '' : ` (${printable(view.reason)})`}`,
    ...indented(tableLines(facts(view))),
    ...section(
      'Collections',
      view.collections.map(({ dueDate, amount, state, code, key }) => [
        dueDate,
        formatMoney(amount),
        state,
        code ?? '-',
        key,
      ]),
    ),
    ...section(
      'Letters (UTC)',
      view.letters.map(({ created, trigger, status, channel, id }) => [instant(created), trigger, status, channel, id]),
    ),
    ...timelineSection(view.timeline),
  ];
}

function facts({ mandateId, contactId, plan, owed, ...next }: MandateView): string[][] {
  const atPtx = mandateId === null ? [] : [['at PTX', `mandate ${mandateId}, contact ${contactId ?? 'unknown'}`]];
  return [...atPtx, ['plan', planWords(plan)], ['owed', formatMoney(owed)], ...nextRow(next)];
}

function planWords(plan: MandateView['plan']): string {
  if (plan === null) return 'none';
  const { id, kind, amount, frequency, start, end } = plan;
  const from = start === null ? '' : ` from ${start}`;
  const until = end === null ? '' : ` until ${end}`;
  return `${formatMoney(amount)} ${frequency ?? kind}${from}${until} (${id})`;
}
