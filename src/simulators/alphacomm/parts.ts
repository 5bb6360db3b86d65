import type { SharedFaults } from '../shared/faults.js';
import type { SharedLedger } from '../shared/ledger.js';
import type { SharedWebhooks } from '../shared/webhooks.js';
import type { Effect, VendorFaultKind, VendorOperation, WebhookEventName } from './control-types.js';

/** The shared parts of a simulator, in CollectMAXX's words. */
export type Faults = SharedFaults<VendorOperation, VendorFaultKind, WebhookEventName>;
export type Ledger = SharedLedger<Effect, VendorOperation, VendorFaultKind>;
export type Webhooks = SharedWebhooks<WebhookEventName>;
