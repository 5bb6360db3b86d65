import { PtxRefusal } from '../answers.js';
import type { CollectionProfileSetting } from './model.js';

const KNOWN: CollectionProfileSetting = {
  id: 4826,
  name: 'TEST COLLECTION PROFILE',
  applicationId: 6421,
  mandateNoticePeriod: 10,
  oneOffNoticePeriod: 10,
  representationRetries: 0,
  representationDelay: 15,
  suppress01: false,
  suppress19: true,
  suppressAuddis: false,
  serviceUserNumber: '100265',
};

/** The two profiles of the document's sample, the second one presenting again what comes back unpaid. */
export const DEFAULT_COLLECTION_PROFILES: readonly CollectionProfileSetting[] = [
  KNOWN,
  { ...KNOWN, id: 5761, name: 'TEST COLLECTION PROFILE 2', representationRetries: 2, representationDelay: 3 },
];

/** The collection profiles, which the API only reads. */
export function createCollectionProfiles(settings: readonly CollectionProfileSetting[] = DEFAULT_COLLECTION_PROFILES) {
  const byId = new Map(settings.map((profile) => [String(profile.id), profile]));
  return {
    all: () => settings,
    find: (id: unknown): CollectionProfileSetting | undefined => byId.get(String(id)),

    /** Throws `PtxRefusal` for a profile that is unknown. */
    usable(id: unknown): CollectionProfileSetting {
      const profile = byId.get(String(id));
      if (profile === undefined) throw new PtxRefusal(400, `There is no collection profile ${String(id)}`, 'profileId');
      return profile;
    },
  };
}

export type CollectionProfiles = ReturnType<typeof createCollectionProfiles>;

/** Whom a payer can ask, as profiles and letters show it: nobody real. */
export const PROFILE_CONTACT = {
  name: 'Example Creditor',
  company: 'Example Creditor Ltd',
  address: '1 Example Street',
  phone: '012345',
  email: 'creditor@example.com',
  salutation: 'Dear',
};

/** A row as the queries show it. Source: PTX API, "Collection profiles". */
export const viewCollectionProfile = ({ serviceUserNumber: _number, ...profile }: CollectionProfileSetting) => ({
  '@type': 'Profile',
  ...profile,
  prefix: '1234',
  contactName: PROFILE_CONTACT.name,
  contactCompany: PROFILE_CONTACT.company,
  contactAddress: PROFILE_CONTACT.address,
  contactPhone: PROFILE_CONTACT.phone,
  contactEmail: PROFILE_CONTACT.email,
  isMandateRefEditable: true,
  isAttachmentUsed: true,
  emailDetailsId: 4752,
  communicationTriggersId: 4636,
  autoCloseBatch: false,
  nonAuddis: false,
  ownEmailDomain: true,
  enableDrive: false,
  uploadWatchFolder: '',
  deleteOriginalFile: false,
  autoReportDownload: false,
  salutation: PROFILE_CONTACT.salutation,
  encryptedFileImport: false,
});
