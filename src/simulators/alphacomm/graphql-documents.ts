import {
  type DocumentNode,
  executeSync,
  type FieldNode,
  type FormattedExecutionResult,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  parse,
  validate,
  valueFromASTUntyped,
} from 'graphql';
import type { VendorOperation } from './control-types.js';

export interface GraphqlRequest {
  query: string;
  variables?: Record<string, unknown> | null;
  operationName?: string | null;
}

/** Which of the vendor's operations a request is, with the arguments as sent. */
export interface Asked {
  operation: VendorOperation | 'other';
  args: Record<string, unknown>;
}

type Result = FormattedExecutionResult;

interface Prepared {
  document: DocumentNode | undefined;
  failure: Result | undefined;
}

const CACHED_DOCUMENTS = 500;

const OPERATIONS: Readonly<Record<string, VendorOperation>> = {
  'import.addRecords': 'addRecords',
  'import.batches': 'batches',
  'payLink.create': 'payLink.create',
  'payLink.payLinks': 'payLinks',
  'mandate.create': 'mandate.create',
  'mandate.mandates': 'mandates',
  'voice.stopCalling': 'stopCalling',
};

/** The form of an answer that is errors alone, as GraphQL servers of the vendor's kind print it. */
export function toErrors(errors: readonly GraphQLError[]): Result {
  const printed = errors.map((error) => ({ ...error.toJSON(), extensions: { category: 'graphql' } }));
  return { errors: printed, data: null };
}

function firstField(node: { selectionSet?: FieldNode['selectionSet'] } | null | undefined): FieldNode | undefined {
  return node?.selectionSet?.selections.find((selection): selection is FieldNode => selection.kind === 'Field');
}

/** Parses and validates each document once, by its text, and executes it against the schema. */
export function createGraphqlDocuments(schema: GraphQLSchema, rootValue: unknown) {
  const cache = new Map<string, Prepared>();

  function prepare(query: string): Prepared {
    const known = cache.get(query);
    if (known !== undefined) return known;
    const prepared: Prepared = { document: undefined, failure: undefined };
    try {
      prepared.document = parse(query);
      const errors = validate(schema, prepared.document);
      if (errors.length > 0) prepared.failure = toErrors(errors);
    } catch (error) {
      prepared.failure = toErrors([error instanceof GraphQLError ? error : new GraphQLError('Syntax Error')]);
    }
    if (cache.size >= CACHED_DOCUMENTS) cache.clear();
    cache.set(query, prepared);
    return prepared;
  }

  return {
    /** Looks at a request without executing it. */
    describe({ query, operationName, variables }: GraphqlRequest): Asked {
      const { document } = prepare(query);
      const service = document && firstField(getOperationAST(document, operationName ?? undefined));
      const field = firstField(service);
      const operation = OPERATIONS[`${service?.name.value}.${field?.name.value}`];
      if (field === undefined || operation === undefined) return { operation: 'other', args: {} };
      const given = (field.arguments ?? []).map(({ name, value }): [string, unknown] => [
        name.value,
        valueFromASTUntyped(value, variables),
      ]);
      return { operation, args: Object.fromEntries(given) };
    },

    /** Executes a request. All resolvers are synchronous, so nothing else happens in between. */
    run({ query, operationName, variables }: GraphqlRequest): Result {
      const { document, failure } = prepare(query);
      if (document === undefined || failure !== undefined) return failure ?? toErrors([]);
      const result = executeSync({
        schema,
        document,
        rootValue,
        variableValues: variables ?? null,
        operationName: operationName ?? null,
      });
      if (result.data === undefined) return toErrors(result.errors ?? []); // Variables that do not fit.
      return result as Result;
    },
  };
}

export type GraphqlDocuments = ReturnType<typeof createGraphqlDocuments>;
