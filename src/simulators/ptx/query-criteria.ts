import { PtxRefusal } from './answers.js';
import { asBody } from './checks.js';
import type { QueryField } from './query.js';
import { parseDay, parseTime } from './times.js';

type Value = string | number | boolean;
type Kind = QueryField<never>['kind'];

/** One condition: the field's symbol, the values that were given, and whether a row's value meets it. */
export interface Criterion {
  symbol: string;
  operator: string;
  values: readonly Value[];
  test(value: Value): boolean;
}

const FIELD_TYPES = ['STRING', 'STRING_CI', 'STRING_C1', 'INTEGER', 'LONG', 'BOOLEAN', 'ENUM', 'DATE', 'TIMESTAMP'];
const IGNORING_CASE = ['STRING_CI', 'STRING_C1'];

/** A value as a field of this kind compares it, or undefined when it is none. Ids come as numbers and as strings. */
function toValue(kind: Kind, value: unknown): Value | undefined {
  switch (kind) {
    case 'text':
      return typeof value === 'string' ? value : undefined;
    case 'number':
      return /^\d+$/.test(String(value)) ? Number(value) : undefined;
    case 'boolean':
      return ['true', 'false'].includes(String(value)) ? String(value) === 'true' : undefined;
    case 'instant':
      return parseTime(value);
    case 'day':
      return parseDay(value);
  }
}

/** `queryValue` or `queryValues`, each an object or a list of them: the samples have every form. */
function readValues(parameter: Readonly<Record<string, unknown>>, kind: Kind, name: string): Value[] {
  const given = [parameter.queryValue, parameter.queryValues].flat().filter((value) => value !== undefined);
  if (given.length === 0) throw new PtxRefusal(400, `${name} needs a value`, name);
  return given.map((each) => {
    const raw = asBody(each).$value;
    if (typeof raw === 'string' && /^[=+\-@]/.test(raw)) {
      throw new PtxRefusal(400, `${name} must not begin with = + - or @`, name);
    }
    const value = toValue(kind, raw);
    if (value === undefined) throw new PtxRefusal(400, `${name} has a value of another type`, name);
    return value;
  });
}

function testOf(operator: string, values: readonly Value[], kind: Kind, name: string): (value: Value) => boolean {
  const [first, second] = values;
  switch (operator) {
    case '=':
    case 'IN':
      return (value) => values.includes(value);
    case '<>':
      return (value) => !values.includes(value);
    case '>=':
      return (value) => first !== undefined && value >= first;
    case 'CONTAINS':
      if (kind === 'text') return (value) => values.some((part) => String(value).includes(String(part)));
      break;
    case 'BETWEEN':
      if (values.length === 2 && first !== undefined && second !== undefined) {
        return (value) => value >= first && value <= second;
      }
      break;
  }
  throw new PtxRefusal(400, `${name} cannot be compared by ${operator}`, name);
}

function readParameter(parameter: Readonly<Record<string, unknown>>, kinds: Readonly<Record<string, Kind>>): Criterion {
  const { symbol, fieldType } = asBody(parameter.field);
  const name = String(symbol);
  const kind = kinds[name];
  if (kind === undefined) throw new PtxRefusal(400, `There is no field ${name}`, 'field');
  if (!FIELD_TYPES.includes(String(fieldType))) throw new PtxRefusal(400, `${name} has an unknown fieldType`, 'field');
  const operator = String(asBody(parameter.operator).symbol);
  const given = readValues(parameter, kind, name);
  const ignoresCase = kind === 'text' && IGNORING_CASE.includes(String(fieldType));
  const values = ignoresCase ? given.map((value) => String(value).toLowerCase()) : given;
  const test = testOf(operator, values, kind, name);
  return {
    symbol: name,
    operator,
    values: given,
    test: ignoresCase ? (value) => test(String(value).toLowerCase()) : test,
  };
}

/** The conditions of a query: parameters with the relationship AND between them. Throws `PtxRefusal`. */
export function readCriteria(given: unknown, kinds: Readonly<Record<string, Kind>>): Criterion[] {
  if (given === undefined || given === null) return [];
  const { searchCriteria } = asBody(given);
  if (!Array.isArray(searchCriteria)) throw new PtxRefusal(400, 'searchCriteria must be a list', 'criteria');
  const criteria: Criterion[] = [];
  for (const [index, each] of searchCriteria.entries()) {
    const part = asBody(each);
    const isRelationship = index % 2 === 1;
    if (part['@type'] !== (isRelationship ? 'QueryRelationship' : 'QueryParameter')) {
      throw new PtxRefusal(400, 'searchCriteria must alternate parameters and relationships', 'criteria');
    }
    if (!isRelationship) criteria.push(readParameter(part, kinds));
    else if (part.symbol !== 'AND') throw new PtxRefusal(400, 'The only relationship is AND', 'criteria');
  }
  if (searchCriteria.length > 0 && searchCriteria.length % 2 === 0) {
    throw new PtxRefusal(400, 'searchCriteria must not end in a relationship', 'criteria');
  }
  return criteria;
}

/** The values that a field must have, where the criteria say so exactly: what an index can use. */
export function exactValues(criteria: readonly Criterion[], symbol: string): readonly Value[] | undefined {
  return criteria.find((each) => each.symbol === symbol && (each.operator === '=' || each.operator === 'IN'))?.values;
}
