import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { VendorError } from '../../../src/vendors/errors.js';
import { createPtxSession, type SessionCall } from '../../../src/vendors/ptx/session.js';
import { json, type ReceivedRequest, type Respond, silent, startVendor, text } from '../../support/vendor-server.js';
import { API, credentials, startPtx } from './ptx-server.js';
import { sample } from './samples.js';

const aCall = (origin: string, more: Partial<SessionCall<unknown>> = {}): SessionCall<unknown> => ({
  operation: 'batches.approve',
  kind: 'effect-with-look-up',
  method: 'POST',
  url: `${origin}${API}/bacs/submissions/1/approve`,
  timeoutMs: 5_000,
  schema: z.unknown(),
  ...more,
});

const failureOf = async (call: Promise<unknown>): Promise<VendorError> => {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof VendorError) return error;
  throw new Error(`not a VendorError: ${String(error)}`);
};

/** Refuses the calls of these log-ins with 401. */
const refusing =
  (...tokens: string[]): Respond =>
  (response, request) =>
    json(null, tokens.includes(tokenOf(request)) ? 401 : 200)(response, request);
const tokenOf = ({ headers }: ReceivedRequest): string => String(headers['com.bottomline.auth.token']);

test('the log-in goes step by step as documented, and every call carries what it gave', async () => {
  const ptx = await startPtx();
  await ptx.session.call(aCall(ptx.origin));
  const [shake, login, call] = ptx.received;
  expect([shake?.method, shake?.url, shake?.headers.cookie]).toEqual(['GET', `${API}/security/handshake`, undefined]);
  expect([login?.method, login?.url]).toEqual(['POST', `${API}/security/login`]);
  expect(login?.headers).toMatchObject({
    'user-agent': 'api-v2.5',
    'content-type': 'application/json',
    cookie: 'JSESSIONID=cookie-1!1.node01; TS01=balance',
    'x-csrf': 'first-csrf-1',
  });
  const asDocumented = sample('security.login.request') as { loginTokens: { value: string }[] };
  const [email, password] = asDocumented.loginTokens;
  if (email && password) [email.value, password.value] = [credentials.email, credentials.password];
  expect(JSON.parse(login?.text ?? '')).toEqual(asDocumented);
  expect(call?.headers).toMatchObject({
    'user-agent': 'api-v2.5',
    cookie: 'JSESSIONID=cookie-1!1.node01; TS01=balance',
    'x-csrf': 'csrf-1',
    'com.bottomline.auth.token': 'token-1',
  });
});

test('the paths of the log-in can be replaced', async () => {
  const ptx = await startPtx();
  const paths = { 'ptx.security.handshake': '/own/security/handshake', 'security.login': '/own/security/login' };
  await createPtxSession({ url: `${ptx.origin}/`, credentials, timeoutMs: 5_000, paths }).call(aCall(ptx.origin));
  expect(ptx.received.slice(0, 2).map(({ url }) => url)).toEqual(['/own/security/handshake', '/own/security/login']);
});

test('fifty calls that wait for a session share one log-in', async () => {
  const ptx = await startPtx();
  await Promise.all(Array.from({ length: 50 }, () => ptx.session.call(aCall(ptx.origin))));
  expect([ptx.logins(), ptx.calls().length]).toEqual([1, 50]);
});

test('fifty calls whose session has ended share one new log-in, and each is sent once more', async () => {
  const ptx = await startPtx({ respond: refusing('token-1') });
  await Promise.all(Array.from({ length: 50 }, () => ptx.session.call(aCall(ptx.origin))));
  expect([ptx.logins(), ptx.calls().length]).toEqual([2, 100]);
});

test('a late 401 of an old session does not end the fresh one', async () => {
  let releaseLate = (): void => undefined;
  const ptx = await startPtx({
    respond: (response, request) => {
      if (tokenOf(request) !== 'token-1') return json(null)(response, request);
      if (request.text !== '"late"') return json(null, 401)(response, request);
      releaseLate = () => json(null, 401)(response, request);
    },
  });
  const received = ptx.nextRequestTo('/approve');
  const late = ptx.session.call(aCall(ptx.origin, { json: 'late' }));
  await received;
  await ptx.session.call(aCall(ptx.origin)); // Meets 401, and goes through the second log-in.
  releaseLate();
  await late;
  expect(ptx.logins()).toBe(2);
  expect(ptx.calls().map(tokenOf)).toEqual(['token-1', 'token-1', 'token-2', 'token-2']);
});

