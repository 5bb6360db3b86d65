import { type BusinessClock, businessTime } from '../../domain/clock.js';
import { formatMoney } from '../../domain/money.js';
import type { Output } from '../context.js';
import { instant, printable, printLine, tableLines } from '../print.js';
import type { Watched } from './watch.js';

export interface Display<View extends Watched = Watched> {
  /** Shows how it stands now. */
  show(views: ReadonlyMap<string, View>, changed: readonly string[]): void;
  /** Shows that something has happened. */
  tell(text: string): void;
}

export interface DisplayOptions<View extends Watched> {
  /** What stands behind the counts of the stages; elsewhere than on a terminal once a month. */
  more?: (views: ReadonlyMap<string, View>) => string;
}

const HEADER = ['REFERENCE', 'STAGE', 'PAID', 'OWED', 'LATEST'];
const FRAME_LINES = 4;
const TOLD_LINES = 5;

/** A table that is redrawn in place on a terminal, a plain line for each change of a stage elsewhere. */
export function createDisplay<View extends Watched = Watched>(
  out: Output,
  clock: BusinessClock,
  { more }: DisplayOptions<View> = {},
): Display<View> {
  const now = () => instant(new Date(businessTime(Date.now(), clock)).toISOString()).slice(0, 16);
  return out.isTTY === true ? liveTable(out, now, more) : plainLines(out, now, more);
}

function plainLines<View extends Watched>(
  out: Output,
  now: () => string,
  more: DisplayOptions<View>['more'],
): Display<View> {
  let month = now().slice(0, 7);
  return {
    tell: (text) => printLine(out, `${now()}  ${printable(text)}`),
    show(views, changed) {
      if (more && month !== now().slice(0, 7)) {
        month = now().slice(0, 7);
        printLine(out, `${now()}  ${countsOf(views)}; ${more(views)}`);
      }
      for (const reference of changed) {
        const view = views.get(reference);
        if (view) printLine(out, `${now()}  ${tableLines([rowOf(view)], [10, 16, 12, 12])[0]}`);
      }
    },
  };
}

function liveTable<View extends Watched>(
  out: Output,
  now: () => string,
  more: DisplayOptions<View>['more'],
): Display<View> {
  let drawn = 0;
  const told: string[] = [];
  const moves = new Map<string, number>(); // When each case last moved: what does not fit is what stands still.
  let move = 0;
  return {
    tell(text) {
      told.push(`${now()}  ${printable(text)}`);
      if (told.length > TOLD_LINES) told.shift();
    },
    show(views, changed) {
      for (const reference of changed) moves.set(reference, ++move);
      const room = Math.max(5, (out.rows ?? 40) - FRAME_LINES - (told.length > 0 ? told.length + 1 : 0));
      const recent = [...views.values()]
        .sort((a, b) => (moves.get(b.reference) ?? 0) - (moves.get(a.reference) ?? 0))
        .slice(0, room)
        .sort((a, b) => (a.reference < b.reference ? -1 : 1));
      const head = `${now()} UTC  ${countsOf(views)}${more ? `; ${more(views)}` : ''}`;
      const below = told.length > 0 ? ['', ...told] : [];
      const lines = [head, '', ...tableLines([HEADER, ...recent.map(rowOf)]), ...below];
      const width = (out.columns ?? 100) - 1;
      const up = drawn === 0 ? '' : `\u001b[${drawn}A`;
      // What was longer before is wiped to the end of its line, and what was below to the end of the screen.
      out.write(`${up}${lines.map((line) => `${line.slice(0, width)}\u001b[K\n`).join('')}\u001b[J`);
      drawn = lines.length;
    },
  };
}

/** `24 paid, 10 unpaid, 2 rejected`. */
export function countsOf(views: ReadonlyMap<string, Watched>): string {
  const counts = new Map<string, number>();
  for (const { stage } of views.values()) counts.set(stage, (counts.get(stage) ?? 0) + 1);
  return [...counts].map(([stage, count]) => `${count} ${stage}`).join(', ');
}

function rowOf({ reference, stage, paid, owed, timeline }: Watched): string[] {
  return [reference, stage, formatMoney(paid), formatMoney(owed), timeline.at(-1)?.what ?? ''];
}
