import { z } from 'zod';
import { filled } from '../answer-fields.js';
import { count, id, optionalFlag, optionalId } from './answer-fields.js';
import { ddmEntities, ddmFields } from './ddm-entities.js';
import type { CollectionProfileRow } from './ddm-types.js';
import { type Criterion, whereText } from './query.js';
import type { RowReader } from './rows.js';

/** What decides about collections must be there: without the retries nobody knows who presents again. */
const collectionProfileSchema = z
  .object({
    id,
    name: z.string(),
    applicationId: optionalId,
    mandateNoticePeriod: count,
    oneOffNoticePeriod: count,
    representationRetries: count,
    representationDelay: count,
    suppress01: optionalFlag,
    suppress19: optionalFlag,
    suppressAuddis: optionalFlag,
    nonAuddis: optionalFlag,
    isMandateRefEditable: optionalFlag,
  })
  .transform(
    ({ applicationId, ...profile }): CollectionProfileRow => filled({ ...profile, paymentProfileId: applicationId }),
  );

/** The collection profiles; PTX has no way to change them from outside. Source: PTX API, "Collection profiles". */
export function createCollectionProfileOperations(rows: RowReader) {
  const search = (
    operation: 'collectionProfiles.queryAll' | 'collectionProfiles.queryByName',
    criteria: () => Criterion[],
    signal: AbortSignal | undefined,
  ): Promise<CollectionProfileRow[]> =>
    rows.all({
      operation,
      query: () => ({ ...ddmEntities.collectionProfiles, criteria: criteria() }),
      row: collectionProfileSchema,
      idOf: (profile) => profile.id,
      signal,
    });

  return {
    /** All collection profiles that the user may see. A read. */
    queryCollectionProfiles(signal?: AbortSignal): Promise<CollectionProfileRow[]> {
      return search('collectionProfiles.queryAll', () => [], signal);
    },

    /** The profiles of this name, perhaps without regard to case: the caller looks for the exact one. A read. */
    queryCollectionProfilesByName({ name }: { name: string }, signal?: AbortSignal): Promise<CollectionProfileRow[]> {
      return search('collectionProfiles.queryByName', () => [whereText(ddmFields.profileName, '=', name)], signal);
    },
  };
}
