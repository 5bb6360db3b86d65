import type { QueryEntity, QueryField } from './query.js';

// Symbols and names as the samples of each query have them, also where a label names another thing than the symbol.

const ddm = (rest: string) => `com.bottomline.ddm.model.${rest}`;

/** What the direct debit side can be asked for. */
export const ddmEntities = {
  collectionProfiles: {
    entity: { name: 'Profiles', symbol: ddm('profile') },
    result: { name: 'AllProfilesForAdminUser', symbol: ddm('profile.AllProfilesForAdminUser') },
  },
  contacts: {
    entity: { name: 'Contacts', symbol: ddm('contact') },
    result: { name: 'Mandate', symbol: ddm('contact.Contact') },
  },
  mandates: {
    entity: { name: 'Mandates', symbol: ddm('mandate') },
    result: { name: 'Mandate', symbol: ddm('mandate.Mandate') },
  },
  liveMandates: {
    entity: { name: 'Contacts', symbol: ddm('mandate') },
    result: { name: 'Mandate', symbol: ddm('mandate.Mandate') },
  },
  history: {
    entity: { name: 'Instructions', symbol: ddm('instruction') },
    result: { name: 'Instruction', symbol: ddm('instruction.Instruction') },
  },
  letters: {
    entity: { name: 'Communications', symbol: ddm('communication') },
    result: { name: 'Communication', symbol: ddm('communication.Communication') },
  },
  files: {
    entity: { name: 'FileUploads', symbol: ddm('fileupload.FileUpload') },
    result: { name: 'FileUpload', symbol: ddm('fileupload.FileUpload') },
  },
  fileLog: {
    entity: { name: 'FileUploadLogs', symbol: ddm('fileupload.FileUploadLog') },
    result: { name: 'FileUploadLog', symbol: ddm('fileupload.FileUploadLog') },
  },
} as const satisfies Record<string, QueryEntity>;

/** What the direct debit side can be searched on. */
export const ddmFields = {
  // The sample has STRING_C1, a slip.
  profileName: { name: 'name', symbol: ddm('profile.Profile.name'), fieldType: 'STRING_CI' },
  contactLastName: { name: 'lastName', symbol: ddm('contact.Contact.lastName'), fieldType: 'STRING' },
  contactReference: { name: 'reference', symbol: ddm('contact.Contact.reference'), fieldType: 'STRING' },
  mandateContactId: { name: 'payerId', symbol: ddm('mandate.Mandate.payer.id'), fieldType: 'LONG' },
  mandateProfileId: { name: 'profileId', symbol: ddm('mandate.Mandate.profile.modelId'), fieldType: 'LONG' },
  mandateReference: { name: 'reference', symbol: ddm('mandate.Mandate.reference'), fieldType: 'STRING' },
  mandateCreated: { name: 'created', symbol: ddm('mandate.Mandate.created'), fieldType: 'TIMESTAMP' },
  // One field under two types: with `<>` the one, with IN the other.
  mandateStatusIsNot: { name: 'status', symbol: ddm('mandate.Mandate.status'), fieldType: 'ENUM' },
  mandateStatusIn: { name: 'status', symbol: ddm('mandate.Mandate.status'), fieldType: 'STRING' },
  historyMandateId: { name: 'mandateId', symbol: ddm('instruction.Instruction.mandateId'), fieldType: 'LONG' },
  historyProfileId: { name: 'profileId', symbol: ddm('instruction.Instruction.profileId'), fieldType: 'LONG' },
  historyPaymentDate: { name: 'paymentDate', symbol: ddm('instruction.Instruction.paymentDate'), fieldType: 'DATE' },
  historyStatus: { name: 'status', symbol: ddm('instruction.Instruction.status'), fieldType: 'STRING' },
  historyPaymentType: { name: 'paymentType', symbol: ddm('instruction.Instruction.paymentType'), fieldType: 'ENUM' },
  // The sample has INTEGER for it, with a text.
  historyReference: { name: 'reference', symbol: ddm('instruction.Instruction.reference'), fieldType: 'STRING' },
  historyAltReference: {
    name: 'altReference',
    symbol: ddm('instruction.Instruction.altReference'),
    fieldType: 'STRING',
  },
  letterTrigger: { name: 'trigger', symbol: ddm('communication.Communication.trigger'), fieldType: 'ENUM' },
  letterProfileId: { name: 'profileId', symbol: ddm('communication.Communication.profileId'), fieldType: 'LONG' },
  letterStatus: { name: 'status', symbol: ddm('communication.Communication.status'), fieldType: 'ENUM' },
  fileType: { name: 'type', symbol: ddm('fileupload.FileUpload.type'), fieldType: 'ENUM' },
  fileStatus: { name: 'status', symbol: ddm('fileupload.FileUpload.status'), fieldType: 'ENUM' },
  fileCreated: { name: 'created', symbol: ddm('fileupload.FileUpload.created'), fieldType: 'TIMESTAMP' },
  logFileId: { name: 'fileId', symbol: ddm('fileupload.FileUploadLog.fileId'), fieldType: 'LONG' },
} as const satisfies Record<string, QueryField>;
