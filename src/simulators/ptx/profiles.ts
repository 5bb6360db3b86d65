import { PtxRefusal } from './answers.js';
import type { ApprovalRule, ProfileSetting } from './control-types.js';

/** A payment profile with nothing left out. */
export type Profile = { [K in keyof ProfileSetting]-?: Exclude<ProfileSetting[K], undefined> } & {
  createdDate: string;
  sun: string;
};

const DEFAULT_PROFILES: readonly ProfileSetting[] = [
  { id: 8543, name: 'TEST CLOSED PROFILE', connectionType: 'DIRECT', status: 'DI', serviceType: 'SECUREIP' },
  {
    id: 8310,
    name: 'TEST INDIRECT SINGLE',
    connectionType: 'INDIRECT',
    originatorsStatementText: 'IND SINGLE TEXT',
  },
  {
    id: 8308,
    name: 'TEST INDIRECT PROFILE',
    connectionType: 'INDIRECT',
    numberOfApprovals: 2,
    originatorsStatementText: 'IND STATE TEXT',
  },
  {
    id: 6421,
    name: 'TEST PAYMENT PROFILE',
    connectionType: 'DIRECT',
    dataEntryMethod: 'FILEIMPORT',
    originatorsStatementText: 'TEST STATE TEXT',
  },
];

/** The payment profiles, which the API only reads. */
export function createProfiles(
  settings: readonly ProfileSetting[] = DEFAULT_PROFILES,
  approvals: ApprovalRule = 'one-login',
) {
  const profiles = settings.map(
    (setting): Profile => ({
      id: setting.id,
      name: setting.name,
      connectionType: setting.connectionType,
      numberOfApprovals: setting.numberOfApprovals ?? 1,
      status: setting.status ?? 'AP',
      serviceType: setting.serviceType ?? 'BACSTELIP',
      dataEntryMethod: setting.dataEntryMethod ?? 'MANUALENTRY',
      originatorsStatementText: setting.originatorsStatementText ?? 'STATE TEXT',
      approvals: setting.approvals ?? approvals,
      createdDate: '2018-08-10T13:47:36.224',
      sun: '100265',
    }),
  );
  const byId = new Map(profiles.map((profile) => [String(profile.id), profile]));

  return {
    all: () => profiles,

    /** Throws `PtxRefusal` for a profile that is unknown or not approved. */
    usable(id: unknown): Profile {
      const profile = byId.get(String(id));
      if (profile === undefined) throw new PtxRefusal(400, `There is no payment profile ${String(id)}`, 'application');
      if (profile.status !== 'AP')
        throw new PtxRefusal(400, `Payment profile ${profile.id} cannot be used`, 'application');
      return profile;
    },
  };
}

export type Profiles = ReturnType<typeof createProfiles>;

/** A row as the queries show it. Source: PTX API, "Payment profiles". */
export const viewProfile = (profile: Profile) => ({
  '@type': 'PaymentProfileMinimal',
  id: profile.id,
  name: profile.name,
  createdDate: profile.createdDate,
  status: profile.status,
  bacsTransmissionType: 'TEST',
  type: 'BACS',
  dataEntryMethod: profile.dataEntryMethod,
  serviceType: profile.serviceType,
  paymentFileSigningType: 'NONE',
  submissionSigningMethod: 'SMARTCARD',
  connectionType: profile.connectionType,
  promptForDate: false,
  originatingAccountName: 'TEST ACC NAME',
  originatingSortCode: '217217',
  originatingAccountNumber: '21702170',
  originatorsStatementText: profile.originatorsStatementText,
  firstUseOfAccount: 'NONE',
  duplicateAccount: 'NONE',
  duplicateAmount: 'NONE',
  blackListedAccount: 'NONE',
  autoArchiveSentSubmissions: false,
  numberOfDaysToProcessSentSubmissions: 7,
  numberOfApprovals: profile.numberOfApprovals,
  automaticSubmission: profile.id === 8543 ? 'false+' : false, // The document's own sample has this string.
});
