import type {
  DebtorPlay,
  FaultRule,
  LedgerEntry,
  MandateStatus,
  Story,
  StoryResult,
  TransactionStatus,
  VendorCall,
} from './alphacomm/control-types.js';
import {
  createControlCall,
  type SharedControlClient,
  sharedControl,
  type WebhookControl,
  webhookControl,
} from './shared/control-call.js';

export type * from './alphacomm/control-types.js';
export { createPtxControlClient, type PtxControlClient } from './ptx/control-client.js';
export type * from './ptx/control-types.js';
export { ControlError } from './shared/control-call.js';

/** The control client of the CollectMAXX simulator. */
export interface ControlClient extends SharedControlClient<FaultRule, LedgerEntry, VendorCall>, WebhookControl {
  /** Lets a debtor or a phone do something now. Not safe to repeat. */
  tell(story: Story): Promise<StoryResult>;
  /** Sets what debtors do by themselves from now on; replaces earlier plays of the same references. */
  plan(plays: DebtorPlay[]): Promise<void>;
  /** Moves an e-Mandate on, as its debtor would at the bank. */
  setMandateStatus(id: string, status: MandateStatus): Promise<void>;
  /** Lets a PayLink's transaction begin, be cancelled or fail, by the link's id. */
  setTransaction(id: string, status: TransactionStatus): Promise<void>;
}

/** Speaks the control API of a running CollectMAXX simulator. Throws `ControlError`, or fetch's own where none runs. */
export function createControlClient(controlUrl: string): ControlClient {
  const call = createControlCall(controlUrl);
  return {
    ...sharedControl<FaultRule, LedgerEntry, VendorCall>(call),
    ...webhookControl(call),
    tell: async (story) => (await call('POST', '/stories', story)) as StoryResult,
    plan: async (plays) => void (await call('POST', '/plays', plays)),
    setMandateStatus: async (id, status) =>
      void (await call('POST', `/mandates/${encodeURIComponent(id)}`, { status })),
    setTransaction: async (id, status) => void (await call('POST', `/paylinks/${encodeURIComponent(id)}`, { status })),
  };
}
