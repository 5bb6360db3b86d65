import { randomUUID } from 'node:crypto';
import type { Scheduler } from '../shared/scheduler.js';
import type { Acts } from './acts.js';
import type { Messages } from './messages.js';
import type { Ledger } from './parts.js';
import type { Mandate } from './records.js';
import type { NewMandate } from './requests.js';
import type { Store } from './store.js';

const ACCOUNT_TEMPLATE = '4a5c25a1-787a-439c-9089-2b78914be777';

interface MandateDeps {
  scheduler: Scheduler;
  ledger: Ledger;
  store: Store;
  messages: Messages;
  acts: Acts;
}

/** Mandates, given by paying their first instalment. Their creation has no webhook. Source: outside, mandate.md. */
export function createMandates({ scheduler, ledger, store, messages, acts }: MandateDeps) {
  return {
    /** Throws `ApiError` 400 for a used SRRID. */
    create(input: NewMandate): Mandate {
      if (input.SRRID !== undefined) store.refuseTaken(input.SRRID);
      const mandate: Mandate = {
        kind: 'mandate',
        atid: randomUUID(),
        srrid: input.SRRID ?? store.newSrrid(),
        templateId: input.AETemplateID ?? ACCOUNT_TEMPLATE,
        paymentReference: input.PaymentReference,
        description: input.Description,
        amountMinor: input.CollectionAmount ?? input.MaximumAmount ?? input.FirstInstallment,
        firstInstallmentMinor: input.FirstInstallment,
        email: input.Address?.Email ?? '',
        phone: input.Address?.PhoneNumber ?? '',
        createdAt: scheduler.now(),
        status: 'ToMandate',
        shortUrl: store.newShortUrl(),
        communications: [],
        events: [],
      };
      store.add(mandate);
      const { srrid: reference, atid: id, amountMinor } = mandate;
      ledger.add('mandate.created', { reference, id, amountMinor });
      messages.plan(mandate, input.Communication);
      acts.begin(mandate);
      return mandate;
    },
  };
}

export type Mandates = ReturnType<typeof createMandates>;
