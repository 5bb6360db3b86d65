import { randomUUID } from 'node:crypto';
import type { Scheduler } from '../shared/scheduler.js';
import { ApiError, toErrorBody } from './api-error.js';
import type { Bills } from './bills.js';
import type { BillTruth } from './control-types.js';
import type { Ledger } from './parts.js';
import type { Plays } from './plays.js';
import type { Bill } from './records.js';
import type { NewBill } from './requests.js';
import type { Store } from './store.js';
import { toVendorTime } from './times.js';
import type { Announcements, Subject } from './webhooks.js';

/** A bill that was asked for, made or not. */
export interface Creation extends Subject {
  state: 'Processing' | 'CreationSucceeded' | 'CreationFailed';
  message?: string;
  asked: NewBill;
}

interface QueueDeps {
  scheduler: Scheduler;
  ledger: Ledger;
  store: Store;
  plays: Plays;
  bills: Bills;
  announcements: Announcements;
  /** Simulated milliseconds that a queued bill waits. */
  creationAfterMs: number;
  /** Where a queued bill under a used SRRID is refused: with 400 at once, or as `CreationFailed` in its turn. */
  usedSrrid: 'at-once' | 'in-the-queue';
}

/** How bills come to be, at once or by way of the queue. Source: Bills, "Creating a large amount of bills". */
export function createQueue(deps: QueueDeps) {
  const { scheduler, ledger, store, plays, bills, announcements, creationAfterMs, usedSrrid } = deps;
  const creations = new Map<string, Creation>();

  function enlist(asked: NewBill): Creation {
    const { paymentReference } = asked;
    const srrid = asked.srrid ?? store.newSrrid();
    const creation: Creation = { atid: randomUUID(), srrid, paymentReference, state: 'Processing', asked };
    creations.set(creation.atid, creation);
    return creation;
  }

  /** Why the bill cannot be made, if so. */
  function faultOf({ asked, srrid }: Creation): string | undefined {
    try {
      bills.check({ ...asked, srrid });
      return undefined;
    } catch (error) {
      if (error instanceof ApiError) return error.message;
      throw error;
    }
  }

  /** Ends a creation, and gives the fault if there was one. */
  function conclude(creation: Creation, fault: string | undefined): void {
    const { atid, srrid, asked } = creation;
    if (fault === undefined) {
      creation.state = 'CreationSucceeded';
      bills.make(asked, srrid, atid);
      return;
    }
    creation.state = 'CreationFailed';
    creation.message = fault;
    ledger.add('bill.creation-failed', { reference: srrid, id: atid, amountMinor: asked.amountMinor, detail: fault });
  }

  function process(creation: Creation): void {
    const fault = faultOf(creation);
    const event = fault === undefined ? 'CreationSucceeded' : 'CreationFailed';
    const delivery = announcements.deliveryOf(event, creation.srrid);
    if (delivery?.mode === 'forged') {
      scheduler.after(creationAfterMs, () => process(creation)); // Told before it is true: its turn comes later.
    } else {
      store.release(creation.srrid);
      conclude(creation, fault);
    }
    announcements.tell(event, creation, { delivery, ...(fault === undefined ? {} : { message: fault }) });
  }

  return {
    /** Makes a bill at once. Throws `ApiError` 400, and then there is none. */
    now(body: NewBill): Bill {
      const asked = { ...body, srrid: body.srrid ?? store.newSrrid() };
      bills.check(asked);
      store.refuseTaken(asked.srrid);
      const creation = enlist(asked);
      const delivery = announcements.deliveryOf('CreationSucceeded', creation.srrid);
      conclude(creation, undefined);
      announcements.tell('CreationSucceeded', creation, { delivery });
      return store.billOf(creation.atid);
    },

    /** Queues a well-formed bill. Throws `ApiError` 400 for a used SRRID, where that is looked at at once. */
    later(asked: NewBill): Creation {
      if (asked.srrid !== undefined && usedSrrid === 'at-once') store.refuseTaken(asked.srrid);
      const creation = enlist(asked);
      store.claim(creation.srrid);
      scheduler.after(plays.waitOf(creation.srrid) ?? creationAfterMs, () => process(creation));
      return creation;
    },

    /** Makes one bill of a bulk request in its turn, without a webhook of its own. */
    ofBulk(asked: NewBill): Creation {
      const creation = enlist(asked);
      conclude(creation, faultOf(creation));
      return creation;
    },

    find: (atid: string): Creation | undefined => creations.get(atid),
    /** Throws `ApiError` 404. */
    of(atid: string): Creation {
      const creation = creations.get(atid);
      if (creation === undefined) throw new ApiError(404, `There is no bill ${atid}.`);
      return creation;
    },
    all: (): IterableIterator<Creation> => creations.values(),
  };
}

export type Queue = ReturnType<typeof createQueue>;

/** How far a creation is, in the three forms of the status call; `Location` and `ERROR` only where they belong. */
export const toCreationView = ({ atid, state, message, paymentReference, srrid }: Creation) => ({
  ATID: atid,
  ...(message === undefined ? {} : toErrorBody(message)),
  STATUS: state,
  Location: state === 'CreationSucceeded' ? `/v2/Bill/${atid}` : undefined,
  PaymentReference: paymentReference,
  SRRID: srrid,
});

/** The truth about a creation and its bill, for the control API. */
export function toBillTruth(
  { atid, srrid, paymentReference, state, message, asked }: Creation,
  store: Store,
): BillTruth {
  const bill = store.byAtid(atid);
  const truth: BillTruth = {
    atid,
    srrid,
    paymentReference,
    creation: state,
    amountMinor: asked.amountMinor,
  };
  if (asked.expiresAt !== undefined) truth.expiresAt = toVendorTime(asked.expiresAt);
  if (message !== undefined) truth.message = message;
  if (bill?.kind !== 'bill') return truth;
  truth.status = bill.status;
  truth.expiresAt = toVendorTime(bill.expiresAt);
  if (bill.paidAt !== undefined) truth.paidAt = toVendorTime(bill.paidAt);
  return truth;
}
