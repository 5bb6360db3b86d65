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

  'users.search': documented('/principal/user/{realmid}/search?maint=true'),
  'roles.list': documented(`${ROLES_PROVIDER}/getRolesForRealm`),
} as const satisfies Record<string, Path>;

/** An operation of PTX, by the name that errors and `PTX_PATHS` use. */
export type PtxOperation = keyof typeof defaultPaths;

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
