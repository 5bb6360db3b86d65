import { instructionRowSchema } from './answers.js';
import type { Ask } from './ask.js';
import { entities, fields } from './entities.js';
import { fileEventSchema, fileResultSchema, uploadedFileSchema } from './file-answers.js';
import { whereId, whereText } from './query.js';
import type { RowReader } from './rows.js';
import type { FileEvent, FileEventQuery, FileResult, Instruction } from './types.js';
import { refuseLeadingSigns, toId } from './values.js';

const byId = ({ id }: { id: string }): string => id;

/** Payment files: handing them in, and what PTX made of them. Source: PTX API, "File upload". */
export function createFileOperations(ask: Ask, rows: RowReader) {
  return {
    /**
     * Hands in a payment file. **Not safe to repeat**: look for its name among the descriptions of the submissions first. An
     * answer that names no file is `OutcomeUnknown`, since the document's own names none.
     */
    uploadFile(
      { profileId, fileName, content }: { profileId: string; fileName: string; content: Uint8Array },
      signal?: AbortSignal,
    ): Promise<{ fileId: string }> {
      return ask({
        operation: 'files.upload',
        kind: 'effect-with-look-up',
        request: () => {
          const body = new FormData();
          body.append('file', new Blob([new Uint8Array(content)]), refuseLeadingSigns(fileName, 'fileName'));
          return { params: { profileId: toId('profileId', profileId) }, body };
        },
        schema: uploadedFileSchema,
        signal,
      });
    },

    /** How far a file is, and which submission it became. A read. */
    getFileResult(fileId: string, signal?: AbortSignal): Promise<FileResult> {
      return ask({
        operation: 'files.getResult',
        kind: 'read',
        method: 'GET',
        request: () => ({ params: { fileId: toId('fileId', fileId) } }),
        schema: fileResultSchema,
        signal,
      });
    },

    /** The instructions that a file's batch has got. A read. */
    querySuccessfulFileInstructions({ batchId }: { batchId: string }, signal?: AbortSignal): Promise<Instruction[]> {
      return rows.all({
        operation: 'files.querySuccessfulByBatchId',
        query: () => ({ ...entities.fileInstructions, criteria: [whereId(fields.instructionBatchId, batchId)] }),
        row: instructionRowSchema,
        idOf: byId,
        signal,
      });
    },

    /** What PTX found wrong in a file, by batch, by batch and type of event, or by submission. A read. */
    queryFailedFileLines(asked: FileEventQuery, signal?: AbortSignal): Promise<FileEvent[]> {
      const read = (operation: Parameters<Ask>[0]['operation'], criteria: () => ReturnType<typeof whereId>[]) =>
        rows.all({
          operation,
          query: () => ({ ...entities.fileEvents, criteria: criteria() }),
          row: fileEventSchema,
          idOf: byId,
          signal,
        });
      if ('submissionId' in asked) {
        const { submissionId } = asked;
        return read('files.queryFailedBySubmissionId', () => [whereId(fields.eventSubmissionId, submissionId)]);
      }
      const { batchId, error } = asked;
      if (error === undefined) {
        return read('files.queryFailedByBatchId', () => [whereId(fields.eventBatchId, batchId)]);
      }
      return read('files.queryFailedByBatchIdAndError', () => [
        whereId(fields.eventBatchId, batchId),
        whereText(fields.eventType, '=', error),
      ]);
    },
  };
}
