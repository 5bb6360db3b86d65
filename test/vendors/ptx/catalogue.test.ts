import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { createPtxClient, isGuessedPath, type PtxClient } from '../../../src/vendors/ptx/client.js';
import { defaultPaths, type PtxOperation } from '../../../src/vendors/ptx/paths.js';
import { json } from '../../support/vendor-server.js';
import { startPtx } from './ptx-server.js';

const catalogue: string[] = JSON.parse(
  readFileSync(new URL('../../deploy/catalogues/ptx.json', import.meta.url), 'utf8'),
).map(({ id }: { id: string }) => id.replace(/^ptx\./, ''));

/** A search of our own, by the words of the document's one submission query. */
const OURS = 'batches.query';
const isOperation = (id: string): id is PtxOperation => Object.hasOwn(defaultPaths, id);
const isSession = (id: string): boolean => id.startsWith('security.');

const contact = { reference: 'R', title: 'MR', firstName: 'J', lastName: 'E', email: 'e', communication: 'POST' };
const account = { sortCode: '200000', accountNumber: '42222222', accountName: 'E' };
const mandate = { profileId: '3', reference: 'REF', ...account };
const of = { contactId: '1', mandateId: '2' };
const sums = { amountMinor: 1, every: 1, monthDays: ['DAY1'] };
const plan = { ...sums, kind: 'MonthlyPaymentPlan' as const, start: '2026-04-01' };
const template = { ...sums, kind: 'MonthlyPlanTemplate' as const, name: 'T' };
const asRead = {};
const days = { from: '2026-03-01', to: '2026-03-31' };
const file = { profileId: '3', fileName: 'a.csv', content: new Uint8Array() };
const report = { serviceType: 'BACSTel-IP', reportId: '1' };
const instruction = {
  ...{ batchId: '1', ...account, name: 'E', reference: 'R', text: 'T', amountMinor: 1 },
  ...{ transactionType: '0', paymentDate: '2026-03-04', paymentType: 'Bacs' as const },
};
const read = { ...instruction, id: '9', index: 1, status: 'DF', createdDate: 'd', included: true, warnings: [] };

