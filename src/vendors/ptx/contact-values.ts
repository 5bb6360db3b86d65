import { z } from 'zod';
import { filled } from '../answer-fields.js';
import { id, optionalFlag, optionalText, text, withAsRead } from './answer-fields.js';
import type { Address, Contact, ContactUpdate, NewContact } from './ddm-types.js';
import { toNumberId } from './values.js';

/** One text in the calls, a list in the queries. Source: PTX API, "Contacts", Address. */
const lines = z
  .union([z.string(), z.array(z.string())])
  .nullish()
  .transform((given) => (Array.isArray(given) ? given.map((line) => line.trim()).join('\n') : (given ?? '')));

/** Source: PTX API, "Contacts", Address. */
export const addressSchema = z
  .object({ lines, town: text, county: text, code: text, country: text })
  .transform(({ code, ...address }): Address => ({ ...address, postcode: code }));

const fields = z
  .object({
    id,
    type: optionalText,
    status: optionalText,
    title: optionalText,
    firstName: optionalText,
    lastName: optionalText,
    email: optionalText,
    communicationPref: optionalText,
    companyName: optionalText,
    phone: optionalText,
    reference: optionalText,
    isAttachmentUsed: optionalFlag,
    address: addressSchema.nullish(),
  })
  .transform(
    ({ communicationPref, address, ...contact }): Omit<Contact, 'asRead'> =>
      filled({ ...contact, communication: communicationPref, address: address ?? undefined }),
  );

/** Source: PTX API, "Contacts", Contact and ContactDTO. */
export const contactSchema: z.ZodType<Contact> = withAsRead(fields);

/** The addresses in an answer whose form nobody knows: its sample is a contact. */
export const addressesSchema = z.unknown().transform((answer) => addressesIn(answer));

function addressesIn(value: unknown): Address[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = 'lines' in value ? addressSchema.safeParse(value).data : undefined;
  return own ? [own] : Object.values(value).flatMap(addressesIn);
}

/** Whether the look-up is there, as far as the answer says so: its sample is a contact, which does not. */
export const availabilitySchema = z.unknown().transform((answer): boolean | undefined => {
  const said = [answer, ...(typeof answer === 'object' && answer !== null ? Object.entries(answer) : [])];
  for (const each of said) {
    if (typeof each === 'boolean') return each;
    if (Array.isArray(each) && /available|enabled/i.test(String(each[0])) && typeof each[1] === 'boolean')
      return each[1];
  }
  return undefined;
});

/** What both a new and a changed contact say, field by field: the objects that come in may have more. */
function fieldsOf(contact: Partial<NewContact>) {
  const { reference, title, firstName, lastName, email, communication, companyName, phone, isAttachmentUsed } = contact;
  const person = { reference, title, firstName, lastName, email, companyName, phone, isAttachmentUsed };
  return filled({ ...person, communicationPref: communication });
}

/** Source: PTX API, "Contacts", create. */
export function toNewContact({ address, ...contact }: NewContact) {
  return { ...fieldsOf(contact), ...(address && { address: toAddress(address) }) };
}

/** The whole contact: what it was read with stays where nothing else is said. Source: PTX API, "Contacts", update. */
export function toContact(contactId: string, { asRead, type, address, ...contact }: ContactUpdate) {
  const { '@type': _, status: __, address: readAddress, ...others } = asRead;
  const wholeAddress = address === undefined ? readAddress : { ...(readAddress ?? {}), ...toAddress(address) };
  return {
    type: type ?? 'PERSON',
    ...others,
    ...fieldsOf(contact),
    ...(wholeAddress !== undefined && { address: wholeAddress }),
    id: toNumberId('contactId', contactId),
  };
}

/** All five fields. */
export function toAddress({ lines: street, town, county, postcode, country }: Address) {
  return { lines: street, town, county, code: postcode, country };
}

/** The personal values of a contact, for what an error must not repeat. */
export function personalValues(contact: Partial<NewContact>): string[] {
  const { reference, firstName, lastName, email, companyName, phone, address } = contact;
  const place = address && [address.lines, address.town, address.county, address.postcode];
  return [reference, firstName, lastName, email, companyName, phone, ...(place ?? [])].filter(
    (value) => value !== undefined,
  );
}
