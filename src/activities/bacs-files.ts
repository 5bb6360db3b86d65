import { activityInfo } from '@temporalio/activity';
import type { FileEvent, FileResult, Instruction, PtxClient, Submission } from '../vendors/ptx/client.js';
import type { BacsFileError } from '../workflows/messages.js';
import { ensureOnce, type Settling } from './ensure.js';
import { notYet } from './failures.js';
import { namedSo, pauseMs, readWhole, refusedFile, shortened } from './file-following.js';

export interface BacsFileDeps {
  ptx: PtxClient;
  settling: Settling;
}

export interface UploadRequest {
  profileId: string;
  fileName: string;
  /** Base64. */
  content: string;
  /** An earlier try may have left the file at PTX: then it is looked for before anything is sent. */
  again: boolean;
}

/** What identifies the file at PTX: the one that its upload answered, or the submission that carries its name. */
export interface UploadedFile {
  fileId: string | null;
  submissionId: string | null;
}

/** What became of a file. A submission does not name its batch: only the answer for a file does. */
export interface FileOutcome {
  accepted: boolean;
  /** PTX's own word for it. */
  status: string;
  submissionId: string | null;
  batchId: string | null;
  paymentDate: string | null;
}

const MOST_ERRORS = 1_000;
const DAY_MS = 24 * 3_600_000;
const UNDER_WAY = /^(import in progress|processing|pending|in progress|new|received)$/i;

/** Payment files. Source: PTX API, "File upload". */
export function createBacsFileActivities({ ptx, settling }: BacsFileDeps) {
  /** PTX shows a file's name as the description of its submission; it can be searched by no such field. */
  const marked = async (fileName: string): Promise<Submission[]> => {
    const submissions = await ptx.querySubmissions({});
    return submissions.filter(({ description }) => description === fileName);
  };

  return {
    /** The submissions that carry the name of a file, whatever their state. A read. */
    findBacsFile({ fileName }: { fileName: string }): Promise<string[]> {
      return readWhole(async () => (await marked(fileName)).map(({ id }) => id));
    },

    /**
     * Hands in a file, once: where an earlier try may have done it, its name is looked for first, and counts as absent
     * only after the settling time and a second reading. Safe to repeat.
     */
    uploadBacsFile({ profileId, fileName, content, again }: UploadRequest): Promise<UploadedFile> {
      const mayBeThere = again || activityInfo().attempt > 1;
      return ensureOnce<UploadedFile>({
        what: 'the file',
        settling,
        find: async () => {
          const [submission] = mayBeThere ? await marked(fileName) : [];
          return submission && { fileId: null, submissionId: submission.id };
        },
        act: async () => {
          const bytes = Buffer.from(content, 'base64');
          const { fileId } = await ptx.uploadFile({ profileId, fileName, content: bytes });
          return { fileId, submissionId: null };
        },
      });
    },

    /** Waits for PTX to come to an end with a file: ends only by that, or by its time limit. A read. */
    followBacsFile({ fileId, submissionId, fileName }: UploadedFile & { fileName: string }): Promise<FileOutcome> {
      return readWhole(async () => {
        const file = fileId === null ? undefined : await resultOf(fileId, fileName);
        if (file && !/^success$/i.test(file.status) && !refusedFile.test(file.status)) {
          throw notYet(`PTX says ${file.status} of the file`, pauseMs());
        }
        const known = submissionId ?? file?.submissionId;
        const submission = (await ptx.querySubmissions({})).find(({ id, description }) =>
          known === undefined ? description === fileName : id === known,
        );
        const status = submission?.statusDescription ?? submission?.status ?? file?.status;
        const refused = refusedFile.test(status ?? '') || refusedFile.test(file?.status ?? '');
        if (status === undefined || UNDER_WAY.test(status) || (!refused && !submission)) {
          throw notYet('PTX shows no submission of the file yet', pauseMs());
        }
        return {
          accepted: !refused,
          status,
          submissionId: submission?.id ?? known ?? null,
          batchId: file?.batchId ?? null,
          paymentDate: submission?.paymentDate ?? null,
        };
      });
    },

    /**
     * The batch of a submission whose file has no known id: the one batch since its upload that has this date, this count
     * and these totals, or null where several have. Since its own batch is among them, one alone is the right one. A read.
     */
    findBatchOfFile({ submissionId, sinceMs }: { submissionId: string; sinceMs: number }): Promise<string | null> {
      return readWhole(async () => {
        const submission = (await ptx.querySubmissions({})).find(({ id }) => id === submissionId);
        if (!submission) return null;
        // A day to spare for clocks and time zones: a batch too many is a question, one too few would be a wrong answer.
        const since = new Date(sinceMs - DAY_MS).toISOString();
        const batches = new Map<string, Instruction[]>();
        for (const instruction of await ptx.queryInstructionsCreatedSince({ since })) {
          const known = batches.get(instruction.batchId);
          if (known) known.push(instruction);
          else batches.set(instruction.batchId, [instruction]);
        }
        const same = [...batches].filter(([, instructions]) => agrees(instructions, submission));
        return same.length === 1 ? (same[0]?.[0] ?? null) : null;
      });
    },

    /** What PTX found wrong in a file, by line; at most a thousand, the rest counted. A read. */
    collectFileErrors(of: { submissionId: string | null; batchId: string | null }) {
      return readWhole(async (): Promise<{ errors: BacsFileError[]; errorCount: number }> => {
        const events = await eventsOf(of);
        const errors = events.filter(({ eventType }) => eventType === undefined || /error/i.test(eventType));
        errors.sort((a, b) => a.lineNumber - b.lineNumber);
        return { errors: errors.slice(0, MOST_ERRORS).map(toError), errorCount: errors.length };
      });
    },
  };

  function resultOf(fileId: string, fileName: string): Promise<FileResult | undefined> {
    return namedSo(ptx.getFileResult(fileId), (file) => file.fileName === undefined || file.fileName === fileName);
  }

  async function eventsOf({ submissionId, batchId }: { submissionId: string | null; batchId: string | null }) {
    if (submissionId !== null) return ptx.queryFailedFileLines({ submissionId });
    return batchId === null ? [] : ptx.queryFailedFileLines({ batchId });
  }
}

/** Whether these can be all instructions of the submission: as many, of its payment date, and of its totals. */
function agrees(instructions: readonly Instruction[], submission: Submission): boolean {
  const { paymentDate, entryCount, debitCount, creditCount, debitMinor, creditMinor } = submission;
  const totalMinor = instructions.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  return (
    instructions.length === (entryCount ?? debitCount + creditCount) &&
    totalMinor === debitMinor + creditMinor &&
    instructions.every((instruction) => instruction.paymentDate === paymentDate)
  );
}

function toError({ lineNumber, code, message }: FileEvent): BacsFileError {
  return { line: lineNumber, code: code ?? null, message: shortened(message) };
}
