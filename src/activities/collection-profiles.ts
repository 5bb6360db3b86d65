import type { CollectionProfileRow, PtxClient } from '../vendors/ptx/client.js';
import type { CollectionProfile } from '../workflows/messages.js';
import { refused, toApplicationFailure } from './failures.js';
import { whileHeartbeating } from './heartbeats.js';

/** The collection profiles at PTX. Source: PTX API, "Collection profiles". */
export function createCollectionProfileActivities({ ptx }: { ptx: PtxClient }) {
  return {
    /**
     * What decides about the collections of a profile: the one with that id, else the one with exactly that name. A read;
     * refused where PTX has none of them, or several.
     */
    async readCollectionProfile({ profile }: { profile: string }): Promise<CollectionProfile> {
      try {
        const profiles = await whileHeartbeating(() => ptx.queryCollectionProfiles());
        const byId = profiles.filter(({ id }) => id === profile);
        const found = byId.length > 0 ? byId : profiles.filter(({ name }) => name === profile);
        const [first, another] = found;
        if (!first) throw refused(`PTX has no collection profile ${profile}; ${listed(profiles)}`, 'Absent');
        if (another)
          throw refused(`PTX has several collection profiles of that name: ${listed(found)}; name one by its id`);
        const { id, name, mandateNoticePeriod, oneOffNoticePeriod, representationRetries, representationDelay } = first;
        return { id, name, mandateNoticePeriod, oneOffNoticePeriod, representationRetries, representationDelay };
      } catch (error) {
        throw toApplicationFailure(error);
      }
    },
  };
}

const SHOWN = 10;

function listed(profiles: readonly CollectionProfileRow[]): string {
  if (profiles.length === 0) return 'this user may see none: give it one in PTX';
  const more = profiles.length > SHOWN ? ` and ${profiles.length - SHOWN} more` : '';
  return `it has ${profiles
    .slice(0, SHOWN)
    .map(({ id, name }) => `${id} (${name})`)
    .join(', ')}${more}`;
}
