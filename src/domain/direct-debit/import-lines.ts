/**
 * What became of a line. `imported`: taken as it is; `warning`: taken with a change; `error`: not taken; `header`: the names of
 * columns; `unknown`: PTX does not say. Another word is PTX's own.
 */
export type DdmLineStatus = 'imported' | 'warning' | 'error' | 'header' | 'unknown' | (string & {});

/** A line of an imported file that PTX says something about. The message may hold what stands in the line. */
export interface DdmLine {
  /** From 1; 0 is the file as a whole. */
  line: number;
  status: DdmLineStatus;
  message: string;
  /** The Direct Debit reference in it, where PTX could read one. */
  reference: string | null;
}

/** What PTX says of a file as a whole; null where it does not say. */
export interface ImportCounts {
  processed: number | null;
  imported: number | null;
  errorCount: number;
  warningCount: number;
}

/**
 * What an import came to, by its counts and its log alone: PTX shows the same file with both of its status words. `failed`:
 * nothing was taken.
 */
export function importOutcome(
  { processed, imported, errorCount }: ImportCounts,
  status: string,
): { outcome: 'done' | 'failed'; reason: string | null } {
  const of = processed === null ? '' : ` of ${processed}`;
  if (imported === 0) return { outcome: 'failed', reason: `PTX imported none${of} lines (${status})` };
  if (imported === null && errorCount > 0 && (processed === null || errorCount >= processed)) {
    return { outcome: 'failed', reason: `PTX found ${errorCount} lines at fault, and does not say that it took any` };
  }
  const left = processed !== null && imported !== null ? processed - imported : errorCount;
  if (left <= 0) return { outcome: 'done', reason: null };
  return { outcome: 'done', reason: `PTX imported ${imported ?? 'some'}${of} lines` };
}

/**
 * The result of every line of a file, by the numbers of its lines. A line that the log does not name was taken where the
 * counts say so, or is the header that PTX has not counted; else nobody knows.
 */
export function lineResults(
  numbers: readonly number[],
  lines: readonly DdmLine[],
  { processed, imported, errorCount, warningCount }: ImportCounts,
): DdmLine[] {
  const named = new Map<number, DdmLine[]>();
  for (const each of lines) named.set(each.line, [...(named.get(each.line) ?? []), each]);
  const [first] = numbers;
  const hasHeader = first !== undefined && !named.has(first) && processed === numbers.length - 1;
  const records = numbers.slice(hasHeader ? 1 : 0);
  const faulty = records.filter((line) => named.get(line)?.some(isError)).length;
  const isWholeLog = lines.length >= errorCount + warningCount;
  const addsUp = isWholeLog && processed === records.length && imported === processed - faulty;
  const rest: DdmLineStatus = addsUp ? 'imported' : 'unknown';
  return numbers.map((line) => {
    const said = named.get(line) ?? [];
    const worst = said.find(isError) ?? said[0];
    const status = worst?.status ?? (hasHeader && line === first ? 'header' : rest);
    return {
      line,
      status,
      message: said.map(({ message }) => message).join('; '),
      reference: worst?.reference ?? null,
    };
  });
}

const isError = ({ status }: DdmLine): boolean => status === 'error';
