import type { ImportView } from '../../client/index.js';
import { printable, tableLines } from '../print.js';
import { nextRow, timelineSection } from '../sections.js';

/** `990 accepted, 10 rejected`. */
export function countsLine({ counts }: Pick<ImportView, 'counts'>): string {
  const parts = Object.entries(counts).map(([status, rows]) => `${rows} ${status}`);
  return parts.length === 0 ? 'none yet' : parts.join(', ');
}

/** An import as a person reads it. */
export function importLines(view: ImportView): string[] {
  const { id, stage, reason, script, as, count, batch, cases, timeline } = view;
  return [
    ...tableLines([
      ['import', id],
      ['stage', stage],
      ...(reason === null ? [] : [['reason', printable(reason)]]),
      ['rows', `${count} into script ${script}, as ${as}`],
      ...(as === 'rows' ? [['results', countsLine(view)]] : []),
      ...(batch === null ? [] : [['batch', `${batch.name}, ${batch.status}`]]),
      ...(cases === null ? [] : [['cases', `${cases.started} started, ${cases.refused} refused`]]),
      ...nextRow(view),
    ]),
    ...timelineSection(timeline),
  ];
}
