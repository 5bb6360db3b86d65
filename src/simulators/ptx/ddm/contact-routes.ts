import { json } from '../answers.js';
import type { AddRoute, VendorCallFacts } from '../vendor-calls.js';
import { viewContact } from './contact-views.js';
import { readAddress } from './contacts.js';
import type { Ddm } from './ddm.js';
import { CONTACTS, wordsIn } from './route-parts.js';

/** Contacts and the look-up of addresses. Source: PTX API, "Contacts". */
export function addContactRoutes(add: AddRoute, { contacts, store }: Ddm): void {
  const named = ({ params }: VendorCallFacts): string[] => {
    const reference = store.contacts.find(params.contactId)?.reference;
    return reference === undefined ? [] : [reference];
  };
  add({
    method: 'GET',
    path: CONTACTS,
    operation: 'ptx.contacts.list',
    run: () => json(contacts.all().map(viewContact)),
  });
  add({
    method: 'POST',
    path: CONTACTS,
    operation: 'ptx.contacts.create',
    references: ({ body }) => wordsIn(body, 'reference'),
    run: ({ body }) => json(viewContact(contacts.create(body))),
  });
  add({
    method: 'GET',
    path: `${CONTACTS}/:contactId`,
    operation: 'ptx.contacts.get',
    references: named,
    run: ({ params }) => json(viewContact(contacts.byId(params.contactId))),
  });
  add({
    method: 'PUT',
    path: `${CONTACTS}/:contactId`,
    operation: 'ptx.contacts.update',
    references: named,
    run: ({ params, body }) => json(viewContact(contacts.update(params.contactId, body))),
  });
  add({
    method: 'POST',
    path: `${CONTACTS}/address-lookup`,
    operation: 'ptx.contacts.lookupAddress',
    // Both samples of the look-up are contacts, by mistake it seems: of one, the address is all that can be meant.
    run: ({ body }) => json({ type: 'PERSON', address: readAddress(body) }),
  });
  add({
    method: 'GET',
    path: `${CONTACTS}/address-lookup-available`,
    operation: 'ptx.contacts.addressLookupAvailable',
    run: () => json({ type: 'PERSON', available: true }),
  });
}
