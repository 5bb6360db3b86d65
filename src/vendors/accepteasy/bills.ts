import {
  billUpdateSchema,
  bulkStatusSchema,
  creationStatusSchema,
  paymentMethodsSchema,
  queuedBillSchema,
  queuedBulkSchema,
} from './answers.js';
import { billSchema } from './bill-answers.js';
import { toBillChanges, toBillInput, toBulkInput } from './inputs.js';
import type { Ask } from './rest.js';
import type { Bill, BillChanges, BillUpdate, BulkStatus, CreationStatus, NewBill, PaymentMethod } from './types.js';
import { toPathId } from './values.js';

const pathOf = (atid: string) => `/v2/Bill/${toPathId('ATID', atid)}`;

/** The operations on bills. Source: Bills; what is documented only outside that page says so. */
export function createBillOperations(ask: Ask) {
  return {
    /**
     * Makes a bill, with its planned messages where it has any, which may contact the debtor at once. The payment page
     * works when this resolves. **Not safe to repeat**: search by `paymentReference` for the SRRID first; a second bill
     * under the same SRRID is refused as `Invalid`, as far as is known. Source: Bills.
     */
    createBill(bill: NewBill, signal?: AbortSignal): Promise<Bill> {
      return ask({
        operation: bill.communications?.length ? 'bill.createWithCommunication' : 'bill.create',
        kind: 'effect-with-look-up',
        request: () => ({ method: 'POST', path: '/v2/Bill', json: toBillInput(bill) }),
        schema: billSchema,
        signal,
        privates: personalValues(bill),
      });
    },

    /**
     * Queues a bill: no bill exists yet, and the creation can still fail, which `getBillStatus` or the webhook says. **Not
     * safe to repeat**, as `createBill`; what is queued or has failed is in no search. Source: Bills, "Creating a large amount of
     * bills"; the path only outside, documents/billAsync.md.
     */
    createBillAsync(bill: NewBill, signal?: AbortSignal): Promise<{ atid: string }> {
      return ask({
        operation: 'bill.createAsync',
        kind: 'effect-with-look-up',
        request: () => ({ method: 'POST', path: '/v2/Bill/async', json: toBillInput(bill) }),
        schema: queuedBillSchema,
        signal,
        privates: personalValues(bill),
      });
    },

    /** How far the creation of a queued bill is; nothing about its payment. A read. Source: Bills, the same section. */
    getBillStatus(atid: string, signal?: AbortSignal): Promise<CreationStatus> {
      return ask({
        operation: 'bill.asyncStatus',
        kind: 'read',
        request: () => ({ method: 'GET', path: `${pathOf(atid)}/status` }),
        schema: creationStatusSchema,
        signal,
      });
    },

    /**
     * A bill as it is now: what money is booked from. An unknown key is `Invalid` with status 404. A read. That it has the
     * form of the answer to a creation is inferred. Documented outside: docs/payment-status.md.
     */
    getBill(atid: string, signal?: AbortSignal): Promise<Bill> {
      return ask({
        operation: 'bill.get',
        kind: 'read',
        request: () => ({ method: 'GET', path: pathOf(atid) }),
        schema: billSchema,
        signal,
      });
    },

    /**
     * Sets a bill's status or addresses. Safe to repeat: the values are set, not moved; but a bill that is no longer open
     * may be refused, so read it first and after. Documented outside: documents/billPatch.md.
     */
    updateBill(atid: string, changes: BillChanges, signal?: AbortSignal): Promise<BillUpdate> {
      return ask({
        operation: 'bill.update',
        kind: 'repeatable-effect',
        request: () => ({ method: 'PATCH', path: pathOf(atid), json: toBillChanges(changes) }),
        schema: billUpdateSchema,
        signal,
        privates: [changes.email, changes.phoneNumber],
      });
    },

    /**
     * Queues many bills in one request; their number has no documented limit. **Not safe to repeat**: look each up by its
     * `paymentReference` and SRRID first. Documented outside: documents/billBulk.md.
     */
    createBills(bills: readonly NewBill[], signal?: AbortSignal): Promise<{ bulkId: string }> {
      return ask({
        operation: 'bill.createBulk',
        kind: 'effect-with-look-up',
        request: () => ({ method: 'POST', path: '/v2/Bill/bulk', json: toBulkInput(bills) }),
        schema: queuedBulkSchema,
        signal,
        privates: bills.flatMap(personalValues),
      });
    },

    /** How far a bulk request is, bill by bill. A read. Documented outside: documents/billBulk.md. */
    getBulkStatus(bulkId: string, signal?: AbortSignal): Promise<BulkStatus> {
      return ask({
        operation: 'bill.bulkStatus',
        kind: 'read',
        request: () => ({ method: 'GET', path: `/v2/Bill/bulk/${toPathId('BulkId', bulkId)}/status` }),
        schema: bulkStatusSchema,
        signal,
      });
    },

    /** The ways to pay a bill. A read. Documented outside: documents/redirecting.md. */
    listPaymentMethods(atid: string, signal?: AbortSignal): Promise<PaymentMethod[]> {
      return ask({
        operation: 'bill.paymentMethods',
        kind: 'read',
        request: () => ({ method: 'GET', path: `${pathOf(atid)}/PaymentMethods` }),
        schema: paymentMethodsSchema,
        signal,
      });
    },
  };
}

function personalValues({ email, phoneNumber, recordData = {} }: NewBill): (string | undefined)[] {
  return [email, phoneNumber, ...Object.values(recordData)];
}
