import { z } from 'zod';
import { type Ask, broken } from './ask.js';
import type { PtxOperation } from './paths.js';
import { type Query, toQueryBody } from './query.js';

/** What PTX recommends at most. */
const PAGE_SIZE = 500;

/** A search, and how to read a row of its answer. Each row has an id of its own. */
export interface RowQuery<Row> {
  operation: PtxOperation;
  /** Made late: a value that PTX has no form for is `Invalid`. */
  query: () => Query;
  row: z.ZodType<Row>;
  idOf: (row: Row) => string;
  signal: AbortSignal | undefined;
}

interface RowPage<Row> {
  rows: Row[];
  total: number;
}

const resultRow = z.object({ values: z.array(z.object({ resultValues: z.array(z.object({ value: z.unknown() })) })) });
const countValue = z.object({
  '@type': z.literal('long'),
  $value: z.union([
    z.int().min(0),
    z
      .string()
      .regex(/^\d{1,15}$/)
      .transform(Number),
  ]),
});

/** A page of an answer: its rows, and how many there are on all pages, which PTX writes as one row more. */
export function rowPageSchema<Row>(row: z.ZodType<Row>): z.ZodType<RowPage<Row>> {
  return z
    .object({ rows: z.array(resultRow) })
    .transform((answer) => {
      const values = answer.rows.flatMap(({ values }) => values.flatMap(({ resultValues }) => resultValues));
      const rows: unknown[] = [];
      let total: number | undefined;
      for (const { value } of values) {
        const count = countValue.safeParse(value);
        if (count.success) total = count.data.$value;
        else rows.push(value);
      }
      return { rows, total };
    })
    .pipe(z.object({ rows: z.array(row), total: z.number({ error: 'the row with the count is missing' }) }));
}

/** Searches that read every page. */
export function createRowReader(ask: Ask) {
  function readPage<Row>({ operation, query, row, signal }: RowQuery<Row>, firstResult: number): Promise<RowPage<Row>> {
    const request = () => ({ json: toQueryBody(query(), { firstResult, maxResults: PAGE_SIZE }) });
    return ask({ operation, kind: 'read', request, schema: rowPageSchema(row), signal });
  }

  /** Goes on by what came, not by what was asked for, and says whether each row of the count was seen. */
  async function walk<Row>(
    query: RowQuery<Row>,
    seen: Set<string>,
    onRows: (fresh: Row[], total: number) => Promise<void> | void,
  ): Promise<string | undefined> {
    for (let first = 0; ; ) {
      const { rows, total } = await readPage(query, first);
      const fresh = rows.filter((row) => {
        const id = query.idOf(row);
        return !seen.has(id) && seen.add(id);
      });
      if (fresh.length > 0) await onRows(fresh, total);
      first += rows.length;
      if (first < total && rows.length > 0) continue;
      return seen.size === total ? undefined : `${seen.size} of ${total} rows came`;
    }
  }

  const torn = (operation: PtxOperation, problem: string) =>
    broken(operation, 'rows', `${problem}, twice; look whether others change this list, and try again`);

  return {
    /**
     * Every row of every page, each once. Pages can shift while they are read, so where rows and count differ all is read
     * once more, and then it is `ContractBroken`: half a list would read as absence. A read.
     */
    async all<Row>(query: RowQuery<Row>): Promise<Row[]> {
      let problem: string | undefined;
      for (let reading = 0; reading < 2; reading += 1) {
        const found: Row[] = [];
        problem = await walk(query, new Set(), (fresh) => void found.push(...fresh));
        if (problem === undefined) return found;
      }
      throw torn(query.operation, problem ?? '');
    },

    /** The same page by page, for lists that should not stand in memory; each row is handed on once. */
    async each<Row>(query: RowQuery<Row>, onRows: (rows: Row[], total: number) => Promise<void> | void): Promise<void> {
      const seen = new Set<string>();
      if ((await walk(query, seen, onRows)) === undefined) return;
      const problem = await walk(query, seen, onRows);
      if (problem !== undefined) throw torn(query.operation, problem);
    },
  };
}

/** Reads searches. Throws `VendorError`, or the abort of its own caller. */
export type RowReader = ReturnType<typeof createRowReader>;
