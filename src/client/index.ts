import type { Client } from '@temporalio/client';
import { connectClient, type TemporalOptions } from '../temporal/connection.js';
import { type Batches, createBatches } from './batches.js';
import { type Bills, createBills } from './bills.js';
import { type Cases, createCases } from './cases.js';
import { createDdmFiles, type DdmFiles } from './ddm-files.js';
import { createEMandates, type EMandates } from './emandates.js';
import { createFiles, type Files } from './files.js';
import { createImports, type Imports } from './imports.js';
import { createMandates, type Mandates } from './mandates.js';
import { createParked, type Parked } from './parked.js';
import { createPtx, type Ptx } from './ptx.js';
import { createSchedules, type Schedules } from './schedules.js';

export type { InstructionInput } from '../domain/bacs/instructions.js';
export type { Debtor, Invoice, Payment, PlanStep } from '../domain/case.js';
export type { TimelineEntry } from '../domain/dossier.js';
export type { Money } from '../domain/money.js';
export { TemporalUnreachableError } from '../temporal/connection.js';
export type {
  Acknowledgement,
  AddPlan,
  ApproveBatch,
  BacsFileAcknowledgement,
  BacsFileStage,
  BacsFileView,
  BacsMessageList,
  BacsMessageView,
  BatchAcknowledgement,
  BatchItem,
  BatchStage,
  BatchView,
  BillAcknowledgement,
  BillStage,
  BillView,
  CaseStage,
  CaseView,
  ChangePlan,
  CollectionPlan,
  CollectOneOff,
  CollectRecordInput,
  CommitBatch,
  DdmFileAcknowledgement,
  DdmFileStage,
  DdmFileType,
  DdmFileView,
  DdmLine,
  EMandateAcknowledgement,
  EMandateStage,
  EMandateView,
  Hold,
  ImportAcknowledgement,
  ImportForm,
  ImportStage,
  ImportView,
  MandateAcknowledgement,
  MandateStage,
  MandateView,
  Outcome,
  ParkedStage,
  ParkedView,
  PtxCheck,
  PtxProfile,
  RecordedPayment,
  RecordRow,
  Resolution,
  RowResult,
  Said,
} from '../workflows/messages.js';
export type { Batches, ListedBatch, SubmittedBatch } from './batches.js';
export type { Bills, ListedBill, SubmittedBill } from './bills.js';
export type { Cases, ListedCase } from './cases.js';
export type { DdmFileRequest, DdmFiles } from './ddm-files.js';
export type { EMandateRequest, EMandates, ListedEMandate } from './emandates.js';
export * from './errors.js';
export type { BacsFileRequest, Files } from './files.js';
export type { ImportOutcome, ImportPace, Imports, ListedImport } from './imports.js';
export type { ListedMandate, Mandates, StartedMandate } from './mandates.js';
export type { Parked } from './parked.js';
export type { BatchRequest } from './prepare-batch.js';
export type { BillRequest } from './prepare-bill.js';
export type { ImportRequest } from './prepare-import.js';
export type { MandatePlan, MandateRequest } from './prepare-mandate.js';
export { type Ptx, PtxAwayError } from './ptx.js';
export type { AppliedSchedule, Schedules, ScheduleView } from './schedules.js';

/** What business systems do with Incasso. */
export interface IncassoClient {
  cases: Cases;
  batches: Batches;
  bills: Bills;
  ddmFiles: DdmFiles;
  emandates: EMandates;
  files: Files;
  imports: Imports;
  mandates: Mandates;
  parked: Parked;
  ptx: Ptx;
  schedules: Schedules;
}

export interface IncassoOptions {
  /** The workers' task queue (`INCASSO_TASK_QUEUE_PREFIX`); `incasso` when left out. */
  taskQueue?: string;
  /** The time limit of a vendor call, as the workers have it (`INCASSO_HTTP_TIMEOUT`), in milliseconds. */
  httpTimeoutMs?: number;
  /** How long a worker may take to answer before it counts as away (`NoWorkerError`); 7 s when left out. */
  answerWithinMs?: number;
  /** Working days from the lodging of an instruction to the first collection (`INCASSO_LODGEMENT_DAYS`); else 5. */
  lodgementDays?: number;
}

/** A client over a connection of your own; its data converter must be that of the workers. */
export function createIncassoClient({
  client,
  taskQueue = 'incasso',
  ...rest
}: IncassoOptions & { client: Client }): IncassoClient {
  const options = { taskQueue, ...rest };
  return {
    cases: createCases(client, options),
    batches: createBatches(client, options),
    bills: createBills(client, options),
    ddmFiles: createDdmFiles(client, options),
    emandates: createEMandates(client, options),
    files: createFiles(client, options),
    imports: createImports(client, options),
    mandates: createMandates(client, options),
    parked: createParked(client),
    ptx: createPtx(client, options),
    schedules: createSchedules(client, options),
  };
}

/**
 * Connects as Temporal's own environment and configuration file say (`TEMPORAL_ADDRESS` and so on). Throws
 * `TemporalUnreachableError` within seconds where no server answers. Close it at the end.
 */
export async function connectIncasso(
  options: IncassoOptions & TemporalOptions = {},
): Promise<IncassoClient & { close(): Promise<void> }> {
  const { client, close } = await connectClient(options);
  return { ...createIncassoClient({ ...options, client }), close };
}
