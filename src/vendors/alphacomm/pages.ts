import { broken } from './graphql.js';
import type { Page, PageQuery } from './types.js';

interface Answered<T> {
  items: T[];
  pagination: { total: number; offset?: number | undefined; limit?: number | undefined };
}

/** A page as the vendor describes it; where it is silent, as it was asked for. */
export function toPage<T>({ items, pagination: { total, offset, limit } }: Answered<T>, asked: PageQuery): Page<T> {
  return { items, total, offset: offset ?? asked.offset, limit: limit ?? asked.limit };
}

const LIMIT = 100;

/**
 * Every item of every page, each id once. Goes on by what came, not by what was asked for, since the vendor may give
 * shorter pages. Throws `ContractBroken` where pages stop moving before the total: half a list would read as absence.
 */
export async function allPages<T extends { id: string }>(
  operation: string,
  read: (page: PageQuery) => Promise<Page<T>>,
): Promise<T[]> {
  const found = new Map<string, T>();
  for (let offset = 0; ; ) {
    const { items, total } = await read({ offset, limit: LIMIT });
    const before = found.size;
    for (const item of items) found.set(item.id, item);
    offset += items.length;
    if (offset >= total) return [...found.values()];
    if (found.size === before) throw broken(operation, 'items', `${before} of ${total} items came, then no more`);
  }
}
