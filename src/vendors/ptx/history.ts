import { z } from 'zod';
import { filled } from '../answer-fields.js';
import {
  countOrNone,
  day,
  id,
  moment,
  optionalId,
  optionalMoment,
  optionalText,
  pence,
  text,
} from './answer-fields.js';
import { ddmEntities, ddmFields } from './ddm-entities.js';
import type { HistoryRow } from './ddm-types.js';
import { type Criterion, whereBetween, whereId, whereOneOf, whereText } from './query.js';
import type { RowReader } from './rows.js';

type HistoryQuery =
  | 'collectionHistory.queryAll'
  | 'collectionHistory.queryBetweenDates'
  | 'collectionHistory.queryByStatus'
  | 'collectionHistory.queryByAltReferenceBetweenDates'
  | 'collectionHistory.queryByProfileIdBetweenDates'
  | 'collectionHistory.queryByMandate'
  | 'collectionHistory.queryByReference'
  | 'collectionHistory.queryByStatusAndPaymentTypeBetweenDates';

/** Payment dates, both included. */
export interface Days {
  from: string;
  to: string;
}

/** Source: PTX API, "Collection history", Instruction. */
const historyRowSchema = z
  .object({
    modelId: id,
    mandateId: id,
    profileId: optionalId,
    status: z.string(),
    paymentType: text,
    transactionCode: z.string(),
    reference: text,
    altReference: optionalText,
    paymentDate: day,
    amount: pence,
    comments: optionalText,
    retryCount: countOrNone,
    created: moment,
    lastUpdated: optionalMoment,
    sortCode: optionalText,
    accountNumber: optionalText,
    accountName: optionalText,
    serviceUserNumber: optionalText,
    applicationId: optionalId,
    instructionId: optionalId,
    batchId: optionalId,
    submissionId: optionalId,
  })
  .transform(
    ({ modelId, transactionCode, amount, created, lastUpdated, applicationId, ...row }): HistoryRow => ({
      ...filled({ ...row, updatedAt: lastUpdated, paymentProfileId: applicationId }),
      id: modelId,
      code: transactionCode,
      amountMinor: amount,
      createdAt: created,
    }),
  );

const paidBetween = ({ from, to }: Days): Criterion => whereBetween(ddmFields.historyPaymentDate, from, to);

/** What was collected, refunded and instructed. Source: PTX API, "Collection history". */
export function createHistoryOperations(rows: RowReader) {
  const search = (
    operation: HistoryQuery,
    criteria: () => Criterion[],
    signal: AbortSignal | undefined,
  ): Promise<HistoryRow[]> =>
    rows.all({
      operation,
      query: () => ({ ...ddmEntities.history, criteria: criteria() }),
      row: historyRowSchema,
      idOf: (row) => row.id,
      signal,
    });

  return {
    /** Everything. A read. */
    queryHistory(signal?: AbortSignal): Promise<HistoryRow[]> {
      return search('collectionHistory.queryAll', () => [], signal);
    },

    /** The rows of these payment dates. A read. */
    queryHistoryBetween(days: Days, signal?: AbortSignal): Promise<HistoryRow[]> {
      return search('collectionHistory.queryBetweenDates', () => [paidBetween(days)], signal);
    },

    /** The rows of a status, such as `PENDING`. A read. */
    queryHistoryByStatus({ status }: { status: string }, signal?: AbortSignal): Promise<HistoryRow[]> {
      const criteria = () => [whereText(ddmFields.historyStatus, '=', status)];
      return search('collectionHistory.queryByStatus', criteria, signal);
    },

    /** Those of these payment dates whose other reference contains this: the caller matches. A read. */
    queryHistoryByAltReferenceBetween(
      { altReference, ...days }: Days & { altReference: string },
      signal?: AbortSignal,
    ): Promise<HistoryRow[]> {
      const criteria = () => [whereText(ddmFields.historyAltReference, 'CONTAINS', altReference), paidBetween(days)];
      return search('collectionHistory.queryByAltReferenceBetweenDates', criteria, signal);
    },

    /** Those of a collection profile and these payment dates. A read. */
    queryHistoryByProfileBetween(
      { profileId, ...days }: Days & { profileId: string },
      signal?: AbortSignal,
    ): Promise<HistoryRow[]> {
      const criteria = () => [whereId(ddmFields.historyProfileId, profileId), paidBetween(days)];
      return search('collectionHistory.queryByProfileIdBetweenDates', criteria, signal);
    },

    /** All rows of a mandate. A read. */
    queryHistoryByMandate({ mandateId }: { mandateId: string }, signal?: AbortSignal): Promise<HistoryRow[]> {
      const criteria = () => [whereId(ddmFields.historyMandateId, mandateId)];
      return search('collectionHistory.queryByMandate', criteria, signal);
    },

    /** Those whose Direct Debit reference contains this: the caller matches. A read. */
    queryHistoryByReference({ reference }: { reference: string }, signal?: AbortSignal): Promise<HistoryRow[]> {
      const criteria = () => [whereText(ddmFields.historyReference, 'CONTAINS', reference)];
      return search('collectionHistory.queryByReference', criteria, signal);
    },

    /** Those of one of these statuses, a payment type such as `ONE_OFF`, and these payment dates. A read. */
    queryHistoryByStatusAndTypeBetween(
      { statuses, paymentType, ...days }: Days & { statuses: readonly string[]; paymentType: string },
      signal?: AbortSignal,
    ): Promise<HistoryRow[]> {
      const criteria = () => [
        paidBetween(days),
        whereOneOf(ddmFields.historyStatus, statuses),
        whereText(ddmFields.historyPaymentType, '=', paymentType),
      ];
      return search('collectionHistory.queryByStatusAndPaymentTypeBetweenDates', criteria, signal);
    },
  };
}
