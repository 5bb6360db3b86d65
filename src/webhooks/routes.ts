import type { CaseEvent, VendorName } from '../workflows/messages.js';

/** A vendor's event as the receiver hands it on: in our words, without personal data, bounded in size. */
export interface IncomingEvent {
  /** The vendor's own name of the event. */
  name: string;
  event: CaseEvent;
  /** The reference that the event itself carries, if it can be one of ours. */
  reference: string | null;
}

/** Where a vendor's webhooks arrive, and how they are read. */
export interface VendorRoute {
  vendor: VendorName;
  path: string;
  /** The names of events that are known; all others are counted as one. */
  names: readonly string[];
  /** `problem` says why a body is an event of no form, without showing what is in it. */
  parse(body: unknown): IncomingEvent | { problem: string };
}
