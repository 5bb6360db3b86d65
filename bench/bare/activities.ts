import { ADD_RECORDS, SEARCH_PAY_LINKS } from '../../src/vendors/alphacomm/documents.js';

/** A row as the vendor takes it. */
export interface BareRecord {
  reference: string;
  script: string;
  toMailAddress: string;
  invoiceDueDate: string;
  invoiceReference: string;
  invoiceNumber: string;
  invoiceCurrency: string;
  invoiceAmount: string;
}

interface FoundLinks {
  data: { payLink: { payLinks: { items: { status: string }[] } } };
}

/** The same two requests as ours make, by `fetch` alone: what the vendor has to do is equal on both sides. */
export function createBareActivities({ url, apiKey }: { url: string; apiKey: string }) {
  const post = async (query: string, variables: object): Promise<unknown> => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-auth-token': apiKey },
      body: JSON.stringify({ query, variables }),
    });
    if (!response.ok) throw new Error(`the vendor answered ${response.status}`);
    return response.json();
  };
  return {
    async importRecord(record: BareRecord): Promise<void> {
      await post(ADD_RECORDS, { rows: [record] });
    },
    async readPayLink(reference: string): Promise<string> {
      const answer = (await post(SEARCH_PAY_LINKS.full, {
        filters: { attributes: [{ id: 'reference', equalTo: reference }] },
        order: { createdOn: 'DESCENDING' },
        offset: 0,
        limit: 100,
      })) as FoundLinks;
      return answer.data.payLink.payLinks.items[0]?.status ?? 'none';
    },
  };
}