/** A call of each operation, and how it goes out; POST where nothing is said. */
const calls: Record<string, [(ptx: PtxClient) => Promise<unknown>, ('GET' | 'PUT' | 'DELETE')?]> = {
  'paymentProfiles.queryAll': [(ptx) => ptx.queryPaymentProfiles()],
  'paymentProfiles.queryByName': [(ptx) => ptx.findPaymentProfilesByName('a')],
  'batches.create': [(ptx) => ptx.createBatch({ profileId: '1', description: 'd', paymentDate: '2026-03-04' })],
  'batches.createTemplate': [(ptx) => ptx.createTemplate({ batchId: '1', templateName: 't' })],
  'batches.createFromTemplate': [(ptx) => ptx.createBatchFromTemplate({ templateId: '1' })],
  'batches.enter': [(ptx) => ptx.enterBatch({ submissionId: '1', profileId: '2' })],
  'batches.approve': [(ptx) => ptx.approveBatch({ submissionId: '1' })],
  'batches.reject': [(ptx) => ptx.rejectBatch({ submissionId: '1', reason: 'r' })],
  'batches.unapprove': [(ptx) => ptx.unapproveBatch({ submissionId: '1' })],
  'batches.commit': [(ptx) => ptx.commitBatch({ submissionId: '1' })],
  'batches.archive': [(ptx) => ptx.archiveBatch({ submissionId: '1' })],
  'batches.queryRejectedBetweenDates': [(ptx) => ptx.queryRejectedSubmissions(days)],
  'instructions.create': [(ptx) => ptx.createInstruction(instruction)],
  'instructions.update': [(ptx) => ptx.updateInstruction(read), 'PUT'],
  'instructions.setIncluded': [(ptx) => ptx.includeInstructions({ batchId: '1', included: true })],
  'instructions.queryByBatchId': [(ptx) => ptx.queryInstructions({ batchId: '1' })],
  'instructions.queryCreatedSince': [(ptx) => ptx.queryInstructionsCreatedSince({ since: '2026-03-02T09:00:00Z' })],
  'instructions.queryCreatedSinceByBatchId': [
    (ptx) => ptx.queryInstructionsCreatedSinceByBatch({ batchId: '1', since: '2026-03-02T09:00:00Z' }),
  ],
  'instructions.queryByReferenceAndBatchId': [
    (ptx) => ptx.queryInstructionsByReference({ batchId: '1', reference: 'R' }),
  ],
  'files.upload': [(ptx) => ptx.uploadFile(file)],
  'files.getResult': [(ptx) => ptx.getFileResult('1'), 'GET'],
  'files.querySuccessfulByBatchId': [(ptx) => ptx.querySuccessfulFileInstructions({ batchId: '1' })],
  'files.queryFailedByBatchId': [(ptx) => ptx.queryFailedFileLines({ batchId: '1' })],
  'files.queryFailedBySubmissionId': [(ptx) => ptx.queryFailedFileLines({ submissionId: '1' })],
  'files.queryFailedByBatchIdAndError': [(ptx) => ptx.queryFailedFileLines({ batchId: '1', error: 'Error' })],
  'submissionReports.get': [(ptx) => ptx.getSubmissionReport('1'), 'GET'],
  'bacsMessages.listDownloadable': [(ptx) => ptx.listDownloadableMessages('BACSTel-IP'), 'GET'],
  'bacsMessages.export': [(ptx) => ptx.exportMessage({ ...report, reportFormat: '0' }), 'GET'],
  'bacsMessages.setReadStatus': [(ptx) => ptx.setMessageRead({ ...report, read: true }), 'PUT'],
  'bacsMessages.markDownloaded': [(ptx) => ptx.markMessageDownloaded({ ...report, documentId: '2' })],
  'bacsMessages.queryAll': [(ptx) => ptx.queryMessages()],
  'bacsMessages.queryNotDownloaded': [(ptx) => ptx.queryMessagesNotDownloaded()],
  'bacsMessages.queryInstructionDetailByReportId': [(ptx) => ptx.queryMessageInstructionDetail({ reportId: '1' })],
  'collectionProfiles.queryAll': [(ptx) => ptx.queryCollectionProfiles()],
  'collectionProfiles.queryByName': [(ptx) => ptx.queryCollectionProfilesByName({ name: 'a' })],
  'planTemplates.list': [(ptx) => ptx.listPlanTemplates(), 'GET'],
  'planTemplates.create': [(ptx) => ptx.createPlanTemplate(template)],
  'planTemplates.get': [(ptx) => ptx.getPlanTemplate({ templateId: '1' }), 'GET'],
  'planTemplates.update': [(ptx) => ptx.updatePlanTemplate({ template: { ...template, id: '1', asRead } }), 'PUT'],
  'planTemplates.delete': [(ptx) => ptx.deletePlanTemplate({ templateId: '1' }), 'DELETE'],
  'contacts.list': [(ptx) => ptx.listContacts(), 'GET'],
  'contacts.create': [(ptx) => ptx.createContact(contact)],
  'contacts.get': [(ptx) => ptx.getContact({ contactId: '1' }), 'GET'],
  'contacts.update': [(ptx) => ptx.updateContact({ contactId: '1', contact: { ...contact, asRead } }), 'PUT'],
  'contacts.lookupAddress': [(ptx) => ptx.lookUpAddress({ postcode: 'AB1 2CD' })],
  'contacts.addressLookupAvailable': [(ptx) => ptx.isAddressLookupAvailable(), 'GET'],
  'contacts.queryByLastName': [(ptx) => ptx.queryContactsByLastName({ lastName: 'E' })],
  'contacts.queryByReference': [(ptx) => ptx.queryContactsByReference({ reference: 'R' })],
  'mandates.list': [(ptx) => ptx.listMandates({ contactId: '1' }), 'GET'],
  'mandates.create': [(ptx) => ptx.createMandate({ contactId: '1', mandate })],
  'mandates.get': [(ptx) => ptx.getMandate(of), 'GET'],
  'mandates.update': [
    (ptx) =>
      ptx.updateMandate({
        contactId: '1',
        mandate: { ...mandate, id: '2', contactId: '1', status: 'ACTIVE', plans: [], asRead },
      }),
    'PUT',
  ],
  'mandates.delete': [(ptx) => ptx.deleteMandate(of), 'DELETE'],
  'mandates.setStatus': [(ptx) => ptx.setMandateStatus({ ...of, status: 'ACTIVE' })],
  'mandates.createOneOff': [(ptx) => ptx.createOneOff({ ...of, amountMinor: 1, dueDate: '2026-04-01', comments: 'c' })],
  'mandates.addAuddisInstruction': [(ptx) => ptx.addAuddisInstruction({ ...of, code: '0N' })],
  'mandates.verifyAccountOwner': [(ptx) => ptx.verifyAccountOwner({ contactId: '1', mandate })],
  'mandates.queryByContactId': [(ptx) => ptx.queryMandatesByContact({ contactId: '1' })],
  'mandates.queryNotDeleted': [(ptx) => ptx.queryMandatesNotDeleted()],
  'mandates.queryByContactIdNotDeleted': [(ptx) => ptx.queryMandatesByContactNotDeleted({ contactId: '1' })],
  'mandates.queryCancelledOrSuspended': [(ptx) => ptx.queryMandatesCancelledOrSuspended()],
  'mandates.queryByProfileId': [(ptx) => ptx.queryMandatesByProfile({ profileId: '3' })],
  'mandates.queryCancelledOrSuspendedBetweenDates': [(ptx) => ptx.queryMandatesCancelledOrSuspendedBetween(days)],
  'mandates.queryByReference': [(ptx) => ptx.queryMandatesByReference({ reference: 'R' })],
  'paymentPlans.list': [(ptx) => ptx.listPaymentPlans(of), 'GET'],
  'paymentPlans.create': [(ptx) => ptx.createPaymentPlan({ ...of, plan })],
  'paymentPlans.get': [(ptx) => ptx.getPaymentPlan({ ...of, planId: '3' }), 'GET'],
  'paymentPlans.update': [(ptx) => ptx.updatePaymentPlan({ ...of, plan: { ...plan, id: '3', asRead } }), 'PUT'],
  'paymentPlans.delete': [(ptx) => ptx.deletePaymentPlan({ ...of, planId: '3' }), 'DELETE'],
  'paymentPlans.setStatus': [(ptx) => ptx.setPaymentPlanStatus({ ...of, planId: '3', status: 'SUSPENDED' })],
  'paymentPlans.validate': [(ptx) => ptx.validatePaymentPlan({ ...of, plan })],
  'collectionHistory.queryAll': [(ptx) => ptx.queryHistory()],
  'collectionHistory.queryBetweenDates': [(ptx) => ptx.queryHistoryBetween(days)],
  'collectionHistory.queryByStatus': [(ptx) => ptx.queryHistoryByStatus({ status: 'PENDING' })],
  'collectionHistory.queryByAltReferenceBetweenDates': [
    (ptx) => ptx.queryHistoryByAltReferenceBetween({ altReference: 'R', ...days }),
  ],
  'collectionHistory.queryByProfileIdBetweenDates': [
    (ptx) => ptx.queryHistoryByProfileBetween({ profileId: '3', ...days }),
  ],
  'collectionHistory.queryByMandate': [(ptx) => ptx.queryHistoryByMandate({ mandateId: '2' })],
  'collectionHistory.queryByReference': [(ptx) => ptx.queryHistoryByReference({ reference: 'R' })],
  'collectionHistory.queryByStatusAndPaymentTypeBetweenDates': [
    (ptx) => ptx.queryHistoryByStatusAndTypeBetween({ statuses: ['SUCCESS'], paymentType: 'ONE_OFF', ...days }),
  ],
  'correspondence.generateReport': [(ptx) => ptx.generateLetterReport({ letterId: '1' })],
  'correspondence.downloadReport': [(ptx) => ptx.downloadLetterReport({ reportId: '1' })],
  'correspondence.suppress': [(ptx) => ptx.suppressLetter({ letterId: '1' })],
  'correspondence.queryAll': [(ptx) => ptx.queryLetters()],
  'correspondence.queryBySubject': [(ptx) => ptx.queryLettersBySubject({ trigger: 'CANCEL_MANDATE' })],
  'correspondence.queryByProfileIdAndStatus': [
    (ptx) => ptx.queryLettersByProfileAndStatus({ profileId: '3', statuses: ['CREATED'] }),
  ],
  'ddmFiles.importPayers': [(ptx) => ptx.importPayers(file)],
  'ddmFiles.importOneOffCollections': [(ptx) => ptx.importOneOffCollections(file)],
  'ddmFiles.getResult': [(ptx) => ptx.getDdmFile({ fileId: '1' }), 'GET'],
  'ddmFiles.queryLogByFileId': [(ptx) => ptx.queryDdmFileLog({ fileId: '1' })],
  'ddmFiles.queryByStatusTypeBetweenDates': [(ptx) => ptx.queryDdmFiles(days)],
  'users.search': [(ptx) => ptx.searchUsers()],
  'roles.list': [(ptx) => ptx.listRoles()],
};

