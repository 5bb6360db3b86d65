/**
 * A query in two forms. `full` also asks for fields that the page shows on the same object, but not in a search; a
 * vendor that does not have them there refuses it, and is asked by `documented` from then on.
 */
export interface QueryForms {
  full: string;
  documented: string;
}

/** Source: CollectMAXX API, "Import", row input. */
export const ADD_RECORDS = `mutation addRecords($rows: [RowInput!]) {
  import {
    addRecords(rows: $rows) {
      name action status records { scriptId status reference messages { context message level } }
    }
  }
}`;

/** Source: CollectMAXX API, "Import", file input. The page shows `records` in the answer only. */
export const ADD_FILE = `mutation addFile($file: FileInput) {
  import {
    addRecords(file: $file) {
      name action status records { scriptId status reference messages { context message level } }
    }
  }
}`;

/** As documented: without offset and limit. */
export const SEARCH_BATCHES = `query ImportSearch($filters: BatchFiltersInput) {
  import { batches(filters: $filters) { items { name action status } pagination { offset limit total } } }
}`;

/** Paging is not shown for batches, but their answer has it. */
export const PAGE_BATCHES = `query ImportSearch($filters: BatchFiltersInput $offset: Int $limit: Int) {
  import {
    batches(filters: $filters offset: $offset limit: $limit) {
      items { name action status } pagination { offset limit total }
    }
  }
}`;

/** The page shows no status here. */
export const CREATE_PAY_LINK = `mutation createPayLink($payLink: PayLinkInput!) {
  payLink { create(payLink: $payLink) { attributes { id value } id shortUrl longUrl } }
}`;

/** Source: CollectMAXX API, "PayLink", find. */
export const FIND_PAY_LINK = inTwoForms(
  (fields) => `query PayLinks($filters: PayLinkFiltersInput) {
  payLink { payLinks(filters: $filters) { items { ${fields} } } }
}`,
  'attributes { id value } id status amountPaid createdOn updatedOn',
  'shortUrl longUrl',
);

/** Serves the simple search, the one by reference and the advanced one. Source: CollectMAXX API, "PayLink", search. */
export const SEARCH_PAY_LINKS = inTwoForms(
  (fields) => `query PayLinks($filters: PayLinkFiltersInput $order: PayLinkOrderInput $offset: Int $limit: Int) {
  payLink {
    payLinks(filters: $filters order: $order offset: $offset limit: $limit) {
      items { ${fields} } pagination { offset limit total }
    }
  }
}`,
  'attributes { id value } id status amountPaid createdOn updatedOn',
  'shortUrl longUrl',
);

/** The page shows no status here. */
export const CREATE_MANDATE = `mutation createMandate($mandate: MandateInput!) {
  mandate { create(mandate: $mandate) { id reference shortUrl longUrl type } }
}`;

/** Source: CollectMAXX API, "E-Mandate", find. */
export const FIND_MANDATE = inTwoForms(
  (fields) => `query Mandates($filters: MandateFiltersInput) {
  mandate { mandates(filters: $filters) { items { ${fields} } } }
}`,
  'id status createdOn updatedOn',
  'reference type shortUrl longUrl',
);

const searchMandates = (fields: string) =>
  `query Mandates($filters: MandateFiltersInput $order: MandateOrderInput $offset: Int $limit: Int) {
  mandate {
    mandates(filters: $filters order: $order offset: $offset limit: $limit) {
      items { ${fields} } pagination { offset limit total }
    }
  }
}`;

/** Serves the simple search and the advanced one. Source: CollectMAXX API, "E-Mandate", search. */
export const SEARCH_MANDATES = inTwoForms(
  searchMandates,
  'id status createdOn updatedOn',
  'reference type shortUrl longUrl',
);

/** The same with the debtors' names: nothing else that a search shows tells debtors with one reference apart. */
export const SEARCH_NAMED_MANDATES = inTwoForms(
  searchMandates,
  'id personName status createdOn updatedOn',
  'reference type shortUrl longUrl',
);

/** Source: CollectMAXX API, "Voice", stop calling. */
export const STOP_CALLING = `mutation stopCalling($scriptId: Int! $reference: String!) {
  voice { stopCalling(scriptId: $scriptId reference: $reference) }
}`;

function inTwoForms(query: (fields: string) => string, documented: string, more: string): QueryForms {
  return { full: query(`${documented} ${more}`), documented: query(documented) };
}
