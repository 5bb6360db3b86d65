import { z } from 'zod';
import { ifReadable } from './answer-fields.js';
import type { Ask } from './ask.js';
import {
  addressesSchema,
  availabilitySchema,
  contactSchema,
  personalValues,
  toAddress,
  toContact,
  toNewContact,
} from './contact-values.js';
import { ddmEntities, ddmFields } from './ddm-entities.js';
import type { Address, Contact, ContactUpdate, NewContact } from './ddm-types.js';
import { type Criterion, whereText } from './query.js';
import type { RowReader } from './rows.js';
import { toId } from './values.js';

/** The payers; PTX has no way to delete one. Source: PTX API, "Contacts". */
export function createContactOperations(ask: Ask, rows: RowReader) {
  const search = (
    operation: 'contacts.queryByLastName' | 'contacts.queryByReference',
    criteria: () => Criterion[],
    signal: AbortSignal | undefined,
  ): Promise<Contact[]> =>
    rows.all({
      operation,
      query: () => ({ ...ddmEntities.contacts, criteria: criteria() }),
      row: contactSchema,
      idOf: ({ id }) => id,
      signal,
    });

  return {
    /** All contacts, in one answer however many there are. A read. */
    listContacts(signal?: AbortSignal): Promise<Contact[]> {
      return ask({ operation: 'contacts.list', kind: 'read', method: 'GET', schema: z.array(contactSchema), signal });
    },

    /** Makes a contact. **Not safe to repeat**: look for its reference first. */
    createContact(contact: NewContact, signal?: AbortSignal): Promise<Contact> {
      return ask({
        operation: 'contacts.create',
        kind: 'effect-with-look-up',
        request: () => ({ json: toNewContact(contact), privates: personalValues(contact) }),
        schema: contactSchema,
        signal,
      });
    },

    /** One contact; `Invalid` with status 404 where there is none. A read. */
    getContact({ contactId }: { contactId: string }, signal?: AbortSignal): Promise<Contact> {
      return ask({
        operation: 'contacts.get',
        kind: 'read',
        method: 'GET',
        request: () => ({ params: { contactId: toId('contactId', contactId) } }),
        schema: contactSchema,
        signal,
      });
    },

    /**
     * Writes a contact back as `getContact` read it, with what is to change; a field that is left out stays, an empty one is
     * emptied. Safe to repeat. Undefined where the answer shows no contact: read it back.
     */
    updateContact(
      { contactId, contact }: { contactId: string; contact: ContactUpdate },
      signal?: AbortSignal,
    ): Promise<Contact | undefined> {
      return ask({
        operation: 'contacts.update',
        kind: 'repeatable-effect',
        method: 'PUT',
        request: () => ({
          params: { contactId: toId('contactId', contactId) },
          json: toContact(contactId, contact),
          privates: personalValues(contact),
        }),
        schema: ifReadable(contactSchema),
        signal,
      });
    },

    /** The addresses that PTX knows for a part of one: none also where its answer shows none. A read. */
    lookUpAddress(address: Partial<Address>, signal?: AbortSignal): Promise<Address[]> {
      const whole = { lines: '', town: '', county: '', postcode: '', country: '', ...address };
      return ask({
        operation: 'contacts.lookupAddress',
        kind: 'read',
        request: () => ({ json: toAddress(whole), privates: personalValues({ address: whole }) }),
        schema: addressesSchema,
        signal,
      });
    },

    /** Whether addresses can be looked up; undefined where the answer does not say. A read. */
    isAddressLookupAvailable(signal?: AbortSignal): Promise<boolean | undefined> {
      return ask({
        operation: 'contacts.addressLookupAvailable',
        kind: 'read',
        method: 'GET',
        schema: availabilitySchema,
        signal,
      });
    },

    /** The contacts whose last name contains this: the caller matches. A read. */
    queryContactsByLastName({ lastName }: { lastName: string }, signal?: AbortSignal): Promise<Contact[]> {
      const criteria = () => [whereText(ddmFields.contactLastName, 'CONTAINS', lastName)];
      return search('contacts.queryByLastName', criteria, signal);
    },

    /** The contacts whose reference contains this: the caller looks for the exact one. A read. */
    queryContactsByReference({ reference }: { reference: string }, signal?: AbortSignal): Promise<Contact[]> {
      const criteria = () => [whereText(ddmFields.contactReference, 'CONTAINS', reference)];
      return search('contacts.queryByReference', criteria, signal);
    },
  };
}
