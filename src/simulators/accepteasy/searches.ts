import { z } from 'zod';
import { isCalendarDay } from '../shared/times.js';
import type { Communication, VendorRecord } from './records.js';
import type { Store } from './store.js';
import { toVendorTime } from './times.js';
import { instant, parseBody } from './values.js';
import { toFoundView } from './views.js';

const DAY_MS = 86_400_000;
const DEFAULT_COUNT = 50;

const positive = z
  .string()
  .regex(/^[1-9]\d*$/, 'is not a whole number from 1 up')
  .transform(Number);
const paging = { page: positive.default(1), count: positive.default(DEFAULT_COUNT) };
const day = z
  .string()
  .refine(isCalendarDay, 'is not a day such as 2018-04-01')
  .transform((text) => Date.parse(`${text}T00:00:00Z`));
const type = z.enum(['Bills', 'Mandates']);

const billsQuery = z.strictObject({ paymentReference: z.string().min(1).optional(), ...paging });
const paymentsQuery = z.strictObject({
  paymentDateFrom: instant.optional(),
  paymentDateTo: instant.optional(),
  type: type.default('Bills'),
  ...paging,
});
const bouncesQuery = z.strictObject({
  bounceDateFrom: day.optional(),
  bounceDateTo: day.optional(),
  type,
  ...paging,
});

type Query = Record<string, string>;

/** One page of what was found, and the figures below it. `NextResults` is missing on the last page. */
function toPage<T>(found: readonly T[], { page, count }: { page: number; count: number }, query: Query) {
  const { page: _page, count: _count, ...filters } = query;
  const next = new URLSearchParams({ count: String(count), page: String(page + 1), ...filters });
  return {
    items: found.slice((page - 1) * count, page * count),
    SearchMetadata: {
      CompletedIn: 0.01,
      Count: count,
      Page: page,
      TotalNumberOfResults: found.length,
      NextResults: page * count < found.length ? `?${next}` : undefined,
    },
  };
}

const isWithin = (atMs: number, from: number | undefined, to: number | undefined): boolean =>
  (from === undefined || atMs >= from) && (to === undefined || atMs <= to);

const toKind = (kind: 'Bills' | 'Mandates'): VendorRecord['kind'] => (kind === 'Bills' ? 'bill' : 'mandate');

const toBounceView = ({ record, bounce, id }: Communication) => ({
  ...toFoundView(record),
  Bounce: bounce && {
    DateReceived: toVendorTime(bounce.receivedAt),
    Message: bounce.message,
    StatusCode: bounce.statusCode,
    CommunicationID: bounce.isNamed ? id : undefined,
  },
});

/**
 * The searches. A queued or failed bill is in none of them. Unknown parameters are refused: the name of the filter by mail
 * address is not documented. Throw `ApiError` 400.
 */
export function createSearches(store: Store) {
  return {
    /** By exact payment reference, oldest first. Source: outside, search.md. */
    bills(query: Query) {
      const asked = parseBody(billsQuery, query);
      const all = asked.paymentReference === undefined ? [...store.all()] : store.byReference(asked.paymentReference);
      const { items, SearchMetadata } = toPage(
        all.filter(({ kind }) => kind === 'bill'),
        asked,
        query,
      );
      return { Bills: items.map(toFoundView), SearchMetadata };
    },

    /** By the moment of payment, both ends included. The form of the answer is inferred from the other searches. */
    payments(query: Query) {
      const asked = parseBody(paymentsQuery, query);
      const paid = [...store.all()].flatMap((record) =>
        record.kind === toKind(asked.type) &&
        record.paidAt !== undefined &&
        isWithin(record.paidAt, asked.paymentDateFrom, asked.paymentDateTo)
          ? [{ record, paidAt: record.paidAt }]
          : [],
      );
      paid.sort((a, b) => a.paidAt - b.paidAt);
      const { items, SearchMetadata } = toPage(paid, asked, query);
      const views = items.map(({ record, paidAt }) => ({ ...toFoundView(record), PaymentDate: toVendorTime(paidAt) }));
      return asked.type === 'Bills'
        ? { Bills: views, Mandates: [], SearchMetadata }
        : { Bills: [], Mandates: views, SearchMetadata };
    },

    /** By the days on which the bounces came in, both included. A record stands there once per bounce. */
    bounces(query: Query) {
      const asked = parseBody(bouncesQuery, query);
      const lastMs = asked.bounceDateTo === undefined ? undefined : asked.bounceDateTo + DAY_MS - 1;
      const bounced = [...store.communications.values()].filter(
        ({ record, bounce }) =>
          record.kind === toKind(asked.type) &&
          bounce !== undefined &&
          isWithin(bounce.receivedAt, asked.bounceDateFrom, lastMs),
      );
      bounced.sort((a, b) => (a.bounce?.receivedAt ?? 0) - (b.bounce?.receivedAt ?? 0));
      const { items, SearchMetadata } = toPage(bounced, asked, query);
      const views = items.map(toBounceView);
      return asked.type === 'Bills'
        ? { Bills: views, Mandates: [], SearchMetadata }
        : { Bills: [], Mandates: views, SearchMetadata };
    },
  };
}

export type Searches = ReturnType<typeof createSearches>;
