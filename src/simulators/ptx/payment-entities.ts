import { createHash } from 'node:crypto';
import type { BacsMessages } from './bacs-messages.js';
import type { Files } from './files.js';
import { type Instruction, type Instructions, viewInstruction } from './instructions.js';
import { type Profiles, viewProfile } from './profiles.js';
import { queryable } from './query.js';
import { type Criterion, exactValues } from './query-criteria.js';
import { type Submissions, statusCode, viewSubmission } from './submissions.js';

interface EntityDeps {
  profiles: Profiles;
  submissions: Submissions;
  instructions: Instructions;
  files: Files;
  messages: BacsMessages;
}

const PAYMENT = 'com.bottomline.cpay.model.bacs.payment';
const SUBMISSION = 'com.bottomline.cpay.model.bacs.submission';
const EVENT = 'com.bottomline.cpay.model.bacs.BacsTransformerEvent';
const DDM_LOG = 'com.bottomline.ddm.model.BacsReportDdmLog.profileId';
const REPORT = 'com.bottomline.cpay.model.bacs.reports.ReportItem';
const DOWNLOADED = 'com.bottomline.cpay.model.bacs.reportitem.downloaded';
const PROFILE_NAME = 'com.bottomline.cpay.model.application.name';

/** No order that a caller could rely on, yet the same for every page of one query. */
function inNoOrder(entries: readonly Instruction[], seed: string): readonly Instruction[] {
  const mix = createHash('sha256').update(seed).digest().readUInt32LE() | 1;
  const rank = ({ id }: Instruction): number => Math.imul(id, mix) >>> 0;
  return [...entries].sort((a, b) => rank(a) - rank(b));
}

/** What the payments side lets one query, under the document's own symbols. Source: PTX API, every "Query" operation. */
export function paymentEntities({ profiles, submissions, instructions, files, messages }: EntityDeps) {
  function entriesOf(criteria: readonly Criterion[]): readonly Instruction[] {
    const batchIds = exactValues(criteria, `${PAYMENT}.batchid`);
    if (batchIds === undefined) return instructions.all();
    return [...new Set(batchIds)].flatMap((batchId) => submissions.findByBatch(batchId)?.entries ?? []);
  }

  const profile = queryable({
    symbols: ['com.bottomline.cpay.model.applications'],
    results: ['com.bottomline.cpay.model.AllApplicationsMinimal'],
    fields: { [PROFILE_NAME]: { kind: 'text', of: ({ name }) => name } },
    rows: profiles.all,
    view: viewProfile,
    operation: (has) => (has(PROFILE_NAME) ? 'ptx.paymentProfiles.queryByName' : 'ptx.paymentProfiles.queryAll'),
  });

  const submission = queryable({
    symbols: [SUBMISSION],
    results: ['com.bottomline.cpay.model.bacs.SubmissionResponse'],
    fields: {
      [`${SUBMISSION}.status`]: { kind: 'text', of: ({ status }) => statusCode(status) },
      [`${SUBMISSION}.paymentDate`]: { kind: 'day', of: ({ paymentDay }) => paymentDay },
    },
    rows: () => submissions.all().toReversed(), // Newest first.
    view: viewSubmission,
    operation: () => 'ptx.batches.queryRejectedBetweenDates',
  });

  const instruction = queryable({
    symbols: [`${PAYMENT}.entry`],
    results: [`${PAYMENT}.BacsInstruction`],
    fields: {
      [`${PAYMENT}.batchid`]: { kind: 'number', of: (entry) => entry.submission.batchId },
      [`${PAYMENT}.createdDate`]: { kind: 'instant', of: ({ createdAt }) => createdAt },
      [`${PAYMENT}.reference`]: { kind: 'text', of: ({ reference }) => reference },
    },
    rows(criteria) {
      const entries = entriesOf(criteria);
      const byReference = criteria.find(({ symbol }) => symbol === `${PAYMENT}.reference`);
      return byReference === undefined ? entries : inNoOrder(entries, byReference.values.join());
    },
    view: viewInstruction,
    operation(has, name) {
      if (has(`${PAYMENT}.reference`)) return 'ptx.instructions.queryByReferenceAndBatchId';
      if (!has(`${PAYMENT}.batchid`)) return 'ptx.instructions.queryCreatedSince';
      if (has(`${PAYMENT}.createdDate`)) return 'ptx.instructions.queryCreatedSinceByBatchId';
      // Both samples are the same query; only the label of the entity differs.
      return name === 'payments' ? 'ptx.files.querySuccessfulByBatchId' : 'ptx.instructions.queryByBatchId';
    },
    references(criteria) {
      const references = exactValues(criteria, `${PAYMENT}.batchid`) ?? [];
      return references.flatMap((batchId) => submissions.findByBatch(batchId)?.description ?? []);
    },
  });

  const event = queryable({
    symbols: ['com.bottomline.cpay.model.bacs.transformer.event'],
    results: [EVENT],
    fields: {
      [`${EVENT}.batchId`]: { kind: 'number', of: ({ batchId }) => batchId },
      [`${EVENT}.submissionid`]: { kind: 'number', of: ({ submissionId }) => submissionId },
      [`${EVENT}.eventType`]: { kind: 'text', of: ({ eventType }) => eventType },
    },
    rows: files.events,
    view: (row) => row,
    operation(has) {
      if (has(`${EVENT}.eventType`)) return 'ptx.files.queryFailedByBatchIdAndError';
      return has(`${EVENT}.batchId`) ? 'ptx.files.queryFailedByBatchId' : 'ptx.files.queryFailedBySubmissionId';
    },
  });

  const report = queryable({
    symbols: ['com.bottomline.cpay.model.bacs.reportitem', 'com.bottomline.cpay.model.bacs.reports.reportitem', REPORT],
    results: [REPORT],
    fields: { [DOWNLOADED]: { kind: 'boolean', of: ({ downloaded }) => downloaded } },
    rows: messages.items,
    view: (item) => item,
    operation: (has) => (has(DOWNLOADED) ? 'ptx.bacsMessages.queryNotDownloaded' : 'ptx.bacsMessages.queryAll'),
  });

  const ddmLog = queryable({
    symbols: ['com.bottomline.ddm.model.bacsreportddmlog'],
    // The request of the sample lacks the last letter, its answer has it.
    results: [
      'com.bottomline.ddm.model.bacs.reports.BacsReportDdmLo',
      'com.bottomline.ddm.model.bacs.reports.BacsReportDdmLog',
    ],
    fields: { [DDM_LOG]: { kind: 'number', of: ({ reportId }) => reportId } },
    rows: messages.log,
    view: (row) => row,
    operation: () => 'ptx.bacsMessages.queryInstructionDetailByReportId',
  });

  return [profile, submission, instruction, event, report, ddmLog];
}
