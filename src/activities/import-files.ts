import { activityInfo } from '@temporalio/activity';
import type { AlphacommClient } from '../vendors/alphacomm/client.js';
import type { ImportPages } from '../workflows/messages.js';
import { notYet, toApplicationFailure } from './failures.js';
import { whileHeartbeating } from './heartbeats.js';
import { csvHeader, toCsv, unpackRows } from './import-rows.js';

export interface AddImportFileRequest {
  script: string;
  /** SHA-256 of each page's rows; the pages themselves are asked of the workflow, since a message has its limit. */
  hashes: string[];
}

export interface VendorBatch {
  name: string;
  status: string;
}

export function createImportFileActivities({ alphacomm, pages }: { alphacomm: AlphacommClient; pages: ImportPages }) {
  return {
    /**
     * Hands in all rows of the import as one CSV file. **Not safe to repeat**: an `OutcomeUnknown` or a lost worker is a
     * question for a person, since the vendor offers nothing to look it up by. Source: CollectMAXX API, "Import", FileInput.
     */
    async addImportFile({ script, hashes }: AddImportFileRequest): Promise<VendorBatch> {
      const { workflowId } = activityInfo().workflowExecution ?? {};
      let sent = false;
      try {
        return await whileHeartbeating(async () => {
          const parts = [Buffer.from(csvHeader)];
          for (const [index, hash] of hashes.entries()) {
            const packed = await pages.read(workflowId ?? '', index);
            parts.push(Buffer.from(toCsv(unpackRows(packed, { script, hash }))));
          }
          sent = true;
          const { name, status } = await alphacomm.addFile({ extension: 'csv', contents: Buffer.concat(parts) });
          return { name, status };
        });
      } catch (error) {
        throw toApplicationFailure(error, { effect: sent });
      }
    },

    /** Answers when the vendor has worked on a batch, `done` or `error`, however long that takes. A read. */
    async followImportBatch({ name }: { name: string }): Promise<VendorBatch> {
      const batch = await alphacomm
        .searchBatches({ name })
        .then(({ items }) => items.find((each) => each.name === name))
        .catch((error: unknown) => {
          throw toApplicationFailure(error);
        });
      if (batch?.status === 'done' || batch?.status === 'error') return { name, status: batch.status };
      const waitedMs = Date.now() - activityInfo().scheduledTimestampMs;
      throw notYet(
        `batch ${name} is ${batch?.status ?? 'not listed yet'}`,
        Math.min(Math.max(waitedMs / 10, 1_000), 60_000),
      );
    },
  };
}
