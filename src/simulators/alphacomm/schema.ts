import { buildSchema, GraphQLError, GraphQLScalarType, type GraphQLSchema, type ValueNode } from 'graphql';
import { parseInstant } from '../shared/times.js';
import { schemaText } from './schema-text.js';

function readInstant(value: unknown): number {
  const atMs = parseInstant(value);
  if (atMs === undefined) throw new GraphQLError('DateTime must be RFC 3339, such as 2019-02-05T09:57:14+00:00.');
  return atMs;
}

/**
 * The schema to execute against. A `DateTime` coming in becomes epoch milliseconds and is refused when it is none; a
 * `Date` stays text, since a wrong day of a row rejects that record and not the request.
 */
export function createSchema(): GraphQLSchema {
  const schema = buildSchema(schemaText);
  const dateTime = schema.getType('DateTime');
  if (!(dateTime instanceof GraphQLScalarType)) throw new Error('the schema has no scalar DateTime');
  dateTime.parseValue = readInstant;
  dateTime.parseLiteral = (node: ValueNode) => readInstant('value' in node ? node.value : undefined);
  return schema;
}
