import { z } from 'zod';
import { filled } from '../answer-fields.js';
import { countOrNone, id, optionalCount, optionalId, optionalText, text } from './answer-fields.js';
import type { FileEvent, FileResult } from './types.js';

/** The document lost the line that names the file; where public code of others finds it: last in an address to poll. */
export const uploadedFileSchema = z.unknown().transform((answer, context) => {
  const fileId = fileIdIn(answer);
  if (fileId !== undefined) return { fileId };
  context.addIssue({ code: 'custom', path: ['pollURL'], message: 'the answer names no file' });
  return z.NEVER;
});

/** The field with the address to poll, in every spelling that was seen. */
export const POLL_URL = /^poll_?ur[il]$/i;
const FILE_ID = /^(file_?id|model_?id)$/i;

function fileIdIn(answer: unknown): string | undefined {
  const top = answer as { id?: unknown } | null | undefined;
  const polled = findIn(answer, POLL_URL, (value) => /(\d+)\/?(?:[?#].*)?$/.exec(String(value))?.[1]);
  return polled ?? findIn(answer, FILE_ID, digits) ?? digits(top?.id);
}

const digits = (value: unknown): string | undefined => id.safeParse(value).data;

/** The first value under a key, at any depth, that can be read. */
export function findIn(value: unknown, key: RegExp, read: (found: unknown) => string | undefined): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [name, member] of Object.entries(value)) {
    const found = (key.test(name) ? read(member) : undefined) ?? findIn(member, key, read);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Source: PTX API, "File upload", result. */
export const fileResultSchema = z
  .object({
    id,
    status: z.string(),
    filename: optionalText,
    size: optionalCount,
    submissionId: optionalId,
    batchId: optionalId,
    applicationId: optionalId,
  })
  .transform(
    ({ filename, applicationId, ...fields }): FileResult => ({
      ...filled({ fileName: filename, profileId: applicationId }),
      ...filled(fields),
    }),
  );

/** Source: PTX API, "File upload", BacsTransformerEvent. */
export const fileEventSchema = z
  .object({
    id,
    batchId: optionalId,
    submissionId: optionalId,
    eCode: optionalText,
    eventType: optionalText,
    type: optionalText,
    lineNum: countOrNone,
    recId: optionalCount,
    message: text,
    sourceDetail: optionalText,
  })
  .transform(
    ({ eCode, lineNum, recId, sourceDetail, ...fields }): FileEvent => ({
      ...filled({ code: eCode, recordNumber: recId, sourceLine: sourceDetail }),
      ...filled(fields),
      lineNumber: lineNum,
    }),
  );
