import { PtxRefusal } from '../answers.js';
import { refuseFormulas } from '../checks.js';
import type { Contacts } from './contacts.js';
import { type PayerLine, readOneOffLine } from './import-format.js';
import type { MandateStatuses } from './mandate-statuses.js';
import type { Mandates } from './mandates.js';
import type { Diary, MandateEntry } from './model.js';
import type { Plans } from './plans.js';
import type { Store } from './store.js';

export interface LineDeps {
  store: Store;
  contacts: Pick<Contacts, 'create'>;
  mandates: Pick<Mandates, 'create'>;
  statuses: Pick<MandateStatuses, 'set'>;
  plans: Pick<Plans, 'create'>;
  diary: Pick<Diary, 'oneOff'>;
}

/** What became of a line. `warning` where it was imported otherwise than it was asked. */
export interface Imported {
  mandate: MandateEntry;
  amountMinor: number;
  warning: string | undefined;
}

const moved = (asked: string, day: string): string | undefined =>
  asked === day ? undefined : `Due date was ${asked}, it has been updated to ${day}.`;

/** Imports a line of a file into a collection profile. Both throw `PtxRefusal` for a line that cannot be. */
export function createLineImports({ store, contacts, mandates, statuses, plans, diary }: LineDeps) {
  return {
    importOneOff(cells: readonly string[], profileId: number): Imported {
      const { reference, amountMinor, day, comments } = readOneOffLine(cells);
      refuseFormulas({ comments });
      const named = store.mandates.byReference(reference).filter((each) => each.profileId === profileId);
      const mandate = named.findLast(({ status }) => status === 'ACTIVE') ?? named.at(-1);
      if (mandate === undefined) throw new PtxRefusal(404, `Mandate not found: ${reference}.`);
      if (mandate.status !== 'ACTIVE') throw new PtxRefusal(409, `Mandate ${reference} is ${mandate.status}.`);
      const { paymentDay } = diary.oneOff(mandate, { type: 'DEBIT', amountMinor, day, comments });
      return { mandate, amountMinor, warning: moved(day, paymentDay) };
    },

    /** The contact is looked for by its reference, which is the key of file imports; without one it is new. */
    importPayer({ contactReference, contact, mandate: given, plan: terms }: PayerLine, profileId: number): Imported {
      const known = store.contacts.all().findLast(({ reference }) => reference === contactReference);
      const { id: payerId } = contactReference === undefined || known === undefined ? contacts.create(contact) : known;
      const mandate = mandates.create(payerId, { ...given, payerId, profileId, status: 'DRAFT' });
      try {
        const plan = terms === undefined ? undefined : plans.create(mandate, terms);
        statuses.set(mandate, 'ACTIVE', 'by a file');
        const asked = (terms?.schedule as { startDate?: string } | undefined)?.startDate ?? '';
        const warning = plan === undefined ? undefined : moved(asked, plan.startDay);
        return { mandate, amountMinor: plan?.regularMinor ?? 0, warning };
      } catch (error) {
        statuses.set(mandate, 'DELETED', 'by a file'); // A line is imported whole or not, but for its contact.
        throw error;
      }
    },
  };
}
