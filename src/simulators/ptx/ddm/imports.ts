import type { Scheduler } from '../../shared/scheduler.js';
import { PtxRefusal } from '../answers.js';
import type { UploadedFile } from '../multipart.js';
import type { Ledger } from '../parts.js';
import type { KnownUser } from '../sessions.js';
import { toLocalTime } from '../times.js';
import type { CollectionProfiles } from './collection-profiles.js';
import { payerReader, readLines } from './import-format.js';
import { createLineImports, type LineDeps } from './import-lines.js';
import type { CollectionProfileSetting, MandateEntry } from './model.js';
import { createShelf } from './shelf.js';

interface ImportDeps extends LineDeps {
  scheduler: Scheduler;
  ledger: Ledger;
  profiles: Pick<CollectionProfiles, 'find'>;
  /** Simulated milliseconds until a file is imported; 2 seconds when left out. */
  takesMs?: number | undefined;
}

const TYPES = ['PAYER_FILE', 'ONE_OFF_PAYMENTFILE'] as const;
type ImportType = (typeof TYPES)[number];

/** A file, as it truly is. */
export interface DdmFile {
  id: number;
  name: string;
  profile: CollectionProfileSetting;
  type: ImportType;
  /** `ERROR` where a line was refused, although others were imported. `PROCESSING` is the simulator's word. */
  status: 'PROCESSING' | 'SUCCESS' | 'ERROR';
  userKey: string;
  createdMs: number;
  updatedMs: number;
  recordsProcessed: number;
  recordsImported: number;
  acceptedMinor: number;
  rejectedMinor: number;
}

/** A line of which there is something to say, as the query shows it. */
export interface DdmFileLog {
  '@type': 'FileUploadLogDTO';
  created: string;
  modelId: number;
  fileId: number;
  lineNo: number;
  mandateReference: string;
  errorMessage: string;
  status: 'ERROR' | 'WARNING';
}

const FIRST_FILE = 9_511;
const TAKES_MS = 2000;

interface LogFacts {
  mandate?: MandateEntry;
  reference: string;
}

/** Files of payers and of one-off collections, imported line by line. Source: PTX API, "DDM file import". */
export function createImports(deps: ImportDeps) {
  const { scheduler, ledger, profiles, takesMs = TAKES_MS } = deps;
  const { importOneOff, importPayer } = createLineImports(deps);
  const files = createShelf<DdmFile>(FIRST_FILE);
  const log: DdmFileLog[] = [];

  function addLog(file: DdmFile, lineNo: number, status: DdmFileLog['status'], message: string, facts: LogFacts): void {
    log.push({
      '@type': 'FileUploadLogDTO',
      created: toLocalTime(scheduler.now()),
      modelId: facts.mandate?.id ?? file.id,
      fileId: file.id,
      lineNo,
      mandateReference: facts.mandate?.reference ?? facts.reference,
      errorMessage: message,
      status,
    });
  }

  function run(file: DdmFile, contents: Buffer): void {
    const lines = readLines(contents);
    const isPayers = file.type === 'PAYER_FILE';
    const header = isPayers ? (lines.shift()?.cells ?? []) : [];
    const read = payerReader(header);
    const referenceAt = isPayers ? header.indexOf('reference') : 0;
    const amountAt = isPayers ? header.indexOf('regularAmount') : 1;
    for (const { lineNo, cells } of lines) {
      const reference = cells[referenceAt] ?? '';
      file.recordsProcessed += 1;
      try {
        const { mandate, amountMinor, warning } = isPayers
          ? importPayer(read(cells), file.profile.id)
          : importOneOff(cells, file.profile.id);
        file.recordsImported += 1;
        file.acceptedMinor += amountMinor;
        if (warning !== undefined) addLog(file, lineNo, 'WARNING', warning, { mandate, reference });
      } catch (error) {
        if (!(error instanceof PtxRefusal)) throw error;
        file.rejectedMinor += Math.round(Number(cells[amountAt] ?? 0) * 100) || 0;
        addLog(file, lineNo, 'ERROR', error.message, { reference });
      }
    }
    if (lines.length === 0) addLog(file, 1, 'ERROR', 'No data records were extracted from file.', { reference: '' });
    file.status = lines.length > 0 && file.recordsImported === file.recordsProcessed ? 'SUCCESS' : 'ERROR';
    file.updatedMs = scheduler.now();
    const detail = `${file.recordsImported} of ${file.recordsProcessed}`;
    ledger.add('import.finished', {
      reference: file.name,
      id: String(file.id),
      amountMinor: file.acceptedMinor,
      detail,
    });
  }

  return {
    files: files.all,
    log: () => log,

    /** Takes a file, which is imported after a while. Gives its id. Not safe to repeat. Throws `PtxRefusal`. */
    upload(profileId: string, type: string, { filename, contents }: UploadedFile, user: KnownUser): number {
      const profile = profiles.find(profileId);
      if (profile === undefined) throw new PtxRefusal(404, `There is no collection profile ${profileId}`, 'id');
      const known = TYPES.find((each) => each === type);
      if (known === undefined) throw new PtxRefusal(400, `The file type must be ${TYPES.join(' or ')}`, 'type');
      const now = scheduler.now();
      const file = files.create({
        name: filename,
        profile,
        type: known,
        status: 'PROCESSING',
        userKey: user.key,
        createdMs: now,
        updatedMs: now,
        recordsProcessed: 0,
        recordsImported: 0,
        acceptedMinor: 0,
        rejectedMinor: 0,
      });
      ledger.add('import.uploaded', { reference: filename, id: String(file.id), detail: type });
      const kept = Buffer.from(contents); // The request's buffer is not ours to keep.
      scheduler.after(takesMs, () => run(file, kept));
      return file.id;
    },

    /** Throws `PtxRefusal`. */
    byId(fileId: string): DdmFile {
      const file = files.find(fileId);
      if (file === undefined) throw new PtxRefusal(404, `There is no file ${fileId}`);
      return file;
    },
  };
}

export type Imports = ReturnType<typeof createImports>;
