import { describe, expect, test } from '@jest/globals';
import { API, APPROVER, cookieOf, loginBody, MINUTE, type PtxRig, SUBMITTER, startPtxRig } from './support.js';

const HANDSHAKE = `${API}/security/handshake`;
const LOGIN = `${API}/security/login`;
const FILE = `${API}/bacs-messages/downloadable`;

async function loginWith(rig: PtxRig, change: { headers?: object; body?: unknown } = {}) {
  const { headers } = await rig.raw('GET', HANDSHAKE, {});
  const all: Record<string, string | undefined> = {
    cookie: cookieOf(headers),
    'x-csrf': headers.get('x-csrf') ?? '',
    'user-agent': 'api-v2.5',
    'content-type': 'application/json',
    ...change.headers,
  };
  const sent = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Record<
    string,
    string
  >;
  const answer = await rig.raw('POST', LOGIN, sent, JSON.stringify(change.body ?? loginBody(SUBMITTER)));
  return { ...answer, handshake: sent };
}

describe('handshake and login', () => {
  test('a handshake gives a session cookie with a node name, cookies of load balancers and a CSRF token', async () => {
    const rig = await startPtxRig();
    const { headers } = await rig.raw('GET', HANDSHAKE, {});
    const cookies = headers.getSetCookie();
    expect(cookies[0]).toMatch(/^JSESSIONID=[\w-]+!-?\d+\.node0\d; path=\/; HttpOnly; Secure;$/);
    expect(cookies).toHaveLength(3);
    expect(headers.get('x-csrf')).toMatch(/^[A-Za-z0-9+/]{43}=$/);
  });

  test('a login gives another CSRF token and an auth token of 1700 characters', async () => {
    const rig = await startPtxRig();
    const { status, headers, handshake } = await loginWith(rig);
    expect(status).toBe(200);
    expect(headers.get('x-csrf')).not.toBe(handshake['x-csrf']);
    expect(headers.get('com.bottomline.auth.token')).toHaveLength(1700);
    expect(await rig.control.ledger()).toMatchObject([{ effect: 'login' }]);
  });

  test.each([
    ['another User-Agent', { headers: { 'user-agent': 'node' } }, 400],
    ['another content type', { headers: { 'content-type': 'text/plain' } }, 400],
    ['no cookie', { headers: { cookie: undefined } }, 401],
    ['a wrong CSRF token', { headers: { 'x-csrf': 'x' } }, 401],
    ['a wrong password', { body: loginBody({ ...SUBMITTER, password: 'guess' }) }, 401],
    ['apiVersion as an object', { body: { ...loginBody(SUBMITTER), apiVersion: { major: '1' } } }, 400],
    ['no purpose', { body: { ...loginBody(SUBMITTER), purpose: undefined } }, 400],
  ])('a login with %s is refused', async (_what, change, status) => {
    const rig = await startPtxRig();
    expect(await loginWith(rig, change)).toMatchObject({ status });
    expect(await rig.control.ledger()).toEqual([]);
  });

  test('a handshake is good for one login', async () => {
    const rig = await startPtxRig();
    const { handshake } = await loginWith(rig);
    expect(await rig.raw('POST', LOGIN, handshake, JSON.stringify(loginBody(SUBMITTER)))).toMatchObject({
      status: 401,
    });
  });
});

describe('a session', () => {
  test.each(['cookie', 'x-csrf', 'com.bottomline.auth.token'])(
    'without its %s a call is answered with 401',
    async (name) => {
      const rig = await startPtxRig();
      const { [name]: _left, ...headers } = await rig.login();
      const answer = await rig.raw('GET', FILE, headers);
      expect(answer.status).toBe(401);
      expect(answer.body.errorMessages?.[0]).toEqual({ key: 'error', message: expect.any(String) });
    },
  );

  test('the cookies of the load balancers have to come back', async () => {
    const rig = await startPtxRig();
    const headers = await rig.login();
    const [jsessionid = ''] = (headers.cookie ?? '').split('; ').filter((pair) => pair.startsWith('JSESSIONID'));
    expect(await rig.raw('GET', FILE, { ...headers, cookie: jsessionid })).toMatchObject({ status: 401 });
    expect(await rig.raw('GET', FILE, headers)).toMatchObject({ status: 200 });
  });

  test('the handshake’s CSRF token is no longer good', async () => {
    const rig = await startPtxRig();
    const { headers, handshake } = await loginWith(rig);
    const token = headers.get('com.bottomline.auth.token') ?? '';
    const sent = { ...handshake, 'com.bottomline.auth.token': token };
    expect(await rig.raw('GET', FILE, sent)).toMatchObject({ status: 401 });
    expect(await rig.raw('GET', FILE, { ...sent, 'x-csrf': headers.get('x-csrf') ?? '' })).toMatchObject({
      status: 200,
    });
  });

  test('without the User-Agent a call is refused', async () => {
    const rig = await startPtxRig();
    const headers = await rig.login();
    expect(await rig.raw('GET', FILE, { ...headers, 'user-agent': 'node' })).toMatchObject({ status: 400 });
  });

  test('a new login of the same user ends the earlier session, another user’s does not', async () => {
    const rig = await startPtxRig();
    const first = await rig.login();
    const other = await rig.login(APPROVER);
    expect(await rig.raw('GET', FILE, first)).toMatchObject({ status: 200 });
    const second = await rig.login();
    expect(await rig.raw('GET', FILE, first)).toMatchObject({ status: 401 });
    for (const live of [second, other]) expect(await rig.raw('GET', FILE, live)).toMatchObject({ status: 200 });
  });

  test('ten minutes without a successful call end it, each success begins them anew', async () => {
    const rig = await startPtxRig({ sessionClock: 'simulated' });
    const session = await rig.login();
    for (let i = 0; i < 3; i += 1) {
      await rig.control.advance(9 * MINUTE);
      expect(await rig.raw('GET', FILE, session)).toMatchObject({ status: 200 });
    }
    await rig.control.advance(6 * MINUTE);
    expect(await rig.raw('GET', `${API}/file/1`, session)).toMatchObject({ status: 404 });
    await rig.control.advance(6 * MINUTE);
    expect(await rig.raw('GET', FILE, session)).toMatchObject({ status: 401 });
  });

  test('sessions can be made to expire, at once or after some calls', async () => {
    const rig = await startPtxRig();
    const session = await rig.login();
    await rig.control.expireSessionsAfter(2);
    const statuses: number[] = [];
    for (let i = 0; i < 3; i += 1) statuses.push((await rig.raw('GET', FILE, session)).status);
    expect(statuses).toEqual([200, 200, 401]);
    const next = await rig.login();
    await rig.control.expireSessions();
    expect(await rig.raw('GET', FILE, next)).toMatchObject({ status: 401 });
  });
});

test('calls are listed under the catalogue’s names, without a secret', async () => {
  const rig = await startPtxRig();
  await rig.call('GET', '/bacs-messages/downloadable');
  await rig.raw('GET', FILE, {});
  const calls = await rig.control.calls();
  expect(calls.map(({ operation, answered, status }) => `${operation} ${answered} ${status}`)).toEqual([
    'ptx.security.handshake ok 200',
    'ptx.security.login ok 200',
    'ptx.bacsMessages.listDownloadable ok 200',
    'ptx.bacsMessages.listDownloadable unauthorized 401',
  ]);
  expect(JSON.stringify([calls, await rig.control.ledger()])).not.toMatch(/secret|submitter@|Submitter|JSESSIONID/);
});
