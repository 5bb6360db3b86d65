import type { HistoryRow } from './model.js';

/** The words of the control API for what banks report, and for a history that changes by itself. Days are YYYY-MM-DD. */

interface Applied {
  /** Whether PTX applies the report to its own records, as it does when left out; otherwise there is only the report. */
  applyReports?: boolean | undefined;
}

/** A bank returns a collection unpaid. */
export interface ReturnRecord {
  rowId: number;
  /** ARUDD 0 to 9, A, B. */
  code: string;
  /** The day of the report's `originalProcessingDate`: Bacs's processing day, the one before the payment day, when left out. */
  originalDay?: string | undefined;
}
export type ReturnRequest = ReturnRecord & Applied;

/** A bank says something about an instruction. By `reference` also about one that PTX does not know. */
export interface AdviceRecord {
  mandateId?: number | undefined;
  reference?: string | undefined;
  code: string;
  newSortCode?: string | undefined;
  newAccountNumber?: string | undefined;
  /** Today when left out. */
  effectiveDay?: string | undefined;
  /** With ADDACS 3: PTX lodges the instruction at the new bank by itself, which it does not when left out. */
  relodge?: boolean | undefined;
}
export type AdviceType = 'ADDACS' | 'AUDDIS' | 'AWACS';
export type AdviceRequest = AdviceRecord & Applied & { type: AdviceType };

/** A payer claims a collection back under the guarantee; DDICA 1 to 8. */
export interface ClaimRecord {
  rowId: number;
  code: string;
  originalDay?: string | undefined;
}
export type ClaimRequest = ClaimRecord & Applied;

/** One report with several records, or with none: a report that a person has to look at. */
export type ReportRequest = Applied &
  (
    | { type: 'ARUDD'; records: readonly ReturnRecord[] }
    | { type: 'DDICA'; records: readonly ClaimRecord[] }
    | { type: AdviceType; records: readonly AdviceRecord[] }
  );

/** A row that nobody asked for. Left out: a one-off that waits, with its code. */
export interface NewHistoryRow {
  mandateId: number;
  paymentDay: string;
  amountMinor: number;
  paymentType?: HistoryRow['paymentType'] | undefined;
  code?: string | undefined;
  comments?: string | undefined;
}

export type HistoryRowChange = Partial<
  Pick<HistoryRow, 'status' | 'code' | 'paymentDay' | 'amountMinor' | 'comments' | 'retryCount' | 'reference'>
>;

/** What the collections come to, in pence: a collection is in one of the first four. */
export interface DdmBalance {
  /** Taken, and not given back since. */
  collectedMinor: number;
  /** Came back unpaid. */
  returnedMinor: number;
  /** Taken, and claimed back by the payer. */
  claimedMinor: number;
  pendingMinor: number;
  /** What PTX presented again (code 18), whatever became of it: part of the above. */
  representedMinor: number;
  /** Refunds paid, which are credits. */
  refundedMinor: number;
}
