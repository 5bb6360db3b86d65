import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { z } from 'zod';
import type { BusinessClock } from '../domain/clock.js';
import {
  type DdmFileAcknowledgement,
  type DdmFileMemo,
  type DdmFileStage,
  type DdmFileType,
  type DdmFileView,
  ddmFileIdPrefix,
  ddmFileStatus,
  ddmFileWorkflowId,
  type ImportDdmFileInput,
  type Resolution,
  resolveDdmFile,
  workflowTypes,
} from '../workflows/messages.js';
import type { Workers } from './calls.js';
import { createEntity, type Kind } from './entity.js';
import { InvalidInputError, reachable } from './errors.js';
import { fileFields, fileStages, isFileId, packed, startFileRun } from './file-runs.js';
import { describe, isOpen, type Run, stageShown } from './runs.js';
import { text } from './validate.js';

/** A file for PTX's own import, in PTX's own layout. */
export interface DdmFileRequest {
  /** The collection profile at PTX: its id, or exactly its name. */
  profile: string;
  /** `payers`: contacts with their mandates; `one-offs`: single collections of mandates that PTX has. */
  type: DdmFileType;
  /** Of its name, without the dot: `csv`. */
  extension: string;
  /** At most 1,400,000 bytes. */
  content: Uint8Array;
  clock?: BusinessClock;
}

/** Imports into PTX. Every method throws `TemporalUnreachableError` when the server is away. */
export interface DdmFiles {
  /**
   * Starts to import a file; needs no worker. Safe to repeat: a content that is under way, or of which PTX took anything, gives
   * `started: false`; one that failed is tried anew. Throws `InvalidInputError`, also for a content that was handed in as
   * another type, or for another profile.
   */
  import(file: DdmFileRequest): Promise<{ id: string; started: boolean }>;
  // By the id. Each throws `UnknownReferenceError`; an open one needs a worker (`NoWorkerError`).
  /** What has become of it so far. */
  show(id: string): Promise<DdmFileView>;
  /** The same at its end, however long that takes. */
  result(id: string): Promise<DdmFileView>;
  /** Answers the question that it waits with. Throws `RefusedError` with its reason. */
  resolve(id: string, payload: Resolution): Promise<DdmFileAcknowledgement>;
}

/** So much of the hash stands in the name at PTX, which makes it the mark of the content. */
const HASH_DIGITS = 16;

const ddmFileKind: Kind<DdmFileView, DdmFileView> = {
  noun: { one: 'import', many: 'imports', name: 'id' },
  workflowType: workflowTypes.importDdmFile,
  idPrefix: ddmFileIdPrefix,
  isReference: isFileId,
  query: ddmFileStatus,
  viewOf: (view) => view,
  firstStage: 'running',
  stages: fileStages satisfies Record<DdmFileStage, 'open' | 'outcome'>,
};

const requestSchema = z.object({
  type: z.enum(['payers', 'one-offs'], 'is neither payers nor one-offs'),
  profile: text(100),
  extension: fileFields.extension,
  content: fileFields.content,
});

export function createDdmFiles(
  client: Client,
  { httpTimeoutMs, ...workers }: Workers & { httpTimeoutMs?: number },
): DdmFiles {
  const file = createEntity(client, workers, ddmFileKind);

  return {
    async import(asked) {
      const input = toInput(asked, httpTimeoutMs);
      const { contentHash: id, type, profile, fileName } = input;
      const workflowId = ddmFileWorkflowId(id);
      const run = await reachable(client, () => describe(client, workflowId));
      const failed = run !== undefined && !isOpen(run) && stageShown(run) === 'failed';
      if (run && !failed) return same(run, input);
      const memo: DdmFileMemo = { type, profile, fileName };
      const summary = `${asked.content.length} bytes of ${type}`;
      try {
        const { importDdmFile: workflowType } = workflowTypes;
        await startFileRun(client, {
          workflowType,
          workflowId,
          taskQueue: workers.taskQueue,
          input,
          memo,
          reference: fileName,
          summary,
          again: failed,
        });
        return { id, started: true };
      } catch (error) {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
        return same(await file.find(id), input);
      }
    },
    show: file.show,
    result: file.result,
    resolve: (id, payload) => file.say(id, resolveDdmFile, payload),
  };
}

function toInput({ content, ...asked }: DdmFileRequest, httpTimeoutMs: number | undefined): ImportDdmFileInput {
  const { error } = requestSchema.safeParse({ content, ...asked });
  if (error) throw new InvalidInputError(error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`));
  const { profile, type, extension, clock } = asked;
  const bytes = packed(content);
  return {
    fileName: `${type}-${bytes.contentHash.slice(0, HASH_DIGITS)}.${extension}`,
    type,
    profile,
    ...bytes,
    ...(clock === undefined ? {} : { clock }),
    ...(httpTimeoutMs === undefined ? {} : { httpTimeoutMs }),
  };
}

function same(run: Run, { contentHash: id, type, profile }: ImportDdmFileInput): { id: string; started: false } {
  const memo = run.memo as unknown as DdmFileMemo; // As `import` wrote it.
  if (memo.type === type && memo.profile === profile) return { id, started: false };
  throw new InvalidInputError([
    `content: exactly this file was handed in already, as ${memo.type} for collection profile ${memo.profile}`,
  ]);
}
