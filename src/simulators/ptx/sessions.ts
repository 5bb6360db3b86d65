import { randomBytes, randomInt } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { PtxRefusal } from './answers.js';
import type { PtxUser } from './control-types.js';

const IDLE_MS = 600_000;
const AUTH_TOKEN_BYTES = 1275; // 1700 characters of base64, as in the document.
const USER_AGENT = 'api-v2.5';
const EMAIL_KEY = 'com.bottomline.security.provider.login.email';
const PASSWORD_KEY = 'com.bottomline.security.provider.login.password';

/** A user with the key that PTX knows him by, which is no personal data. */
export interface KnownUser extends PtxUser {
  readonly key: string;
  readonly name: string;
}

interface Session {
  readonly id: string;
  /** Cookies of the load balancers in front of PTX: a request without them reaches another node, which knows no session. */
  readonly balancers: Readonly<Record<string, string>>;
  csrf: string;
  token?: string;
  user?: KnownUser;
  lastAt: number;
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const userKey = (): string => Array.from({ length: 20 }, () => LETTERS[randomInt(LETTERS.length)]).join('');
const signed = (): number => randomInt(2 ** 32) - 2 ** 31;
const sessionId = (): string => `${randomBytes(39).toString('base64url')}!${signed()}.node0${randomInt(1, 4)}`;

function cookiesOf(header: string | undefined): Map<string, string> {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim());
  return new Map(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
}

/** Handshake, login and the ten minutes after each successful call. `now` in milliseconds. Source: PTX API, "Authentication". */
export function createSessions(given: readonly PtxUser[], now: () => number) {
  const users = given.map(
    (user): KnownUser => ({ ...user, name: user.name ?? user.email.split('@')[0] ?? '', key: userKey() }),
  );
  const sessions = new Map<string, Session>();
  let expireAfter = Number.POSITIVE_INFINITY;

  function sessionOf(headers: IncomingHttpHeaders): Session | undefined {
    const cookies = cookiesOf(headers.cookie);
    const session = sessions.get(cookies.get('JSESSIONID') ?? '');
    if (session === undefined) return undefined;
    if (now() - session.lastAt > IDLE_MS) {
      sessions.delete(session.id);
      return undefined;
    }
    const isSameNode = Object.entries(session.balancers).every(([name, value]) => cookies.get(name) === value);
    return isSameNode && headers['x-csrf'] === session.csrf ? session : undefined;
  }

  return {
    users,

    /** Opens a session that is good for a login only. */
    handshake(): { cookies: string[]; csrf: string } {
      const session: Session = {
        id: sessionId(),
        balancers: {
          TS010ce9a5: randomBytes(42).toString('hex'),
          f5avraaaaaaaaaaaaaaaa_session_: randomBytes(64).toString('hex').toUpperCase(),
        },
        csrf: randomBytes(32).toString('base64'),
        lastAt: now(),
      };
      sessions.set(session.id, session);
      const balancers = Object.entries(session.balancers).map(([name, value]) => `${name}=${value}; Path=/`);
      return { cookies: [`JSESSIONID=${session.id}; path=/; HttpOnly; Secure;`, ...balancers], csrf: session.csrf };
    },

    /** Throws `PtxRefusal`. Ends the user's earlier session. */
    login(headers: IncomingHttpHeaders, body: unknown): { csrf: string; token: string; user: KnownUser } {
      refuseClient(headers);
      if (!(headers['content-type'] ?? '').startsWith('application/json')) {
        throw new PtxRefusal(400, 'Content-Type must be application/json');
      }
      const session = sessionOf(headers);
      if (session === undefined || session.token !== undefined)
        throw new PtxRefusal(401, 'No handshake for this login');
      const { email, password } = readLogin(body);
      const user = users.find((known) => known.email === email && known.password === password);
      if (user === undefined) {
        sessions.delete(session.id);
        throw new PtxRefusal(401, 'Login failed');
      }
      for (const earlier of sessions.values()) if (earlier.user === user) sessions.delete(earlier.id);
      session.csrf = randomBytes(32).toString('base64');
      session.token = randomBytes(AUTH_TOKEN_BYTES).toString('base64');
      session.user = user;
      session.lastAt = now();
      return { csrf: session.csrf, token: session.token, user };
    },

    /** The user whose live session a request carries in all its parts. */
    authenticate(headers: IncomingHttpHeaders): { user: KnownUser; succeeded(): void } | undefined {
      const session = sessionOf(headers);
      if (session?.user === undefined || headers['com.bottomline.auth.token'] !== session.token) return undefined;
      return {
        user: session.user,
        succeeded() {
          session.lastAt = now();
          expireAfter -= 1;
          if (expireAfter <= 0) {
            expireAfter = Number.POSITIVE_INFINITY;
            sessions.clear();
          }
        },
      };
    },

    /** Ends all sessions, now or after so many more successful calls. */
    expire(afterCalls = 0): void {
      if (afterCalls > 0) expireAfter = afterCalls;
      else sessions.clear();
    },
  };
}

/** Throws `PtxRefusal` where the User-Agent is not the mandatory one. */
export function refuseClient(headers: IncomingHttpHeaders): void {
  if (headers['user-agent'] !== USER_AGENT) throw new PtxRefusal(400, `User-Agent must be ${USER_AGENT}`);
}

function readLogin(body: unknown): { email: unknown; password: unknown } {
  const { loginTokens, apiVersion, purpose, tokenLocation } = (body ?? {}) as Record<string, unknown>;
  if (
    !Array.isArray(loginTokens) ||
    purpose !== 'cpay-auth' ||
    tokenLocation !== 'HEADER' ||
    typeof apiVersion !== 'string'
  ) {
    throw new PtxRefusal(400, 'loginTokens, apiVersion, purpose and tokenLocation must be as documented');
  }
  try {
    JSON.parse(apiVersion);
  } catch {
    throw new PtxRefusal(400, 'apiVersion must hold JSON in a string');
  }
  const tokenOf = (key: string): unknown =>
    loginTokens.find((token: { key?: unknown } | null) => token?.key === key)?.value;
  return { email: tokenOf(EMAIL_KEY), password: tokenOf(PASSWORD_KEY) };
}

export type Sessions = ReturnType<typeof createSessions>;
