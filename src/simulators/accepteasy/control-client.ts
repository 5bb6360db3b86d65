import {
  createControlCall,
  type SharedControlClient,
  sharedControl,
  type WebhookControl,
  webhookControl,
} from '../shared/control-call.js';
import type {
  Act,
  ActResult,
  BillPlay,
  BillTruth,
  CommunicationTruth,
  Delivery,
  FaultRule,
  Forgery,
  LedgerEntry,
  VendorCall,
} from './control-types.js';

export { ControlError } from '../shared/control-call.js';
export type * from './control-types.js';

/** The control client of the AcceptEasy simulator. */
export interface AccepteasyControlClient
  extends SharedControlClient<FaultRule, LedgerEntry, VendorCall>,
    WebhookControl {
  /** Pays a bill, or gives a mandate, by SRRID. 404 for an unknown one, 409 where it cannot be paid. Not safe to repeat. */
  pay(srrid: string, delivery?: Delivery): Promise<ActResult>;
  /** Lets a payer do something now. Refused as `pay` is. Not safe to repeat. */
  act(act: Act): Promise<ActResult>;
  /** Sets what happens by itself from now on; replaces earlier plays of the same SRRIDs, also what they had still planned. */
  plan(plays: BillPlay[]): Promise<void>;
  /** Sends a webhook about something that did not happen. */
  forge(forgery: Forgery): Promise<void>;
  /** Bills as they truly are, queued and failed ones too, oldest first. */
  bills(srrid?: string): Promise<BillTruth[]>;
  /** Messages as they truly are, those that were sent too, in the order of planning. */
  communications(srrid?: string): Promise<CommunicationTruth[]>;
}

/** Speaks the control API of a running AcceptEasy simulator. Throws `ControlError`, or fetch's own where none runs. */
export function createAccepteasyControlClient(controlUrl: string): AccepteasyControlClient {
  const call = createControlCall(controlUrl);
  const queryOf = (srrid: string | undefined): string =>
    srrid === undefined ? '' : `?${new URLSearchParams({ srrid })}`;
  const act = async (told: Act): Promise<ActResult> => (await call('POST', '/acts', told)) as ActResult;
  return {
    ...sharedControl<FaultRule, LedgerEntry, VendorCall>(call),
    ...webhookControl(call),
    act,
    pay: (srrid, delivery) => act({ srrid, do: 'pay', delivery }),
    plan: async (plays) => void (await call('POST', '/plays', plays)),
    forge: async (forgery) => void (await call('POST', '/forgeries', forgery)),
    bills: async (srrid) => (await call('GET', `/bills${queryOf(srrid)}`)) as BillTruth[],
    communications: async (srrid) => (await call('GET', `/communications${queryOf(srrid)}`)) as CommunicationTruth[],
  };
}
