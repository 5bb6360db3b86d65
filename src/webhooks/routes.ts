import type { IncomingEvent, VendorName } from '../workflows/messages.js';

/** Where a vendor's webhooks arrive, and how they are read. */
export interface VendorRoute {
  vendor: VendorName;
  path: string;
  /** The names of events that are known; all others are counted as one. */
  names: readonly string[];
  /** `problem` says why a body is an event of no form, without showing what is in it. */
  parse(body: unknown): IncomingEvent | { problem: string };
}
