import type { createControlCall } from '../../shared/control-call.js';
import type { BacsReportIds } from '../control-types.js';
import type {
  AdviceRequest,
  ClaimRequest,
  DdmBalance,
  HistoryRowChange,
  NewHistoryRow,
  PtxContact,
  PtxHistoryRow,
  PtxLetter,
  PtxMandate,
  PtxMandateChange,
  PtxMandateStatus,
  PtxPlan,
  ReportRequest,
  ReturnRequest,
  VerificationWord,
} from './control-types.js';

/** What the control client of the PTX simulator does on the direct debit side. Days are YYYY-MM-DD, amounts pence. */
export interface DdmControl {
  /** All as they truly are, the oldest first, deleted ones too. */
  contacts(): Promise<PtxContact[]>;
  mandates(): Promise<PtxMandate[]>;
  plans(): Promise<PtxPlan[]>;
  letters(): Promise<PtxLetter[]>;
  /** All rows of the collection history but those that were dropped. */
  history(): Promise<PtxHistoryRow[]>;
  /** What the collections come to. */
  balance(): Promise<DdmBalance>;
  /** A person moves a mandate, as the call does: 409 for what cannot follow. */
  setMandateStatus(mandateId: number | string, status: PtxMandateStatus): Promise<PtxMandate>;
  /** A person changes what the bank sees of a mandate. Safe to repeat. */
  changeMandate(mandateId: number | string, change: PtxMandateChange): Promise<PtxMandate>;
  /** What the banks say of an account's owner from now on. Safe to repeat. */
  setVerification(accountNumber: string, word: VerificationWord): Promise<void>;
  /** All letters that wait leave now; gives how many did. */
  sendLetters(): Promise<number>;
  /** A bank returns a collection unpaid (ARUDD). Not safe to repeat, as all reports. */
  returnCollection(asked: ReturnRequest): Promise<BacsReportIds>;
  /** A payer claims a collection back (DDICA). */
  claimCollection(asked: ClaimRequest): Promise<BacsReportIds>;
  /** A bank says something about an instruction (ADDACS, AUDDIS, AWACS). */
  advise(asked: AdviceRequest): Promise<BacsReportIds>;
  /** One report with several records. */
  report(asked: ReportRequest): Promise<BacsReportIds>;
  /** A row appears that nobody asked for. Not safe to repeat. */
  addHistoryRow(row: NewHistoryRow): Promise<PtxHistoryRow>;
  /** A row changes by itself. */
  changeHistoryRow(rowId: number | string, change: HistoryRowChange): Promise<PtxHistoryRow>;
  /** PTX loses a row. */
  dropHistoryRow(rowId: number | string): Promise<void>;
}

/** Throws `ControlError`. */
export function ddmControl(call: ReturnType<typeof createControlCall>): DdmControl {
  return {
    contacts: async () => (await call('GET', '/contacts')) as PtxContact[],
    mandates: async () => (await call('GET', '/mandates')) as PtxMandate[],
    plans: async () => (await call('GET', '/plans')) as PtxPlan[],
    letters: async () => (await call('GET', '/letters')) as PtxLetter[],
    history: async () => (await call('GET', '/history')) as PtxHistoryRow[],
    balance: async () => (await call('GET', '/balance')) as DdmBalance,
    setMandateStatus: async (id, status) => (await call('PUT', `/mandates/${id}/status`, { status })) as PtxMandate,
    changeMandate: async (id, change) => (await call('PATCH', `/mandates/${id}`, change)) as PtxMandate,
    setVerification: async (accountNumber, word) => void (await call('POST', '/verification', { accountNumber, word })),
    sendLetters: async () => ((await call('POST', '/letters/send')) as { sent: number }).sent,
    returnCollection: async (asked) => (await call('POST', '/reports/return', asked)) as BacsReportIds,
    claimCollection: async (asked) => (await call('POST', '/reports/claim', asked)) as BacsReportIds,
    advise: async (asked) => (await call('POST', '/reports/advice', asked)) as BacsReportIds,
    report: async (asked) => (await call('POST', '/reports', asked)) as BacsReportIds,
    addHistoryRow: async (row) => (await call('POST', '/history', row)) as PtxHistoryRow,
    changeHistoryRow: async (id, change) => (await call('PATCH', `/history/${id}`, change)) as PtxHistoryRow,
    dropHistoryRow: async (id) => void (await call('DELETE', `/history/${id}`)),
  };
}
