import { defineQuery, defineUpdate } from '@temporalio/workflow';
import type { BusinessClock } from '../../domain/clock.js';
import type { NextAction, TimelineEntry } from '../../domain/dossier.js';
import type { Resolution } from '../messages.js';

// The contract of what is asked of PTX outside a batch: short workflows on its queue, files, Bacs messages, the lease.

// --- questions: only a worker logs in at PTX, so whoever wants to know something starts a short workflow ---

export const ptxQuestionIdPrefix = 'ptx-question:';

/** `profile`: those with this id, or else with exactly this name. */
export type PtxQuestion =
  | { what: 'check' }
  | { what: 'profiles' }
  | { what: 'profile'; nameOrId: string }
  | { what: 'messages' };

export interface AskPtxInput {
  question: PtxQuestion;
  /** The time limit of one vendor call, as the workers have it; 30 s when left out. */
  httpTimeoutMs?: number;
}

/** What decides about a payment profile at PTX; null where PTX does not say it. */
export interface PtxProfile {
  id: string;
  name: string;
  status: string | null;
  connectionType: string | null;
  numberOfApprovals: number;
  dataEntryMethod: string | null;
  serviceType: string | null;
  /** What stands in the way of a batch, or is worth knowing before one. */
  warnings: string[];
}

/** Who is logged in, and whether the approver can be; `problem` is one line for people. */
export interface PtxCheck {
  user: string;
  approver: { user: string; problem: string | null } | null;
  profiles: PtxProfile[];
  warnings: string[];
}

/** A Bacs message: `kept` says that its export stands in the data folder of the worker. */
export interface BacsMessageView {
  reportId: string;
  type: string | null;
  name: string | null;
  date: string | null;
  serviceType: string | null;
  downloaded: boolean;
  kept: boolean;
}

/** The newest first, at most a thousand; `more` says how many there are beside them. */
export interface BacsMessageList {
  messages: BacsMessageView[];
  more: number;
}

export type PtxAnswer =
  | { what: 'check'; check: PtxCheck }
  | { what: 'profiles'; profiles: PtxProfile[] }
  | { what: 'profile'; profiles: PtxProfile[] }
  | ({ what: 'messages' } & BacsMessageList);

/** `failure`: in the words of the failure table, or `NoWorker` where nobody took the question in time. */
export type AskPtxResult = { answer: PtxAnswer } | { failure: { name: string; message: string } };

// --- files ---

export const bacsFileIdPrefix = 'bacs-file:';
/** The workflow of a file, by the SHA-256 of its content: the same content is handed in once. */
export const bacsFileWorkflowId = (contentHash: string): string => `${bacsFileIdPrefix}${contentHash}`;

/** A payment file to hand in. Its name at PTX, `<key>.<extension>`, is the mark. */
export interface UploadBacsFileInput {
  key: string;
  extension: string;
  /** Id of the payment profile at PTX, digits. */
  profileId: string;
  /** Who hands it in: he cannot approve the batch. */
  by: string;
  /** Base64: a file is bytes, and what is handed in is exactly these. */
  content: string;
  /** SHA-256 of the bytes, in hex. */
  contentHash: string;
  /** For the batch: version of the bank calendar, and the last input of a day, `HH:MM` in London. */
  calendar: string;
  cutOff: string;
  clock?: BusinessClock;
  httpTimeoutMs?: number;
}

/** Memo of a file: what a second start with the same content is compared with. */
export interface BacsFileMemo {
  key: string;
  profileId: string;
  extension: string;
}

export type BacsFileStage = 'running' | 'needs-attention' | 'done' | 'failed';

/** A fault that PTX found in a file; line 0 is the file as a whole. The message may hold what stands in the line. */
export interface BacsFileError {
  line: number;
  code: string | null;
  message: string;
}

/** A file as programs read it (`incasso batch upload --json`). */
export interface BacsFileView extends NextAction {
  /** The SHA-256 of its content. */
  id: string;
  key: string;
  stage: BacsFileStage;
  reason: string | null;
  profileId: string;
  fileName: string;
  by: string;
  /** At PTX; null as long as they are not known. */
  fileId: string | null;
  submissionId: string | null;
  batchId: string | null;
  paymentDate: string | null;
  /** At most a thousand of `errorCount`. */
  errors: BacsFileError[];
  errorCount: number;
  timeline: TimelineEntry[];
}

export interface BacsFileAcknowledgement {
  stage: BacsFileStage;
  reason: string | null;
}
export const resolveBacsFile = defineUpdate<BacsFileAcknowledgement, [Resolution]>('resolve');
export const bacsFileStatus = defineQuery<BacsFileView>('bacsFileStatus');

// --- Bacs messages ---

export const bacsMessagesScheduleId = 'watch-bacs-messages';

export interface WatchBacsMessagesInput {
  /** The network whose messages are fetched, `BACSTel-IP` when left out. */
  serviceType?: 'BACSTel-IP' | 'SECURE-IP';
  httpTimeoutMs?: number;
  /** Only the demo has one: by it a report is late, never too early. */
  clock?: BusinessClock;
}

/** What one run did. What failed stays not downloaded at PTX, so the next run tries it again. */
export interface WatchBacsMessagesResult {
  found: number;
  kept: number;
  failed: number;
  /** Records of reports that reached their mandates. */
  routed: number;
  /** Records, and reports as a whole, that became parked events. */
  parked: number;
  /** Reports that were acted on too late, the first twenty, a line each. */
  warnings: string[];
  /** Why, of the first twenty. */
  failures: { reportId: string; reason: string }[];
}

// --- one worker per PTX user ---

/** The lease of a PTX user: its id tells nobody who that is. `userHash`: 16 hex digits. */
export const ptxLeaseId = (userHash: string): string => `ptx-user:${userHash}`;

export interface PtxLeaseInput {
  /** The queue that the holder alone polls. */
  taskQueue: string;
}

/** What the holder runs for as long as it holds the lease. */
export interface PtxLeaseActivities {
  holdPtxLease(): Promise<void>;
}
