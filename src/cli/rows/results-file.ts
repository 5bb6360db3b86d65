import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { finished } from 'node:stream/promises';

const LINES_AT_ONCE = 1_000;

/** Where the results of a file's rows go: beside it. */
export const resultsFileOf = (file: string): string => `${file}.results.csv`;

/**
 * Writes a CSV file of results beside `file`, readable by its owner alone, and gives its path. The results are there whole
 * or not at all: an older file is replaced in one step.
 */
export async function writeResultsFile(
  file: string,
  header: readonly string[],
  lines: Iterable<readonly string[]>,
): Promise<string> {
  const target = resultsFileOf(file);
  const draft = `${target}.${process.pid}.tmp`;
  try {
    const stream = createWriteStream(draft, { flags: 'w', mode: 0o600 });
    let waiting = [lineOf(header)];
    for (const line of lines) {
      waiting.push(lineOf(line));
      if (waiting.length < LINES_AT_ONCE) continue;
      if (!stream.write(waiting.join(''))) await once(stream, 'drain');
      waiting = [];
    }
    stream.end(waiting.join(''));
    await finished(stream);
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  return target;
}

function lineOf(cells: readonly string[]): string {
  return `${cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\n`;
}
