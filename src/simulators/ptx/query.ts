import { PtxRefusal } from './answers.js';
import { asBody } from './checks.js';
import type { PtxOperation } from './control-types.js';
import { type Criterion, readCriteria } from './query-criteria.js';

type Value = string | number | boolean;

/** How a row's field is compared: `instant` in epoch milliseconds, `day` as YYYY-MM-DD. A row may hold several values. */
export interface QueryField<Row> {
  kind: 'text' | 'number' | 'boolean' | 'instant' | 'day';
  of(row: Row): Value | readonly Value[];
}

/** Something that can be queried, under the vendor's symbols. */
export interface QueryEntity<Row> {
  symbols: readonly string[];
  results: readonly string[];
  fields: Readonly<Record<string, QueryField<Row>>>;
  /** The rows to look through, in the order of the answer: by an index where the criteria allow it. */
  rows(criteria: readonly Criterion[]): readonly Row[];
  view(row: Row): object;
  /** Which of the catalogue's queries this is. `name` is the label that the caller gave the entity. */
  operation(has: (symbol: string) => boolean, name: string, criteria: readonly Criterion[]): PtxOperation;
  /** Whose case a query is about, as far as it says so. */
  references?(criteria: readonly Criterion[]): string[];
}

interface Page {
  total: number;
  views: object[];
}

/** An entity without the type of its rows. */
export interface Queryable {
  symbols: readonly string[];
  results: readonly string[];
  kinds: Readonly<Record<string, QueryField<never>['kind']>>;
  page(criteria: readonly Criterion[], first: number, max: number): Page;
  operation: QueryEntity<never>['operation'];
  references: (criteria: readonly Criterion[]) => string[];
}

/** A query that was looked at, but not run. */
export interface PreparedQuery {
  operation: PtxOperation | 'other';
  references: readonly string[];
  /** Throws `PtxRefusal`. */
  run(): object;
}

const COUNT = 'com.bottomline.query.count';
const DEFAULT_PAGE = 50;
const LARGEST_PAGE = 500;

export function queryable<Row>(entity: QueryEntity<Row>): Queryable {
  const isHit = (row: Row, criteria: readonly Criterion[]): boolean =>
    criteria.every(({ symbol, test }) => {
      const value = entity.fields[symbol]?.of(row) ?? [];
      return typeof value === 'object' ? value.some(test) : test(value);
    });
  return {
    symbols: entity.symbols,
    results: entity.results,
    kinds: Object.fromEntries(Object.entries(entity.fields).map(([symbol, { kind }]) => [symbol, kind])),
    page(criteria, first, max) {
      const rows = entity.rows(criteria);
      const hits = criteria.length === 0 ? rows : rows.filter((row) => isHit(row, criteria));
      return { total: hits.length, views: hits.slice(first, first + max).map(entity.view) };
    },
    operation: entity.operation,
    references: (criteria) => entity.references?.(criteria) ?? [],
  };
}

const toRow = (value: object) => ({ values: [{ resultValues: [{ value }] }] });

function wholeNumber(value: unknown, name: string, fallback: number): number {
  if (value === undefined) return fallback;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new PtxRefusal(400, `resultsPage.${name} must be a whole number`, name);
}

/**
 * The one endpoint of all queries: criteria joined by AND, pages by `firstResult` and `maxResults`, and the number of all hits
 * as one more row at the end. Source: PTX API, every "Query" operation.
 */
export function createQueries(entities: readonly Queryable[]) {
  const bySymbol = new Map(entities.flatMap((entity) => entity.symbols.map((symbol) => [symbol, entity] as const)));

  function prepare(given: unknown): PreparedQuery {
    const body = asBody(given);
    const { symbol, name } = asBody(body.entity);
    const entity = bySymbol.get(String(symbol));
    if (entity === undefined) throw new PtxRefusal(400, `There is no entity ${String(symbol)}`, 'entity');
    const criteria = readCriteria(body.criteria, entity.kinds);
    const { firstResult, maxResults } = asBody(body.resultsPage ?? {});
    const first = wholeNumber(firstResult, 'firstResult', 0);
    const max = Math.min(wholeNumber(maxResults, 'maxResults', DEFAULT_PAGE), LARGEST_PAGE);
    const fields = Array.isArray(body.resultFields) ? body.resultFields : [];
    const wanted = fields.map((field: unknown) => String(asBody(field).symbol));
    if (!wanted.some((result) => entity.results.includes(result))) {
      throw new PtxRefusal(400, `resultFields must ask for ${entity.results[0]}`, 'resultFields');
    }
    const unknown = wanted.find((result) => result !== COUNT && !entity.results.includes(result));
    if (unknown !== undefined) throw new PtxRefusal(400, `There is no result ${unknown}`, 'resultFields');

    return {
      operation: entity.operation(
        (wantedSymbol) => criteria.some((each) => each.symbol === wantedSymbol),
        String(name),
        criteria,
      ),
      references: entity.references(criteria),
      run() {
        const { total, views } = entity.page(criteria, first, max);
        const rows = views.map(toRow);
        if (wanted.includes(COUNT)) rows.push(toRow({ '@type': 'long', $value: total }));
        return { fields, rows };
      },
    };
  }

  return {
    /** Looks at a query. What is wrong with it comes out when it is run. */
    prepare(body: unknown): PreparedQuery {
      try {
        return prepare(body);
      } catch (error) {
        const run = (): never => {
          throw error;
        };
        return { operation: 'other', references: [], run };
      }
    },
  };
}

export type Queries = ReturnType<typeof createQueries>;
