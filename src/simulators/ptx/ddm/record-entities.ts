import { queryable } from '../query.js';
import { type Criterion, exactValues } from '../query-criteria.js';
import { type CollectionProfiles, viewCollectionProfile } from './collection-profiles.js';
import { viewContactRow } from './contact-views.js';
import { viewLetter } from './letter-views.js';
import { viewMandateRow } from './mandate-views.js';
import type { MandateEntry } from './model.js';
import type { Store } from './store.js';

const PROFILE_NAME = 'com.bottomline.ddm.model.profile.Profile.name';
const CONTACT = 'com.bottomline.ddm.model.contact.Contact';
const MANDATE = 'com.bottomline.ddm.model.mandate.Mandate';
const LETTER = 'com.bottomline.ddm.model.communication.Communication';

/** The texts that a criterion asks for, whatever its operator: whose case the query is about. */
const textsOf = (criteria: readonly Criterion[], symbol: string): string[] =>
  criteria.filter((each) => each.symbol === symbol).flatMap(({ values }) => values.map(String));

/** What contacts, mandates and letters let one query, under the document's own symbols. Source: PTX API, every "Query". */
export function recordEntities({ store, profiles }: { store: Store; profiles: CollectionProfiles }) {
  const profile = queryable({
    symbols: ['com.bottomline.ddm.model.profile'],
    results: ['com.bottomline.ddm.model.profile.AllProfilesForAdminUser'],
    fields: { [PROFILE_NAME]: { kind: 'text', of: ({ name }) => name } },
    rows: profiles.all,
    view: viewCollectionProfile,
    operation: (has) => (has(PROFILE_NAME) ? 'ptx.collectionProfiles.queryByName' : 'ptx.collectionProfiles.queryAll'),
  });

  const contact = queryable({
    symbols: ['com.bottomline.ddm.model.contact'],
    results: [CONTACT],
    fields: {
      [`${CONTACT}.lastName`]: { kind: 'text', of: ({ lastName }) => lastName },
      [`${CONTACT}.reference`]: { kind: 'text', of: ({ reference = '' }) => reference },
    },
    rows: store.contacts.all,
    view: viewContactRow,
    operation: (has) => (has(`${CONTACT}.lastName`) ? 'ptx.contacts.queryByLastName' : 'ptx.contacts.queryByReference'),
    references: (criteria) => textsOf(criteria, `${CONTACT}.reference`),
  });

  function mandatesOf(criteria: readonly Criterion[]): readonly MandateEntry[] {
    const payers = exactValues(criteria, `${MANDATE}.payer.id`);
    const found =
      payers === undefined ? store.mandates.all() : [...new Set(payers)].flatMap((id) => store.mandates.ofContact(+id));
    return found.toReversed(); // Newest first.
  }

  const mandate = queryable({
    symbols: ['com.bottomline.ddm.model.mandate'],
    results: [MANDATE],
    fields: {
      [`${MANDATE}.created`]: { kind: 'instant', of: ({ createdMs }) => createdMs },
      [`${MANDATE}.payer.id`]: { kind: 'number', of: ({ payerId }) => payerId },
      [`${MANDATE}.profile.modelId`]: { kind: 'number', of: ({ profileId }) => profileId },
      [`${MANDATE}.reference`]: { kind: 'text', of: ({ reference }) => reference },
      [`${MANDATE}.status`]: { kind: 'text', of: ({ status }) => status },
    },
    rows: mandatesOf,
    view: (row) => viewMandateRow(row, store.plans.live(row.id)),
    operation(has, _name, criteria) {
      if (has(`${MANDATE}.reference`)) return 'ptx.mandates.queryByReference';
      if (has(`${MANDATE}.profile.modelId`)) return 'ptx.mandates.queryByProfileId';
      if (has(`${MANDATE}.created`)) return 'ptx.mandates.queryCancelledOrSuspendedBetweenDates';
      const asksStatus = has(`${MANDATE}.status`);
      if (has(`${MANDATE}.payer.id`)) {
        return asksStatus ? 'ptx.mandates.queryByContactIdNotDeleted' : 'ptx.mandates.queryByContactId';
      }
      return criteria.some(({ operator }) => operator === '<>')
        ? 'ptx.mandates.queryNotDeleted'
        : 'ptx.mandates.queryCancelledOrSuspended';
    },
    references(criteria) {
      const payers = exactValues(criteria, `${MANDATE}.payer.id`) ?? [];
      const own = payers.flatMap((id) => store.mandates.ofContact(+id)).map(({ reference }) => reference);
      return [...textsOf(criteria, `${MANDATE}.reference`), ...own];
    },
  });

  const letter = queryable({
    symbols: ['com.bottomline.ddm.model.communication'],
    results: [LETTER],
    fields: {
      [`${LETTER}.profileId`]: { kind: 'number', of: ({ profileId }) => profileId },
      [`${LETTER}.status`]: { kind: 'text', of: ({ status }) => status },
      [`${LETTER}.trigger`]: { kind: 'text', of: ({ trigger }) => trigger },
    },
    rows: () => store.letters.all().toReversed(), // Newest first.
    view: (row) =>
      viewLetter(row, {
        mandate: store.mandates.find(row.mandateId),
        contact: store.contacts.find(row.contactId),
        profile: profiles.find(row.profileId),
      }),
    operation(has) {
      if (has(`${LETTER}.trigger`)) return 'ptx.correspondence.queryBySubject';
      return has(`${LETTER}.profileId`)
        ? 'ptx.correspondence.queryByProfileIdAndStatus'
        : 'ptx.correspondence.queryAll';
    },
  });

  return [profile, contact, mandate, letter];
}
