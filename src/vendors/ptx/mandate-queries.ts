import { ddmEntities, ddmFields } from './ddm-entities.js';
import type { MandateRow } from './ddm-types.js';
import { mandateRowSchema } from './mandate-values.js';
import { type Criterion, type QueryEntity, whereBetween, whereId, whereNot, whereOneOf, whereText } from './query.js';
import type { RowReader } from './rows.js';

type MandateQuery =
  | 'mandates.queryByContactId'
  | 'mandates.queryNotDeleted'
  | 'mandates.queryByContactIdNotDeleted'
  | 'mandates.queryCancelledOrSuspended'
  | 'mandates.queryByProfileId'
  | 'mandates.queryCancelledOrSuspendedBetweenDates'
  | 'mandates.queryByReference';

const notDeleted = (): Criterion => whereNot(ddmFields.mandateStatusIsNot, 'DELETED');
const cancelledOrSuspended = (): Criterion => whereOneOf(ddmFields.mandateStatusIn, ['SUSPENDED', 'CANCELLED']);

/** The searches for mandates; deleted ones are found unless it says otherwise. Source: PTX API, "Mandates". */
export function createMandateQueryOperations(rows: RowReader) {
  const search = (
    operation: MandateQuery,
    criteria: () => Criterion[],
    signal: AbortSignal | undefined,
    entity: QueryEntity = ddmEntities.mandates,
  ): Promise<MandateRow[]> =>
    rows.all({
      operation,
      query: () => ({ ...entity, criteria: criteria() }),
      row: mandateRowSchema,
      idOf: ({ id }) => id,
      signal,
    });

  return {
    /** The mandates of a contact. A read. */
    queryMandatesByContact({ contactId }: { contactId: string }, signal?: AbortSignal): Promise<MandateRow[]> {
      return search('mandates.queryByContactId', () => [whereId(ddmFields.mandateContactId, contactId)], signal);
    },

    /** All mandates that are not deleted. A read. */
    queryMandatesNotDeleted(signal?: AbortSignal): Promise<MandateRow[]> {
      return search('mandates.queryNotDeleted', () => [notDeleted()], signal, ddmEntities.liveMandates);
    },

    /** The mandates of a contact that are not deleted. A read. */
    queryMandatesByContactNotDeleted(
      { contactId }: { contactId: string },
      signal?: AbortSignal,
    ): Promise<MandateRow[]> {
      const criteria = () => [whereId(ddmFields.mandateContactId, contactId), notDeleted()];
      return search('mandates.queryByContactIdNotDeleted', criteria, signal);
    },

    /** All mandates that are cancelled or suspended. A read. */
    queryMandatesCancelledOrSuspended(signal?: AbortSignal): Promise<MandateRow[]> {
      return search('mandates.queryCancelledOrSuspended', () => [cancelledOrSuspended()], signal);
    },

    /** The mandates of a collection profile. A read. */
    queryMandatesByProfile({ profileId }: { profileId: string }, signal?: AbortSignal): Promise<MandateRow[]> {
      return search('mandates.queryByProfileId', () => [whereId(ddmFields.mandateProfileId, profileId)], signal);
    },

    /** Those that are cancelled or suspended and were made from one day to another, by PTX's own clock. A read. */
    queryMandatesCancelledOrSuspendedBetween(
      { from, to }: { from: string; to: string },
      signal?: AbortSignal,
    ): Promise<MandateRow[]> {
      const criteria = () => [whereBetween(ddmFields.mandateCreated, from, to), cancelledOrSuspended()];
      return search('mandates.queryCancelledOrSuspendedBetweenDates', criteria, signal);
    },

    /** The mandates whose reference contains this: the caller looks for the exact one. A read. */
    queryMandatesByReference({ reference }: { reference: string }, signal?: AbortSignal): Promise<MandateRow[]> {
      const criteria = () => [whereText(ddmFields.mandateReference, 'CONTAINS', reference)];
      return search('mandates.queryByReference', criteria, signal);
    },
  };
}
