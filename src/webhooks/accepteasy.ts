import { SRRID } from '../client/validate.js';
import { type AccepteasyEvent, parseAccepteasyWebhook } from '../vendors/accepteasy/webhooks.js';
import type { BillReport, CaseEvent } from '../workflows/messages.js';
import { isPlainId, plainId, word } from './plain-id.js';
import type { VendorRoute } from './routes.js';

type BillEventName = Extract<AccepteasyEvent, { kind: 'bill' }>['event'];

const billEvents: Record<BillEventName, BillReport['what']> = {
  CreationSucceeded: 'created',
  CreationFailed: 'creation-failed',
  Paid: 'paid',
  Bounced: 'bounced',
  Expired: 'changed',
  Canceled: 'changed',
};

/**
 * AcceptEasy's webhooks, all events. The id of an event is `<ATID>:<STATUS>`, the vendor has no other. Bulk requests are not
 * ours, so their events wait for a person. Source: outside, documents/webhooks.md.
 */
export const accepteasyRoute: VendorRoute = {
  vendor: 'accepteasy',
  path: '/webhooks/accepteasy',
  names: [...Object.keys(billEvents), 'ProcessingCompleted'],
  parse(body) {
    const parsed = parseAccepteasyWebhook(body);
    if ('problem' in parsed) return parsed;
    const { event: told } = parsed;
    const { at } = told;
    const unknown: CaseEvent = { kind: 'unknown', eventId: eventId(told.eventId, told.event), at };
    const srrid = told.kind === 'bulk' ? undefined : told.srrid;
    const reference = srrid !== undefined && SRRID.test(srrid) ? srrid : null;
    // Keys of bills are compared with the vendor's own, so an odd one is no key of a bill.
    if (told.kind !== 'bill' || !isPlainId(told.atid)) return { name: word(told.event), reference, event: unknown };
    const what = billEvents[told.event];
    return { name: told.event, reference, event: { kind: 'bill', what, eventId: told.eventId, atid: told.atid, at } };
  },
};

/** The key and the status, each in a form that ids of ours may have. */
function eventId(told: string, status: string): string {
  const key = told.slice(0, Math.max(0, told.length - status.length - 1));
  return `${plainId(key)}:${plainId(status)}`;
}
