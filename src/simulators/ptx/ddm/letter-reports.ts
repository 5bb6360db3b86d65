import { PtxRefusal } from '../answers.js';
import type { LetterEntry } from './model.js';
import { createShelf } from './shelf.js';
import type { Store } from './store.js';

interface LetterReport {
  id: number;
  letter: LetterEntry;
  pollsLeft: number;
}

const FIRST_REPORT = 620_441;

/** The letter on paper: a PDF in name only, since nobody looks at it. */
const pdfOf = ({ id, trigger }: LetterEntry): string => `%PDF-1.4\n% Communication ${id}: ${trigger}\n%%EOF\n`;

/** Reports of letters, made and then fetched. Source: PTX API, "Generate report". */
export function createLetterReports(store: Store, notReadyPolls = 1) {
  const reports = createShelf<LetterReport>(FIRST_REPORT);

  /** Throws `PtxRefusal`. */
  function byId(id: unknown): LetterReport {
    const report = reports.find(id);
    if (report === undefined) throw new PtxRefusal(404, `There is no report ${String(id)}`, 'id');
    return report;
  }

  return {
    letterOf: (id: unknown): LetterEntry | undefined => reports.find(id)?.letter,

    /** Gives the id of the report. Each call makes another one. Throws `PtxRefusal`. */
    generate(letterId: unknown): number {
      const letter = store.letters.find(letterId);
      if (letter === undefined) throw new PtxRefusal(404, `There is no communication ${String(letterId)}`, 'id');
      return reports.create({ letter, pollsLeft: notReadyPolls }).id;
    },

    /** The report, or nothing while it is being made: what is answered then is not documented. Throws `PtxRefusal`. */
    download(id: unknown): string {
      const report = byId(id);
      if (report.pollsLeft === 0) return pdfOf(report.letter);
      report.pollsLeft -= 1;
      return '';
    },
  };
}

export type LetterReports = ReturnType<typeof createLetterReports>;
