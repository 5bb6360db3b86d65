import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { z } from 'zod';
import { latestCalendarVersion } from '../domain/calendar/holidays.js';
import type { BusinessClock } from '../domain/clock.js';
import {
  type BacsFileAcknowledgement,
  type BacsFileMemo,
  type BacsFileStage,
  type BacsFileView,
  bacsFileIdPrefix,
  bacsFileStatus,
  bacsFileWorkflowId,
  batchWorkflowId,
  type Resolution,
  referenceAttribute,
  resolveBacsFile,
  type UploadBacsFileInput,
  workflowTypes,
} from '../workflows/messages.js';
import type { Workers } from './calls.js';
import { createEntity, type Kind } from './entity.js';
import { InvalidInputError, ReferenceTakenError, reachable, UnknownReferenceError } from './errors.js';
import { fileFields, fileStages, isFileId, packed, startFileRun } from './file-runs.js';
import { describe, isOpen, quoted, type Run, stageShown } from './runs.js';
import { KEY, text } from './validate.js';

/** A payment file as it is handed in. */
export interface BacsFileRequest {
  /** The key of its batch: letters, digits and `. _ -`, at most 40, not beginning with `-`. Used once and for all. */
  key: string;
  /** Id of the payment profile at PTX, digits. */
  profileId: string;
  /** Who hands it in; he cannot approve its batch. */
  by: string;
  /** Of its name, without the dot: `csv`. */
  extension: string;
  /** At most 1,400,000 bytes. */
  content: Uint8Array;
  /** The last input of a day, `HH:MM` in London; `21:30` when left out. */
  cutOff?: string;
  clock?: BusinessClock;
}

/** Payment files. Every method throws `TemporalUnreachableError` when the server is away. */
export interface Files {
  /**
   * Starts handing in a payment file; needs no worker. Safe to repeat: the same content under the same key gives
   * `started: false`, whatever has become of it. A content that failed may be handed in again under another key. Throws
   * `InvalidInputError`, also for a content that was handed in with another key, and `ReferenceTakenError` for such a key.
   */
  uploadBacs(file: BacsFileRequest): Promise<{ id: string; key: string; started: boolean }>;
  // By its key, or its id. Each throws `UnknownReferenceError`; an open one needs a worker (`NoWorkerError`).
  /** What has become of it so far. */
  show(keyOrId: string): Promise<BacsFileView>;
  /** The same at its end, however long that takes. */
  result(keyOrId: string): Promise<BacsFileView>;
  /** Answers the question that it waits with. Throws `RefusedError` with its reason. */
  resolve(keyOrId: string, payload: Resolution): Promise<BacsFileAcknowledgement>;
}

const DEFAULT_CUT_OFF = '21:30';

const fileNoun = { one: 'file', many: 'files', name: 'key' };
const batchNoun = { one: 'batch', many: 'batches', name: 'key' };

const fileKind: Kind<BacsFileView, BacsFileView> = {
  noun: fileNoun,
  workflowType: workflowTypes.uploadBacsFile,
  idPrefix: bacsFileIdPrefix,
  isReference: isFileId,
  query: bacsFileStatus,
  viewOf: (view) => view,
  firstStage: 'running',
  stages: fileStages satisfies Record<BacsFileStage, 'open' | 'outcome'>,
};

const word = z.string('is not a text');
const requestSchema = z.object({
  key: word
    .regex(KEY, 'is not a key, write letters, digits and . _ - (at most 40)')
    .refine((key) => !key.startsWith('-'), 'begins with -, which PTX does not take'),
  profileId: word.regex(/^\d{1,18}$/, 'is not the id of a profile, write digits'),
  by: text(100).regex(/^\P{Cc}*$/u, 'has control characters or line breaks, take them out'),
  extension: fileFields.extension,
  cutOff: word.regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'is not a time of day, write 21:30').optional(),
  content: fileFields.content,
});

