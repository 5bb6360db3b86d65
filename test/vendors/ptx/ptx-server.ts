import { createPtxClient } from '../../../src/vendors/ptx/client.js';
import { createPtxSession } from '../../../src/vendors/ptx/session.js';
import { json, type ReceivedRequest, type Respond, startVendor } from '../../support/vendor-server.js';

export const API = '/payments-service/api';
export const credentials = { email: 'payer@example.com', password: 'pass-word 1' };

/** What the fake PTX does beside logging in, and where the log-in differs. */
export interface PtxBehaviour {
  respond?: Respond;
  handshake?: Respond;
  login?: Respond;
}

/**
 * Logs in like PTX, with a new set of secrets each time (`cookie-1`, `first-csrf-1`, `csrf-1`, `token-1`), and answers all else
 * as told. A client at it speaks through a session of its own.
 */
export async function startPtx({ respond = json(null), handshake, login }: PtxBehaviour = {}) {
  let logins = 0;
  const shake: Respond = (response, request) => {
    logins += 1;
    const cookies = [`JSESSIONID=cookie-${logins}!1.node01; path=/; HttpOnly; Secure;`, 'TS01=balance; Path=/'];
    response.setHeader('set-cookie', cookies);
    json({}, 200, { 'x-csrf': `first-csrf-${logins}` })(response, request);
  };
  const logIn: Respond = (response, request) =>
    json({}, 200, { 'x-csrf': `csrf-${logins}`, 'com.bottomline.auth.token': `token-${logins}` })(response, request);
  const vendor = await startVendor((response, request) => {
    if (request.url.endsWith('/security/handshake')) (handshake ?? shake)(response, request);
    else if (request.url.endsWith('/security/login')) (login ?? logIn)(response, request);
    else respond(response, request);
  });
  const clock = { ms: 0 };
  const session = createPtxSession({ url: vendor.origin, credentials, timeoutMs: 5_000, now: () => clock.ms });
  const client = createPtxClient({ url: vendor.origin, session, timeoutMs: 5_000 });
  const isLogin = ({ url }: ReceivedRequest): boolean => url.includes('/security/');
  return {
    ...vendor,
    session,
    client,
    clock,
    /** The calls that came in, without those of the log-in. */
    calls: () => vendor.received.filter((request) => !isLogin(request)),
    logins: () => vendor.received.filter(({ url }) => url.endsWith('/login')).length,
    /** Resolves when a request to a path that ends so was read whole. */
    async nextRequestTo(end: string): Promise<void> {
      do await vendor.nextRequest();
      while (!vendor.received.at(-1)?.url.endsWith(end));
    },
    /** The bodies of the calls. */
    asked: () => vendor.received.filter((request) => !isLogin(request)).map(({ text }) => JSON.parse(text)),
  };
}

/** An answer of a search, with as many rows as are given and the count of all of them. */
export function rowsOf(values: readonly unknown[], total = values.length) {
  const all = [...values, { '@type': 'long', $value: total }];
  return { fields: [], rows: all.map((value) => ({ values: [{ resultValues: [{ value }] }] })) };
}
