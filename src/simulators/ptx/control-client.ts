import { createControlCall, type SharedControlClient, sharedControl } from '../shared/control-call.js';
import type {
  BacsReportIds,
  NewBacsReport,
  NewPtxInstruction,
  PtxFaultRule,
  PtxInstruction,
  PtxInstructionChange,
  PtxLedgerEntry,
  PtxSubmission,
  PtxVendorCall,
  SubmissionStatus,
} from './control-types.js';
import { type DdmControl, ddmControl } from './ddm/control-client.js';

/** The control client of the PTX simulator. */
export interface PtxControlClient extends SharedControlClient<PtxFaultRule, PtxLedgerEntry, PtxVendorCall>, DdmControl {
  /** Ends all sessions: the next call of each is answered with 401. */
  expireSessions(): Promise<void>;
  /** Ends all sessions after so many (at least 1) more successful calls, of whatever user. */
  expireSessionsAfter(calls: number): Promise<void>;
  /** A person in PTX, or PTX itself, moves a submission: from any status to any. Safe to repeat, but noted each time. */
  setSubmissionStatus(submissionId: number | string, status: SubmissionStatus): Promise<PtxSubmission>;
  /** A person adds an instruction, whatever the batch's status. Not safe to repeat. */
  addInstruction(instruction: NewPtxInstruction): Promise<PtxInstruction>;
  /** A person changes an instruction, whatever the batch's status. */
  changeInstruction(id: number | string, change: PtxInstructionChange): Promise<PtxInstruction>;
  /** Bacs or a bank leaves a report. Not safe to repeat. */
  addMessage(report: NewBacsReport): Promise<BacsReportIds>;
  /** All submissions as they are, oldest first. */
  submissions(): Promise<PtxSubmission[]>;
  /** A batch's instructions as they are, in their order. */
  instructions(batchId: number | string): Promise<PtxInstruction[]>;
  /** All reports with their flags, oldest first. */
  messages(): Promise<{ reportId: number; documentId: number; type: string; read: boolean; downloaded: boolean }[]>;
}

/** Speaks the control API of a running PTX simulator. Throws `ControlError`, or fetch's own where none runs. */
export function createPtxControlClient(controlUrl: string): PtxControlClient {
  const call = createControlCall(controlUrl);
  return {
    ...sharedControl<PtxFaultRule, PtxLedgerEntry, PtxVendorCall>(call),
    ...ddmControl(call),
    expireSessions: async () => void (await call('POST', '/sessions/expire', {})),
    expireSessionsAfter: async (calls) => void (await call('POST', '/sessions/expire', { afterCalls: calls })),
    setSubmissionStatus: async (id, status) => (await call('PUT', `/submissions/${id}`, { status })) as PtxSubmission,
    addInstruction: async (instruction) => (await call('POST', '/instructions', instruction)) as PtxInstruction,
    changeInstruction: async (id, change) => (await call('PATCH', `/instructions/${id}`, change)) as PtxInstruction,
    addMessage: async (report) => (await call('POST', '/messages', report)) as BacsReportIds,
    submissions: async () => (await call('GET', '/submissions')) as PtxSubmission[],
    instructions: async (batchId) => (await call('GET', `/instructions?batchId=${batchId}`)) as PtxInstruction[],
    messages: async () => (await call('GET', '/messages')) as Awaited<ReturnType<PtxControlClient['messages']>>,
  };
}
