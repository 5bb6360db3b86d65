import type { TimelineEntry } from '../client/index.js';
import { instant, tableLines } from './print.js';

/** A titled table behind an empty line; nothing when it has no rows. */
export function section(title: string, rows: string[][]): string[] {
  return rows.length === 0 ? [] : ['', title, ...indented(tableLines(rows))];
}

export const indented = (lines: string[]): string[] => lines.map((line) => `  ${line}`);

/** What happened, and who said so and why. */
export function timelineSection(timeline: readonly TimelineEntry[]): string[] {
  return section('Timeline (UTC)', timeline.map(timelineRow));
}

/** The row that says what comes next, or none. */
export function nextRow({ nextAction, nextActionAt }: { nextAction: string | null; nextActionAt: string | null }) {
  if (nextAction === null) return [];
  return [['next', nextActionAt === null ? nextAction : `${nextAction}, ${instant(nextActionAt)} UTC`]];
}

const timelineRow = ({ at, what, by, why }: TimelineEntry): string[] => [
  instant(at),
  what,
  ...(by === null && why === null ? [] : [`${by ?? ''}${why === null ? '' : `: ${why}`}`]),
];
