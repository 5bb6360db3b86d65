import { createdPayLinkSchema, payLinkListSchema, payLinkPageSchema } from './answers.js';
import { CREATE_PAY_LINK, FIND_PAY_LINK, SEARCH_PAY_LINKS } from './documents.js';
import type { Ask } from './graphql.js';
import { toPayLinkInput, toSearch } from './inputs.js';
import { allPages, toPage } from './pages.js';
import type { Attribute, NewPayLink, Page, PageQuery, PayLink, SearchQuery } from './types.js';

/** What a search for links can ask for; all of it must fit. */
export interface PayLinkQuery extends SearchQuery {
  /** All of them must be on the link. */
  attributes?: Attribute[];
}

/** The operations on payment links. Source: CollectMAXX API, "PayLink". */
export function createPayLinkOperations(ask: Ask) {
  const search = async (query: PayLinkQuery, signal?: AbortSignal): Promise<Page<PayLink>> => {
    const answer = await ask({
      operation: 'payLinks',
      kind: 'read',
      document: SEARCH_PAY_LINKS,
      variables: () => {
        const { filters, ...rest } = toSearch(query);
        const attributes = query.attributes?.map(({ id, value }) => ({ id, equalTo: value }));
        return { filters: { ...filters, attributes }, ...rest };
      },
      schema: payLinkPageSchema,
      signal,
    });
    return toPage(answer, query);
  };

  const findByAttribute = async ({ id, value }: Attribute, signal?: AbortSignal): Promise<PayLink[]> => {
    // Newest first: a link made meanwhile moves the others back, so that one is read twice and none is missed.
    const links = await allPages('payLinks', (page) =>
      search({ attributes: [{ id, value }], order: 'DESCENDING', ...page }, signal),
    );
    return links.filter(({ attributes }) => attributes[id] === value); // How the vendor compares is not documented.
  };

  return {
    /** Makes a link; tells nobody. **Not safe to repeat**: look for an attribute of the case first. */
    createPayLink(link: NewPayLink, signal?: AbortSignal): Promise<PayLink> {
      return ask({
        operation: 'payLink.create',
        kind: 'effect-with-look-up',
        document: CREATE_PAY_LINK,
        variables: () => ({ payLink: toPayLinkInput(link) }),
        schema: createdPayLinkSchema,
        signal,
        privates: [link.personName],
      });
    },

    /** All links, a page at a time. A read. */
    listPayLinks(page: PageQuery, signal?: AbortSignal): Promise<Page<PayLink>> {
      return search(page, signal);
    },

    /** One link by its id, or undefined. A read. */
    async findPayLink(id: string, signal?: AbortSignal): Promise<PayLink | undefined> {
      const links = await ask({
        operation: 'payLinks',
        kind: 'read',
        document: FIND_PAY_LINK,
        variables: () => ({ filters: { id: { equalTo: id } } }),
        schema: payLinkListSchema,
        signal,
      });
      return links.find((link) => link.id.toLowerCase() === id.toLowerCase());
    },

    /** All links that scripts made for a record's reference; other scripts may use the same one. A read. */
    findPayLinksByReference(reference: string, signal?: AbortSignal): Promise<PayLink[]> {
      return findByAttribute({ id: 'reference', value: reference }, signal);
    },

    /** All links that carry exactly this attribute. A read. */
    findPayLinksByAttribute(attribute: Attribute, signal?: AbortSignal): Promise<PayLink[]> {
      return findByAttribute(attribute, signal);
    },

    /** Links by status, time of creation and attributes, a page at a time. A read. */
    searchPayLinks(query: PayLinkQuery, signal?: AbortSignal): Promise<Page<PayLink>> {
      return search(query, signal);
    },
  };
}
