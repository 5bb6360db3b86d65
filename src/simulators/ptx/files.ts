import type { Scheduler } from '../shared/scheduler.js';
import { PtxRefusal } from './answers.js';
import type { Calendar } from './calendar.js';
import { checkPayment } from './checks.js';
import { type FileLine, readPaymentFile } from './file-format.js';
import type { Instructions } from './instructions.js';
import type { UploadedFile } from './multipart.js';
import type { Ledger } from './parts.js';
import type { Profiles } from './profiles.js';
import type { KnownUser } from './sessions.js';
import type { Submission, Submissions } from './submissions.js';
import { toLocalTime } from './times.js';

interface FileDeps {
  scheduler: Scheduler;
  ledger: Ledger;
  calendar: Calendar;
  profiles: Profiles;
  submissions: Submissions;
  instructions: Instructions;
}

interface PaymentFile {
  id: number;
  filename: string;
  size: number;
  status: 'PROCESSING' | 'SUCCESS' | 'ERROR';
  submission: Submission;
}

/** A fault of a file, as the queries show it; `occurances` is the vendor's spelling. */
export interface TransformerEvent {
  '@type': 'BacsTransformerEvent';
  id: number;
  batchId: number;
  createdTimeStamp: string;
  eCode?: string;
  eventType: 'Error';
  lineNum: number;
  message: string;
  occurances: 0;
  preSubmissionFlag: false;
  recId: number;
  sourceDetail?: string;
  submissionId: number;
  type: 'HEADER' | 'INSTRUCTION';
}

const FIRST_FILE = 19_456;
const FIRST_EVENT = 4_634_086;
const TRANSFORMED_AFTER_MS = 2000;
const NO_RECORDS = 'No data records were extracted from file. Check XML mapping template and/or data file.';

/** Payment files and their transformation into a batch. Source: PTX API, "File upload". */
export function createFiles({ scheduler, ledger, calendar, profiles, submissions, instructions }: FileDeps) {
  const files = new Map<string, PaymentFile>();
  const events: TransformerEvent[] = [];

  function addEvent({ id, batchId }: Submission, message: string, eCode?: string, at?: FileLine): void {
    const event: TransformerEvent = {
      '@type': 'BacsTransformerEvent',
      id: FIRST_EVENT + events.length,
      batchId,
      createdTimeStamp: toLocalTime(scheduler.now()).slice(0, 19),
      eventType: 'Error',
      lineNum: at?.line ?? 0,
      message,
      occurances: 0,
      preSubmissionFlag: false,
      recId: at?.line ?? 0,
      submissionId: id,
      type: at === undefined ? 'HEADER' : 'INSTRUCTION',
    };
    if (eCode !== undefined) event.eCode = eCode;
    if (at !== undefined) event.sourceDetail = `${at.source}\n`;
    events.push(event);
  }

  /** All lines, or none: a file with a fault is rejected whole. */
  function transform(file: PaymentFile, contents: Buffer): void {
    const { submission } = file;
    const lines = readPaymentFile(contents);
    const faultsBefore = events.length;
    if (lines.length === 0) addEvent(submission, NO_RECORDS, 'BV3006');
    for (const line of lines) {
      if ('fault' in line) addEvent(submission, line.fault, line.eCode, line);
      else {
        try {
          checkPayment(line.payment);
        } catch (error) {
          if (!(error instanceof PtxRefusal)) throw error;
          addEvent(submission, `Validation Error: ${error.message}`, undefined, line);
        }
      }
    }
    submission.errorCount = events.length - faultsBefore;
    if (submission.errorCount > 0) {
      file.status = 'ERROR';
      submission.status = 'Rejected';
      ledger.add('batch.rejected', { reference: file.filename, id: String(submission.id), detail: 'bad file' });
      return;
    }
    for (const line of lines) {
      if (!('payment' in line)) continue;
      const day = line.paymentDay === undefined ? submission.paymentDay : calendar.nextAfter(line.paymentDay);
      const { reference, id, amountMinor } = instructions.append(submission, checkPayment(line.payment), day, true);
      ledger.add('instruction.created', { reference, id: String(id), amountMinor });
    }
    submission.paymentDay = submission.entries[0]?.paymentDay ?? submission.paymentDay;
    file.status = 'SUCCESS';
    submission.status = 'Entered';
    const amountMinor = submission.debitMinor + submission.creditMinor;
    ledger.add('batch.entered', { reference: file.filename, id: String(submission.id), amountMinor });
  }

  return {
    events: () => events,

    /** Takes a file; its submission is there at once, under the file's name. Not safe to repeat. Throws `PtxRefusal`. */
    upload(profileId: string, { filename, contents }: UploadedFile, user: KnownUser): number {
      const profile = profiles.usable(profileId);
      const paymentDay = calendar.earliestPaymentDay(scheduler.now());
      const opening = { profile, description: filename, paymentDay, entryMethod: 'FILEIMPORT' } as const;
      const submission = submissions.open({ ...opening, status: 'Import in progress' }, user);
      const id = FIRST_FILE + files.size;
      const file: PaymentFile = { id, filename, size: contents.length, status: 'PROCESSING', submission };
      files.set(String(id), file);
      ledger.add('file.uploaded', { reference: filename, id: String(id) });
      const kept = Buffer.from(contents); // The request's buffer is not ours to keep.
      scheduler.after(TRANSFORMED_AFTER_MS, () => transform(file, kept));
      return id;
    },

    /** The ids are told once the file is transformed. Throws `PtxRefusal`. */
    result(fileId: string) {
      const file = files.get(fileId);
      if (file === undefined) throw new PtxRefusal(404, `There is no file ${fileId}`);
      const { id, filename, size, status, submission } = file;
      const facts = { id, filename, size, status, applicationId: submission.profile.id };
      if (status === 'PROCESSING') return facts;
      return { ...facts, submissionId: submission.id, batchId: submission.batchId };
    },
  };
}

export type Files = ReturnType<typeof createFiles>;
