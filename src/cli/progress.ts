import type { Output } from './context.js';

export interface Progress {
  /** Tells how far it is; shown now and then, the same text not twice. */
  show(done: number, total: number, text: string): void;
  /** Prints a line of its own, without tearing the bar. */
  line(text: string): void;
  /** Takes the bar away. */
  end(): void;
}

const BAR = 24;
const REDRAW_MS = 100;
const LINE_MS = 3000;

/** Progress on stderr: a bar on a terminal, a plain line every few seconds elsewhere. */
export function createProgress(err: Output): Progress {
  const live = err.isTTY === true;
  // A plain line says nothing new at once: the first comes when a few seconds are gone.
  let shownAt = live ? 0 : Date.now();
  let shown = '';

  const draw = (text: string) => err.write(`\r\u001b[K${text}`);
  return {
    show(done, total, text) {
      const now = Date.now();
      const next = live ? `${bar(done, total)} ${text}` : text;
      if (next === shown || now - shownAt < (live ? REDRAW_MS : LINE_MS)) return;
      shown = next;
      shownAt = now;
      if (live) draw(next.slice(0, (err.columns ?? 80) - 1));
      else err.write(`${next}\n`);
    },
    line(text) {
      if (live) draw('');
      err.write(`${text}\n`);
      shown = '';
    },
    end() {
      if (live) draw('');
    },
  };
}

function bar(done: number, total: number): string {
  const filled = total === 0 ? BAR : Math.round((BAR * done) / total);
  return `[${'#'.repeat(filled)}${'.'.repeat(BAR - filled)}]`;
}
