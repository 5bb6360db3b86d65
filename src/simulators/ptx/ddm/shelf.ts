import { randomInt } from 'node:crypto';

const LONGEST_STEP = 40;

/** Entries of one kind in the order of their making, found by id. */
export interface Shelf<Entry extends { id: number }> {
  /** The oldest first. */
  all(): readonly Entry[];
  /** Ids come as numbers and as strings of digits. */
  find(id: unknown): Entry | undefined;
  /** Puts a new entry on the shelf, under an id of its own. Not safe to repeat. */
  create(fields: Omit<Entry, 'id'>): Entry;
}

/** Ids rise from `firstId` by uneven steps: none can be computed from another, of whatever kind. */
export function createShelf<Entry extends { id: number }>(firstId: number): Shelf<Entry> {
  const entries: Entry[] = [];
  const byId = new Map<string, Entry>();
  let lastId = firstId;

  return {
    all: () => entries,
    find: (id) => byId.get(String(id)),
    create(fields) {
      lastId += randomInt(1, LONGEST_STEP);
      const entry = { ...fields, id: lastId } as Entry;
      entries.push(entry);
      byId.set(String(lastId), entry);
      return entry;
    },
  };
}

/** Lists of entries under a key, in the order of adding. */
export function createIndex<Entry>() {
  const lists = new Map<string | number, Entry[]>();
  return {
    of: (key: string | number): readonly Entry[] => lists.get(key) ?? [],
    add(key: string | number, entry: Entry): void {
      const list = lists.get(key);
      if (list === undefined) lists.set(key, [entry]);
      else list.push(entry);
    },
    remove(key: string | number, entry: Entry): void {
      const rest = lists.get(key)?.filter((each) => each !== entry) ?? [];
      if (rest.length === 0) lists.delete(key);
      else lists.set(key, rest);
    },
  };
}
