import type { Delivery } from '../shared/control-types.js';
import { Refusal } from '../shared/refusal.js';
import type { Scheduler } from '../shared/scheduler.js';
import type { Act, ActName, ActResult, Forgery } from './control-types.js';
import type { Ledger } from './parts.js';
import type { Plays } from './plays.js';
import { type Bill, isUnpaid, type Mandate, type VendorRecord } from './records.js';
import type { Store } from './store.js';
import type { Announcements } from './webhooks.js';

interface ActDeps {
  scheduler: Scheduler;
  ledger: Ledger;
  store: Store;
  plays: Plays;
  announcements: Announcements;
}

const isPayable = (bill: Bill): boolean => isUnpaid(bill) || bill.status === 'Pending' || bill.status === 'Done';

/** What payers do. Throws `Refusal`: 404 for an unknown SRRID, 409 for what cannot happen now. */
export function createActs({ scheduler, ledger, store, plays, announcements }: ActDeps) {
  const appointments = new Map<string, number>();

  function note(record: VendorRecord, type: 'View' | 'Click' | 'Attempt' | 'Payment'): void {
    record.events.push({ type, at: scheduler.now(), status: record.status });
  }

  function settleBill(bill: Bill): void {
    if (!isPayable(bill)) throw new Refusal(409, `the bill is ${bill.status}: it cannot be paid`);
    note(bill, 'Attempt');
    bill.status = 'Paid';
    bill.paidAt = scheduler.now();
    note(bill, 'Payment');
    ledger.add('bill.paid', { reference: bill.srrid, id: bill.atid, amountMinor: bill.amountMinor });
  }

  function settleMandate(mandate: Mandate): void {
    if (mandate.status === 'Mandated') throw new Refusal(409, 'the mandate is given already');
    mandate.status = 'Mandated';
    mandate.paidAt = scheduler.now();
    const { srrid: reference, atid: id, firstInstallmentMinor: amountMinor } = mandate;
    ledger.add('mandate.given', { reference, id, amountMinor });
  }

  /** Pays the whole bill, or a mandate's first instalment. A forged payment is only told. */
  function pay(record: VendorRecord, told: Delivery | undefined): ActResult {
    const delivery = announcements.deliveryOf('Paid', record.srrid, told);
    if (delivery?.mode !== 'forged') {
      if (record.kind === 'bill') settleBill(record);
      else settleMandate(record);
    }
    announcements.tell('Paid', record, { delivery, url: record.kind === 'bill' ? record.paidUrl : undefined });
    const amountMinor = record.kind === 'bill' ? record.amountMinor : record.firstInstallmentMinor;
    return { atid: record.atid, amountMinor };
  }

  /** A payment that is planned or said to be made, and not confirmed. */
  function promise(record: VendorRecord, status: 'Pending' | 'Done'): void {
    if (record.kind === 'mandate' || !isUnpaid(record)) {
      throw new Refusal(409, `the ${record.kind} is ${record.status}: no payment can begin`);
    }
    note(record, 'Attempt');
    record.status = status;
    if (status === 'Pending') record.pendingAt = scheduler.now();
  }

  /** The payment that was planned or said to be made does not come: the bill is open again, if there is time left. */
  function breakPromise(record: VendorRecord): void {
    if (record.kind === 'mandate' || !isPayable(record) || isUnpaid(record)) {
      throw new Refusal(409, `the ${record.kind} is ${record.status}: no payment is under way`);
    }
    delete record.pendingAt;
    record.status = scheduler.now() < record.expiresAt ? 'Open' : 'Expired';
    if (record.status === 'Expired') ledger.add('bill.expired', { reference: record.srrid, id: record.atid });
  }

  function perform(record: VendorRecord, name: ActName, delivery: Delivery | undefined): ActResult {
    if (name === 'pay') return pay(record, delivery);
    if (name === 'plan-payment') promise(record, 'Pending');
    else if (name === 'report-paid') promise(record, 'Done');
    else if (name === 'fail-payment') breakPromise(record);
    else note(record, name === 'view' ? 'View' : 'Click');
    return { atid: record.atid };
  }

  function recordOf(srrid: string): VendorRecord {
    const record = store.bySrrid(srrid);
    if (record === undefined) throw new Refusal(404, `no record has the SRRID ${srrid}`);
    return record;
  }

  return {
    perform: ({ srrid, do: name, delivery }: Act): ActResult => perform(recordOf(srrid), name, delivery),

    /** Lets the plays of a record begin now; earlier appointments with its payer are void. */
    begin(record: VendorRecord): void {
      const round = (appointments.get(record.srrid) ?? 0) + 1;
      const acts = plays.actsOf(record.srrid);
      if (round > 1 || acts.length > 0) appointments.set(record.srrid, round);
      for (const act of acts) {
        scheduler.after(act.afterMs, () => {
          if (appointments.get(record.srrid) !== round) return;
          try {
            perform(record, act.do, act.delivery);
          } catch (error) {
            if (!(error instanceof Refusal)) throw error; // A payer who finds the bill closed goes away.
          }
        });
      }
    },

    forge({ srrid, status, atid }: Forgery): void {
      const record = recordOf(srrid);
      const message = status === 'CreationFailed' ? { message: 'APP0224 - Expiry date must be in the future.' } : {};
      announcements.tell(status, { ...record, atid: atid ?? record.atid }, { delivery: undefined, ...message });
    },
  };
}

export type Acts = ReturnType<typeof createActs>;
