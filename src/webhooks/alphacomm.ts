import { REFERENCE } from '../client/validate.js';
import { parseAlphacommWebhook } from '../vendors/alphacomm/webhooks.js';
import type { CaseEvent, PayLinkReport } from '../workflows/messages.js';
import { isPlainId, plainId, word } from './plain-id.js';
import type { VendorRoute } from './routes.js';

const payLinkEvents: Record<'PayLinkPaid' | 'PayLinkVisited', PayLinkReport['what']> = {
  PayLinkPaid: 'paid',
  PayLinkVisited: 'visited',
};

/** Only the newer form has a name of the vendor's. */
const callForms = { event: 'VoiceCallCompleted', v1: 'voice-v1', legacy: 'voice-legacy' } as const;

/** CollectMAXX's webhooks, all forms. Source: CollectMAXX API, "Webhook events", "Voice webhook V1". */
export const alphacommRoute: VendorRoute = {
  vendor: 'alphacomm',
  path: '/webhooks/alphacomm',
  names: [...Object.keys(payLinkEvents), ...Object.values(callForms)],
  parse(body) {
    const parsed = parseAlphacommWebhook(body);
    if ('problem' in parsed) return parsed;
    const { event: told } = parsed;
    const { at } = told;
    const eventId = plainId(told.eventId);
    const reference = told.reference !== undefined && REFERENCE.test(told.reference) ? told.reference : null;
    const unknown: CaseEvent = { kind: 'unknown', eventId, ...(at === undefined ? {} : { at }) };
    switch (told.kind) {
      case 'paylink': {
        // Ids of links are compared with the vendor's own, so an odd one is no id of a link.
        const what = payLinkEvents[told.event];
        const odd = !isPlainId(told.linkId);
        const event: CaseEvent = odd ? unknown : { kind: 'paylink', eventId, what, linkId: told.linkId, at: told.at };
        return { name: told.event, reference, event };
      }
      case 'call': {
        const { script, result } = told;
        const event: CaseEvent = {
          kind: 'call',
          eventId,
          callId: plainId(told.callId),
          status: word(told.status),
          at: told.at,
          ...(script === undefined ? {} : { script: word(script) }),
          ...(result === undefined ? {} : { result: word(result) }),
        };
        return { name: callForms[told.form], reference, event };
      }
      case 'unknown':
        return { name: word(told.event), reference, event: unknown };
    }
  },
};
