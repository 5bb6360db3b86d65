import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import type { RowResult } from '../../client/index.js';
import type { RecordLine } from '../input/records-file.js';

const LINES_AT_ONCE = 1_000;

/** Where the results of a file's rows go: beside it. */
export const resultsFileOf = (file: string): string => `${file}.results.csv`;

/**
 * Writes a line for every row, in the order of the file. The results are there whole or not at all: an older file is
 * replaced in one step.
 */
export async function writeResults(
  file: string,
  { rows, results, collect }: { rows: readonly RecordLine[]; results: readonly RowResult[]; collect: boolean },
): Promise<string> {
  const target = resultsFileOf(file);
  const draft = `${target}.${process.pid}.tmp`;
  try {
    const stream = createWriteStream(draft, { flags: 'w', mode: 0o600 });
    const header = ['line', 'identification_identifier', 'status', 'messages', ...(collect ? ['case'] : [])];
    stream.write(lineOf(header));
    for (let from = 0; from < rows.length; from += LINES_AT_ONCE) {
      const part = rows.slice(from, from + LINES_AT_ONCE).map(({ line, row: { reference } }, index) => {
        const { status, messages, case: started = '' } = results[from + index] ?? NO_RESULT;
        const said = messages.map(({ context, message }) =>
          context === undefined ? message : `${context}: ${message}`,
        );
        return lineOf([String(line), reference, status, said.join('; '), ...(collect ? [started] : [])]);
      });
      if (!stream.write(part.join(''))) await once(stream, 'drain');
    }
    stream.end();
    await finished(stream);
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  return target;
}

const NO_RESULT: RowResult = { status: 'unknown', messages: [] };

function lineOf(cells: readonly string[]): string {
  return `${cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\n`;
}
