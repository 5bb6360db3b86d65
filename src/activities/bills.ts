import { activityInfo } from '@temporalio/activity';
import type { BillError, BillReading, BounceReading, CollectBillInput } from '../domain/bill.js';
import { withoutMissed } from '../domain/bill-messages.js';
import { businessTime } from '../domain/clock.js';
import type { AccepteasyClient, CreationError, NewBill } from '../vendors/accepteasy/client.js';
import { creationErrorOf } from '../vendors/accepteasy/creation-errors.js';
import { VendorError } from '../vendors/errors.js';
import { type BillSeen, readBillAndMessages, toBillReading, toBounceReading } from './bill-readings.js';
import { notYet, toApplicationFailure } from './failures.js';
import { whileHeartbeating } from './heartbeats.js';

export type BillRequest = Pick<
  CollectBillInput,
  | 'srrid'
  | 'paymentReference'
  | 'description'
  | 'amount'
  | 'email'
  | 'phone'
  | 'communications'
  | 'recordData'
  | 'async'
  | 'clock'
> & { expiresAt: string };

/** What came of asking for a bill. `queued`: it may come to be, under this key. `refused`: there is none. */
export type BillMade = { bill: BillReading } | { queued: string } | { refused: BillError };

export type BillCreated = { bill: BillReading } | { refused: BillError };

export interface BillLookUp {
  srrid: string;
  paymentReference: string;
  /** Keys that events named: what they are is read, since anybody could have sent them. */
  atids: string[];
}

/** Which bounces are known already, by key, and the vendor's time now. */
export interface BounceQuestion {
  known: string[];
  nowAt: string;
}

const DAY_MS = 86_400_000;
/** Most webhooks come at once; one can be six days late, and tell of a bounce that came in three days before. */
const BOUNCES_BACK_MS = [DAY_MS, 9 * DAY_MS];
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 60_000;

export function createBillActivities({ accepteasy }: { accepteasy: AccepteasyClient }) {
  return {
    /**
     * Makes a bill, or queues it. **Not safe to repeat by itself**: an `OutcomeUnknown`, an answered `Unavailable` or a lost
     * worker is answered by `lookUpBill`. A refusal is looked into at once: it may say that the SRRID, and so the bill, is
     * there. Of messages that are late only the last is asked for. Source: Bills, `POST /v2/Bill`; outside,
     * documents/billAsync.md.
     */
    async createBill(request: BillRequest): Promise<BillMade> {
      const bill = toNewBill(request);
      return whileHeartbeating(async () => {
        let refusal: VendorError;
        try {
          if (request.async) return { queued: (await accepteasy.createBillAsync(bill)).atid };
          return { bill: toBillReading(await accepteasy.createBill(bill)) };
        } catch (error) {
          if (!(error instanceof VendorError && error.name === 'Invalid')) {
            throw toApplicationFailure(error, { effect: true });
          }
          refusal = error;
        }
        try {
          const found = await accepteasy.findBill(bill);
          return found ? { bill: toBillReading(found) } : { refused: toBillError(creationErrorOf(refusal)) };
        } catch (error) {
          throw toApplicationFailure(error);
        }
      });
    },

    /**
     * Waits until a queued bill was made or refused: asks again after 2 s, and ever more rarely up to once a minute. Safe to
     * repeat. Source: Bills, "Creating a large amount of bills".
     */
    async awaitBillCreation({ atid }: { atid: string }): Promise<BillCreated> {
      try {
        const created = await creationOf(atid);
        if (created) return created;
      } catch (error) {
        throw toApplicationFailure(error);
      }
      const pauseMs = FIRST_PAUSE_MS * 2 ** Math.min(activityInfo().attempt - 1, 10);
      throw notYet('the vendor has not made the bill yet', Math.min(pauseMs, LONGEST_PAUSE_MS));
    },

    /**
     * Looks for a bill by our key: in the search, and under the keys that events named. Null where it is nowhere, which a
     * queued bill is too, unless an event named it. Safe to repeat. Source: outside, documents/search.md.
     */
    async lookUpBill({ srrid, paymentReference, atids }: BillLookUp): Promise<BillMade | null> {
      return whileHeartbeating(async () => {
        try {
          const found = await accepteasy.findBill({ srrid, paymentReference });
          if (found) return { bill: toBillReading(found) };
          for (const atid of atids) {
            const status = await ifThere(() => accepteasy.getBillStatus(atid));
            if (status === undefined || status.srrid !== srrid) continue;
            return status.status === 'CreationFailed' ? { refused: toBillError(status.error) } : { queued: atid };
          }
          return null;
        } catch (error) {
          throw toApplicationFailure(error);
        }
      });
    },

    /** Reads a bill, its messages, and with `bounces` what of them came back. Safe to repeat. */
    async readBill({
      atid,
      bounces,
    }: {
      atid: string;
      bounces: BounceQuestion | null;
    }): Promise<BillSeen & { bounces: BounceReading[] }> {
      return whileHeartbeating(async () => {
        try {
          const seen = await readBillAndMessages(accepteasy, atid);
          return { ...seen, bounces: bounces === null ? [] : await bouncesOf(atid, bounces) };
        } catch (error) {
          throw toApplicationFailure(error);
        }
      });
    },
  };

  /** The vendor lists bounces by day, of all bills: only where the last day shows nothing new, more days are read. */
  async function bouncesOf(atid: string, { known, nowAt }: BounceQuestion): Promise<BounceReading[]> {
    let own: BounceReading[] = [];
    for (const backMs of BOUNCES_BACK_MS) {
      const from = new Date(Date.parse(nowAt) - backMs).toISOString();
      const found = await accepteasy.findBounces({ from, to: nowAt });
      own = found.filter((bounced) => bounced.atid === atid).map(toBounceReading);
      if (own.some(({ key }) => !known.includes(key))) break;
    }
    return own;
  }

  async function creationOf(atid: string): Promise<BillCreated | undefined> {
    const { status, error } = await accepteasy.getBillStatus(atid);
    if (status === 'CreationFailed') return { refused: toBillError(error) };
    if (status !== 'CreationSucceeded') return undefined;
    const bill = await ifThere(() => accepteasy.getBill(atid)); // It may take a moment until all of the vendor knows it.
    return bill && { bill: toBillReading(bill) };
  }
}

/** What a key stands for; undefined for a key that the vendor does not know. */
async function ifThere<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof VendorError && error.name === 'Invalid') return undefined;
    throw error;
  }
}

function toNewBill({ srrid, paymentReference, description, amount, expiresAt, ...more }: BillRequest): NewBill {
  const { email, phone, recordData, clock } = more;
  const communications = withoutMissed(more.communications, businessTime(Date.now(), clock));
  return {
    srrid,
    paymentReference,
    description,
    amountMinor: amount.minor,
    expiresAt,
    communications,
    ...(email === undefined ? {} : { email }),
    ...(phone === undefined ? {} : { phoneNumber: phone }),
    ...(recordData === undefined ? {} : { recordData }),
  };
}

/** Where the vendor gives no code, its own word for the case stands there. */
function toBillError(error: CreationError | undefined): BillError {
  return { code: error?.code ?? 'CreationFailed', message: error?.message ?? 'the vendor gives no reason' };
}
