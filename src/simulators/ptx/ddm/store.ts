import type { Scheduler } from '../../shared/scheduler.js';
import type { Calendar } from '../calendar.js';
import type { Ledger } from '../parts.js';
import { createLetters } from './letters.js';
import type { ContactEntry, HistoryRow, MandateEntry, PlanEntry } from './model.js';
import { createIndex, createShelf } from './shelf.js';

const FIRST_CONTACT = 7_042_919;
const FIRST_MANDATE = 58_230_901;
const FIRST_PLAN = 91_530_782;
const FIRST_ROW = 244_525_180;

export interface StoreDeps {
  scheduler: Scheduler;
  ledger: Ledger;
  calendar: Calendar;
  /** See `createLetters`. */
  lettersGoAfterMs?: number | undefined;
}

/**
 * What the direct debit side holds. It checks nothing and, but for letters, writes nothing into the ledger: who changes an entry
 * notes it. The records (contacts, mandates, plans) note theirs; the diary notes rows: AUDDIS, one-offs, collections.
 */
export function createStore({ scheduler, ledger, calendar, lettersGoAfterMs }: StoreDeps) {
  const contacts = createShelf<ContactEntry>(FIRST_CONTACT);
  const mandates = createShelf<MandateEntry>(FIRST_MANDATE);
  const plans = createShelf<PlanEntry>(FIRST_PLAN);
  const rows = createShelf<HistoryRow>(FIRST_ROW);
  const mandatesByContact = createIndex<MandateEntry>();
  const mandatesByReference = createIndex<MandateEntry>();
  const plansByMandate = createIndex<PlanEntry>();
  const rowsByMandate = createIndex<HistoryRow>();

  return {
    contacts: {
      ...contacts,
      /** The values change; an `undefined` counts. */
      change: (contact: ContactEntry, change: Partial<Omit<ContactEntry, 'id'>>): void =>
        void Object.assign(contact, change),
    },

    mandates: {
      ...mandates,
      create(fields: Omit<MandateEntry, 'id'>): MandateEntry {
        const mandate = mandates.create(fields);
        mandatesByContact.add(mandate.payerId, mandate);
        mandatesByReference.add(mandate.reference, mandate);
        return mandate;
      },
      /** The one way to change a mandate: keeps the indexes, and sets `updatedMs`. Gives the mandate as it was before. */
      change(mandate: MandateEntry, change: Partial<Omit<MandateEntry, 'id' | 'payerId' | 'updatedMs'>>): MandateEntry {
        const before = { ...mandate };
        Object.assign(mandate, change, { updatedMs: scheduler.now() });
        if (before.reference !== mandate.reference) {
          mandatesByReference.remove(before.reference, mandate);
          mandatesByReference.add(mandate.reference, mandate);
        }
        return before;
      },
      ofContact: (contactId: number): readonly MandateEntry[] => mandatesByContact.of(contactId),
      /** Several can have one reference, whatever their status. */
      byReference: (reference: string): readonly MandateEntry[] => mandatesByReference.of(reference),
    },

    plans: {
      ...plans,
      create(fields: Omit<PlanEntry, 'id'>): PlanEntry {
        const plan = plans.create(fields);
        plansByMandate.add(plan.mandateId, plan);
        return plan;
      },
      /** Sets `updatedMs`. */
      change: (plan: PlanEntry, change: Partial<Omit<PlanEntry, 'id' | 'mandateId' | 'updatedMs'>>): void =>
        void Object.assign(plan, change, { updatedMs: scheduler.now() }),
      ofMandate: (mandateId: number): readonly PlanEntry[] => plansByMandate.of(mandateId),
      /** The one that is not deleted: active or suspended. */
      live: (mandateId: number): PlanEntry | undefined =>
        plansByMandate.of(mandateId).find(({ status }) => status !== 'DELETED'),
    },

    rows: {
      ...rows,
      create(fields: Omit<HistoryRow, 'id'>): HistoryRow {
        const row = rows.create(fields);
        rowsByMandate.add(row.mandateId, row);
        return row;
      },
      /** Sets `updatedMs`. */
      change: (row: HistoryRow, change: Partial<Omit<HistoryRow, 'id' | 'mandateId' | 'updatedMs'>>): void =>
        void Object.assign(row, change, { updatedMs: scheduler.now() }),
      ofMandate: (mandateId: number): readonly HistoryRow[] => rowsByMandate.of(mandateId),
    },

    letters: createLetters({
      scheduler,
      ledger,
      calendar,
      contactOf: ({ payerId }) => contacts.find(payerId),
      mandateOf: ({ mandateId }) => mandates.find(mandateId),
      goAfterMs: lettersGoAfterMs,
    }),
  };
}

export type Store = ReturnType<typeof createStore>;