test('a call that is refused with 401 after a fresh log-in is Unauthorized, and nothing loops', async () => {
  const ptx = await startPtx({ respond: json({ message: 'no' }, 401) });
  const error = await failureOf(ptx.session.call(aCall(ptx.origin)));
  expect([error.name, error.status, ptx.logins(), ptx.calls().length]).toEqual(['Unauthorized', 401, 2, 2]);
});

test.each(['handshake', 'login'] as const)('401 at the %s is Unauthorized at once', async (step) => {
  const ptx = await startPtx({ [step]: json(null, 401) });
  const error = await failureOf(ptx.session.call(aCall(ptx.origin)));
  expect([error.name, error.operation, ptx.calls().length]).toEqual(['Unauthorized', `security.${step}`, 0]);
  expect(ptx.received.filter(({ url }) => url.endsWith(step))).toHaveLength(1);
});

test('a log-in that fails fails all who wait, sends nothing of theirs, and the next call tries anew', async () => {
  let down = true;
  const ptx = await startPtx({
    handshake: (response, request) => {
      if (down) return json(null, 503)(response, request);
      response.setHeader('set-cookie', 'JSESSIONID=late; path=/');
      json(null, 200, { 'x-csrf': 'a' })(response, request);
    },
  });
  const calls = Array.from({ length: 5 }, () => failureOf(ptx.session.call(aCall(ptx.origin))));
  expect((await Promise.all(calls)).map(({ name }) => name)).toEqual(Array(5).fill('Unavailable'));
  expect([ptx.received.length, ptx.calls().length]).toEqual([1, 0]);
  down = false;
  await ptx.session.call(aCall(ptx.origin));
});

test('what a user may not do is Invalid, and does not end the session', async () => {
  const ptx = await startPtx({ respond: json({ message: 'not allowed' }, 403) });
  const error = await failureOf(ptx.session.call(aCall(ptx.origin)));
  expect([error.name, error.status, ptx.logins(), ptx.calls().length]).toEqual(['Invalid', 403, 1, 1]);
  await failureOf(ptx.session.call(aCall(ptx.origin)));
  expect(ptx.logins()).toBe(1);
});

test('the session slides: nine minutes after the last success it is renewed before it is used', async () => {
  const ptx = await startPtx();
  for (const minute of [0, 8, 16, 24]) {
    ptx.clock.ms = minute * 60_000;
    await ptx.session.call(aCall(ptx.origin));
  }
  expect(ptx.logins()).toBe(1);
  ptx.clock.ms = 33 * 60_000 + 1;
  await ptx.session.call(aCall(ptx.origin));
  expect([ptx.logins(), tokenOf(ptx.calls().at(-1) as ReceivedRequest)]).toEqual([2, 'token-2']);
});

test('a refused call does not count as use of the session', async () => {
  const ptx = await startPtx({
    respond: (response, request) => json(null, request.text === '"bad"' ? 409 : 200)(response, request),
  });
  await ptx.session.call(aCall(ptx.origin));
  ptx.clock.ms = 5 * 60_000;
  await failureOf(ptx.session.call(aCall(ptx.origin, { json: 'bad' })));
  ptx.clock.ms = 10 * 60_000;
  await ptx.session.call(aCall(ptx.origin));
  expect(ptx.logins()).toBe(2);
});

test('a later CSRF token and later cookies take the place of the first ones', async () => {
  const ptx = await startPtx({
    respond: (response, request) => {
      response.setHeader('set-cookie', ['TS01=other; path=/', 'route=a=b; path=/', 'old=1; Max-Age=0']);
      json(null, 200, { 'X-CSRF': 'later' })(response, request);
    },
  });
  await ptx.session.call(aCall(ptx.origin));
  await ptx.session.call(aCall(ptx.origin));
  expect(ptx.calls()[1]?.headers).toMatchObject({
    'x-csrf': 'later',
    'com.bottomline.auth.token': 'token-1',
    cookie: 'JSESSIONID=cookie-1!1.node01; TS01=other; route=a=b',
  });
});

