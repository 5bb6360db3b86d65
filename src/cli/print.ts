import type { Output } from './context.js';

/** Text from outside as one line for a terminal: what could steer the terminal becomes a space. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out.
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ');
}

export function printLine(out: Output, text = ''): void {
  out.write(`${text}\n`);
}

export function printJson(out: Output, value: unknown): void {
  out.write(`${JSON.stringify(value)}\n`);
}

/** Lines of a table: columns as wide as their widest cell, the last one as it comes. */
export function tableLines(rows: readonly (readonly string[])[], widths: readonly number[] = widthsOf(rows)): string[] {
  return rows.map((row) =>
    row
      .map((cell, column) => printable(cell).padEnd(column === row.length - 1 ? 0 : (widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}

export function widthsOf(rows: readonly (readonly string[])[]): number[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  return Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => printable(row[column] ?? '').length)),
  );
}

/** `2026-03-02 09:00:12`, in UTC; a dash where there is no instant. */
export function instant(at: string | null): string {
  return at === null ? '-' : `${at.slice(0, 10)} ${at.slice(11, 19)}`;
}

const BATCH = 200;

/** Prints a table as its rows arrive: the first ones set the widths. Prints nothing when there are none. */
export async function printTable<T>(
  out: Output,
  header: readonly string[],
  items: AsyncIterable<T>,
  toRow: (item: T) => string[],
): Promise<void> {
  let widths: number[] | undefined;
  let waiting: string[][] = [];
  const flush = () => {
    if (waiting.length === 0) return;
    const rows = widths === undefined ? [header, ...waiting] : waiting;
    widths ??= widthsOf(rows);
    for (const line of tableLines(rows, widths)) printLine(out, line);
    waiting = [];
  };
  for await (const item of items) {
    waiting.push(toRow(item));
    if (waiting.length >= BATCH) flush();
  }
  flush();
}
