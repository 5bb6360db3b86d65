import type { QueryEntity, QueryField } from './query.js';

// Symbols as the samples of each query have them, also where two queries spell one thing in two ways.

const cpay = (rest: string) => `com.bottomline.cpay.model.${rest}`;
const ddm = (rest: string) => `com.bottomline.ddm.model.${rest}`;
const instruction = { name: 'Payment Detail', symbol: cpay('bacs.payment.BacsInstruction') };
const message = { name: 'BacsMessage', symbol: cpay('bacs.reports.ReportItem') };

/** What the payments side can be asked for. */
export const entities = {
  paymentProfiles: {
    entity: { name: 'Applications', symbol: cpay('applications') },
    result: { name: 'All Applications Minimal', symbol: cpay('AllApplicationsMinimal') },
  },
  submissions: {
    entity: { name: 'Submission', symbol: cpay('bacs.submission') },
    result: { name: 'Submission', symbol: cpay('bacs.SubmissionResponse') },
  },
  instructions: {
    entity: { name: 'Payments', symbol: cpay('bacs.payment.entry') },
    result: instruction,
  },
  fileInstructions: {
    entity: { name: 'payments', symbol: cpay('bacs.payment.entry') },
    result: instruction,
  },
  fileEvents: {
    entity: { name: 'BacsTransformerEvent', symbol: cpay('bacs.transformer.event') },
    result: { name: 'BacsTransformerEvent', symbol: cpay('bacs.BacsTransformerEvent') },
  },
  allMessages: {
    entity: { name: 'BacsMessage', symbol: cpay('bacs.reportitem'), key: cpay('bacs.reports.reportitem') },
    result: message,
  },
  messages: {
    entity: { name: 'BacsMessage', symbol: cpay('bacs.reports.reportitem') },
    result: message,
  },
  reportLog: {
    entity: { name: 'BacsReportDdmLog', symbol: ddm('bacsreportddmlog') },
    // The sample request lacks the last letter, its answer has it.
    result: { name: 'BacsReportDdmLog', symbol: ddm('bacs.reports.BacsReportDdmLog') },
  },
} as const satisfies Record<string, QueryEntity>;

/** What the payments side can be searched on. */
export const fields = {
  profileName: { name: 'name', symbol: cpay('application.name'), fieldType: 'STRING_CI' },
  submissionStatus: { name: 'status', symbol: cpay('bacs.submission.status'), fieldType: 'STRING' },
  submissionPaymentDate: { name: 'paymentDate', symbol: cpay('bacs.submission.paymentDate'), fieldType: 'DATE' },
  instructionBatchId: { name: 'batchId', symbol: cpay('bacs.payment.batchid'), fieldType: 'INTEGER' },
  instructionCreated: { name: 'createdDate', symbol: cpay('bacs.payment.createdDate'), fieldType: 'TIMESTAMP' },
  instructionReference: { name: 'reference', symbol: cpay('bacs.payment.reference'), fieldType: 'STRING_CI' },
  eventBatchId: {
    name: 'BacsTransformerEvent BatchId',
    symbol: cpay('bacs.BacsTransformerEvent.batchId'),
    fieldType: 'INTEGER',
  },
  eventSubmissionId: {
    name: 'BacsTransformerEvent SubmissionId',
    symbol: cpay('bacs.BacsTransformerEvent.submissionid'),
    fieldType: 'INTEGER',
  },
  eventType: {
    name: 'BacsTransformerEvent Event Type',
    symbol: cpay('bacs.BacsTransformerEvent.eventType'),
    fieldType: 'STRING',
  },
  messageDownloaded: { name: 'Downloaded', symbol: cpay('bacs.reportitem.downloaded'), fieldType: 'BOOLEAN' },
  // The symbol ends in profileId, but it is the report's id.
  logReportId: { name: 'reportId', symbol: ddm('BacsReportDdmLog.profileId'), fieldType: 'LONG' },
} as const satisfies Record<string, QueryField>;
