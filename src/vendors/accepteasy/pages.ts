import { broken } from './rest.js';
import type { SearchPage } from './types.js';

/**
 * Every item of every page, each once by its key. Follows the vendor's own query of the next page. Throws `ContractBroken`
 * where pages lead back to one that was read, or end before the total: half a list would read as absence.
 */
export async function allPages<T>(
  operation: string,
  read: (next: string | undefined) => Promise<SearchPage<T>>,
  keyOf: (item: T) => string,
): Promise<T[]> {
  const found = new Map<string, T>();
  const asked = new Set<string>();
  let came = 0;
  for (let next: string | undefined; ; ) {
    const page = await read(next);
    for (const item of page.items) found.set(keyOf(item), item);
    came += page.items.length;
    next = page.next;
    if (next === undefined) {
      if (came >= (page.total ?? 0)) return [...found.values()];
      throw broken(operation, 'SearchMetadata.NextResults', `${came} of ${page.total} results came, then no more`);
    }
    if (asked.has(next)) throw broken(operation, 'SearchMetadata.NextResults', 'the pages go in a circle');
    asked.add(next);
  }
}
