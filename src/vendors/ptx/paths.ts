/** How sure a path is: shown in the document, seen in public code of others, or made by analogy. */
export type Evidence = 'documented' | 'seen elsewhere' | 'guess';

interface Path {
  path: string;
  evidence: Evidence;
}

const documented = (path: string): Path => ({ path: `/payments-service/api${path}`, evidence: 'documented' });
const seenElsewhere = (path: string): Path => ({ path: `/payments-service/api${path}`, evidence: 'seen elsewhere' });
const guess = (path: string): Path => ({ path: `/payments-service/api${path}`, evidence: 'guess' });

const ROLES_PROVIDER =
  '/roles/providers/com.bottomline.banking.webseries.roles.provider.webseries/com.bottomline.banking.webseries.roles.provider.WebSeriesRolesProvider';

const query = seenElsewhere('/query/execute');
const MANDATE = '/ddm/contacts/{contactId}/mandates/{mandateId}';

/** Where each operation goes when `PTX_PATHS` does not say otherwise. */
export const defaultPaths = {
  'security.handshake': documented('/security/handshake'),
  'security.login': documented('/security/login'),

  'paymentProfiles.queryAll': query,
  'paymentProfiles.queryByName': query,

  'batches.create': documented('/bacs/batches'),
  'batches.createTemplate': guess('/bacs/batches/{batchId}/template'),
  'batches.createFromTemplate': documented('/bacs/batches/{templateId}/template/batch'),
  'batches.enter': documented('/bacs/submissions/{submissionId}/enter/{paymentProfileId}'),
  'batches.approve': documented('/bacs/submissions/{submissionId}/approve'),
  'batches.reject': guess('/bacs/submissions/{submissionId}/reject'),
  'batches.unapprove': documented('/bacs/submissions/{submissionId}/unapprove'),
  'batches.commit': documented('/bacs/submissions/{submissionId}/commit'),
  'batches.archive': documented('/bacs/submissions/{submissionId}/archive'),
  'batches.query': query,
  'batches.queryRejectedBetweenDates': query,

  'instructions.create': guess('/bacs/instructions'),
  'instructions.update': guess('/bacs/instructions/{entryId}'),
  'instructions.setIncluded': documented('/bacs/instructions/{batchId}/included/{included}'),
  'instructions.queryByBatchId': query,
  'instructions.queryCreatedSince': query,
  'instructions.queryCreatedSinceByBatchId': query,
  'instructions.queryByReferenceAndBatchId': query,

  'files.upload': documented('/file/{profileId}'), // Public code of others has /file/upload/{profileId}.
  'files.getResult': documented('/file/{fileId}'),
  'files.querySuccessfulByBatchId': query,
  'files.queryFailedByBatchId': query,
  'files.queryFailedBySubmissionId': query,
  'files.queryFailedByBatchIdAndError': query,

  'submissionReports.get': documented('/bacs/submissions/{submissionId}/report'),

  'bacsMessages.listDownloadable': documented('/bacs-messages/downloadable'),
  'bacsMessages.export': documented('/bacs-messages/{serviceType}/{reportId}/{reportFormat}'),
  'bacsMessages.setReadStatus': documented(
    '/bacs-messages/{serviceType}/bacs-report/{reportId}/set-read-status/{readStatus}',
  ),
  'bacsMessages.markDownloaded': documented('/bacs-messages/mark-downloaded/{serviceType}/{reportId}/{documentId}'),
  'bacsMessages.queryAll': query,
  'bacsMessages.queryNotDownloaded': query,
  'bacsMessages.queryInstructionDetailByReportId': query,

  'collectionProfiles.queryAll': query,
  'collectionProfiles.queryByName': query,

  'planTemplates.list': documented('/ddm/templates'),
  'planTemplates.create': guess('/ddm/templates'),
  'planTemplates.get': documented('/ddm/templates/{templateId}'),
  'planTemplates.update': guess('/ddm/templates/{templateId}'),
  'planTemplates.delete': documented('/ddm/templates/{templateId}'),

  'contacts.list': documented('/ddm/contacts'),
  'contacts.create': guess('/ddm/contacts'),
  'contacts.get': documented('/ddm/contacts/{contactId}'),
  'contacts.update': guess('/ddm/contacts/{contactId}'),
  'contacts.lookupAddress': guess('/ddm/contacts/address-lookup'),
  'contacts.addressLookupAvailable': documented('/ddm/contacts/address-lookup-available'),
  'contacts.queryByLastName': query,
  'contacts.queryByReference': query,

  'mandates.list': documented('/ddm/contacts/{contactId}/mandates'),
  'mandates.create': guess('/ddm/contacts/{contactId}/mandates'),
  'mandates.get': documented(MANDATE),
  'mandates.update': guess(MANDATE),
  'mandates.delete': documented(MANDATE),
  'mandates.setStatus': documented(`${MANDATE}/status/{status}`),
  'mandates.createOneOff': seenElsewhere(`${MANDATE}/transaction`),
  'mandates.addAuddisInstruction': guess(`${MANDATE}/auddis`),
  'mandates.verifyAccountOwner': guess('/ddm/contacts/{contactId}/mandates/verify'),
  'mandates.queryByContactId': query,
  'mandates.queryNotDeleted': query,
  'mandates.queryByContactIdNotDeleted': query,
  'mandates.queryCancelledOrSuspended': query,
  'mandates.queryByProfileId': query,
  'mandates.queryCancelledOrSuspendedBetweenDates': query,
  'mandates.queryByReference': query,

  'paymentPlans.list': documented(`${MANDATE}/payment-plans`),
  'paymentPlans.create': guess(`${MANDATE}/payment-plans`),
  'paymentPlans.get': documented(`${MANDATE}/payment-plans/{planId}`),
  'paymentPlans.update': seenElsewhere(`${MANDATE}/payment-plans/{planId}`),
  'paymentPlans.delete': documented(`${MANDATE}/payment-plans/{planId}`),
  'paymentPlans.setStatus': documented(`${MANDATE}/payment-plans/{planId}/status/{status}`),
  'paymentPlans.validate': guess(`${MANDATE}/payment-plans/validate`),

  'collectionHistory.queryAll': query,
  'collectionHistory.queryBetweenDates': query,
  'collectionHistory.queryByStatus': query,
  'collectionHistory.queryByAltReferenceBetweenDates': query,
  'collectionHistory.queryByProfileIdBetweenDates': query,
  'collectionHistory.queryByMandate': query,
  'collectionHistory.queryByReference': query,
  'collectionHistory.queryByStatusAndPaymentTypeBetweenDates': query,

  'correspondence.generateReport': documented('/ddm/reports/generate/communication/{letterId}'),
  'correspondence.downloadReport': documented('/reporting/{reportId}/download/PDF'),
  'correspondence.suppress': documented('/ddm/communications/{letterId}/suppress'),
  'correspondence.queryAll': query,
  'correspondence.queryBySubject': query,
  'correspondence.queryByProfileIdAndStatus': query,

  'ddmFiles.importPayers': documented('/ddm/file/upload/{profileId}/PAYER_FILE'),
  'ddmFiles.importOneOffCollections': documented('/ddm/file/upload/{profileId}/ONE_OFF_PAYMENTFILE'),
  'ddmFiles.getResult': documented('/ddm/file/{fileId}'),
  'ddmFiles.queryLogByFileId': query,
  'ddmFiles.queryByStatusTypeBetweenDates': query,

  'users.search': documented('/principal/user/{realmid}/search?maint=true'),
  'roles.list': documented(`${ROLES_PROVIDER}/getRolesForRealm`),
} as const satisfies Record<string, Path>;

