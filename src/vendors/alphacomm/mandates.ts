import { createdMandateSchema, mandateListSchema, mandatePageSchema } from './answers.js';
import { CREATE_MANDATE, FIND_MANDATE, SEARCH_MANDATES, SEARCH_NAMED_MANDATES } from './documents.js';
import type { Ask } from './graphql.js';
import { toSearch } from './inputs.js';
import { toPage } from './pages.js';
import type { Mandate, MandateQuery, NewMandate, Page, PageQuery } from './types.js';

/** The operations on e-Mandates. Source: CollectMAXX API, "E-Mandate". */
export function createMandateOperations(ask: Ask) {
  const search = async (query: MandateQuery, signal?: AbortSignal): Promise<Page<Mandate>> => {
    const answer = await ask({
      operation: 'mandates',
      kind: 'read',
      document: query.names ? SEARCH_NAMED_MANDATES : SEARCH_MANDATES,
      variables: () => toSearch(query),
      schema: mandatePageSchema,
      signal,
    });
    return toPage(answer, query);
  };

  return {
    /** Makes a mandate request; tells nobody. **Not safe to repeat**: look through the latest mandates first. */
    createMandate(mandate: NewMandate, signal?: AbortSignal): Promise<Mandate> {
      return ask({
        operation: 'mandate.create',
        kind: 'effect-with-look-up',
        document: CREATE_MANDATE,
        variables: () => ({ mandate }),
        schema: createdMandateSchema,
        signal,
        privates: [mandate.personName],
      });
    },

    /** All mandates, a page at a time. A read. */
    listMandates(page: PageQuery, signal?: AbortSignal): Promise<Page<Mandate>> {
      return search(page, signal);
    },

    /** One mandate by its id, or undefined. A read. */
    async findMandate(id: string, signal?: AbortSignal): Promise<Mandate | undefined> {
      const mandates = await ask({
        operation: 'mandates',
        kind: 'read',
        document: FIND_MANDATE,
        variables: () => ({ filters: { id: { equalTo: id } } }),
        schema: mandateListSchema,
        signal,
      });
      return mandates.find((mandate) => mandate.id.toLowerCase() === id.toLowerCase());
    },

    /** Mandates by status and time of creation, a page at a time; there is no filter for the reference. A read. */
    searchMandates(query: MandateQuery, signal?: AbortSignal): Promise<Page<Mandate>> {
      return search(query, signal);
    },
  };
}
