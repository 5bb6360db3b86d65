import { ApplicationFailure, activityInfo, CancelledFailure, Context } from '@temporalio/activity';
import { VendorError } from '../vendors/errors.js';
import type { DdmFile, DdmFileLine, PtxClient } from '../vendors/ptx/client.js';
import type { DdmFileType, DdmLine } from '../workflows/messages.js';
import type { Settling } from './ensure.js';
import { notYet, refused, toApplicationFailure } from './failures.js';
import { namedSo, pauseMs, readWhole, refusedFile, shortened } from './file-following.js';
import { whileHeartbeating } from './heartbeats.js';

export interface DdmFileDeps {
  ptx: PtxClient;
  settling: Settling;
}

/** Which file is meant at PTX: made from one business instant to another, and none of those that were there before. */
export interface DdmFileMark {
  type: DdmFileType;
  fileName: string;
  fromMs: number;
  toMs: number;
  except: string[];
}

export interface UploadDdmFileRequest {
  type: DdmFileType;
  profileId: string;
  fileName: string;
  /** Base64. */
  content: string;
}

/** What PTX says of a file. Counts are null where it does not say them. */
export interface DdmFileReading {
  fileId: string;
  status: string;
  processed: number | null;
  imported: number | null;
}

/** What PTX logged of a file: the whole log, or as much as a message may hold, faults first. */
export interface DdmFileLog {
  lines: DdmLine[];
  errorCount: number;
  warningCount: number;
}

const TYPES = { payers: 'PAYER_FILE', 'one-offs': 'ONE_OFF_PAYMENTFILE' } as const;
/** The documented ones: one list without a status may be refused, or leave some out. */
const STATUSES = [undefined, 'SUCCESS', 'ERROR'];
const DAY_MS = 24 * 3_600_000;
/** How far PTX's clock may be behind ours. */
const SKEW_MS = 60_000;
/** Looks for a file whose answer was lost; the pause doubles from look to look. */
const LOOKS = 4;
/** Readings of a file that has ended by its word, but shows no lines yet. */
const EMPTY_READINGS = 4;
/** Readings of a word that is not documented, some minutes in all. */
const UNKNOWN_READINGS = 9;
const MOST_BYTES = 1_000_000;
const UNDER_WAY = /progress|process(?!ed)|pending|queue|new|received|wait|running|start|upload|importing|validating/i;

