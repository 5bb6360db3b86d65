import type { Scheduler } from '../../shared/scheduler.js';
import { PtxRefusal } from '../answers.js';
import type { Calendar } from '../calendar.js';
import { asBody } from '../checks.js';
import type { Ledger } from '../parts.js';
import { londonDay } from '../times.js';
import type { CollectionProfiles } from './collection-profiles.js';
import type { Contacts } from './contacts.js';
import type { PtxMandateChange } from './control-types.js';
import { type MandateFields, readMandate, readOneOff, readStatus } from './mandate-body.js';
import type { MandateStatuses } from './mandate-statuses.js';
import type { Diary, MandateEntry } from './model.js';
import type { Store } from './store.js';

interface MandateDeps {
  scheduler: Scheduler;
  ledger: Ledger;
  calendar: Calendar;
  profiles: CollectionProfiles;
  store: Store;
  contacts: Contacts;
  statuses: MandateStatuses;
  diary: Diary;
}

const INSTRUCTION_CODES = ['0N', '0C'];
const isEnded = ({ status }: MandateEntry): boolean => status === 'CANCELLED' || status === 'DELETED';

/** The mandates of the payers. Source: PTX API, "Mandates". */
export function createMandates(deps: MandateDeps) {
  const { scheduler, ledger, calendar, profiles, store, contacts, statuses, diary } = deps;

  /** Throws `PtxRefusal` for one that is unknown or another contact's. */
  function of(contactId: unknown, id: unknown): MandateEntry {
    const contact = contacts.byId(contactId);
    const mandate = store.mandates.find(id);
    if (mandate === undefined || mandate.payerId !== contact.id) {
      throw new PtxRefusal(404, `Contact ${contact.id} has no mandate ${String(id)}`, 'id');
    }
    return mandate;
  }

  /** Nothing is collected before this day: the notice starts with the mandate, and again with other bank details. */
  const restrictedDay = (profileId: number): string =>
    calendar.after(londonDay(scheduler.now()), profiles.usable(profileId).mandateNoticePeriod);

  /** Throws `PtxRefusal`. The letter tells of what the payer's bank sees too. */
  function change(mandate: MandateEntry, fields: MandateFields, detail?: string): void {
    if (isEnded(mandate)) throw new PtxRefusal(409, `Mandate ${mandate.id} is ${mandate.status}`, 'status');
    if (fields.profileId !== mandate.profileId) {
      throw new PtxRefusal(
        400,
        `Mandate ${mandate.id} belongs to collection profile ${mandate.profileId}`,
        'profileId',
      );
    }
    const names = Object.keys(fields) as (keyof MandateFields)[];
    const changed = names.filter((name) => fields[name] !== mandate[name]);
    if (changed.length === 0) return;
    const isLodgedAnew = ['reference', 'sortCode', 'accountNumber'].some((name) => changed.includes(name as never));
    const before = store.mandates.change(mandate, {
      ...fields,
      ...(isLodgedAnew ? { restrictedDay: restrictedDay(mandate.profileId) } : {}),
    });
    const { reference, id } = mandate;
    ledger.add('mandate.updated', { reference, id: String(id), detail: detail ?? changed.join() });
    if (mandate.activatedMs === undefined) return;
    if (isLodgedAnew || changed.includes('accountName')) store.letters.write(mandate, 'CHANGE_MANDATE');
    if (isLodgedAnew) diary.accountChanged(mandate, before);
  }

  function refuseUnless(mandate: MandateEntry, ...allowed: MandateEntry['status'][]): void {
    if (allowed.includes(mandate.status)) return;
    throw new PtxRefusal(409, `Mandate ${mandate.id} is ${mandate.status}, not ${allowed.join(' or ')}`, 'status');
  }

  return {
    of,

    /** For a person. Throws `PtxRefusal`. */
    byId(id: unknown): MandateEntry {
      const mandate = store.mandates.find(id);
      if (mandate === undefined) throw new PtxRefusal(404, `There is no mandate ${String(id)}`, 'id');
      return mandate;
    },

    /** Those of a contact that are not deleted. Throws `PtxRefusal`. */
    ofContact: (contactId: unknown): readonly MandateEntry[] =>
      store.mandates.ofContact(contacts.byId(contactId).id).filter(({ status }) => status !== 'DELETED'),

    /** Throws `PtxRefusal`: only the queries show one that is deleted. */
    visible(contactId: unknown, id: unknown): MandateEntry {
      const mandate = of(contactId, id);
      if (mandate.status === 'DELETED') throw new PtxRefusal(404, `Mandate ${mandate.id} is deleted`, 'id');
      return mandate;
    },

    /**
     * ACTIVE where the body has no status, since DRAFT is meant for those that wait for their plan. Not safe to repeat: the page
     * says nowhere that a second mandate with the same reference and account is refused, so it is not. Throws `PtxRefusal`.
     */
    create(contactId: unknown, given: unknown): MandateEntry {
      const contact = contacts.byId(contactId);
      const body = asBody(given);
      const fields = readMandate(body, contact.id, true);
      const status = readStatus(body.status ?? 'ACTIVE');
      if (status !== 'ACTIVE' && status !== 'DRAFT') {
        throw new PtxRefusal(400, `A mandate cannot begin as ${status}`, 'status');
      }
      const now = scheduler.now();
      const mandate = store.mandates.create({
        ...fields,
        status: 'DRAFT',
        createdMs: now,
        updatedMs: now,
        restrictedDay: restrictedDay(fields.profileId),
        activatedMs: undefined,
      });
      ledger.add('mandate.created', { reference: mandate.reference, id: String(mandate.id) });
      if (status === 'ACTIVE') statuses.set(mandate, 'ACTIVE');
      return mandate;
    },

    /** Replaces what a mandate says, and moves its status. Plans have calls of their own. Throws `PtxRefusal`. */
    update(contactId: unknown, id: unknown, given: unknown): MandateEntry {
      const mandate = of(contactId, id);
      const body = asBody(given);
      if (String(body.id) !== String(mandate.id)) throw new PtxRefusal(400, `id is not ${mandate.id}`, 'id');
      const fields = readMandate(body, mandate.payerId, false);
      const status = readStatus(body.status);
      if (Array.isArray(body.paymentPlans) && body.paymentPlans.length > 1) {
        throw new PtxRefusal(400, 'A mandate has one payment plan at most', 'paymentPlans');
      }
      if (status !== mandate.status) statuses.refuse(mandate, status);
      change(mandate, { ...fields, accountName: fields.accountName || mandate.accountName });
      if (status !== mandate.status) statuses.set(mandate, status);
      return mandate;
    },

    /** A person changes what the bank sees. Throws `PtxRefusal`. */
    changeByHand(mandate: MandateEntry, given: PtxMandateChange): void {
      const { sortCode, accountNumber, reference } = mandate;
      const body = {
        ...mandate,
        sortCode: given.sortCode ?? sortCode,
        accountNumber: given.accountNumber ?? accountNumber,
        reference: given.reference ?? reference,
      };
      change(mandate, readMandate({ ...body }, mandate.payerId, false), 'by a person');
    },

    /** Not safe to repeat. Throws `PtxRefusal`: 409 unless the mandate is active. */
    createOneOff(mandate: MandateEntry, given: unknown): void {
      const { type, ...asked } = readOneOff(asBody(given));
      refuseUnless(mandate, 'ACTIVE');
      if (type === 'AUDDIS') diary.instruct(mandate, '0N');
      else diary.oneOff(mandate, { type, ...asked });
    },

    /** Not safe to repeat. A suspended mandate can be lodged anew, as no money moves. Throws `PtxRefusal`. */
    instruct(mandate: MandateEntry, given: unknown): void {
      const { instructionCode } = asBody(given);
      const code = INSTRUCTION_CODES.find((known) => known === instructionCode);
      if (code === undefined) throw new PtxRefusal(400, 'instructionCode must be 0N or 0C', 'instructionCode');
      refuseUnless(mandate, 'ACTIVE', 'SUSPENDED');
      diary.instruct(mandate, code);
    },
  };
}

export type Mandates = ReturnType<typeof createMandates>;