/** An operation of PTX, by the name that errors and `PTX_PATHS` use. */
export type PtxOperation = keyof typeof defaultPaths;

/**
 * Whether the path of an operation was made by analogy, so that a 404 may mean that PTX has it elsewhere: a caller that can do
 * without the call goes on with a warning. Not where `PTX_PATHS`, given as `overrides`, says where it is.
 */
export function isGuessedPath(operation: PtxOperation, overrides: Readonly<Record<string, string>> = {}): boolean {
  const isGiven = Object.keys(overrides).some((id) => id.replace(/^ptx\./, '') === operation);
  return defaultPaths[operation].evidence === 'guess' && !isGiven;
}

const isOperation = (id: string): id is PtxOperation => Object.hasOwn(defaultPaths, id);
const isQuery = (operation: PtxOperation): boolean => /\.query/.test(operation);
const namesIn = (template: string): string[] => [...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');

/** For all queries at once, since one address serves them. */
const ALL_QUERIES = 'query.execute';

/**
 * The paths with the overrides of `PTX_PATHS`: operation id, with or without `ptx.`, to a path from the origin on;
 * `query.execute` stands for every query. Throws `RangeError` that names a wrong override.
 */
export function createPaths(overrides: Readonly<Record<string, string>> = {}) {
  const given = new Map(Object.entries(overrides).map(([id, path]) => [id.replace(/^ptx\./, ''), path]));
  for (const [id, template] of given) check(id, template);
  const templateOf = (operation: PtxOperation): string =>
    given.get(operation) ?? (isQuery(operation) ? given.get(ALL_QUERIES) : undefined) ?? defaultPaths[operation].path;

  /** The path of a call, its parameters filled in. */
  return function pathOf(operation: PtxOperation, params: Readonly<Record<string, string>> = {}): string {
    return templateOf(operation).replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
  };
}

function check(id: string, template: string): void {
  if (id !== ALL_QUERIES && !isOperation(id)) throw new RangeError(`PTX_PATHS: ${id} is no operation of PTX`);
  if (!/^\/[^/\\]/.test(template)) throw new RangeError(`PTX_PATHS: ${id} needs a path that begins with one /`);
  const needed = id === ALL_QUERIES || !isOperation(id) ? [] : namesIn(defaultPaths[id].path);
  const named = namesIn(template);
  const stray = named.find((name) => !needed.includes(name));
  if (stray !== undefined) throw new RangeError(`PTX_PATHS: ${id} knows no {${stray}}`);
  const missing = needed.find((name) => !named.includes(name));
  if (missing !== undefined) throw new RangeError(`PTX_PATHS: ${id} needs {${missing}} in its path`);
}
