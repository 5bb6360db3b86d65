import { basename } from 'node:path';
import type { DdmFileType, DdmFileView } from '../../client/index.js';
import { type DdmLine, lineResults } from '../../domain/direct-debit/import-lines.js';
import { registerSearchAttributes } from '../../temporal/search-attributes.js';
import { withIncasso } from '../connect.js';
import type { ExitCode, Io } from '../context.js';
import { printable, printJson, printLine } from '../print.js';
import { writeResultsFile } from '../rows/results-file.js';
import { bytesOf, followHandedIn } from '../upload/handed-in.js';

export interface DdmImportOptions {
  profile: string;
  type: DdmFileType;
  json?: true;
}

const MOST_SHOWN = 20;

/**
 * Has PTX import a file of its own, stays until that has ended, and writes what became of each line beside the file. Answers 1
 * when a line was not taken, or when the import failed or waits for a person. Safe to repeat, also after it was interrupted:
 * the same file is only followed; one that failed is tried anew.
 */
export async function importDdm(file: string, { profile, type, json }: DdmImportOptions, io: Io): Promise<ExitCode> {
  const { content, extension } = await bytesOf(file);
  return withIncasso(
    async ({ ddmFiles, temporal }) => {
      await registerSearchAttributes(temporal.connection, temporal.namespace);
      const { id } = await ddmFiles.import({ profile, type, extension, content });
      const view = await followHandedIn(() => ddmFiles.show(id), io);
      const results = view.status === null ? null : await writeResults(file, content, view);
      if (json) printJson(io.out, { ...view, results });
      else if (view.stage === 'done') printLine(io.out, printable(summaryOf(view, results)));
      tellFaults(basename(file), view, io);
      return view.stage === 'done' && view.reason === null ? 0 : 1;
    },
    { starts: true },
  );
}

/** A line of the results for each line that is not empty, as PTX counts them. */
function writeResults(file: string, content: Uint8Array, view: DdmFileView): Promise<string> {
  const lines = new TextDecoder().decode(content).split(/\r?\n/);
  const numbers = lines.flatMap((text, index) => (text.trim() === '' ? [] : [index + 1]));
  const results = lineResults(numbers, view.lines, view);
  return writeResultsFile(
    file,
    ['line', 'status', 'message'],
    results.map(({ line, status, message }) => [String(line), status, message]),
  );
}

function summaryOf({ fileId, fileName, imported, processed }: DdmFileView, results: string | null): string {
  const counts = imported === null ? 'lines' : `${imported}${processed === null ? '' : ` of ${processed}`} lines`;
  const file = fileId === null ? fileName : `file ${fileId}, ${fileName}`;
  return `PTX imported ${counts} (${file})${results === null ? '' : `; results in ${results}`}`;
}

function tellFaults(name: string, { id, stage, reason, lines, errorCount, warningCount }: DdmFileView, { err }: Io) {
  const tell = (text: string) => printLine(err, printable(text));
  // Faults before what was only changed.
  const shown = [...lines.filter(isError), ...lines.filter((line) => !isError(line))].slice(0, MOST_SHOWN);
  for (const { line, status, message } of shown) tell(`${name}${line > 0 ? `:${line}` : ''} ${status}: ${message}`);
  const more = errorCount + warningCount - shown.length;
  if (more > 0) tell(`${name}: ${more} more`);
  if (reason !== null) tell(`${name}: ${stage}: ${reason}`);
  if (stage !== 'needs-attention') return;
  const answer = `incasso ddm resolve ${id} --as happened|not-happened|retry --by WHO --why TEXT`;
  tell(`answer with: ${answer}; then run the same command again`);
}

const isError = ({ status }: DdmLine): boolean => status === 'error';
