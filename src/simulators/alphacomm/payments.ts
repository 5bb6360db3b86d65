import { randomUUID } from 'node:crypto';
import { Refusal } from '../shared/refusal.js';
import type { Scheduler } from '../shared/scheduler.js';
import type { Delivery } from './control-types.js';
import type { Faults, Ledger, Webhooks } from './parts.js';
import type { PayLink, PayLinks } from './pay-links.js';
import { toEventTime } from './times.js';

export interface PaymentDeps {
  scheduler: Scheduler;
  ledger: Ledger;
  faults: Faults;
  webhooks: Webhooks;
  payLinks: PayLinks;
}

/** Cents still wanted; never below nought. */
export const restOf = (link: PayLink): number => Math.max(0, link.amountMinor - link.amountPaid);

/** What a debtor does on the payment page, and the webhook that tells of it. */
export function createPayments({ scheduler, ledger, faults, webhooks, payLinks }: PaymentDeps) {
  function emit(link: PayLink, event: 'PayLinkPaid' | 'PayLinkVisited', data: unknown, delivery?: Delivery): void {
    const id = randomUUID();
    const body = {
      datetime: toEventTime(scheduler.now()),
      id,
      reference: link.reference,
      serviceId: link.id,
      service: 'paylink',
      event,
      data,
    };
    webhooks.emit({ event, id, key: link.key, lane: link.key ?? link.id, body }, delivery);
  }

  return {
    /** One transaction by iDEAL. Throws `Refusal` when the link has run out. */
    pay(link: PayLink, amountMinor: number, delivery: Delivery | undefined): void {
      if (payLinks.isExpired(link)) throw new Refusal(409, 'the PayLink has run out (visibleUntil): it cannot be paid');
      const how = delivery ?? faults.takeWebhook('PayLinkPaid', link.key);
      if (how?.mode !== 'forged') {
        payLinks.settle(link, amountMinor);
        ledger.add('payment', { reference: link.key, script: link.script, id: link.id, amountMinor });
      }
      emit(link, 'PayLinkPaid', { 'payment-method': 'ideal', 'transaction-amount': amountMinor }, how);
    },

    /** Opens the page: changes nothing at the vendor. */
    visit(link: PayLink, delivery: Delivery | undefined): void {
      emit(link, 'PayLinkVisited', [], delivery ?? faults.takeWebhook('PayLinkVisited', link.key));
    },
  };
}

export type Payments = ReturnType<typeof createPayments>;
