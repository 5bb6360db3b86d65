import { queryable } from '../query.js';
import { exactValues } from '../query-criteria.js';
import { toDayTime, toLocalTime } from '../times.js';
import type { CollectionProfiles } from './collection-profiles.js';
import type { HistoryRow } from './model.js';
import { createShelf } from './shelf.js';
import type { Store } from './store.js';

interface HistoryDeps {
  store: Store;
  profiles: Pick<CollectionProfiles, 'find'>;
  /** Rows that PTX does not show, although they are there. */
  isHidden(row: HistoryRow): boolean;
}

const ROW = 'com.bottomline.ddm.model.instruction.Instruction';
const FIRST_INSTRUCTION = 320_914_737;
const FIRST_SUBMISSION = 129_202;

/** A number of its own for each key, in no relation to any other id. */
function createNumbers<Key>(firstId: number): (key: Key) => number {
  const shelf = createShelf<{ id: number }>(firstId);
  const ids = new Map<Key, number>();
  return (key) => {
    const id = ids.get(key) ?? shelf.create({}).id;
    ids.set(key, id);
    return id;
  };
}

/** The collection history. Source: PTX API, "Collection history": its queries, under their own symbols. */
export function historyEntity({ store, profiles, isHidden }: HistoryDeps) {
  const instructionOf = createNumbers<HistoryRow>(FIRST_INSTRUCTION);
  const submissionOf = createNumbers<string>(FIRST_SUBMISSION);

  function view(row: HistoryRow) {
    const profile = profiles.find(row.profileId);
    // Rows of one profile and payment day go to Bacs together; a batch's id is the one after its submission's, as in the samples.
    const submissionId = submissionOf(`${row.profileId} ${row.paymentDay}`);
    return {
      '@type': 'Instruction',
      created: toLocalTime(row.createdMs),
      lastUpdated: toLocalTime(row.updatedMs),
      modelId: row.id,
      profileId: row.profileId,
      mandateId: row.mandateId,
      status: row.status,
      paymentType: row.paymentType,
      sortCode: row.sortCode,
      accountNumber: row.accountNumber,
      accountName: row.accountName,
      reference: row.reference,
      ...(row.altReference === undefined ? {} : { altReference: row.altReference }),
      paymentDate: toDayTime(row.paymentDay),
      amount: row.amountMinor / 100,
      transactionCode: row.code,
      applicationId: profile?.applicationId,
      instructionId: instructionOf(row),
      batchId: submissionId + 1,
      submissionId,
      retryCount: row.retryCount,
      serviceUserNumber: profile?.serviceUserNumber,
      ...(row.comments === undefined ? {} : { comments: row.comments }),
    };
  }

  return queryable({
    symbols: ['com.bottomline.ddm.model.instruction'],
    results: [ROW],
    fields: {
      [`${ROW}.paymentDate`]: { kind: 'day', of: ({ paymentDay }) => paymentDay },
      [`${ROW}.status`]: { kind: 'text', of: ({ status }) => status },
      [`${ROW}.altReference`]: { kind: 'text', of: ({ altReference }) => altReference ?? [] },
      [`${ROW}.profileId`]: { kind: 'number', of: ({ profileId }) => profileId },
      [`${ROW}.mandateId`]: { kind: 'number', of: ({ mandateId }) => mandateId },
      [`${ROW}.reference`]: { kind: 'text', of: ({ reference }) => reference },
      [`${ROW}.paymentType`]: { kind: 'text', of: ({ paymentType }) => paymentType },
    },
    /** The newest first, as in the samples. */
    rows(criteria) {
      const mandateIds = exactValues(criteria, `${ROW}.mandateId`);
      const rows =
        mandateIds === undefined
          ? store.rows.all()
          : [...new Set(mandateIds)].flatMap((mandateId) => store.rows.ofMandate(Number(mandateId)));
      return rows.filter((row) => !isHidden(row)).reverse();
    },
    view,
    operation(has) {
      if (has(`${ROW}.mandateId`)) return 'ptx.collectionHistory.queryByMandate';
      if (has(`${ROW}.reference`)) return 'ptx.collectionHistory.queryByReference';
      if (has(`${ROW}.altReference`)) return 'ptx.collectionHistory.queryByAltReferenceBetweenDates';
      if (has(`${ROW}.profileId`)) return 'ptx.collectionHistory.queryByProfileIdBetweenDates';
      if (has(`${ROW}.paymentType`)) return 'ptx.collectionHistory.queryByStatusAndPaymentTypeBetweenDates';
      if (has(`${ROW}.status`)) return 'ptx.collectionHistory.queryByStatus';
      return has(`${ROW}.paymentDate`) ? 'ptx.collectionHistory.queryBetweenDates' : 'ptx.collectionHistory.queryAll';
    },
    references(criteria) {
      const mandateIds = exactValues(criteria, `${ROW}.mandateId`) ?? [];
      const known = mandateIds.flatMap((mandateId) => store.mandates.find(mandateId)?.reference ?? []);
      const byReference = criteria.find(({ symbol }) => symbol === `${ROW}.reference`)?.values ?? [];
      return [...known, ...byReference.map(String)];
    },
  });
}
