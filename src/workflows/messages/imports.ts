import { defineQuery, defineUpdate } from '@temporalio/workflow';
import type { CollectionPlan, CollectRecordInput } from '../../domain/case.js';
import type { BusinessClock } from '../../domain/clock.js';
import type { NextAction, TimelineEntry } from '../../domain/dossier.js';
import type { RowResults } from '../../domain/row-results.js';
import type { Resolution, Said } from '../messages.js';

// The contract of `importRecords`.

export type { RecordRow } from '../../domain/record-row.js';
export type { RowResult, RowResults } from '../../domain/row-results.js';

export const importIdPrefix = 'import:';
/** The workflow of an import: one for all time for the same rows in the same script, however they are handed in. */
export const importWorkflowId = (id: string): string => `${importIdPrefix}${id}`;
/** The id that whichever import makes cases of its rows holds meanwhile. */
export const importTurnId = 'import-turn';
/** How a batch of CollectMAXX is written in `IncassoVendorRefs`. */
export const importBatchRef = (name: string): string => `import-batch:${name}`;

/** Rows of one call: the vendor wants a file from 1,000 rows on. */
export const rowsPerImportCall = 990;
/** Rows of a page: five calls that go out together. */
export const rowsPerImportPage = 5 * rowsPerImportCall;

/** `rows`: handed in by pages, with a result for each row. `file`: all in one file, with a result for the batch. */
export type ImportForm = 'rows' | 'file';

export interface ImportRecordsInput {
  /** SHA-256, in hex, of script and rows. */
  id: string;
  script: string;
  as: ImportForm;
  count: number;
  /** What each page has to be; `hash` is the SHA-256 of its rows as JSON. */
  pages: { count: number; hash: string }[];
  /** The plan of the case that each accepted row becomes; none is started when left out. */
  collect?: { plan: CollectionPlan };
  clock?: BusinessClock;
  /** The time limit of one vendor call, as the workers have it; 30 s when left out. */
  httpTimeoutMs?: number;
}

/** `results` is null where the form of the import gives none by row. */
export interface ImportedPage {
  results: RowResults | null;
}
/**
 * Takes a page and answers when it is settled. Safe to repeat: a page is imported once. Refused with `importBusy` for now.
 * The rows are their values as JSON, deflated: a tenth of the size, and nothing that a page of the UI shows by chance.
 */
export const importPage = defineUpdate<ImportedPage, [index: number, rows: Uint8Array]>('importPage');
/** The type of a refusal that means: send the same again in a moment. */
export const importBusy = 'Busy';

export type ImportStage = 'running' | 'needs-attention' | 'done' | 'failed';

/** An import as programs read it (`incasso import show --json`). */
export interface ImportView extends NextAction {
  id: string;
  stage: ImportStage;
  reason: string | null;
  script: string;
  as: ImportForm;
  /** Rows in all, and those that are settled. */
  count: number;
  settled: number;
  /** Rows by status. */
  counts: Record<string, number>;
  /** Cases: how many were started, and how many accepted rows have none; null without `--collect`. */
  cases: { started: number; refused: number } | null;
  /** The vendor's batch of a file; null as long as it has none, and for rows. */
  batch: { name: string; status: string } | null;
  timeline: TimelineEntry[];
}

/** Where an import stands, for whoever hands in its pages: what it has already is not sent again. */
export interface ImportProgress {
  view: ImportView;
  /** Rows of each page. */
  layout: number[];
  results: (RowResults | null)[];
  /** Pages that are here, but have no results. */
  held: number[];
}

/** An import that has ended, as its workflow returns it. */
export type ClosedImport = Pick<ImportProgress, 'view' | 'layout' | 'results'>;

export interface ImportAcknowledgement {
  stage: ImportStage;
  reason: string | null;
}
/** Ends an import: what is at the vendor is followed to its end, and the other rows are left out. Safe to repeat. */
export const cancelImport = defineUpdate<ImportAcknowledgement, [Said]>('cancel');
export const resolveImport = defineUpdate<ImportAcknowledgement, [Resolution]>('resolve');
export const importStatus = defineQuery<ImportView>('importStatus');
export const importProgress = defineQuery<ImportProgress>('importProgress');
/** The rows of a page that waits to be handed in with the others as a file, or null. */
export const importPageRows = defineQuery<Uint8Array | null, [number]>('importPageRows');

/** What the worker's activities know of the house's own cases and imports; the client has it. */
export interface ImportedCases {
  /** Those of the references that a case has already. */
  taken(references: readonly string[]): Promise<string[]>;
  /** Starts the case of an imported record; null, or why there is none. Safe to repeat. */
  start(input: CollectRecordInput): Promise<string | null>;
}
export interface ImportPages {
  /** The rows of a page as they were handed in. */
  read(workflowId: string, index: number): Promise<Uint8Array>;
}