test('a redirect is followed nowhere, neither at the log-in nor after it', async () => {
  const thief = await startVendor(json({}));
  const away = text('', 302, { location: `${thief.origin}/` });
  for (const behaviour of [{ handshake: away }, { login: away }, { respond: away }]) {
    const ptx = await startPtx(behaviour);
    const error = await failureOf(ptx.session.call(aCall(ptx.origin)));
    expect(error.name).toBe('respond' in behaviour ? 'OutcomeUnknown' : 'ContractBroken');
  }
  expect(thief.received).toEqual([]);
});

test('a log-in that lacks a part says which', async () => {
  const cookie = { 'set-cookie': 'JSESSIONID=a; path=/' };
  const lacking = async (behaviour: Parameters<typeof startPtx>[0]) => {
    const ptx = await startPtx(behaviour);
    const { name, message } = await failureOf(ptx.session.call(aCall(ptx.origin)));
    expect([name, ptx.calls()]).toEqual(['ContractBroken', []]);
    return message;
  };
  expect(await lacking({ handshake: json({}, 200, { 'x-csrf': 'a' }) })).toMatch('no cookie JSESSIONID');
  expect(await lacking({ handshake: json({}, 200, cookie) })).toMatch('no header x-csrf');
  expect(await lacking({ login: json({}, 200, { 'x-csrf': 'b' }) })).toMatch('no header com.bottomline.auth.token');
  expect(await lacking({ login: json({}, 200, { 'com.bottomline.auth.token': 'c' }) })).toMatch('no header x-csrf');
});

test('no secret stands in an error, even where PTX repeats all of them', async () => {
  const secrets = /pass-word|payer@|cookie-1|csrf-1|token-1/;
  const repeat: (status: number) => Respond = (status) => (response, request) =>
    json({ message: `${request.text} ${JSON.stringify(request.headers)}` }, status)(response, request);
  for (const status of [200, 400, 401, 403, 500]) {
    const bad = await startPtx({ login: repeat(status) });
    expect((await failureOf(bad.session.call(aCall(bad.origin)))).message).not.toMatch(secrets);
    const ptx = await startPtx({ respond: repeat(status) });
    const call = aCall(ptx.origin, { schema: z.object({ id: z.string() }) });
    expect((await failureOf(ptx.session.call(call))).message).not.toMatch(secrets);
  }
});

test('a caller who gives up while others log in leaves alone, and nothing of its call is sent', async () => {
  let finish = (): void => undefined;
  const ptx = await startPtx({
    handshake: (response, request) => {
      finish = () => {
        response.setHeader('set-cookie', 'JSESSIONID=a; path=/');
        json({}, 200, { 'x-csrf': 'a' })(response, request);
      };
    },
  });
  const caller = new AbortController();
  const reason = new Error('the worker stops');
  const shaken = ptx.nextRequest();
  const impatient = ptx.session.call(aCall(ptx.origin, { signal: caller.signal })).catch((error: unknown) => error);
  const patient = ptx.session.call(aCall(ptx.origin));
  await shaken;
  caller.abort(reason);
  expect(await impatient).toBe(reason);
  finish();
  await patient;
  expect(ptx.calls()).toHaveLength(1);
});

test('a log-in that is never answered ends in its time', async () => {
  const { origin } = await startVendor(silent);
  const session = createPtxSession({ url: origin, credentials, timeoutMs: 200 });
  const error = await failureOf(session.call(aCall(origin)));
  expect([error.name, error.message]).toEqual(['Unavailable', 'ptx security.handshake: no whole answer within 200 ms']);
});

test('only https is spoken, but for loopback, and only to the address of the session', async () => {
  const at = (url: string) => createPtxSession({ url, credentials, timeoutMs: 5_000 });
  for (const url of ['http://ptx.example', 'http://127.0.0.1.evil.example', 'ftp://localhost', 'nowhere']) {
    expect(() => at(url)).toThrow(/must begin with https/);
  }
  for (const url of ['https://ptx.example', 'http://localhost:1', 'http://127.0.0.1', 'http://[::1]:9']) at(url);
  const error = await failureOf(at('https://ptx.example').call(aCall('https://other.example')));
  expect([error.name, error.message]).toEqual([
    'Invalid',
    'ptx batches.approve: the address is not that of the session',
  ]);
});
