import { PtxRefusal } from '../answers.js';
import { asBody, type Body, refuseFormulas } from '../checks.js';
import type { Ledger } from '../parts.js';
import type { ContactEntry } from './model.js';
import { createShelf } from './shelf.js';
import type { Store } from './store.js';

interface ContactDeps {
  ledger: Ledger;
  store: Store;
}

type ContactFields = Omit<ContactEntry, 'id' | 'status' | 'addressId'>;

const PREFERENCES = ['LOCAL_PRINT', 'EMAIL', 'SERVICE_PRINT', 'POST'];
const ADDRESS_FIELDS = ['lines', 'town', 'county', 'code', 'country'] as const;
const FIRST_ADDRESS = 17_925_051;
const REFERENCE_LENGTH = 8;

function word(body: Body, name: string, isNeeded: boolean): string {
  const value = body[name] ?? (isNeeded ? undefined : '');
  if (value === undefined) throw new PtxRefusal(400, `${name} is mandatory`, name);
  if (typeof value !== 'string') throw new PtxRefusal(400, `${name} must be a string`, name);
  return value;
}

/** Words that may be absent. */
const optional = (body: Body, name: string): string | undefined => word(body, name, false) || undefined;

/** All five fields, empty where unknown: the page marks them all as required. Throws `PtxRefusal`. */
export function readAddress(given: unknown): NonNullable<ContactEntry['address']> {
  const body = asBody(given);
  const [lines = '', town = '', county = '', code = '', country = ''] = ADDRESS_FIELDS.map((name) =>
    word(body, name, true),
  );
  return { lines, town, county, code, country };
}

/**
 * A contact's own fields. On creation those that the page calls required must be there; empty they may be, as stored contacts
 * show, but for the last name, and the address of mail where letters go by it.
 */
function readContact(body: Body, isNew: boolean): ContactFields {
  refuseFormulas(body);
  const communicationPref = word(body, 'communicationPref', isNew);
  if ((isNew || communicationPref !== '') && !PREFERENCES.includes(communicationPref)) {
    throw new PtxRefusal(400, `communicationPref must be one of ${PREFERENCES.join()}`, 'communicationPref');
  }
  if ((body.type ?? 'PERSON') !== 'PERSON') throw new PtxRefusal(400, 'type must be PERSON', 'type');
  const fields: ContactFields = {
    title: word(body, 'title', isNew),
    firstName: word(body, 'firstName', isNew),
    lastName: word(body, 'lastName', isNew),
    email: word(body, 'email', isNew),
    communicationPref,
    companyName: optional(body, 'companyName'),
    phone: optional(body, 'phone'),
    reference: optional(body, 'reference'),
    isAttachmentUsed: body.isAttachmentUsed === true,
    address: body.address === undefined || body.address === null ? undefined : readAddress(body.address),
  };
  if (fields.lastName.trim() === '') throw new PtxRefusal(400, 'lastName is mandatory', 'lastName');
  if (communicationPref === 'EMAIL' && !fields.email.includes('@')) {
    throw new PtxRefusal(400, 'email is mandatory where letters go by e-mail', 'email');
  }
  return fields;
}

/** The payers. Source: PTX API, "Contacts". */
export function createContacts({ ledger, store }: ContactDeps) {
  const addresses = createShelf<{ id: number }>(FIRST_ADDRESS);

  function note(effect: 'contact.created' | 'contact.updated', { id, reference }: ContactEntry): void {
    ledger.add(effect, { reference, id: String(id) });
  }

  /** Throws `PtxRefusal`. */
  function byId(id: unknown): ContactEntry {
    const contact = store.contacts.find(id);
    if (contact === undefined) throw new PtxRefusal(404, `There is no contact ${String(id)}`, 'id');
    return contact;
  }

  return {
    byId,
    all: store.contacts.all,

    /**
     * Not safe to repeat: the page calls the reference unique, but says nowhere that a second contact with it is refused, so it
     * is not. Without one it is made from the id. Throws `PtxRefusal`.
     */
    create(given: unknown): ContactEntry {
      const fields = readContact(asBody(given), true);
      const contact = store.contacts.create({ ...fields, status: 'ACTIVE', addressId: addresses.create({}).id });
      const reference = fields.reference ?? String(contact.id).padStart(REFERENCE_LENGTH, '0');
      store.contacts.change(contact, { reference });
      note('contact.created', contact);
      return contact;
    },

    /**
     * Replaces the contact. What the body leaves out is emptied, as the page does not say that it stays; only the key of file
     * imports, the reference, and the preference stay. Safe to repeat. Throws `PtxRefusal`.
     */
    update(id: unknown, given: unknown): ContactEntry {
      const contact = byId(id);
      const body = asBody(given);
      if (body.id !== undefined && String(body.id) !== String(contact.id)) {
        throw new PtxRefusal(400, `id is not ${contact.id}`, 'id');
      }
      const fields = readContact(body, false);
      store.contacts.change(contact, {
        ...fields,
        reference: fields.reference ?? contact.reference,
        communicationPref: fields.communicationPref || contact.communicationPref,
      });
      note('contact.updated', contact);
      return contact;
    },
  };
}

export type Contacts = ReturnType<typeof createContacts>;
