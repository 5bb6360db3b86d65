import type { Scheduler } from '../shared/scheduler.js';
import type { Acts } from './acts.js';
import { ApiError } from './api-error.js';
import type { Messages } from './messages.js';
import type { Ledger } from './parts.js';
import type { Plays } from './plays.js';
import { type Bill, isUnpaid } from './records.js';
import type { NewBill, toUpdate } from './requests.js';
import type { Store } from './store.js';
import { addYears } from './times.js';

const DAY_MS = 86_400_000;
/** How long a bill can be paid when the request does not say. Source: outside, billSync.md. */
const DEFAULT_DAYS = 90;
const ACCOUNT_TEMPLATE = '4a5c25a1-787a-439c-9089-2b78914be777';

interface BillDeps {
  scheduler: Scheduler;
  ledger: Ledger;
  store: Store;
  plays: Plays;
  messages: Messages;
  acts: Acts;
}

/** The life of a bill: made, changed, counted down, expired. Paying is an act of its payer. */
export function createBills({ scheduler, ledger, store, plays, messages, acts }: BillDeps) {
  const note = (
    effect: 'bill.created' | 'bill.updated' | 'bill.canceled' | 'bill.expired',
    bill: Bill,
    detail?: string,
  ) => ledger.add(effect, { reference: bill.srrid, id: bill.atid, amountMinor: bill.amountMinor, detail });

  function expire(bill: Bill): void {
    bill.status = 'Expired';
    note('bill.expired', bill);
  }

  function watch(bill: Bill, countdownDays: number): void {
    const leftMs = bill.expiresAt - scheduler.now();
    if (countdownDays > 0) {
      scheduler.after(leftMs - countdownDays * DAY_MS, () => {
        if (bill.status === 'Open') bill.status = 'CountDown';
      });
    }
    scheduler.after(leftMs, () => {
      if (isUnpaid(bill)) expire(bill);
    });
  }

  return {
    /** What can be wrong with a well-formed bill. Throws `ApiError` 400. Source: outside, docs/webhooks.md for the words. */
    check({ srrid, expiresAt }: NewBill): void {
      const now = scheduler.now();
      if (expiresAt !== undefined && expiresAt <= now) {
        throw new ApiError(400, 'APP0224 - Expiry date must be in the future.');
      }
      if (expiresAt !== undefined && expiresAt > addYears(now, 1)) {
        throw new ApiError(400, 'APP0225 - Expiry date cannot exceed 1 year from now.');
      }
      if (srrid === undefined) return;
      store.refuseUsed(srrid);
      const failure = plays.failureOf(srrid);
      if (failure !== undefined) throw new ApiError(400, failure);
    },

    /** Makes a bill that was checked. */
    make(input: NewBill, srrid: string, atid: string): Bill {
      const now = scheduler.now();
      const bill: Bill = {
        kind: 'bill',
        atid,
        srrid,
        templateId: input.templateId ?? ACCOUNT_TEMPLATE,
        paymentReference: input.paymentReference,
        description: input.description,
        amountMinor: input.amountMinor,
        email: input.email,
        phone: input.phone,
        createdAt: now,
        expiresAt: input.expiresAt ?? now + DEFAULT_DAYS * DAY_MS,
        status: 'Open',
        shortUrl: store.newShortUrl(),
        paidUrl: input.paidUrl,
        communications: [],
        events: [],
      };
      store.add(bill);
      note('bill.created', bill);
      watch(bill, input.countdownDays ?? 0);
      messages.plan(bill, input.messages);
      acts.begin(bill);
      return bill;
    },

    /**
     * Changes address or status. Only an open bill can be set to Canceled, Paid or Expired, and nothing else.
     * Throws `ApiError`: 404 for an unknown one, 400 else. Source: outside, billPatch.md.
     */
    update(atid: string, { Status, Address }: ReturnType<typeof toUpdate>): Bill {
      const bill = store.billOf(atid);
      if (Status !== undefined && Status !== 'Canceled' && Status !== 'Paid' && Status !== 'Expired') {
        throw new ApiError(400, `Status: a bill cannot be set to ${Status}, only to Canceled, Paid or Expired.`);
      }
      if (Status !== undefined && !isUnpaid(bill)) {
        throw new ApiError(400, `Status: the bill is ${bill.status} and cannot be set to ${Status}.`);
      }
      if (Address !== undefined) {
        bill.email = Address.Email ?? bill.email;
        bill.phone = Address.PhoneNumber ?? bill.phone;
        note('bill.updated', bill, 'Address');
      }
      if (Status === undefined) return bill;
      bill.status = Status;
      if (Status === 'Expired') note('bill.expired', bill, 'by update');
      else if (Status === 'Canceled') note('bill.canceled', bill);
      else note('bill.updated', bill, 'Status Paid'); // Somebody says so: no payment came in by the bill.
      return bill;
    },
  };
}

export type Bills = ReturnType<typeof createBills>;
