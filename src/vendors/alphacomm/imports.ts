import { addedRecordsSchema, batchPageSchema } from './answers.js';
import { ADD_FILE, ADD_RECORDS, PAGE_BATCHES, SEARCH_BATCHES } from './documents.js';
import type { Ask } from './graphql.js';
import { toFileInput, toPaging, toRowInput } from './inputs.js';
import { toPage } from './pages.js';
import type { ImportBatch, ImportFile, ImportRow, Page } from './types.js';

const DEFAULT_LIMIT = 20;

/** The operations on records and batches. Source: CollectMAXX API, "Import". */
export function createImportOperations(ask: Ask) {
  return {
    /**
     * Hands in records, which may contact people within the account's import windows. **Not safe to repeat**: a repeat
     * changes the job of the reference and may contact the debtor again; look for the reference's PayLinks first.
     */
    addRecords(rows: ImportRow[], signal?: AbortSignal): Promise<ImportBatch> {
      return ask({
        operation: 'addRecords',
        kind: 'effect-with-look-up',
        document: ADD_RECORDS,
        variables: () => ({ rows: rows.map(toRowInput) }),
        schema: addedRecordsSchema,
        signal,
        privates: personalValues(rows),
      });
    },

    /** Hands in a whole file: `queued`, without records. **Not safe to repeat**, and there is nothing to look it up by. */
    addFile(file: ImportFile, signal?: AbortSignal): Promise<ImportBatch> {
      return ask({
        operation: 'addFile',
        kind: 'effect',
        document: ADD_FILE,
        variables: () => ({ file: toFileInput(file) }),
        schema: addedRecordsSchema,
        signal,
      });
    },

    /** Batches, by name if given, and how far they are. A read. */
    async searchBatches(
      { name, offset, limit }: { name?: string; offset?: number; limit?: number },
      signal?: AbortSignal,
    ): Promise<Page<ImportBatch>> {
      const paged = offset !== undefined || limit !== undefined;
      const page = { offset: offset ?? 0, limit: limit ?? DEFAULT_LIMIT };
      const answer = await ask({
        operation: 'batches',
        kind: 'read',
        document: paged ? PAGE_BATCHES : SEARCH_BATCHES,
        variables: () => ({
          filters: name === undefined ? undefined : { name: { equalTo: name } },
          ...(paged ? toPaging(page) : {}),
        }),
        schema: batchPageSchema,
        signal,
      });
      return toPage(answer, page);
    },
  };
}

/** Read only where something went wrong: those of a thousand rows are many. */
function personalValues(rows: readonly ImportRow[]): Iterable<string> {
  return {
    *[Symbol.iterator]() {
      for (const { personFamilyName, toMailAddress, toPhoneNumbers = [], personBirthDay } of rows) {
        for (const value of [personFamilyName, toMailAddress, personBirthDay, ...toPhoneNumbers]) {
          if (value !== undefined) yield value;
        }
      }
    },
  };
}
