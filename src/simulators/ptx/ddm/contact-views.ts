import type { ContactEntry } from './model.js';

/** What is empty is not there. */
export function withoutEmpty<T extends object>(fields: T): Partial<T> {
  const kept = Object.entries(fields).filter(([, value]) => value !== undefined && value !== '');
  return Object.fromEntries(kept) as Partial<T>;
}

/** The answers of the calls: the address has its lines in one string. Source: PTX API, "Get a contact". */
export const viewContact = (contact: ContactEntry) => ({
  type: 'PERSON',
  title: contact.title,
  firstName: contact.firstName,
  lastName: contact.lastName,
  email: contact.email,
  isAttachmentUsed: contact.isAttachmentUsed,
  communicationPref: contact.communicationPref,
  address: contact.address,
  id: contact.id,
  companyName: contact.companyName,
  reference: contact.reference,
  phone: contact.phone,
});

export const linesOf = ({ address }: ContactEntry): string[] =>
  address === undefined ? [] : address.lines.split(/\r?\n/).filter((line) => line !== '');

/** A row of a query: the lines are a list, and what is empty is left out. Source: PTX API, "Contacts by reference". */
export const viewContactRow = (contact: ContactEntry) => ({
  '@type': 'ContactDTO',
  ...withoutEmpty({
    id: contact.id,
    type: 'PERSON',
    title: contact.title,
    firstName: contact.firstName,
    lastName: contact.lastName,
    status: contact.status,
    communicationPref: contact.communicationPref,
    companyName: contact.companyName,
    reference: contact.reference,
    address:
      contact.address === undefined
        ? undefined
        : withoutEmpty({ id: contact.addressId, ...contact.address, lines: linesOf(contact) }),
    isAttachmentUsed: contact.isAttachmentUsed,
    email: contact.email,
    phone: contact.phone,
  }),
});