test('the client has all 94 operations of the catalogue, none missing and none invented', () => {
  expect(catalogue).toHaveLength(94);
  expect(Object.keys(defaultPaths).filter((id) => id !== OURS)).toEqual(catalogue);
  expect(Object.keys(calls)).toEqual(catalogue.filter((id) => !isSession(id)));
});

/** A path of its own for each operation, with the values that the operation's path needs. */
const moved = Object.fromEntries(
  Object.entries(defaultPaths).map(([id, { path }]) => [
    id,
    `/moved/${id}${[...path.matchAll(/\{\w+\}/g)].map(([name]) => `/${name}`).join('')}`,
  ]),
);

test('each operation is really sent by its function, in its way, to where PTX_PATHS has it', async () => {
  const ptx = await startPtx({ respond: json(null, 400) });
  const client = createPtxClient({ url: ptx.origin, session: ptx.session, timeoutMs: 5_000, paths: moved, realm: 'R' });
  for (const [id, [call]] of Object.entries(calls)) {
    const operation = { name: 'Invalid', status: 400, operation: id };
    await expect(call(client)).rejects.toMatchObject(operation);
  }
  const sent = ptx
    .calls()
    .map(({ method, url }) => [url.split('/')[2], method, url.includes('{') || url.includes('//')]);
  expect(sent).toEqual(Object.entries(calls).map(([id, [, method = 'POST']]) => [id, method, false]));
});

test('a path that was made by analogy is a guess, until PTX_PATHS says where it is', () => {
  const guessed = catalogue.filter((id) => isOperation(id) && isGuessedPath(id));
  expect(guessed).toEqual([
    'batches.createTemplate',
    'batches.reject',
    'instructions.create',
    'instructions.update',
    'planTemplates.create',
    'planTemplates.update',
    'contacts.create',
    'contacts.update',
    'contacts.lookupAddress',
    'mandates.create',
    'mandates.update',
    'mandates.addAuddisInstruction',
    'mandates.verifyAccountOwner',
    'paymentPlans.create',
    'paymentPlans.validate',
  ]);
  for (const id of ['paymentPlans.validate', 'ptx.paymentPlans.validate']) {
    expect(isGuessedPath('paymentPlans.validate', { [id]: '/own/{contactId}/{mandateId}' })).toBe(false);
  }
  expect(isGuessedPath('paymentPlans.validate', { 'contacts.list': '/own' })).toBe(true);
});
