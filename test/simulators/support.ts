import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach } from '@jest/globals';
import { type AlphacommSimulatorOptions, startAlphacommSimulator } from '../../src/simulators/alphacomm/index.js';
import { type ControlClient, createControlClient } from '../../src/simulators/control-client.js';

export const API_KEY = 'key-of-the-tests';
export const ORIGIN = '2026-03-02T09:00:00Z';
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export interface ReceivedWebhook {
  headers: IncomingHttpHeaders;
  body: WebhookBody;
}

/** What the forms of a webhook's body have between them, as far as a test reads it. */
export interface WebhookBody {
  id: string;
  event?: string;
  reference?: string;
  serviceId?: string;
  status?: string;
  attributes?: Record<string, string>;
  events?: CallEvent[];
  data?: { status?: string; events?: CallEvent[]; 'transaction-amount'?: number };
}

export interface CallEvent {
  nodeType: string;
  type: string;
  order: number;
  data: unknown;
  time: string;
}

export interface LinkView {
  id: string;
  attributes: { id: string; value: string }[];
  status: string;
  amountPaid: number;
}

export interface LinkPage {
  items: LinkView[];
  pagination: { offset: number; limit: number; total: number };
}

export interface Answer<Data> {
  status: number;
  headers: Headers;
  body: { data: Data; errors?: unknown[] };
}

export interface ImportData {
  import: { addRecords: { name: string; status: string; records: { status: string; messages: unknown[] }[] } };
}

export interface TestRig {
  url: string;
  controlUrl: string;
  control: ControlClient;
  received: ReceivedWebhook[];
  /** What the receiver answers from now on. */
  answerWith(status: number): void;
  post(body: unknown, headers?: Record<string, string>): Promise<Response>;
  graphql<Data = unknown>(query: string, variables?: unknown): Promise<Answer<Data>>;
  import(...rows: object[]): Promise<Answer<ImportData>>;
  links(filters?: object, rest?: object): Promise<LinkPage>;
  /** The one link that fits; fails when there are more or none. */
  link(filters: object): Promise<LinkView>;
  close(): Promise<void>;
}

const open: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

/** A simulator whose clock stands still unless told, with a receiver of its webhooks. Closed after the test. */
export async function startRig(options: Partial<AlphacommSimulatorOptions> = {}): Promise<TestRig> {
  const received: ReceivedWebhook[] = [];
  let status = 202;
  const receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({ headers: request.headers, body: JSON.parse(Buffer.concat(chunks).toString()) });
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const port = (receiver.address() as AddressInfo).port;
  const simulator = await startAlphacommSimulator({
    apiKey: API_KEY,
    webhook: { url: `http://127.0.0.1:${port}/hook`, username: 'incasso', password: 'pass:word' },
    clock: { origin: ORIGIN, speed: 0 },
    ...options,
  });
  const close = async (): Promise<void> => {
    await simulator.close();
    receiver.closeAllConnections();
    await new Promise((resolve) => receiver.close(resolve));
  };
  open.push(close);

  const post = (body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(simulator.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-auth-token': API_KEY, ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const graphql = async <Data>(query: string, variables?: unknown): Promise<Answer<Data>> => {
    const response = await post({ query, variables });
    const { status: answered, headers } = response;
    return { status: answered, headers, body: (await response.json()) as Answer<Data>['body'] };
  };
  const links = async (filters?: object, rest?: object): Promise<LinkPage> => {
    const { body } = await graphql<{ payLink: { payLinks: LinkPage } }>(PAY_LINKS, { filters, ...rest });
    return body.data.payLink.payLinks;
  };
  return {
    url: simulator.url,
    controlUrl: simulator.controlUrl,
    control: createControlClient(simulator.controlUrl),
    received,
    answerWith: (next) => {
      status = next;
    },
    post,
    graphql,
    import: (...rows) => graphql(ADD_RECORDS, { rows }),
    links,
    link: async (filters) => {
      const { items } = await links(filters);
      const [link] = items;
      if (link === undefined || items.length > 1) throw new Error(`${items.length} links fit`);
      return link;
    },
    close,
  };
}

export const ADD_RECORDS = `mutation addRecords($file: FileInput, $rows: [RowInput!]) {
  import { addRecords(file: $file, rows: $rows) {
    name action status records { scriptId status reference messages { context message level } } } } }`;

export const BATCHES = `query ImportSearch($filters: BatchFiltersInput) {
  import { batches(filters: $filters) {
    items { name action status records { status reference } } pagination { offset limit total } } } }`;

export const PAY_LINKS = `query PayLinks($filters: PayLinkFiltersInput $order: PayLinkOrderInput $offset: Int $limit: Int) {
  payLink { payLinks(filters: $filters order: $order offset: $offset limit: $limit) {
    items { id attributes { id value } shortUrl longUrl status personName personGender amountPaid createdOn updatedOn }
    pagination { offset limit total } } } }`;

export const CREATE_PAY_LINK = `mutation createPayLink($payLink: PayLinkInput!) {
  payLink { create(payLink: $payLink) { attributes { id value } id shortUrl longUrl } } }`;

export const STOP_CALLING = `mutation stopCalling($scriptId: Int! $reference: String!) {
  voice { stopCalling(scriptId: $scriptId reference: $reference) } }`;

/** A record of a mail script that wants 100.00. */
export const mailRow = (reference: string, more: object = {}) => ({
  reference,
  script: '1001',
  personFamilyName: 'Example',
  toMailAddress: 'debtor@example.com',
  invoiceAmount: '10000',
  invoiceCurrency: 'EUR',
  ...more,
});

/** A record of a voice script. */
export const voiceRow = (reference: string, more: object = {}) => ({
  reference,
  script: '18301',
  personFamilyName: 'Example',
  toPhoneNumbers: ['+31600000000'],
  invoiceAmount: '10000',
  invoiceCurrency: 'EUR',
  ...more,
});

export const payLinkInput = (more: object = {}) => ({
  personName: 'Example',
  invoiceAmount: '15497',
  invoiceCurrency: 'EUR',
  invoiceDescription: 'Example',
  invoiceReference: '103482',
  invoiceDate: '2026-02-12T10:00:00+00:00',
  ...more,
});

/** The names of effects, in their order. */
export const effectsOf = async (rig: TestRig, reference?: string): Promise<string[]> =>
  (await rig.control.ledger({ reference })).map(({ effect }) => effect);
