import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { keepFile } from './kept-files.js';

/** What came of a report that did not come whole, and how often. */
interface Broken {
  /** The run that fetched it last: another attempt of the same run says nothing new. */
  runId: string;
  runs: number;
  /** SHA-256 of what came, in hex. */
  hash: string;
}

const END = '.broken';
const MOST_RUNS = 3;

/** Remembers in a folder, as `<report id>.broken`, which reports do not come whole, until they do or are given up. */
export function createBrokenReports(folder: string) {
  const pathOf = (reportId: string): string => join(folder, `${reportId}${END}`);

  return {
    /**
     * Whether it is to be taken as it came, since it will not come otherwise: it is the same as in the run before, or this is
     * the third run. Safe to repeat within a run.
     */
    async isFinal(reportId: string, xml: string, runId: string): Promise<boolean> {
      const hash = createHash('sha256').update(xml).digest('hex');
      const before = await read(pathOf(reportId));
      const isAgain = before?.runId === runId;
      const runs = (before?.runs ?? 0) + (isAgain ? 0 : 1);
      if (runs >= MOST_RUNS || (before?.hash === hash && !isAgain)) return true;
      await keepFile(pathOf(reportId), JSON.stringify({ runId, runs, hash } satisfies Broken));
      return false;
    },

    /** It has come, or was given up. Safe to repeat. */
    forget: (reportId: string): Promise<void> => rm(pathOf(reportId), { force: true }),
  };
}

/** What cannot be read counts as never seen: it costs a run. */
async function read(path: string): Promise<Partial<Broken> | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Partial<Broken>;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
