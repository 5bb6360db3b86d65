import type { SharedFaultKind } from '../shared/control-types.js';
import { createFaults, type SharedFaults } from '../shared/faults.js';
import type { SharedLedger } from '../shared/ledger.js';
import type { Effect, VendorOperation, WebhookEventName } from './control-types.js';

/** The shared parts of a simulator, in AcceptEasy's words. */
export type Ledger = SharedLedger<Effect, VendorOperation, SharedFaultKind>;

export type Faults = SharedFaults<VendorOperation, SharedFaultKind, WebhookEventName>;

const CREATE = 'accepteasy.bill.create';
const CREATE_WITH_MESSAGES = 'accepteasy.bill.createWithCommunication';

/** The shared faults; rules for a bill's creation strike both of its forms, those that name the form with messages only it. */
export function createBillFaults(): Faults {
  const general: Faults = createFaults();
  const withMessages: Faults = createFaults();
  return {
    add(rule) {
      const isNarrow = 'operation' in rule && rule.operation === CREATE_WITH_MESSAGES;
      (isNarrow ? withMessages : general).add(rule);
    },
    clear() {
      general.clear();
      withMessages.clear();
    },
    takeVendor(operation, references) {
      if (operation !== CREATE_WITH_MESSAGES) return general.takeVendor(operation, references);
      return withMessages.takeVendor(operation, references) ?? general.takeVendor(CREATE, references);
    },
    takeWebhook: general.takeWebhook,
  };
}
