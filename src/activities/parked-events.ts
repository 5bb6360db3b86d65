import { activityInfo } from '@temporalio/activity';
import type { AccepteasyClient } from '../vendors/accepteasy/client.js';
import type { AlphacommClient } from '../vendors/alphacomm/client.js';
import { VendorError } from '../vendors/errors.js';
import type { CaseEvent, Delivery, EventDelivery, ParkedEventInput } from '../workflows/messages.js';
import { notYet } from './failures.js';
import { whileHeartbeating } from './heartbeats.js';
import { MARK_FORMS } from './pay-links.js';

/** A case whose start or PayLink overtook its event shows up within seconds; after that, looking is for the record. */
const FIRST_PAUSES_MS = [1_000, 2_000, 5_000, 15_000, 60_000];
const LATER_PAUSE_MS = 15 * 60_000;

/** The vendor is asked whose its link or its bill is. PTX is not: a record of a bank names its mandate, or nobody does. */
interface ParkedEventDeps {
  delivery: EventDelivery;
  alphacomm?: AlphacommClient;
  accepteasy?: AccepteasyClient;
}

export function createParkedEventActivities({ delivery, alphacomm, accepteasy }: ParkedEventDeps) {
  return {
    /**
     * Looks for the case of a parked event until it is found: by the event's reference, by `IncassoVendorRefs`, and by what
     * the vendor shows of the PayLink or the bill. Safe to repeat: a case counts an event once. Ends only by finding, or by its time limit.
     */
    async deliverParkedEvent({ event, reference }: ParkedEventInput): Promise<string> {
      return whileHeartbeating(async () => {
        const found = await find(event, reference);
        if (found.to === 'case') return found.reference;
        throw notYet(found.reason, FIRST_PAUSES_MS[activityInfo().attempt - 1] ?? LATER_PAUSE_MS);
      });
    },

    /** Hands an event to the case that a person named; the answer says whether there is one. Safe to repeat. */
    async assignParkedEvent({ event, reference }: { event: CaseEvent; reference: string }): Promise<Delivery> {
      return delivery.deliver(event.kind === 'paylink' ? { ...event, assigned: true } : event, reference);
    },
  };

  async function find(event: CaseEvent, reference: string | null): Promise<Delivery> {
    const direct = await delivery.deliver(event, reference);
    if (direct.to === 'case') return direct;
    try {
      const key = await keyOf(event);
      return key === undefined ? direct : await delivery.deliver(event, key);
    } catch (error) {
      // The vendor is only one of the ways to find the case: its failure is no reason to stop looking.
      if (error instanceof VendorError) return direct;
      throw error;
    }
  }
  /** Our key, as the vendor shows it of what the event is about. */
  async function keyOf(event: CaseEvent): Promise<string | undefined> {
    if (event.kind === 'paylink' && alphacomm) {
      const link = await alphacomm.findPayLink(event.linkId);
      return MARK_FORMS.map((form) => link?.attributes[form]).find((value) => value !== undefined);
    }
    if (event.kind !== 'bill' || !accepteasy) return undefined;
    return (await accepteasy.getBill(event.atid)).srrid;
  }
}
