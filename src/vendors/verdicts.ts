import type { FailureName } from './errors.js';

/**
 * What a call does at the vendor, which decides what its lost answer means. `effect-with-look-up`: the vendor can be asked
 * whether it happened. `repeatable-effect`: doing it twice is doing it once, so a lost answer is simply asked for again.
 */
export type CallKind = 'read' | 'effect' | 'effect-with-look-up' | 'repeatable-effect';

/** After sending: the answer is lost, or says that the vendor broke down (timeout, reset, 5xx). */
export function lost(kind: CallKind): FailureName {
  return kind === 'read' || kind === 'repeatable-effect' ? 'Unavailable' : 'OutcomeUnknown';
}

/** After sending: an answer that cannot be read or does not fit. Of an effect it proves nothing, neither way. */
export function misfit(kind: CallKind): FailureName {
  return kind === 'read' ? 'ContractBroken' : lost(kind);
}

const GATEWAY = [502, 503, 504];

/** The failure that a status outside 2xx stands for. */
export function nameOfStatus(status: number, kind: CallKind): FailureName {
  if (status === 401 || status === 403) return 'Unauthorized';
  if (status === 429) return 'RateLimited';
  if (status === 408) return lost(kind); // The server gave up waiting, which says nothing of what it had begun.
  if (status >= 400 && status < 500) return 'Invalid';
  if (GATEWAY.includes(status) && kind === 'effect-with-look-up') return 'Unavailable';
  if (status >= 500) return lost(kind);
  return misfit(kind); // A redirect is never followed: the credentials belong to one address.
}

const BEFORE_SENDING = /^(connect|getaddrinfo)$/;
const CODES_BEFORE_SENDING =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|UND_ERR_CONNECT_TIMEOUT|CERT_.*|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_(GET_ISSUER_CERT.*|VERIFY_LEAF_SIGNATURE)|ERR_TLS_CERT_ALTNAME_INVALID|ERR_SSL_WRONG_VERSION_NUMBER)$/;

/** The system's code of a network failure, and whether it struck before a byte of the request could leave. */
export function networkFailure(error: unknown): { code: string; nothingSent: boolean } {
  let code = 'network failure';
  let cause: unknown = error;
  for (let depth = 0; depth < 5 && typeof cause === 'object' && cause !== null; depth += 1) {
    const at = cause as { code?: unknown; syscall?: unknown; cause?: unknown; errors?: unknown };
    if (typeof at.code === 'string') code = at.code;
    if (Array.isArray(at.errors)) return { code, nothingSent: true }; // Every address of the host was tried in vain.
    if (BEFORE_SENDING.test(String(at.syscall)) || CODES_BEFORE_SENDING.test(String(at.code))) {
      return { code, nothingSent: true };
    }
    cause = at.cause;
  }
  return { code, nothingSent: false };
}

const LONGEST_WAIT_MS = 24 * 3_600_000;

/** Reads `Retry-After`, which is seconds or an HTTP date, as milliseconds from now; at most a day. */
export function parseRetryAfter(header: string | null, nowMs = Date.now()): number | undefined {
  if (header === null) return undefined;
  const text = header.trim();
  const waitMs = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text) - nowMs;
  if (Number.isNaN(waitMs)) return undefined;
  return Math.round(Math.min(Math.max(waitMs, 0), LONGEST_WAIT_MS));
}
