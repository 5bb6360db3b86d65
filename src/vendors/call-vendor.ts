import ky from 'ky';
import type { z } from 'zod';
import { type FailureName, type FailurePlace, VendorError } from './errors.js';
import { redact } from './redact.js';
import { hideNames } from './redact-names.js';
import { exchangeOnce } from './transport.js';
import { type CallKind, lost, misfit, nameOfStatus, networkFailure, parseRetryAfter } from './verdicts.js';

/** What an answer with a good status says against itself. `lost` and `misfit` mean what they mean for the call's kind. */
export interface Refusal {
  verdict: FailureName | 'lost' | 'misfit';
  text: string;
}

/** One request to a vendor, and how to read its answer. */
export interface VendorCall<Value> {
  vendor: string;
  operation: string;
  kind: CallKind;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Used as it stands. */
  url: string;
  headers?: Record<string, string>;
  json?: unknown;
  body?: FormData | Uint8Array<ArrayBuffer> | string;
  /** For the whole exchange, the answer's last byte included. */
  timeoutMs: number;
  signal?: AbortSignal | undefined;
  /** What the schema gets of the body: the JSON in it (the default), the text, or the bytes as they came. */
  answer?: 'json' | 'text' | 'bytes';
  /** Told the status and headers of every answer, whatever becomes of its body. */
  onHeaders?: (status: number, headers: Headers) => void;
  /** Of the body. Parsed JSON is undefined when the body is empty. */
  schema: z.ZodType<Value>;
  /** Looks for a refusal in a body that came with a good status. */
  refusalIn?: (body: unknown, kind: CallKind) => Refusal | undefined;
  /** Statuses that mean something else at this vendor. */
  statusNames?: Readonly<Record<number, FailureName>>;
  /** Secrets and personal values that the request carries: they never stand in an error. */
  privates?: Iterable<string>;
  /** The answer is about a person whom the request does not name: what looks like a name does not stand in an error either. */
  hidesNames?: boolean;
}

interface Answer {
  response: Response;
  bytes: Uint8Array;
}

/**
 * The one place where an HTTP exchange becomes a value or a `VendorError`: one request, no retries, no redirects. A lost
 * or unreadable answer is judged by the call's kind. The caller's own abort passes through as its reason where nothing
 * was sent, or where it does not matter what became of it; an effect in flight is `OutcomeUnknown` then.
 */
export async function callVendor<Value>(call: VendorCall<Value>): Promise<Value> {
  const { response, bytes } = await exchange(call);
  const text = new TextDecoder().decode(bytes);
  const { kind, schema, refusalIn } = call;
  const status = response.status;
  if (!response.ok) {
    const name = call.statusNames?.[status] ?? nameOfStatus(status, kind);
    const retryAfterMs = parseRetryAfter(response.headers.get('retry-after'));
    const said = shown(call, messageIn(text));
    const place = { status, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
    throw failure(call, name, `answered ${status}${said === '' ? '' : `: ${said}`}${ADVICE[name] ?? ''}`, place);
  }
  const body = { json: parseJson, text: (all: string) => all, bytes: () => bytes }[call.answer ?? 'json'](text);
  if (body === UNREADABLE) {
    const problem = `the answer cannot be read as JSON; the vendor wrote: ${shown(call, text)}`;
    throw failure(call, misfit(kind), problem, { status, path: '' });
  }
  const refusal = refusalIn?.(body, kind);
  if (refusal) {
    const { verdict } = refusal;
    const name = verdict === 'lost' ? lost(kind) : verdict === 'misfit' ? misfit(kind) : verdict;
    throw failure(call, name, `refused: ${shown(call, refusal.text)}${ADVICE[name] ?? ''}`, { status });
  }
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = issue?.path.map(String).join('.') ?? '';
  const problem = `the answer does not fit at ${path || 'its top'} (${issue?.message}); the vendor wrote: ${shown(call, text)}`;
  throw failure(call, misfit(kind), problem, { status, path });
}

/** A vendor's text as it may stand in an error of a call. */
function shown<Value>({ privates, hidesNames }: VendorCall<Value>, text: string): string {
  const redacted = redact(text, privates);
  return hidesNames ? hideNames(redacted) : redacted;
}

async function exchange<Value>(call: VendorCall<Value>): Promise<Answer> {
  const { signal, timeoutMs, kind } = call;
  signal?.throwIfAborted();
  let cutBy: 'time' | 'caller' | undefined;
  const cut = new AbortController();
  const end = (by: 'time' | 'caller') => () => {
    cutBy ??= by;
    cut.abort();
  };
  const endForCaller = end('caller');
  // ky's own timeout ends with the headers; a body that never ends would hang.
  const timer = setTimeout(end('time'), timeoutMs);
  signal?.addEventListener('abort', endForCaller, { once: true });
  try {
    const response = await send(call, cut.signal);
    call.onHeaders?.(response.status, response.headers);
    return { response, bytes: new Uint8Array(await response.arrayBuffer()) };
  } catch (error) {
    if (error instanceof VendorError) throw error;
    const { code, nothingSent } = networkFailure(error);
    if (code === 'UND_ERR_INVALID_ARG') throw unsendable(call);
    if (nothingSent) throw failure(call, 'Unavailable', `cannot be reached (${code}); nothing was sent`);
    if (cutBy === 'caller' && lost(kind) === 'Unavailable') throw signal?.reason;
    const what = { time: `no whole answer within ${timeoutMs} ms`, caller: 'given up by the caller while in flight' };
    const problem = cutBy === undefined ? `the connection broke (${code})` : what[cutBy];
    throw failure(call, lost(kind), problem);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', endForCaller);
  }
}

function send<Value>(call: VendorCall<Value>, signal: AbortSignal): Promise<Response> {
  const { url, method, headers, json, body = json === undefined ? undefined : JSON.stringify(json) } = call;
  const type = json === undefined ? {} : { 'content-type': 'application/json' };
  const exchange = { method, headers: { ...type, ...headers }, ...(body === undefined ? {} : { body }), signal };
  try {
    return ky(url, {
      method,
      timeout: false, // And no signal: both are the exchange's, where they cost less.
      retry: 0, // Temporal is the only retry loop.
      throwHttpErrors: false,
      fetch: () => exchangeOnce(url, exchange),
    });
  } catch {
    throw unsendable(call);
  }
}

/** What the client complains of would print the header or the address, which may hold a secret. */
function unsendable<Value>(call: VendorCall<Value>): VendorError {
  const problem = 'the request cannot be made: its address or a header has characters that it must not';
  return failure(call, 'Invalid', problem);
}

const ADVICE: Partial<Record<FailureName, string>> = { Unauthorized: '; check the credentials and what they may do' };

function failure<Value>(
  call: VendorCall<Value>,
  name: FailureName,
  message: string,
  place: Partial<FailurePlace> = {},
) {
  return new VendorError(name, { ...place, vendor: call.vendor, operation: call.operation }, message);
}

const UNREADABLE = Symbol('not JSON');

function parseJson(text: string): unknown {
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return UNREADABLE;
  }
}

/** The sentence in a vendor's error body, wherever its kind of server puts it; else the whole body. */
function messageIn(text: string): string {
  const body = parseJson(text);
  if (typeof body !== 'object' || body === null) return text;
  const { errors, message, error, detail, title } = body as Record<string, unknown>;
  const listed = Array.isArray(errors) ? errors.map((each) => (each as { message?: unknown } | null)?.message) : [];
  const sentences = [...listed, message, error, detail, title].filter(
    (said) => typeof said === 'string' && said !== '',
  );
  return sentences.length === 0 ? text : sentences.join('; ');
}
