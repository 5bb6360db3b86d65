import { refuseLeadingSigns, toDay, toLocalTime, toNumberId } from './values.js';

// How PTX wants a value of each field type to be marked.
const VALUE_TYPES = {
  STRING: 'string',
  STRING_CI: 'string',
  ENUM: 'string',
  INTEGER: 'integer',
  LONG: 'long',
  BOOLEAN: 'boolean',
  DATE: 'date',
  TIMESTAMP: 'dateTime',
} as const;

/** A field that can be searched on. The symbol decides, the name is a label. */
export interface QueryField {
  name: string;
  symbol: string;
  fieldType: keyof typeof VALUE_TYPES;
}

export interface Criterion {
  field: QueryField;
  operator: '=' | '<>' | '>=' | 'CONTAINS' | 'IN' | 'BETWEEN';
  values: readonly (string | number | boolean)[];
}

/** What is asked for, and what of it is given back. */
export interface QueryEntity {
  entity: { name: string; symbol: string; key?: string };
  result: { name: string; symbol: string };
}

/** One search; its criteria all have to hold. */
export interface Query extends QueryEntity {
  criteria?: readonly Criterion[];
}

/** A text field that equals, or contains, a text. Throws `RangeError` for a text that PTX takes nowhere. */
export function whereText(field: QueryField, operator: '=' | 'CONTAINS', text: string): Criterion {
  return { field, operator, values: [refuseLeadingSigns(text, field.name)] };
}

/** A field that does not hold this word. */
export function whereNot(field: QueryField, word: string): Criterion {
  return { field, operator: '<>', values: [word] };
}

/** A text field that is one of several. Throws `RangeError` for none, and as `whereText` does. */
export function whereOneOf(field: QueryField, texts: readonly string[]): Criterion {
  if (texts.length === 0) throw new RangeError(`${field.name} needs a value at least`);
  return { field, operator: 'IN', values: refuseLeadingSigns([...texts], field.name) };
}

/** A field that holds this id. Throws `RangeError` for what is not digits. */
export function whereId(field: QueryField, id: string): Criterion {
  return { field, operator: '=', values: [toNumberId(field.name, id)] };
}

/** A field that is set, or not. */
export function whereIs(field: QueryField, value: boolean): Criterion {
  return { field, operator: '=', values: [value] };
}

/** A date from one day to another, both included. Throws `RangeError` for what is no day. */
export function whereBetween(field: QueryField, from: string, to: string): Criterion {
  return { field, operator: 'BETWEEN', values: [`${toDay(from)}T00:00:00.000Z`, `${toDay(to)}T23:59:59.100Z`] };
}

/** A moment not before an instant. Throws `RangeError` for what is no instant. */
export function whereSince(field: QueryField, instant: string): Criterion {
  return { field, operator: '>=', values: [toLocalTime(instant)] };
}

/** Rows to leave out, and how many to give. */
export interface QueryPage {
  firstResult: number;
  maxResults: number;
}

const COUNT = { name: 'rowCount', symbol: 'com.bottomline.query.count', fieldType: 'LONG', key: false };
const AND = { '@type': 'QueryRelationship', name: 'AND', description: 'AND relationship.', symbol: 'AND' };

/** The body of a search, the one way to write it. Source: PTX API, every "Query …". */
export function toQueryBody({ entity, result, criteria = [] }: Query, resultsPage: QueryPage) {
  const searchCriteria = criteria.flatMap((criterion, at) => [...(at === 0 ? [] : [AND]), toParameter(criterion)]);
  return {
    entity: { ...entity, key: entity.key ?? entity.symbol },
    ...(criteria.length === 0 ? {} : { criteria: { searchCriteria } }),
    resultFields: [{ ...result, fieldType: 'OBJECT', key: false }, COUNT],
    resultsPage,
  };
}

function toParameter({ field, operator, values }: Criterion): object {
  const marked = values.map((value) => ({ '@type': VALUE_TYPES[field.fieldType], $value: value }));
  const several = operator === 'IN' || operator === 'BETWEEN';
  return {
    '@type': 'QueryParameter',
    field: { ...field, key: false },
    operator: { symbol: operator },
    ...(several ? { queryValues: marked } : { queryValue: marked[0] }),
  };
}
