import type { Refusal } from '../call-vendor.js';
import type { CallKind } from '../verdicts.js';

interface GraphqlError {
  message: string;
  /** What servers of this kind put into `extensions`: `category`, or `code`. */
  sort: string;
}

const LOGIN_SORT = /^(authentication|authorization|unauthenticated|unauthori[sz]ed|forbidden)$/i;
const LOGIN_TEXT = /\b(unauthenticated|unauthori[sz]ed|not authori[sz]ed|authentication|api[- ]key|x-auth-token)\b/i;
const LIMIT_SORT = /^(rate_?limit(ed)?|too_many_requests|throttled)$/i;
const LIMIT_TEXT = /\b(too many requests|rate limit)/i;
const BROKEN_SORT = /^internal(_server_error)?$/i;
const BROKEN_TEXT =
  /\b(internal (server )?error|unexpected error|service unavailable|bad gateway|time[d-]? ?out|try again|sqlstate|deadlock)\b/i;
const UNKNOWN_FIELD = /\bCannot query field\b/i;

/**
 * Judges a GraphQL answer with `errors`, which arrives with status 200. The page shows none, so the words decide, and
 * where they leave it open, whether the answer carries any value:
 * - an effect whose answer has a value has happened: no refusal, the errors speak of other fields;
 * - words of login or of too many requests are what they are everywhere;
 * - words of a breakdown ("Internal server error") say as little as status 500;
 * - any other sentence on an answer without a value is a refusal: documents and variables are checked before a field is
 *   executed, and what a field refuses it says in a sentence of its own;
 * - a read whose answer lacks nothing is an answer, the errors are remarks; one with some values only is none, since what is
 *   missing would read as absent.
 */
export function refusalInGraphql(body: unknown, kind: CallKind): Refusal | undefined {
  const errors = errorsIn(body);
  if (errors.length === 0) return undefined;
  const text = errors.map(({ message }) => message).join('; ');
  const { data } = body as { data?: unknown };
  const answered = hasValue(data);
  if (kind === 'read' ? isWhole(data) : answered) return undefined;
  const some = (sort: RegExp, words: RegExp) => errors.some((each) => sort.test(each.sort) || words.test(each.message));
  if (some(BROKEN_SORT, BROKEN_TEXT)) return { verdict: 'lost', text };
  if (some(LOGIN_SORT, LOGIN_TEXT)) return { verdict: 'Unauthorized', text };
  if (some(LIMIT_SORT, LIMIT_TEXT)) return { verdict: 'RateLimited', text };
  return { verdict: answered ? 'misfit' : 'Invalid', text };
}

/** Whether a refusal says that the vendor's schema lacks a field that was asked for. */
export function lacksField(message: string): boolean {
  return UNKNOWN_FIELD.test(message);
}

function errorsIn(body: unknown): GraphqlError[] {
  if (typeof body !== 'object' || body === null || !('errors' in body) || !Array.isArray(body.errors)) return [];
  return body.errors.map((error: unknown) => {
    const { message, extensions } = (error ?? {}) as { message?: unknown; extensions?: unknown };
    const { category, code } = (extensions ?? {}) as { category?: unknown; code?: unknown };
    const sort = [code, category].find((word) => typeof word === 'string');
    return { message: typeof message === 'string' ? message : 'an error without a message', sort: String(sort ?? '') };
  });
}

/** Objects whose every field is null hold no value: a field that failed is null, and so may be the objects around it. */
function hasValue(data: unknown): boolean {
  if (data === null || data === undefined) return false;
  if (typeof data !== 'object' || Array.isArray(data)) return !Array.isArray(data) || data.length > 0;
  return Object.values(data).some(hasValue);
}

/** No null and no empty list anywhere: either may stand where something failed. */
function isWhole(data: unknown): boolean {
  if (data === null || data === undefined) return false;
  if (typeof data !== 'object') return true;
  const parts = Object.values(data);
  return parts.length > 0 && parts.every(isWhole);
}