/** Imports of payers and one-off collections. Source: PTX API, "DDM file import". */
export function createDdmFileActivities({ ptx, settling }: DdmFileDeps) {
  /** The imports of a type on some days, whatever their status: several lists, since no single one is sure to have all. */
  async function listed({ type, fromMs, toMs }: DdmFileMark): Promise<DdmFile[]> {
    const days = { from: dayOf(fromMs - DAY_MS), to: dayOf(toMs + DAY_MS) };
    const files = new Map<string, DdmFile>();
    let refusal: VendorError | undefined;
    let answers = 0;
    for (const status of STATUSES) {
      try {
        const found = await ptx.queryDdmFiles({
          type: TYPES[type],
          ...days,
          ...(status === undefined ? {} : { status }),
        });
        for (const file of found) files.set(file.id, file);
        answers += 1;
      } catch (error) {
        if (!(error instanceof VendorError && error.name === 'Invalid')) throw error;
        refusal = error;
      }
    }
    if (refusal && answers === 0) throw refusal;
    return [...files.values()];
  }

  async function marked(mark: DdmFileMark): Promise<DdmFile[]> {
    const { fileName, fromMs, except } = mark;
    return (await listed(mark)).filter(({ id, name, createdAt }) => {
      const isOlder = createdAt !== undefined && Date.parse(createdAt) < fromMs - SKEW_MS;
      return isNamed(name, fileName) && !isOlder && !except.includes(id);
    });
  }

  return {
    /** The imports that carry a name; those that are over, and of which PTX took nothing, are not `taken`. A read. */
    findDdmFiles(mark: DdmFileMark): Promise<{ fileId: string; taken: boolean }[]> {
      return readWhole(async () =>
        (await marked(mark)).map((file) => ({
          fileId: file.id,
          taken: !(isOver(file.status) && file.recordsImported === 0),
        })),
      );
    },

    /**
     * Hands in a file. **Not safe to repeat**: after `OutcomeUnknown`, an `Unavailable` that was sent, and a lost worker, the
     * file is looked for, and where it is not found a person decides.
     */
    async uploadDdmFile({ type, profileId, fileName, content }: UploadDdmFileRequest): Promise<{ fileId: string }> {
      try {
        return await whileHeartbeating(() => {
          const file = { profileId, fileName, content: Buffer.from(content, 'base64') };
          return type === 'payers' ? ptx.importPayers(file) : ptx.importOneOffCollections(file);
        });
      } catch (error) {
        if (error instanceof VendorError) throw toApplicationFailure(error, { effect: true });
        if (error instanceof CancelledFailure) throw error;
        // Whatever it is, the file may be on its way.
        const message = error instanceof Error ? error.message : String(error);
        throw ApplicationFailure.create({ type: 'OutcomeUnknown', message, nonRetryable: true });
      }
    },

    /**
     * The import whose answer was lost, or null where PTX shows none: only after several readings, since a write in flight
     * lands after a look-up, and an import may be listed late. A read.
     */
    lookUpDdmFile(mark: DdmFileMark): Promise<string | null> {
      return readWhole(async () => {
        for (let look = 0; look < LOOKS; look += 1) {
          if (look > 0) await Context.current().sleep(settling.cutOffMs * 2 ** (look - 1));
          const [file, ...others] = await marked(mark);
          if (!file) continue;
          if (others.length === 0) return file.id;
          const ids = [file, ...others].map(({ id }) => id).join(', ');
          throw refused(`PTX has several files by the name ${mark.fileName}: ${ids}`);
        }
        return null;
      });
    },

    /**
     * Waits for PTX to come to an end with an import; with `ended` somebody says that it has. Fails with `Invalid` where PTX's
     * word for it does not say whether it has ended. A read.
     */
    followDdmFile({
      fileId,
      ended,
      ...mark
    }: DdmFileMark & { fileId: string; ended: boolean }): Promise<DdmFileReading> {
      return readWhole(async () => {
        const byId = await namedSo(ptx.getDdmFile({ fileId }), ({ name }) => isNamed(name, mark.fileName));
        const file = byId ?? (await marked(mark))[0];
        if (!file) throw notYet(`PTX shows no file ${mark.fileName} yet`, pauseMs());
        const { status, recordsProcessed = 0 } = file;
        if (ended) return toReading(file);
        const words = `PTX says ${status} of the file`;
        const { attempt } = activityInfo();
        if (isOver(status)) {
          if (recordsProcessed === 0 && attempt < EMPTY_READINGS) throw notYet(`${words}, and has no lines`, pauseMs());
          return toReading(file);
        }
        if (UNDER_WAY.test(status) || attempt < UNKNOWN_READINGS) throw notYet(words, pauseMs());
        throw refused(`${words}, which does not say whether it has ended`);
      });
    },

    /** What PTX logged of an import. `left`: so many lines were not taken; where the log has fewer it is read once more. A read. */
    readDdmFileLog({ fileId, left }: { fileId: string; left: number }): Promise<DdmFileLog> {
      return readWhole(async () => {
        const log = await ptx.queryDdmFileLog({ fileId });
        if (log.filter(isFault).length >= left) return toLog(log);
        await Context.current().sleep(settling.answeredMs);
        return toLog(await ptx.queryDdmFileLog({ fileId }));
      });
    },
  };
}

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** Whether a name has the mark in it, which is ours without its extension: that, or a folder before it, may be PTX's. */
function isNamed(name: string, fileName: string): boolean {
  return name.toLowerCase().includes(fileName.replace(/\.[^.]*$/, '').toLowerCase());
}

/** By the documented words, and their like. */
const isOver = (status: string): boolean => /^success$/i.test(status) || refusedFile.test(status);

const isFault = ({ status }: DdmFileLine): boolean => refusedFile.test(status);
const isWarning = ({ status }: DdmFileLine): boolean => /warn/i.test(status);

function toReading({ id, status, recordsProcessed, recordsImported }: DdmFile): DdmFileReading {
  return { fileId: id, status, processed: recordsProcessed ?? null, imported: recordsImported ?? null };
}

function toLog(log: readonly DdmFileLine[]): DdmFileLog {
  const lines: DdmLine[] = [];
  let bytes = 0;
  for (const each of [...log.filter(isFault), ...log.filter((line) => !isFault(line))]) {
    const line = toLine(each);
    bytes += Buffer.byteLength(JSON.stringify(line));
    if (bytes > MOST_BYTES) break;
    lines.push(line);
  }
  return {
    lines: lines.sort((a, b) => a.line - b.line),
    errorCount: log.filter(isFault).length,
    warningCount: log.filter(isWarning).length,
  };
}

function toLine(line: DdmFileLine): DdmLine {
  const status = isFault(line) ? 'error' : isWarning(line) ? 'warning' : line.status;
  return {
    line: line.lineNumber,
    status,
    message: shortened(line.message),
    reference: line.mandateReference ?? null,
  };
}
