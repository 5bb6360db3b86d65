import type { VendorCall } from '../call-vendor.js';
import { VendorError } from '../errors.js';
import { createLimit } from './limit.js';
import { createPaths, type PtxOperation } from './paths.js';
import type { PtxSession, SessionCall } from './session.js';
import { refuseLeadingSigns } from './values.js';

const VENDOR = 'ptx';
const CALLS_AT_ONCE = 8;
/** Calls about payers by ids alone: PTX may say whom they are about. */
const ABOUT_PAYERS = /^(contacts|mandates|paymentPlans|collectionHistory|correspondence|ddmFiles|bacsMessages)\./;

/** Where PTX is, in whose session, and how long an answer may take. */
export interface PtxConfig {
  /** The origin of PTX, or of an own installation; the same as the session's. */
  url: string;
  session: PtxSession;
  /** Of one HTTP exchange; a login before it takes its own. */
  timeoutMs: number;
  /** `PTX_PATHS`: operation id to a path of one's own. */
  paths?: Readonly<Record<string, string>>;
  /** `PTX_REALM`: whose users and roles are asked for. */
  realm?: string;
  /** Calls in flight at once, 8 where it is not given. */
  concurrency?: number;
}

/** What a call sends. Made late, so that a value that PTX has no form for is `Invalid` before anything is sent. */
export interface PtxRequest {
  /** Fill the path; ids are digits. */
  params?: Record<string, string>;
  /** An address that PTX itself gave, instead of the operation's path; it is asked for at our own origin. */
  address?: string;
  json?: unknown;
  body?: FormData;
  contentType?: string;
  /** Personal values in it. */
  privates?: readonly string[];
}

/** One operation, and how to read its answer. */
export interface PtxCall<Value> extends Pick<VendorCall<Value>, 'kind' | 'answer' | 'schema'> {
  operation: PtxOperation;
  method?: 'GET' | 'PUT' | 'DELETE';
  request?: () => PtxRequest;
  signal: AbortSignal | undefined;
}

/** PTX's calls: path, session, and never more at once than agreed. Throws `RangeError` for wrong `paths`. */
export function createAsk({ url, session, timeoutMs, paths, concurrency = CALLS_AT_ONCE }: PtxConfig) {
  const pathOf = createPaths(paths);
  const limited = createLimit(concurrency);

  function atOrigin(operation: PtxOperation, address: string): string {
    if (!URL.canParse(address, url)) throw invalid(operation, 'PTX gave an address that is none');
    const { pathname, search } = new URL(address, url);
    return `${new URL(url).origin}${pathname}${search}`;
  }

  /** One operation. Throws `VendorError`, or the abort of its own caller. */
  return async function ask<Value>(call: PtxCall<Value>): Promise<Value> {
    const { operation, kind, method = 'POST', answer = 'json', schema, signal } = call;
    const { params, address, json, body, contentType = 'application/json', privates = [] } = toRequest(call);
    // A form's own content type has its boundary.
    const headers: Record<string, string> = body ? {} : { 'content-type': contentType };
    const sent: SessionCall<Value> = {
      operation,
      kind,
      method,
      url:
        address === undefined ? `${url.replace(/\/+$/, '')}${pathOf(operation, params)}` : atOrigin(operation, address),
      headers,
      ...(json === undefined ? {} : { json }),
      ...(body === undefined ? {} : { body }),
      timeoutMs,
      signal,
      answer,
      schema,
      privates,
      hidesNames: ABOUT_PAYERS.test(operation),
    };
    return limited(() => session.call(sent), signal);
  };
}

/** Sends one operation. Throws `VendorError`, or the abort of its own caller. */
export type Ask = ReturnType<typeof createAsk>;

/** What a call cannot be made for; nothing was sent. */
export function invalid(operation: PtxOperation, problem: string): VendorError {
  return new VendorError('Invalid', { vendor: VENDOR, operation }, problem);
}

/** A list was answered that cannot be used as a whole. */
export function broken(operation: PtxOperation, path: string, problem: string): VendorError {
  return new VendorError('ContractBroken', { vendor: VENDOR, operation, path }, problem);
}

function toRequest({ operation, request }: Pick<PtxCall<unknown>, 'operation' | 'request'>): PtxRequest {
  try {
    const made = request?.() ?? {};
    refuseLeadingSigns(made.params);
    // The words of a query are the document's own, `=` among them; what is searched for is checked where it is put in.
    if (!operation.includes('.query')) refuseLeadingSigns(made.json);
    return made;
  } catch (error) {
    if (error instanceof RangeError) throw invalid(operation, error.message);
    throw error;
  }
}
