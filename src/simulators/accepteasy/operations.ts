import type { FastifyRequest } from 'fastify';
import type { VendorOperation } from './control-types.js';
import type { Engine } from './engine.js';
import { PAYMENT_METHODS } from './payment-methods.js';
import { toCreationView } from './queue.js';
import { toBulk, toMessageChange, toNewBill, toNewMandate, toNewMessages, toUpdate } from './requests.js';
import { toBillView, toCommunicationView, toEventViews, toMandateView } from './views.js';

export interface Asked {
  params: Record<string, string>;
  query: Record<string, string>;
  body: unknown;
}

/** One documented operation. `run` does it, and throws `ApiError` where the answer is no. */
export interface Operation {
  id: VendorOperation | ((asked: Asked) => VendorOperation);
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  paths: string[];
  run(asked: Asked): { status: number; body?: unknown };
  /** The SRRIDs that the request is about, as far as it says so. */
  referencesOf(asked: Asked): string[];
}

export const toAsked = ({ params, query, body }: FastifyRequest): Asked => ({
  params: params as Asked['params'],
  query: query as Asked['query'],
  body,
});

function field(body: unknown, name: string): unknown {
  return typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[name] : undefined;
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const texts = (values: unknown[]): string[] => values.filter((value) => typeof value === 'string');
const srridOf = ({ body }: Asked): string[] => texts([field(body, 'SRRID')]);
const none = (): string[] => [];

/** All operations of the catalogue that are requests. */
export function createOperations(engine: Engine): Operation[] {
  const { queue, bulk, bills, mandates, messages, searches, store } = engine;
  const ofAtid = ({ params: { atid = '' } }: Asked): string[] => texts([queue.find(atid)?.srrid]);
  const ofMessage = ({ params: { id = '' } }: Asked): string[] => texts([store.communications.get(id)?.record.srrid]);

  return [
    {
      id: ({ body }) =>
        listOf(field(body, 'Communication')).length > 0
          ? 'accepteasy.bill.createWithCommunication'
          : 'accepteasy.bill.create',
      method: 'POST',
      paths: ['/v2/Bill', '/v2/Bill/'], // The page writes the second, too.
      run: ({ body }) => ({ status: 201, body: toBillView(queue.now(toNewBill(body))) }),
      referencesOf: srridOf,
    },
    {
      id: 'accepteasy.bill.createAsync',
      method: 'POST',
      paths: ['/v2/Bill/async'],
      run: ({ body }) => ({ status: 202, body: { ATID: queue.later(toNewBill(body)).atid } }),
      referencesOf: srridOf,
    },
    {
      id: 'accepteasy.bill.createBulk',
      method: 'POST',
      paths: ['/v2/Bill/bulk'],
      run: ({ body }) => ({ status: 202, body: bulk.add(toBulk(body)) }),
      referencesOf: ({ body }) => texts(listOf(field(body, 'Bills')).map((bill) => field(bill, 'SRRID'))),
    },
    {
      id: 'accepteasy.bill.bulkStatus',
      method: 'GET',
      paths: ['/v2/Bill/bulk/:bulkId/status'],
      run: ({ params: { bulkId = '' } }) => ({ status: 200, body: bulk.of(bulkId) }),
      referencesOf: none,
    },
    {
      id: 'accepteasy.bill.asyncStatus',
      method: 'GET',
      paths: ['/v2/Bill/:atid/status'],
      run: ({ params: { atid = '' } }) => ({ status: 200, body: toCreationView(queue.of(atid)) }),
      referencesOf: ofAtid,
    },
    {
      id: 'accepteasy.bill.get',
      method: 'GET',
      paths: ['/v2/Bill/:atid'],
      run({ params: { atid = '' } }) {
        const bill = store.billOf(atid);
        return { status: 200, body: { ...toBillView(bill), Events: toEventViews(bill) } };
      },
      referencesOf: ofAtid,
    },
    {
      id: 'accepteasy.bill.update',
      method: 'PATCH',
      paths: ['/v2/Bill/:atid'],
      run({ params: { atid = '' }, body }) {
        const bill = bills.update(atid, toUpdate(body));
        return { status: 200, body: { Status: 'Succeeded', Bill: toBillView(bill) } };
      },
      referencesOf: ofAtid,
    },
    {
      id: 'accepteasy.bill.paymentMethods',
      method: 'GET',
      paths: ['/v2/Bill/:atid/PaymentMethods'],
      run({ params: { atid = '' } }) {
        store.billOf(atid);
        return { status: 200, body: PAYMENT_METHODS };
      },
      referencesOf: ofAtid,
    },
    {
      id: 'accepteasy.search.bills',
      method: 'GET',
      paths: ['/v2/Search/Bill'],
      run: ({ query }) => ({ status: 200, body: searches.bills(query) }),
      referencesOf: ({ query: { paymentReference = '' } }) =>
        store.byReference(paymentReference).map(({ srrid }) => srrid),
    },
    {
      id: 'accepteasy.search.payments',
      method: 'GET',
      paths: ['/v2/Search/Payment'],
      run: ({ query }) => ({ status: 200, body: searches.payments(query) }),
      referencesOf: none,
    },
    {
      id: 'accepteasy.search.bounces',
      method: 'GET',
      paths: ['/v2/Search/Bounces'],
      run: ({ query }) => ({ status: 200, body: searches.bounces(query) }),
      referencesOf: none,
    },
    {
      id: 'accepteasy.communication.list',
      method: 'GET',
      paths: ['/v2/Bill/:atid/Communication'],
      run: ({ params: { atid = '' } }) => ({
        status: 200,
        body: store.billOf(atid).communications.map(toCommunicationView),
      }),
      referencesOf: ofAtid,
    },
    {
      id: 'accepteasy.communication.create',
      method: 'POST',
      paths: ['/v2/Bill/:atid/Communication'],
      run: ({ params: { atid = '' }, body }) => ({
        status: 201,
        body: messages.add(atid, toNewMessages(body)).map(toCommunicationView),
      }),
      referencesOf: ofAtid,
    },
    {
      id: 'accepteasy.communication.update',
      method: 'PATCH',
      paths: ['/v2/Communication/:id'],
      run: ({ params: { id = '' }, body }) => ({
        status: 200,
        body: toCommunicationView(messages.change(id, toMessageChange(body))),
      }),
      referencesOf: ofMessage,
    },
    {
      id: 'accepteasy.communication.delete',
      method: 'DELETE',
      paths: ['/v2/Communication/:id'],
      run({ params: { id = '' } }) {
        messages.drop(id);
        return { status: 204 };
      },
      referencesOf: ofMessage,
    },
    {
      id: 'accepteasy.mandate.create',
      method: 'POST',
      paths: ['/v2/Mandate'],
      run: ({ body }) => ({ status: 201, body: toMandateView(mandates.create(toNewMandate(body))) }),
      referencesOf: srridOf,
    },
  ];
}
