import { queryable } from '../query.js';
import { exactValues } from '../query-criteria.js';
import { toLocalTime } from '../times.js';
import type { DdmFile, Imports } from './imports.js';

const FILE = 'com.bottomline.ddm.model.fileupload.FileUpload';
const LOG = 'com.bottomline.ddm.model.fileupload.FileUploadLog';

function facts(file: DdmFile) {
  return {
    name: file.name,
    paymentProfileId: file.profile.id, // Of the collection profile, whatever the name says.
    paymentProfileName: file.profile.name,
    type: file.type,
    status: file.status,
    userId: file.userKey,
    created: toLocalTime(file.createdMs),
    lastUpdated: toLocalTime(file.updatedMs),
    recordsProcessed: file.recordsProcessed,
    recordsImported: file.recordsImported,
    totalAccepted: file.acceptedMinor,
    totalRejected: file.rejectedMinor,
  };
}

/**
 * What became of a file. One of which some lines were refused and others not is SUCCESS here and ERROR in the query, as in the
 * page's samples of one file. Source: PTX API, "DDM file import".
 */
export function viewImport(file: DdmFile) {
  const status = file.recordsImported > 0 && file.status === 'ERROR' ? 'SUCCESS' : file.status;
  return { ModelId: file.id, ...facts(file), status };
}

/** The files and their logs, under the page's own symbols. */
export function importEntities({ files, log }: Pick<Imports, 'files' | 'log'>) {
  const nameOf = (fileId: unknown): string[] =>
    files().flatMap(({ id, name }) => (id === Number(fileId) ? [name] : []));

  return [
    queryable({
      symbols: [FILE],
      results: [FILE],
      fields: {
        [`${FILE}.type`]: { kind: 'text', of: ({ type }) => type },
        [`${FILE}.status`]: { kind: 'text', of: ({ status }) => status },
        [`${FILE}.created`]: { kind: 'instant', of: ({ createdMs }) => createdMs },
      },
      rows: () => files().toReversed(),
      view: (file: DdmFile) => ({ '@type': 'FileUpload', modelId: file.id, ...facts(file) }),
      operation: () => 'ptx.ddmFiles.queryByStatusTypeBetweenDates',
    }),
    queryable({
      symbols: [LOG],
      results: [LOG],
      fields: { [`${LOG}.fileId`]: { kind: 'number', of: ({ fileId }) => fileId } },
      rows: log,
      view: (line) => line,
      operation: () => 'ptx.ddmFiles.queryLogByFileId',
      references: (criteria) => (exactValues(criteria, `${LOG}.fileId`) ?? []).flatMap(nameOf),
    }),
  ];
}
