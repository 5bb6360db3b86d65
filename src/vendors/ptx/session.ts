import { z } from 'zod';
import { callVendor, type VendorCall } from '../call-vendor.js';
import { VendorError } from '../errors.js';
import { type CookieJar, createCookieJar } from './cookies.js';
import { createPaths } from './paths.js';

const VENDOR = 'ptx';
const SESSION_COOKIE = 'JSESSIONID';
const CSRF = 'x-csrf';
const TOKEN = 'com.bottomline.auth.token';
/** PTX ends a session after about ten minutes without a successful call. */
const IDLE_MS = 9 * 60_000;
const FIXED_HEADERS = { 'user-agent': 'api-v2.5', accept: '*/*' };

/** Who logs in at PTX. */
export interface PtxCredentials {
  email: string;
  password: string;
}

export interface PtxSessionOptions {
  /** The origin, or that of an own installation with its prefix. */
  url: string;
  credentials: PtxCredentials;
  /** Of one exchange of the login. */
  timeoutMs: number;
  /** `PTX_PATHS`, for the two paths of the login. */
  paths?: Readonly<Record<string, string>>;
  /** A clock in milliseconds that only goes forward. */
  now?: () => number;
}

/** A call within the session, which adds the headers that carry it. */
export type SessionCall<Value> = Omit<VendorCall<Value>, 'vendor' | 'onHeaders'>;

/** One PTX user, logged in when it is first needed. */
export interface PtxSession {
  /**
   * Runs one call. A 401 means that it was not executed: the session that it was sent with is dropped, and the call is
   * sent once more after one fresh login, whatever its kind. 401 again, or to the login itself, is `Unauthorized`; 403 is
   * `Invalid` and leads to no login. Where the login fails, nothing of the call was sent.
   */
  call<Value>(call: SessionCall<Value>): Promise<Value>;
}

/** What one login gave; these belong together and are never mixed with another's. */
interface Generation {
  cookies: CookieJar;
  csrf: string;
  token: string;
  usedAtMs: number;
}

/**
 * Speaks PTX's log-in protocol: handshake, login, cookies, CSRF token, auth token. One login at a time, however many calls
 * wait for it. Throws `VendorError` when the address is not https (or loopback). Source: PTX API, "Authentication".
 */
export function createPtxSession(options: PtxSessionOptions): PtxSession {
  const { url, credentials, timeoutMs, paths, now = () => performance.now() } = options;
  const origin = secureOrigin(url);
  const pathOf = createPaths(paths);
  let live: Generation | undefined;
  let opening: Promise<Generation> | undefined;

  async function logIn(): Promise<Generation> {
    const cookies = createCookieJar();
    const exchange = async (
      operation: 'security.handshake' | 'security.login',
      request: Pick<VendorCall<string>, 'method' | 'headers' | 'json'>,
      secrets: string[],
    ) => {
      let headers = new Headers();
      await callVendor({
        vendor: VENDOR,
        operation,
        kind: 'read',
        ...request,
        url: `${url.replace(/\/+$/, '')}${pathOf(operation)}`,
        timeoutMs,
        answer: 'text', // Its body is not documented; all that counts stands in the headers.
        schema: z.string(),
        statusNames: { 403: 'Invalid' },
        privates: secrets,
        onHeaders: (_status, answered) => {
          headers = answered;
        },
      });
      cookies.take(headers);
      return (name: string) => headers.get(name) || lacking(operation, `header ${name}`);
    };
    const shaken = await exchange('security.handshake', { method: 'GET', headers: FIXED_HEADERS }, []);
    if (!cookies.has(SESSION_COOKIE)) lacking('security.handshake', `cookie ${SESSION_COOKIE}`);
    const csrf = shaken(CSRF);
    const login = {
      method: 'POST' as const,
      headers: { ...FIXED_HEADERS, cookie: cookies.header(), [CSRF]: csrf },
      json: loginBody(credentials),
    };
    const secrets = [credentials.email, credentials.password, csrf, ...cookies.values()];
    const loggedIn = await exchange('security.login', login, secrets);
    return { cookies, csrf: loggedIn(CSRF), token: loggedIn(TOKEN), usedAtMs: now() };
  }

  /** The live session, or one to wait for. */
  function current(): Generation | Promise<Generation> {
    if (live && now() - live.usedAtMs > IDLE_MS) live = undefined;
    if (live) return live;
    opening ??= logIn()
      .then((fresh) => {
        live = fresh;
        return fresh;
      })
      .finally(() => {
        opening = undefined;
      });
    return opening;
  }

  function send<Value>(generation: Generation, call: SessionCall<Value>): Promise<Value> {
    const { cookies, csrf, token } = generation;
    return callVendor({
      ...call,
      vendor: VENDOR,
      headers: { ...FIXED_HEADERS, ...call.headers, cookie: cookies.header(), [CSRF]: csrf, [TOKEN]: token },
      statusNames: { 403: 'Invalid', ...call.statusNames },
      privates: [...Object.values(credentials), csrf, token, ...cookies.values(), ...(call.privates ?? [])],
      onHeaders: (status, headers) => {
        if (status === 401) return; // What ends a session renews nothing of it.
        cookies.take(headers);
        generation.csrf = headers.get(CSRF) || generation.csrf;
        if (status >= 200 && status < 300) generation.usedAtMs = now();
      },
    });
  }

  return {
    async call(call) {
      if (new URL(call.url).origin !== origin) {
        throw new VendorError(
          'Invalid',
          { vendor: VENDOR, operation: call.operation },
          'the address is not that of the session',
        );
      }
      const first = await unlessAborted(current(), call.signal);
      try {
        return await send(first, call);
      } catch (error) {
        if (!(error instanceof VendorError && error.status === 401)) throw error;
        if (live === first) live = undefined; // A late 401 of an old session must not end a fresh one.
      }
      return send(await unlessAborted(current(), call.signal), call);
    },
  };
}

function secureOrigin(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const loopback = /^(localhost|\[::1\]|127\.\d+\.\d+\.\d+)$/.test(parsed?.hostname ?? '');
  if (parsed?.protocol === 'https:' || (parsed?.protocol === 'http:' && loopback)) return parsed.origin;
  const problem = 'the address must begin with https:// (http:// is for loopback only)';
  throw new VendorError('Invalid', { vendor: VENDOR, operation: 'security.handshake' }, problem);
}

/** Source: PTX API, "Authentication", login; `apiVersion` is JSON in a string there too. */
function loginBody({ email, password }: PtxCredentials) {
  return {
    loginTokens: [
      { key: 'com.bottomline.security.provider.login.email', value: email },
      { key: 'com.bottomline.security.provider.login.password', value: password },
    ],
    apiVersion: '{"major": "1","minor": "0","patch": "0","build": "0"}',
    purpose: 'cpay-auth',
    tokenLocation: 'HEADER',
  };
}

function lacking(operation: string, what: string): never {
  const place = { vendor: VENDOR, operation, status: 200, path: what };
  throw new VendorError('ContractBroken', place, `the answer has no ${what}; check the address and the login`);
}

/** The login serves every caller that waits, so one that gives up leaves without ending it. */
async function unlessAborted<T>(promise: T | Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal || !(promise instanceof Promise)) return promise;
  let giveUp: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    giveUp = () => reject(signal.reason);
    if (signal.aborted) giveUp();
    else signal.addEventListener('abort', giveUp, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    if (giveUp) signal.removeEventListener('abort', giveUp);
  }
}
