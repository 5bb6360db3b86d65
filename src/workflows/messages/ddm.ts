import { defineQuery, defineUpdate } from '@temporalio/workflow';
import type { BusinessClock } from '../../domain/clock.js';
import type { HistoryDifference } from '../../domain/direct-debit/history-differences.js';
import type { DdmLine } from '../../domain/direct-debit/import-lines.js';
import type { NextAction, TimelineEntry } from '../../domain/dossier.js';
import type { Resolution } from '../messages.js';
import type { CollectionView, HistoryDiffers } from './mandates.js';

// The contract of `importDdmFile`, PTX's own files of payers and one-off collections, and of `reconcileCollections`.

export type { HistoryDifference } from '../../domain/direct-debit/history-differences.js';
export type { DdmLine, DdmLineStatus } from '../../domain/direct-debit/import-lines.js';

export const ddmFileIdPrefix = 'ddm-file:';
/** The workflow of an import, by the SHA-256 of its content: the same content is imported once. */
export const ddmFileWorkflowId = (contentHash: string): string => `${ddmFileIdPrefix}${contentHash}`;

/** How an import of PTX is written in `IncassoVendorRefs`. */
export const ddmFileRef = (fileId: string): string => `ddm-file:${fileId}`;

/** `payers`: contacts with their mandates and plans; `one-offs`: single collections of mandates that PTX has. */
export type DdmFileType = 'payers' | 'one-offs';

/** A file to import. */
export interface ImportDdmFileInput {
  /** Its name at PTX, and the mark: it ends in the beginning of the content's hash. */
  fileName: string;
  type: DdmFileType;
  /** Name or id of the collection profile at PTX. */
  profile: string;
  /** Base64: a file is bytes, and what is handed in is exactly these. */
  content: string;
  /** SHA-256 of the bytes, in hex. */
  contentHash: string;
  clock?: BusinessClock;
  httpTimeoutMs?: number;
}

/** Memo of an import: what a second start with the same content is compared with. */
export interface DdmFileMemo {
  fileName: string;
  type: DdmFileType;
  profile: string;
}

export type DdmFileStage = 'running' | 'needs-attention' | 'done' | 'failed';

/** An import as programs read it (`incasso ddm import --json`). */
export interface DdmFileView extends NextAction {
  /** The SHA-256 of its content. */
  id: string;
  stage: DdmFileStage;
  reason: string | null;
  type: DdmFileType;
  /** As it was asked for: a name or an id. */
  profile: string;
  fileName: string;
  /** At PTX; null as long as they are not known. */
  profileId: string | null;
  fileId: string | null;
  /** PTX's own word for what became of it: it decides nothing. */
  status: string | null;
  /** Lines that PTX read, and those of them that it took; null where it does not say. */
  processed: number | null;
  imported: number | null;
  /** What PTX says of lines, in their order: the whole log, or as much of it as a message may hold, faults first. */
  lines: DdmLine[];
  /** All lines of the log that are faults, and all that were taken with a change. */
  errorCount: number;
  warningCount: number;
  timeline: TimelineEntry[];
}

export interface DdmFileAcknowledgement {
  stage: DdmFileStage;
  reason: string | null;
}
export const resolveDdmFile = defineUpdate<DdmFileAcknowledgement, [Resolution]>('resolve');
export const ddmFileStatus = defineQuery<DdmFileView>('ddmFileStatus');

// --- reconciliation ---

export const reconcileScheduleId = 'reconcile-collections';

export interface ReconcileCollectionsInput {
  /** Version of the bank calendar. */
  calendar: string;
  clock?: BusinessClock;
  httpTimeoutMs?: number;
}

export interface CollectionDifference {
  reference: string;
  day: string;
  what: HistoryDifference;
}

/** What one run found, and leaves for the next: it travels as the schedule's last result. */
export interface ReconcileResult {
  /** The first and the last processing day that were compared. */
  from: string;
  to: string;
  /** Collections that mandates show as due, by mandate and day; rows of PTX that debit; those of mandates unknown here. */
  expected: number;
  rows: number;
  foreign: number;
  /** At most three hundred of `differenceCount`, the newest day first. */
  differences: CollectionDifference[];
  differenceCount: number;
  /** So many more may differ: they were too many for one run, or their workflows did not answer. The next ones look. */
  unchecked: number;
  /** Mandates that were told by this run. */
  told: number;
  /** What was told on a business day, since one difference is told once a day. */
  toldOn: { day: string; keys: string[] };
}

/** A mandate that is known here, as lists show it: what has just changed can be missing. */
export interface WatchedMandate {
  workflowId: string;
  reference: string;
  /** Its id at PTX; null as long as it does not show one. */
  mandateId: string | null;
  isOpen: boolean;
}

/** A mandate as it is now. */
export interface MandateNow {
  isOpen: boolean;
  /** It is only being set up, and has not read PTX's history yet. */
  isNew: boolean;
  collections: Pick<CollectionView, 'dueDate' | 'state' | 'amount'>[];
}

/** One that shows that it expects collections on a day. */
export interface ExpectingMandate extends WatchedMandate {
  /** Their amounts in pence; null where it does not show them. */
  pence: readonly number[] | null;
}

/**
 * How the reconciliation reaches the mandates. Every method throws when Temporal does not answer; `now` also when no worker
 * does.
 */
export interface MandateWatch {
  /** The open ones that show that they expect a collection on a day. */
  expecting(day: string): Promise<ExpectingMandate[]>;
  /** Those of these mandates of PTX that are known here, by id or by reference, open or closed: by PTX's id. */
  known(mandates: readonly { mandateId: string; reference: string }[]): Promise<Map<string, WatchedMandate>>;
  /** One as it is now. Undefined where it is not there. */
  now(workflowId: string): Promise<MandateNow | undefined>;
  /** Tells it. False where it has closed. Safe to repeat. */
  tell(workflowId: string, difference: HistoryDiffers): Promise<boolean>;
}
