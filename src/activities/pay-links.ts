import type { Invoice, LinkReading } from '../domain/case.js';
import { rises } from '../domain/payments.js';
import type { AlphacommClient } from '../vendors/alphacomm/client.js';
import { stopScripts } from './calls.js';
import { ensureOnce } from './ensure.js';
import { toApplicationFailure } from './failures.js';
import { whileHeartbeating } from './heartbeats.js';
import { type LinkAccount, type Look, readLinks, toReading } from './link-readings.js';

/** The mark of a PayLink that the API makes: an attribute of its own, holding the case's reference. */
const MARK = 'incasso_key';
/** The service gives callers' attributes this prefix; both forms are looked up, since only a sample says so. */
export const MARK_FORMS = [`customer_${MARK}`, MARK];

export interface PayLinkRequest {
  reference: string;
  personName: string;
  invoice: Invoice;
  owedMinor: number;
}

export interface ReadRequest {
  look: Look;
  account: LinkAccount;
  /** Which voice scripts to stop in the same breath, and when: only if all is paid now, or in any case. */
  stop: { scripts: string[]; when: 'paid' | 'always' };
}

export interface ReadAnswer {
  links: LinkReading[];
  /** The scripts that the vendor said `done` for; the rest is for `stopCalling`. */
  stopped: string[];
}

export function createPayLinkActivities({
  alphacomm,
  httpTimeoutMs,
}: {
  alphacomm: AlphacommClient;
  httpTimeoutMs: number;
}) {
  const findOwn = async (reference: string) => {
    for (const id of MARK_FORMS) {
      const [link] = await alphacomm.findPayLinksByAttribute({ id, value: reference });
      if (link) return link;
    }
    return undefined;
  };

  return {
    /**
     * Gives a case its own PayLink. Safe to repeat: it looks for the case's mark before it makes a link, and where an
     * earlier try may have made one, it makes another only when two readings, a settling time apart, show none.
     * Source: CollectMAXX API, "Create PayLink".
     */
    async ensurePayLink(request: PayLinkRequest): Promise<LinkReading> {
      const link = await ensureOnce({
        what: 'the PayLink',
        find: () => findOwn(request.reference),
        act: () => createOwn(alphacomm, request),
        settling: { answeredMs: httpTimeoutMs, cutOffMs: httpTimeoutMs },
      });
      return toReading(link);
    },

    /**
     * Reads a case's PayLinks, and stops the calls at once where the reading shows that nothing is owed any more. Safe to
     * repeat. A stop that fails is not an error here: money is booked all the same, and `stopCalling` takes the rest.
     */
    async readPayLinks({ look, account, stop }: ReadRequest): Promise<ReadAnswer> {
      return whileHeartbeating(async () => {
        try {
          const links = await readLinks(alphacomm, look);
          const come = rises(account.known, account.asked, account.ownMinor, links).reduce(
            (sum, rise) => sum + rise.riseMinor,
            0,
          );
          const wanted = stop.when === 'always' || come >= account.owedMinor;
          return { links, stopped: wanted ? await stopScripts(alphacomm, look.reference, stop.scripts) : [] };
        } catch (error) {
          throw toApplicationFailure(error);
        }
      });
    },
  };
}

async function createOwn(alphacomm: AlphacommClient, { reference, personName, invoice, owedMinor }: PayLinkRequest) {
  return alphacomm.createPayLink({
    attributes: [{ id: MARK, value: reference }],
    personName,
    amountMinor: owedMinor,
    currency: invoice.amount.currency,
    description: invoice.description ?? invoice.number,
    invoiceReference: invoice.number,
    invoiceDate: invoice.date ?? invoice.dueDate,
  });
}
