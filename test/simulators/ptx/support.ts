import { afterEach } from '@jest/globals';
import { createPtxControlClient, type PtxControlClient } from '../../../src/simulators/control-client.js';
import { type PtxSimulatorOptions, startPtxSimulator } from '../../../src/simulators/ptx/index.js';

/** A Monday, 09:00 in London. */
export const ORIGIN = '2026-03-02T09:00:00Z';
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
/** The earliest payment date of `ORIGIN`. */
export const PAYMENT_DAY = '2026-03-04';

export const SUBMITTER = { email: 'submitter@example.com', password: 'first-secret', name: 'Test Submitter' };
export const APPROVER = { email: 'approver@example.com', password: 'second-secret' };

export const INDIRECT = 8308;
export const INDIRECT_SINGLE = 8310;
export const DIRECT = 6421;
export const CLOSED = 8543;

export const API = '/payments-service/api';

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  // Answers are looked at field by field: a schema of the product's own would hide what is wrong with it.
  body: Json;
}

/** Whatever an answer holds, as far as a test asks for it; a leaf is read by `Number` or `String`, or compared whole. */
export interface Json {
  readonly [name: string]: Json;
}

interface Row {
  values: { resultValues: { value: Json }[] }[];
}

/** The headers of a live session, as a caller has to send them. */
export type SessionHeaders = Record<string, string>;

export interface Batch {
  submissionId: number;
  batchId: number;
}

export interface PtxRig {
  url: string;
  controlUrl: string;
  control: PtxControlClient;
  /** Sends a request as it stands: no session is added. */
  raw(method: string, path: string, headers: Record<string, string>, body?: string | FormData): Promise<Answer>;
  login(user?: { email: string; password: string }): Promise<SessionHeaders>;
  /** Sends a request in the submitter's session (or the given one). */
  call(method: string, path: string, body?: unknown, session?: SessionHeaders): Promise<Answer>;
  createBatch(more?: object): Promise<Batch>;
  addPayment(batchId: number, more?: object): Promise<Answer>;
  /** An entered batch with one payment. */
  enteredBatch(profile?: number): Promise<Batch>;
  move(submissionId: number, verb: string, session?: SessionHeaders): Promise<number>;
  statusOf(submissionId: number): Promise<string | undefined>;
  close(): Promise<void>;
  query(body: object): Promise<{ status: number; rows: Json[]; count: number; body: Json }>;
}

const open: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

const HANDSHAKE = `${API}/security/handshake`;
const LOGIN = `${API}/security/login`;

export const loginBody = ({ email, password }: { email: string; password: string }) => ({
  loginTokens: [
    { key: 'com.bottomline.security.provider.login.email', value: email },
    { key: 'com.bottomline.security.provider.login.password', value: password },
  ],
  apiVersion: '{"major": "1","minor": "0","patch": "0","build": "0"}',
  purpose: 'cpay-auth',
  tokenLocation: 'HEADER',
});

export const cookieOf = (headers: Headers): string =>
  headers
    .getSetCookie()
    .map((line) => line.split(';')[0] ?? '')
    .join('; ');

export const payment = (more: object = {}) => ({
  paymentType: 'Bacs',
  included: true,
  transactionType: '0',
  text: 'STC TEXT',
  paymentDate: `${PAYMENT_DAY}T00:00:00.000`,
  sortCode: '200000',
  accountNumber: '42222223',
  reference: 'REF-101',
  name: 'EXAMPLE NAME',
  amount: '402.35',
  ...more,
});

/** A simulator whose clock stands still unless told. Closed after the test. */
export async function startPtxRig(options: Partial<PtxSimulatorOptions> = {}): Promise<PtxRig> {
  const simulator = await startPtxSimulator({
    users: [SUBMITTER, APPROVER],
    clock: { origin: ORIGIN, speed: 0 },
    ...options,
  });
  open.push(simulator.close);
  const control = createPtxControlClient(simulator.controlUrl);
  let ownSession: Promise<SessionHeaders> | undefined;

  const raw: PtxRig['raw'] = async (method, path, headers, body) => {
    const response = await fetch(`${simulator.url}${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    const isJson = (response.headers.get('content-type') ?? '').includes('json') && text !== '';
    return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : undefined };
  };

  const login: PtxRig['login'] = async (user = SUBMITTER) => {
    const handshake = await raw('GET', HANDSHAKE, {});
    const cookie = cookieOf(handshake.headers);
    const headers = { cookie, 'user-agent': 'api-v2.5', 'content-type': 'application/json' };
    const csrf = handshake.headers.get('x-csrf') ?? '';
    const answer = await raw('POST', LOGIN, { ...headers, 'x-csrf': csrf }, JSON.stringify(loginBody(user)));
    if (answer.status !== 200) throw new Error(`the login was answered with ${answer.status}: ${answer.text}`);
    return {
      ...headers,
      'x-csrf': answer.headers.get('x-csrf') ?? '',
      'com.bottomline.auth.token': answer.headers.get('com.bottomline.auth.token') ?? '',
    };
  };

  const call: PtxRig['call'] = async (method, path, body, session) => {
    ownSession ??= login();
    const headers = session ?? (await ownSession);
    return raw(method, `${API}${path}`, headers, body === undefined ? undefined : JSON.stringify(body));
  };

  const createBatch: PtxRig['createBatch'] = async (more = {}) => {
    const body = { inputMethod: 'Manual', description: 'Run [K-1]', application: String(INDIRECT), ...more };
    const answer = await call('POST', '/bacs/batches', body);
    if (answer.status !== 200) throw new Error(`${answer.status}: ${answer.text}`);
    return { submissionId: Number(answer.body.submission), batchId: Number(answer.body.id) };
  };
  const addPayment: PtxRig['addPayment'] = (batchId, more = {}) =>
    call('POST', '/bacs/instructions', payment({ batchId, ...more }));

  return {
    url: simulator.url,
    close: simulator.close,
    controlUrl: simulator.controlUrl,
    control,
    raw,
    login,
    call,
    createBatch,
    addPayment,
    async enteredBatch(profile = INDIRECT) {
      const batch = await createBatch({ application: String(profile) });
      await addPayment(batch.batchId);
      await call('POST', `/bacs/submissions/${batch.submissionId}/enter/${profile}`);
      return batch;
    },
    move: async (id, verb, session) =>
      (await call('POST', `/bacs/submissions/${id}/${verb}`, undefined, session)).status,
    statusOf: async (id) => (await control.submissions()).find(({ submissionId }) => submissionId === id)?.status,
    async query(body) {
      const answer = await call('POST', '/query/execute', body);
      const rows = (answer.body?.rows ?? []) as unknown as Row[];
      const values = rows.flatMap((row) => row.values[0]?.resultValues[0]?.value ?? []);
      const last = values.pop();
      return { status: answer.status, rows: values, count: Number(last?.$value), body: answer.body };
    },
  };
}

/** The names of effects, in their order. */
export const effectsOf = async (rig: PtxRig, effect = ''): Promise<string[]> =>
  (await rig.control.ledger()).map((entry) => entry.effect as string).filter((name) => name.startsWith(effect));
