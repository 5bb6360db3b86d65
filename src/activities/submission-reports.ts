import { join } from 'node:path';
import type { PtxClient } from '../vendors/ptx/client.js';
import { notYet } from './failures.js';
import { keepFile } from './kept-files.js';

export interface ReportDeps {
  ptx: PtxClient;
  /** `INCASSO_DATA_DIR`. */
  dataDir: string;
  lookEveryMs: number;
}

export function createSubmissionReportActivities({ ptx, dataDir, lookEveryMs }: ReportDeps) {
  return {
    /**
     * Fetches the summary report of a submission, keeps it under the data folder, and gives its name there. Looks now and
     * then until PTX has one; whatever fails is tried again, so a time limit must end it. Safe to repeat: the file is
     * replaced as a whole. Source: PTX API, "Submission summary reports".
     */
    async keepSubmissionReport({ submissionId }: { submissionId: string }): Promise<string> {
      const report = await ptx.getSubmissionReport(submissionId).catch((error: unknown) => {
        throw notYet(error instanceof Error ? error.message : 'no answer', lookEveryMs);
      });
      if (!report) throw notYet('the report is not available yet', lookEveryMs);
      const name = join('submission-reports', `${submissionId}.html`);
      await keepFile(join(dataDir, name), report.html);
      return name;
    },
  };
}
