/** Types of Bacs report whose records concern mandates. */
export const mandateReports = ['AUDDIS', 'ADDACS', 'ARUDD', 'DDICA', 'AWACS'] as const;

/** One record of a report in our words, without personal data. */
export interface ReportedRecord {
  /** `<reportId>-<n>`, n from 1 in the order of the report; 0 for a report that is handed on whole. */
  eventId: string;
  /** `ARUDD`, `ADDACS`, `AUDDIS`, `AWACS`, `DDICA`, or another type. */
  report: string;
  /** The reason code; null where the report has none. */
  code: string | null;
  /** The Direct Debit reference, as the report has it, trimmed. */
  reference: string | null;
  transactionCode: string | null;
  amountMinor: number | null;
  /** Days, `YYYY-MM-DD`. */
  originalDate: string | null;
  effectiveDate: string | null;
  /** SHA-256 in hex of the new details, `<sort code>/<account number>`, where a report gives them. */
  newAccountHash: string | null;
}
