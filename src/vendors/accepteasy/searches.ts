import type { z } from 'zod';
import { billsPageOf, mandatesPageOf } from './answers.js';
import { billSchema, bouncedBillSchema } from './bill-answers.js';
import { toBillQuery, toBounceQuery, toPaymentQuery } from './inputs.js';
import { allPages } from './pages.js';
import type { Ask } from './rest.js';
import type { Bill, BillSearch, BouncedBill, PeriodSearch, SearchPage } from './types.js';

/** The searches. Reads, all documented outside the page Bills: documents/search.md, bounces.md, docs/payment-status.md. */
export function createSearchOperations(ask: Ask) {
  const search = <Item>(
    operation: string,
    path: string,
    toQuery: () => string,
    schema: z.ZodType<SearchPage<Item>>,
    signal: AbortSignal | undefined,
  ): Promise<SearchPage<Item>> =>
    ask({
      operation,
      kind: 'read',
      request: () => ({ method: 'GET', path: `${path}?${toQuery()}` }),
      schema,
      signal,
    });

  /** Takes the vendor's query of a next page, never the address before it. */
  const orNext = (next: string | undefined, toQuery: () => string) => () =>
    next === undefined ? toQuery() : new URLSearchParams(next.slice(next.indexOf('?') + 1)).toString();

  const searchBills = (query: BillSearch & Next, signal?: AbortSignal): Promise<SearchPage<Bill>> =>
    search(
      'search.bills',
      '/v2/Search/Bill',
      orNext(query.next, () => toBillQuery(query)),
      billsPageOf(billSchema),
      signal,
    );

  const searchPayments = (query: PeriodSearch & Next, signal?: AbortSignal): Promise<SearchPage<Bill>> => {
    const { type = 'Bills', next } = query;
    return search(
      'search.payments',
      '/v2/Search/Payment',
      orNext(next, () => toPaymentQuery({ ...query, type })),
      type === 'Bills' ? billsPageOf(billSchema) : mandatesPageOf(billSchema),
      signal,
    );
  };

  const searchBounces = (query: PeriodSearch & Next, signal?: AbortSignal): Promise<SearchPage<BouncedBill>> => {
    const { type = 'Bills', next } = query;
    return search(
      'search.bounces',
      '/v2/Search/Bounces',
      orNext(next, () => toBounceQuery({ ...query, type })),
      type === 'Bills' ? billsPageOf(bouncedBillSchema) : mandatesPageOf(bouncedBillSchema),
      signal,
    );
  };

  const findBills = async (paymentReference: string, signal?: AbortSignal): Promise<Bill[]> => {
    const query = { paymentReference };
    const bills = await allPages('search.bills', (next) => searchBills({ ...query, ...from(next) }, signal), byAtid);
    return bills.filter((bill) => bill.paymentReference === paymentReference); // How it compares is not documented.
  };

  return {
    /** Bills by payment reference, a page at a time. A read. */
    searchBills,

    /**
     * Bills (or mandates) whose payment fell into a period, a page at a time; the vendor advises periods that overlap. That
     * the answer has the form of the other searches is inferred. A read.
     */
    searchPayments,

    /**
     * Bills (or mandates) with a message that came back in a period, a page at a time; a bounce can come in up to 72 hours
     * after sending. The vendor takes whole days, so there may be more than was asked for. A read.
     */
    searchBounces,

    /** All bills with exactly this payment reference; several may share it. What is queued or failed is absent. A read. */
    findBills,

    /** The bill with our key, or undefined: the look-up after a lost answer to a creation. A read. */
    async findBill(
      { paymentReference, srrid }: { paymentReference: string; srrid: string },
      signal?: AbortSignal,
    ): Promise<Bill | undefined> {
      const bills = await findBills(paymentReference, signal);
      return bills.find((bill) => bill.srrid === srrid);
    },

    /** All pages of `searchPayments`. A read. */
    findPayments(query: PeriodSearch, signal?: AbortSignal): Promise<Bill[]> {
      return allPages('search.payments', (next) => searchPayments({ ...query, ...from(next) }, signal), byAtid);
    },

    /** All pages of `searchBounces`, each bounce once. A read. */
    findBounces(query: PeriodSearch, signal?: AbortSignal): Promise<BouncedBill[]> {
      const byBounce = ({ atid, bounce: { communicationId, receivedAt } }: BouncedBill) =>
        [atid, communicationId, receivedAt].join(' ');
      return allPages('search.bounces', (next) => searchBounces({ ...query, ...from(next) }, signal), byBounce);
    },
  };
}

export interface Next {
  /** `next` of the page before; the rest of the query then goes as the vendor wrote it there. */
  next?: string;
}

const byAtid = ({ atid }: Bill) => atid;
const from = (next: string | undefined): Next => (next === undefined ? {} : { next });
