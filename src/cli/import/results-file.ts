import type { RowResult } from '../../client/index.js';
import type { RecordLine } from '../input/records-file.js';
import { writeResultsFile } from '../rows/results-file.js';

/** Writes a line for every row beside the file, in its order, and gives the path of the results. */
export function writeResults(
  file: string,
  content: { rows: readonly RecordLine[]; results: readonly RowResult[]; collect: boolean },
): Promise<string> {
  const header = ['line', 'identification_identifier', 'status', 'messages', ...(content.collect ? ['case'] : [])];
  return writeResultsFile(file, header, linesOf(content));
}

function* linesOf({ rows, results, collect }: Parameters<typeof writeResults>[1]): Generator<string[]> {
  for (const [index, { line, row }] of rows.entries()) {
    const { status, messages, case: started = '' } = results[index] ?? NO_RESULT;
    const said = messages.map(({ context, message }) => (context === undefined ? message : `${context}: ${message}`));
    yield [String(line), row.reference, status, said.join('; '), ...(collect ? [started] : [])];
  }
}

const NO_RESULT: RowResult = { status: 'unknown', messages: [] };
