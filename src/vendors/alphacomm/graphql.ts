import type { z } from 'zod';
import { callVendor } from '../call-vendor.js';
import { VendorError } from '../errors.js';
import type { CallKind } from '../verdicts.js';
import type { QueryForms } from './documents.js';
import { lacksField, refusalInGraphql } from './graphql-errors.js';

const VENDOR = 'alphacomm';

/** Where CollectMAXX is, who asks, and how long an answer may take. */
export interface AlphacommConfig {
  /** The complete GraphQL address, used as it stands. */
  url: string;
  /** For the header `X-AUTH-TOKEN`. */
  apiKey: string;
  /** Of one HTTP exchange. */
  timeoutMs: number;
}

/** One GraphQL operation, and how to read its answer. */
export interface GraphqlCall<Value> {
  operation: string;
  kind: CallKind;
  document: string | QueryForms;
  /** Made here, so that a value that the vendor has no form for is `Invalid` before anything is sent. */
  variables: () => Record<string, unknown>;
  schema: z.ZodType<Value>;
  signal: AbortSignal | undefined;
  /** Personal values among the variables. */
  privates?: Iterable<string>;
}

/** CollectMAXX's one address: POST with a key. Source: CollectMAXX API, "Access". */
export function createGraphql({ url, apiKey, timeoutMs }: AlphacommConfig) {
  const refused = new Set<QueryForms>();

  function* secrets(privates: Iterable<string>) {
    yield apiKey;
    yield* privates;
  }

  function post<Value>(call: GraphqlCall<Value>, query: string, variables: object): Promise<Value> {
    const { operation, kind, schema, signal, privates = [] } = call;
    return callVendor({
      vendor: VENDOR,
      operation,
      kind,
      method: 'POST',
      url,
      headers: { 'x-auth-token': apiKey, accept: 'application/json' },
      json: { query, variables, operationName: /^\w+ (\w+)/.exec(query)?.[1] },
      timeoutMs,
      signal,
      schema,
      refusalIn: refusalInGraphql,
      privates: { [Symbol.iterator]: () => secrets(privates) },
    });
  }

  /** One operation; for a query in two forms a second request, when the vendor lacks a field of the full one. */
  return async function ask<Value>(call: GraphqlCall<Value>): Promise<Value> {
    const { document } = call;
    const variables = toVariables(call);
    if (typeof document === 'string') return post(call, document, variables);
    if (refused.has(document)) return post(call, document.documented, variables);
    try {
      return await post(call, document.full, variables);
    } catch (error) {
      if (!(error instanceof VendorError && error.name === 'Invalid' && lacksField(error.message))) throw error;
      const answer = await post(call, document.documented, variables);
      refused.add(document);
      return answer;
    }
  };
}

/** Sends one operation. Throws `VendorError`, or the abort of its own caller. */
export type Ask = ReturnType<typeof createGraphql>;

/** A list was answered that cannot be used as a whole. */
export function broken(operation: string, path: string, problem: string): VendorError {
  return new VendorError('ContractBroken', { vendor: VENDOR, operation, path }, problem);
}

function toVariables({ operation, variables }: Pick<GraphqlCall<unknown>, 'operation' | 'variables'>) {
  try {
    return variables();
  } catch (error) {
    if (error instanceof RangeError) throw new VendorError('Invalid', { vendor: VENDOR, operation }, error.message);
    throw error;
  }
}
