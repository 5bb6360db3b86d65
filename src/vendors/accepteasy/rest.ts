import type { z } from 'zod';
import { callVendor } from '../call-vendor.js';
import { VendorError } from '../errors.js';
import type { CallKind } from '../verdicts.js';
import { refusalInAnswer } from './creation-errors.js';

const VENDOR = 'accepteasy';

/** Where AcceptEasy is, who asks, and how long an answer may take. */
export interface AccepteasyConfig {
  /** An origin, `https://api.acceptemail.com`; the client adds `/v2/…`. */
  url: string;
  username: string;
  password: string;
  /** Of one HTTP exchange. */
  timeoutMs: number;
}

/** What goes out. Absent members of `json` stay absent. */
export interface RestRequest {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** From the root, its query included. */
  path: string;
  json?: unknown;
}

/** One operation, and how to read its answer. */
export interface RestCall<Value> {
  /** The catalogue's id, without the vendor. */
  operation: string;
  kind: CallKind;
  /** Made here, so that what the vendor has no form for is `Invalid` before anything is sent. */
  request: () => RestRequest;
  schema: z.ZodType<Value>;
  signal: AbortSignal | undefined;
  /** Personal values in the request. */
  privates?: (string | undefined)[];
}

/** JSON over HTTPS with Basic authentication. Source: Bills; outside, documents/authentication.md and errors.md. */
export function createRest({ url, username, password, timeoutMs }: AccepteasyConfig) {
  const credentials = Buffer.from(`${username}:${password}`).toString('base64');

  return async function ask<Value>(call: RestCall<Value>): Promise<Value> {
    const { operation, kind, schema, signal, privates = [] } = call;
    const { method, path, json } = toRequest(call);
    return callVendor({
      vendor: VENDOR,
      operation,
      kind,
      method,
      url: new URL(path, url).href,
      headers: { authorization: `Basic ${credentials}`, accept: 'application/json' },
      ...(json === undefined ? {} : { json }),
      timeoutMs,
      signal,
      schema,
      refusalIn: refusalInAnswer,
      privates: [password, credentials, ...privates.filter((value) => value !== undefined)],
    });
  };
}

/** Sends one operation. Throws `VendorError`, or the abort of its own caller. */
export type Ask = ReturnType<typeof createRest>;

/** A list was answered that cannot be used as a whole. */
export function broken(operation: string, path: string, problem: string): VendorError {
  return new VendorError('ContractBroken', { vendor: VENDOR, operation, path }, problem);
}

function toRequest({ operation, request }: Pick<RestCall<unknown>, 'operation' | 'request'>): RestRequest {
  try {
    return request();
  } catch (error) {
    if (error instanceof RangeError) throw new VendorError('Invalid', { vendor: VENDOR, operation }, error.message);
    throw error;
  }
}
