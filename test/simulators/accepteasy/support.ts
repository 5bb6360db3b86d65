import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach } from '@jest/globals';
import {
  type AccepteasyControlClient,
  createAccepteasyControlClient,
} from '../../../src/simulators/accepteasy/control-client.js';
import { type AccepteasySimulatorOptions, startAccepteasySimulator } from '../../../src/simulators/accepteasy/index.js';

/** Before the dates of the documented samples. */
export const ORIGIN = '2018-02-01T09:00:00Z';
export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export const after = (ms: number): string => new Date(Date.parse(ORIGIN) + ms).toISOString();

export interface ReceivedWebhook {
  path: string | undefined;
  headers: IncomingHttpHeaders;
  body: { ATID?: string; SRRID?: string; STATUS: string; ERROR?: unknown; Bills?: BillView[]; BulkId?: string };
}

/** What the answers have between them, as far as a test reads it. */
export interface BillView {
  ATID: string;
  SRRID: string;
  STATUS?: string;
  Status: string;
  Amount: number;
  ExpiryDate: string;
  Address: { Email?: string; PhoneNumber?: string };
  Communication: MessageView[];
  Links: { ShortURL: string };
  Bounce?: { CommunicationID: string };
  PaymentDate?: string;
  Events?: { Type: string }[];
}

export interface MessageView {
  CommunicationID: string;
  Channel: string;
  Status: string;
  ScheduledDate: string;
}

export interface Found {
  Bills: BillView[];
  Mandates?: BillView[];
  SearchMetadata: { TotalNumberOfResults: number; NextResults?: string };
}

export interface Answer<Body> {
  status: number;
  headers: Headers;
  body: Body;
}

export interface TestRig {
  url: string;
  control: AccepteasyControlClient;
  received: ReceivedWebhook[];
  /** Where the receiver of webhooks is. */
  hookUrl: string;
  /** What the receiver answers from now on. */
  answerWith(status: number): void;
  /** A request as it is. */
  ask(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>;
  /** A request with the parsed answer, undefined where it is empty. */
  call<Body = { ERROR: { Message: string } }>(method: string, path: string, body?: unknown): Promise<Answer<Body>>;
  /** Makes a bill, which must succeed. */
  create(more?: object): Promise<BillView>;
  get(atid: string): Promise<BillView>;
  find(path: string): Promise<Found>;
  /** Safe to repeat; done after the test anyway. */
  close(): Promise<void>;
}

const open: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

async function startReceiver(received: ReceivedWebhook[]) {
  let status = 202;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({
        path: request.url,
        headers: request.headers,
        body: JSON.parse(Buffer.concat(chunks).toString()),
      });
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    answerWith: (next: number): void => {
      status = next;
    },
    async close(): Promise<void> {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A simulator whose clock stands still unless told, with a receiver of its webhooks. Closed after the test. */
export async function startRig(options: Partial<AccepteasySimulatorOptions> = {}): Promise<TestRig> {
  const received: ReceivedWebhook[] = [];
  const receiver = await startReceiver(received);
  const simulator = await startAccepteasySimulator({
    username: 'account',
    password: 'key:of:it',
    webhook: { url: `http://${receiver.origin}/hook`, username: 'incasso', password: 'pass:word' },
    clock: { origin: ORIGIN, speed: 0 },
    ...options,
  });
  open.push(async () => {
    await simulator.close();
    await receiver.close();
  });

  const ask: TestRig['ask'] = (method, path, body, headers = {}) =>
    fetch(`${simulator.url}${path}`, {
      method,
      headers: {
        authorization: `Basic ${Buffer.from('account:key:of:it').toString('base64')}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  const call = async <Body>(method: string, path: string, body?: unknown): Promise<Answer<Body>> => {
    const response = await ask(method, path, body);
    const text = await response.text();
    const { status, headers } = response;
    return { status, headers, body: (text === '' ? undefined : JSON.parse(text)) as Body };
  };
  return {
    url: simulator.url,
    control: createAccepteasyControlClient(simulator.controlUrl),
    received,
    hookUrl: receiver.origin,
    answerWith: receiver.answerWith,
    ask,
    call,
    async create(more) {
      const { status, body } = await call<BillView>('POST', '/v2/Bill', billBody(more));
      if (status !== 201) throw new Error(`not created: ${JSON.stringify(body)}`);
      return body;
    },
    get: async (atid) => (await call<BillView>('GET', `/v2/Bill/${atid}`)).body,
    find: async (path) => (await call<Found>('GET', `/v2/Search/${path}`)).body,
    close: () => simulator.close(),
  };
}

/** A bill of 12.99 that expires in thirty days. */
export const billBody = (more: object = {}) => ({
  SRRID: 'A-1',
  PaymentReference: '123456',
  Description: 'Invoice',
  Amount: 1299,
  ExpiryDate: after(30 * DAY),
  ...more,
});

export const mail = { Email: 'debtor@example.com' };

/** The names of effects, in their order. */
export const effectsOf = async (rig: TestRig, reference?: string): Promise<string[]> =>
  (await rig.control.ledger({ reference })).map(({ effect }) => effect);

export const statusesOf = (rig: TestRig): string[] => rig.received.map(({ body }) => body.STATUS);
