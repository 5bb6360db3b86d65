import { toDayTime, toLocalTime } from '../times.js';
import { PROFILE_CONTACT } from './collection-profiles.js';
import { linesOf, withoutEmpty } from './contact-views.js';
import type { CollectionProfileSetting, ContactEntry, LetterEntry, MandateEntry } from './model.js';

/** Whom and what a letter is about, as it is now. */
export interface LetterParties {
  mandate: MandateEntry | undefined;
  contact: ContactEntry | undefined;
  profile: CollectionProfileSetting | undefined;
}

/** A row of a query. Source: PTX API, "Correspondence". */
export const viewLetter = (letter: LetterEntry, { mandate, contact, profile }: LetterParties) => ({
  '@type': 'CommunicationDTO',
  id: letter.id,
  type: letter.channel,
  status: letter.status,
  ...(letter.showsMandate === false ? {} : { mandateId: letter.mandateId }),
  contactId: letter.contactId,
  profileId: letter.profileId,
  trigger: letter.trigger,
  ...withoutEmpty({
    reference: mandate?.reference,
    altReference: mandate?.altReference,
    accountName: mandate?.accountName,
    accountNumber: mandate?.accountNumber,
    sortCode: mandate?.sortCode,
    sun: profile?.serviceUserNumber,
    title: contact?.title,
    firstName: contact?.firstName,
    lastName: contact?.lastName,
    companyName: contact?.companyName,
    town: contact?.address?.town,
    county: contact?.address?.county,
  }),
  contactAddressLines: contact === undefined ? [] : linesOf(contact),
  code: contact?.address?.code ?? '',
  country: contact?.address?.country ?? '',
  email: contact?.email ?? '',
  created: toLocalTime(letter.createdMs),
  mandateNoticePeriod: profile?.mandateNoticePeriod,
  oneOffNoticePeriod: profile?.oneOffNoticePeriod,
  profileContactName: PROFILE_CONTACT.name,
  profileContactCompany: PROFILE_CONTACT.company,
  profileContactAddress: PROFILE_CONTACT.address,
  profileContactPhone: PROFILE_CONTACT.phone,
  profileContactEmail: PROFILE_CONTACT.email,
  isAttachmentUsed: contact?.isAttachmentUsed ?? false,
  salutation: PROFILE_CONTACT.salutation,
  profileName: profile?.name,
  ...(letter.amountMinor === undefined ? {} : { amount: letter.amountMinor / 100 }),
  ...(letter.comments === undefined ? {} : { comments: letter.comments }),
  ...(letter.dueDay === undefined ? {} : { dueDate: toDayTime(letter.dueDay) }),
});
