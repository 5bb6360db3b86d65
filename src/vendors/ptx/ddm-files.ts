import { z } from 'zod';
import { filled } from '../answer-fields.js';
import { count, id, optionalCount, optionalId, optionalMoment, optionalText, text } from './answer-fields.js';
import type { Ask, PtxRequest } from './ask.js';
import { ddmEntities, ddmFields } from './ddm-entities.js';
import type { DdmFile, DdmFileLine, DdmFileQuery } from './ddm-types.js';
import { uploadedFileSchema } from './file-answers.js';
import { whereBetween, whereId, whereText } from './query.js';
import type { RowReader } from './rows.js';
import { refuseLeadingSigns, toId } from './values.js';

export interface DdmUpload {
  /** The collection profile. */
  profileId: string;
  fileName: string;
  content: Uint8Array;
}

/** Its `paymentProfileId` is a collection profile's. Source: PTX API, "DDM file import", FileUpload. */
const ddmFileSchema = z
  .object({
    ModelId: optionalId,
    modelId: optionalId,
    name: z.string(),
    type: optionalText,
    status: z.string(),
    paymentProfileId: optionalId,
    paymentProfileName: optionalText,
    created: optionalMoment,
    lastUpdated: optionalMoment,
    recordsProcessed: optionalCount,
    recordsImported: optionalCount,
    totalAccepted: z.number().nullish(),
    totalRejected: z.number().nullish(),
  })
  .transform(({ ModelId, modelId = ModelId, name, status, ...read }, context): DdmFile => {
    if (modelId === undefined) {
      context.addIssue({ code: 'custom', path: ['modelId'], message: 'the id of the file is missing' });
      return z.NEVER;
    }
    const { type, paymentProfileId: profileId, paymentProfileName: profileName, created, lastUpdated } = read;
    const { recordsProcessed, recordsImported, totalAccepted, totalRejected } = read;
    const said = { type, profileId, profileName, createdAt: created, updatedAt: lastUpdated };
    const totals = { totalAccepted: totalAccepted ?? undefined, totalRejected: totalRejected ?? undefined };
    return filled({ id: modelId, name, status, ...said, recordsProcessed, recordsImported, ...totals });
  });

/** Source: PTX API, "DDM file import", FileUploadLogDTO. */
const ddmFileLineSchema = z
  .object({
    fileId: id,
    lineNo: count,
    status: z.string(),
    errorMessage: text,
    mandateReference: optionalText,
    created: optionalMoment,
  })
  .transform(
    ({ lineNo, errorMessage, created, ...line }): DdmFileLine => ({
      ...filled({ ...line, createdAt: created }),
      lineNumber: lineNo,
      message: errorMessage,
    }),
  );

/** Files of payers and of one-off collections, in PTX's own layout. Source: PTX API, "DDM file import". */
export function createDdmFileOperations(ask: Ask, rows: RowReader) {
  const upload = (
    operation: 'ddmFiles.importPayers' | 'ddmFiles.importOneOffCollections',
    file: DdmUpload,
    signal: AbortSignal | undefined,
  ): Promise<{ fileId: string }> =>
    ask({
      operation,
      kind: 'effect-with-look-up',
      request: () => toUpload(file),
      schema: uploadedFileSchema,
      signal,
    });

  return {
    /**
     * Hands in a file of contacts and mandates. **Not safe to repeat**: look for its name among the imports first. An answer
     * that names no file is `OutcomeUnknown`, since the document's own names none.
     */
    importPayers(file: DdmUpload, signal?: AbortSignal): Promise<{ fileId: string }> {
      return upload('ddmFiles.importPayers', file, signal);
    },

    /** Hands in a file of one-off collections. **Not safe to repeat**, as a file of payers is not. */
    importOneOffCollections(file: DdmUpload, signal?: AbortSignal): Promise<{ fileId: string }> {
      return upload('ddmFiles.importOneOffCollections', file, signal);
    },

    /** What became of an import; it may be taken in part. A read. */
    getDdmFile({ fileId }: { fileId: string }, signal?: AbortSignal): Promise<DdmFile> {
      return ask({
        operation: 'ddmFiles.getResult',
        kind: 'read',
        method: 'GET',
        request: () => ({ params: { fileId: toId('fileId', fileId) } }),
        schema: ddmFileSchema,
        signal,
      });
    },

    /** What PTX has to say about the lines of an import. A read. */
    queryDdmFileLog({ fileId }: { fileId: string }, signal?: AbortSignal): Promise<DdmFileLine[]> {
      return rows.all({
        operation: 'ddmFiles.queryLogByFileId',
        query: () => ({ ...ddmEntities.fileLog, criteria: [whereId(ddmFields.logFileId, fileId)] }),
        row: ddmFileLineSchema,
        // Their ids are not their own: two lines of one mandate have the same.
        idOf: (line) => JSON.stringify(line),
        signal,
      });
    },

    /** The imports of a type, a status and some days. A read. */
    queryDdmFiles({ type, status, from, to }: DdmFileQuery, signal?: AbortSignal): Promise<DdmFile[]> {
      return rows.all({
        operation: 'ddmFiles.queryByStatusTypeBetweenDates',
        query: () => ({
          ...ddmEntities.files,
          criteria: [
            ...(type === undefined ? [] : [whereText(ddmFields.fileType, '=', type)]),
            ...(status === undefined ? [] : [whereText(ddmFields.fileStatus, '=', status)]),
            whereBetween(ddmFields.fileCreated, from, to),
          ],
        }),
        row: ddmFileSchema,
        idOf: (file) => file.id,
        signal,
      });
    },
  };
}

function toUpload({ profileId, fileName, content }: DdmUpload): PtxRequest {
  const body = new FormData();
  body.append('file', new Blob([new Uint8Array(content)]), refuseLeadingSigns(fileName, 'fileName'));
  return { params: { profileId: toId('profileId', profileId) }, body };
}
