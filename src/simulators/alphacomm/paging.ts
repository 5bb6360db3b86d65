import { GraphQLError } from 'graphql';

export interface PageArgs {
  offset?: number | null;
  limit?: number | null;
}

const DEFAULT_LIMIT = 20;

/** One page of a list with the pagination that the vendor prints; 20 items when no limit is given. */
export function toPage<Item, View>(items: readonly Item[], { offset, limit }: PageArgs, view: (item: Item) => View) {
  const from = offset ?? 0;
  const count = limit ?? DEFAULT_LIMIT;
  if (from < 0) throw new GraphQLError('offset must not be negative.');
  if (count < 0) throw new GraphQLError('limit must not be negative.');
  return {
    items: items.slice(from, from + count).map(view),
    pagination: { offset: from, limit: count, total: items.length },
  };
}

export interface ListArgs<Status> extends PageArgs {
  filters?: {
    id?: { equalTo?: string | null } | null;
    status?: { equalTo?: Status | null } | null;
    /** Epoch milliseconds: the DateTime scalar has parsed them. Both bounds are exclusive. */
    createdOn?: { greaterThan?: number | null; lesserThan?: number | null } | null;
  } | null;
  order?: { createdOn?: 'ASCENDING' | 'DESCENDING' | null } | null;
}

interface Listed<Status> {
  id: string;
  status: Status;
  /** Whole seconds, in epoch milliseconds. */
  createdAt: number;
}

/** The index of the first item that was created at or after an instant, in a list that comes oldest first. */
function firstFrom(items: readonly { createdAt: number }[], atMs: number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((items[middle]?.createdAt ?? Number.POSITIVE_INFINITY) < atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What links and mandates have in common: filters on id, status and creation, and the order. Items come oldest first. */
export function search<Status, Item extends Listed<Status>>(
  items: readonly Item[],
  { filters, order }: ListArgs<Status>,
): Item[] {
  const id = filters?.id?.equalTo ?? undefined;
  const status = filters?.status?.equalTo ?? undefined;
  const after = filters?.createdOn?.greaterThan ?? undefined;
  const before = filters?.createdOn?.lesserThan ?? undefined;
  const from = after === undefined ? 0 : firstFrom(items, after + 1);
  const found = items.slice(from, before === undefined ? items.length : Math.max(from, firstFrom(items, before)));
  const fitting =
    id === undefined && status === undefined
      ? found
      : found.filter(
          (item) => (id === undefined || item.id === id) && (status === undefined || item.status === status),
        );
  return order?.createdOn === 'DESCENDING' ? fitting.reverse() : fitting;
}