export function createFiles(
  client: Client,
  { httpTimeoutMs, ...workers }: Workers & { httpTimeoutMs?: number },
): Files {
  const file = createEntity(client, workers, fileKind);

  /** The ids of the files with a key, the newest first; one that was started a moment ago can be missing. */
  async function idsOf(key: string): Promise<string[]> {
    const type = `WorkflowType = ${quoted(workflowTypes.uploadBacsFile)}`;
    const query = `${type} AND ${referenceAttribute.name} = ${quoted(key)}`;
    return reachable(client, async () => {
      const ids: string[] = [];
      for await (const { workflowId } of client.workflow.list({ query })) {
        ids.push(workflowId.slice(bacsFileIdPrefix.length));
      }
      return ids;
    });
  }

  async function idOf(keyOrId: string): Promise<string> {
    if (isFileId(keyOrId)) return keyOrId;
    const [id] = KEY.test(keyOrId) ? await idsOf(keyOrId) : [];
    if (id === undefined) throw new UnknownReferenceError(fileNoun, keyOrId);
    return id;
  }

  const start = (input: UploadBacsFileInput, size: number, again: boolean) => {
    const { contentHash, key, profileId } = input;
    const memo: BacsFileMemo = { key, profileId, extension: input.extension };
    return startFileRun(client, {
      workflowType: workflowTypes.uploadBacsFile,
      workflowId: bacsFileWorkflowId(contentHash),
      taskQueue: workers.taskQueue,
      input,
      memo,
      reference: key,
      summary: `a file of ${size} bytes for payment profile ${profileId}`,
      again,
    });
  };

  return {
    async uploadBacs(asked) {
      const input = toInput(asked, httpTimeoutMs);
      const { key, contentHash: id } = input;
      const run = await reachable(client, () => describe(client, bacsFileWorkflowId(id)));
      if (run && isSame(run, input)) return { id, key, started: false };
      const failed = run !== undefined && !isOpen(run) && stageShown(run) === 'failed';
      if (run && (!failed || memoOf(run).key === key)) throw takenContent(memoOf(run));
      // The key is the mark at PTX, of a batch or of a file.
      const batch = await reachable(client, () => describe(client, batchWorkflowId(key)));
      if (batch) throw new ReferenceTakenError(batchNoun, key);
      if ((await idsOf(key)).some((other) => other !== id)) throw new ReferenceTakenError(fileNoun, key);
      try {
        await start(input, asked.content.length, failed);
        return { id, key, started: true };
      } catch (error) {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
        const other = await file.find(id);
        if (isSame(other, input)) return { id, key, started: false };
        throw takenContent(memoOf(other));
      }
    },
    show: async (keyOrId) => file.show(await idOf(keyOrId)),
    result: async (keyOrId) => file.result(await idOf(keyOrId)),
    resolve: async (keyOrId, payload) => file.say(await idOf(keyOrId), resolveBacsFile, payload),
  };
}

function toInput({ content, ...asked }: BacsFileRequest, httpTimeoutMs: number | undefined): UploadBacsFileInput {
  const { error } = requestSchema.safeParse({ content, ...asked });
  if (error) throw new InvalidInputError(error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`));
  const { key, profileId, by, extension, cutOff = DEFAULT_CUT_OFF, clock } = asked;
  return {
    key,
    extension,
    profileId,
    by,
    ...packed(content),
    calendar: latestCalendarVersion,
    cutOff,
    ...(clock === undefined ? {} : { clock }),
    ...(httpTimeoutMs === undefined ? {} : { httpTimeoutMs }),
  };
}

const memoOf = ({ memo }: Run): BacsFileMemo => memo as unknown as BacsFileMemo; // As `start` wrote it.

function isSame(run: Run, { key, profileId, extension }: UploadBacsFileInput): boolean {
  const memo = memoOf(run);
  return memo.key === key && memo.profileId === profileId && memo.extension === extension;
}

function takenContent({ key }: BacsFileMemo): InvalidInputError {
  return new InvalidInputError([`content: exactly this file was handed in already, with the key ${key}: see that one`]);
}
