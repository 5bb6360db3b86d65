import { createHash } from 'node:crypto';
import type { Client } from '@temporalio/client';
import type { Workflow } from '@temporalio/common';
import { z } from 'zod';
import { referenceAttribute, stageAttribute } from '../workflows/messages.js';
import { reachable } from './errors.js';

// What files that are handed in at PTX have in common: each is the work of one workflow, by the hash of its content.

/** In base64 a third more, and a message to Temporal may have 2 MiB. */
const MOST_BYTES = 1_400_000;
const START_WITHIN_MS = 30_000;

/** The fields that every such file has. No message shows a value. */
export const fileFields = {
  extension: z
    .string('is not a text')
    .regex(/^[A-Za-z0-9]{1,10}$/, 'is not an extension, write letters and digits, like csv'),
  content: z
    .instanceof(Uint8Array, { error: 'is not bytes' })
    .refine(({ length }) => length > 0, 'is empty')
    .refine(({ length }) => length <= MOST_BYTES, `is too large, at most ${MOST_BYTES} bytes: split the file`),
};

/** Where such a file can stand. */
export const fileStages = {
  running: 'open',
  'needs-attention': 'open',
  done: 'outcome',
  failed: 'outcome',
} as const;

/** What a file's workflow has of its bytes: in base64, and their SHA-256 in hex, which is the id. */
export function packed(content: Uint8Array): { content: string; contentHash: string } {
  return {
    content: Buffer.from(content).toString('base64'),
    contentHash: createHash('sha256').update(content).digest('hex'),
  };
}

/** Whether a text can be the id of a file. */
export function isFileId(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}

export interface FileRun {
  workflowType: string;
  workflowId: string;
  taskQueue: string;
  input: object;
  memo: object;
  reference: string;
  /** What the Temporal UI shows in its lists, nothing personal. */
  summary: string;
  /** Whether one with this content that has ended may be followed by another. */
  again: boolean;
}

/** Starts the workflow of a file. Throws `WorkflowExecutionAlreadyStartedError`, and `TemporalUnreachableError`. */
export async function startFileRun(client: Client, run: FileRun): Promise<void> {
  const { workflowType, workflowId, taskQueue, input, memo, reference, summary, again } = run;
  await reachable(
    client,
    () =>
      client.workflow.start<Workflow>(workflowType, {
        workflowId,
        workflowIdConflictPolicy: 'FAIL',
        workflowIdReusePolicy: again ? 'ALLOW_DUPLICATE' : 'REJECT_DUPLICATE',
        taskQueue,
        args: [input],
        memo: { ...memo },
        staticSummary: summary,
        typedSearchAttributes: [
          { key: stageAttribute, value: 'running' },
          { key: referenceAttribute, value: reference },
        ],
      }),
    START_WITHIN_MS,
  );
}
