import { expect, test } from '@jest/globals';
import { json } from '../../support/vendor-server.js';
import { samples } from './samples.js';
import { inTurn, reading, startClient } from './support.js';

const { ID, OTHER_ID } = samples;
const period = { from: '2021-05-17T00:00:00.500Z', to: '2021-05-17T12:00:00.500Z' };

test('bills are searched by page, and the next page by the vendor’s own query', async () => {
  const { client, asked } = await startClient(inTurn(json(samples.foundBills), json(samples.foundBillsLast)));
  const first = await client.searchBills({ paymentReference: '1111222233334444', page: 1, count: 50 });
  expect(first).toMatchObject({ total: 2, items: [{ atid: ID, amountMinor: 1 }] });
  const next = `https://elsewhere.example/${first.next}`;
  expect(await client.searchBills({ next })).not.toHaveProperty('next');
  expect(asked()).toEqual([
    'GET /v2/Search/Bill?paymentReference=1111222233334444&page=1&count=50',
    'GET /v2/Search/Bill?count=50&page=2&paymentReference=1111222233334444',
  ]);
});

test('a bill is found by our key among all that share its reference, on whatever page', async () => {
  const pages = inTurn(json(samples.foundBills), json(samples.foundBillsLast));
  const look = async (paymentReference: string, srrid: string) => {
    const { client } = await startClient(pages);
    return client.findBill({ paymentReference, srrid });
  };
  expect(await look('1111222233334444', 'r180828113646597')).toMatchObject({ atid: OTHER_ID });
  const { client } = await startClient(json(samples.foundBillsLast));
  await expect(client.findBills('1111222233334444')).rejects.toMatchObject({ name: 'ContractBroken' });
  const whole = { Bills: samples.foundBillsLast.Bills, SearchMetadata: { TotalNumberOfResults: 1 } };
  const other = await startClient(json(whole));
  expect(await other.client.findBill({ paymentReference: '1111222233334444', srrid: 'B-1' })).toBeUndefined();
  expect(await other.client.findBills('11112222333344')).toEqual([]);
});

test('half a list is no answer: pages in a circle, short of their total, or without a list break the contract', async () => {
  for (const body of [
    samples.foundBills, // The same next page for ever.
    { ...samples.foundBillsLast },
    { SearchMetadata: { TotalNumberOfResults: 1 } },
    { SearchMetadata: {} },
    {},
  ]) {
    const { client } = await startClient(json(body));
    await expect(client.findBills('1111222233334444')).rejects.toMatchObject({
      name: 'ContractBroken',
      operation: 'search.bills',
    });
  }
  const { client } = await startClient(json({ Bills: null, SearchMetadata: { TotalNumberOfResults: 0 } }));
  expect(await client.findBills('1111222233334444')).toEqual([]);
});

test('payments and bounces are searched by period, in the outer seconds and days', async () => {
  const payments = { Bills: [samples.bill], SearchMetadata: { TotalNumberOfResults: 1 } };
  const { client, asked } = await startClient(
    inTurn(json(payments), json(samples.foundMandates), json(samples.bounces), json(samples.foundMandates)),
  );
  expect(await client.findPayments(period)).toEqual([reading]);
  expect(await client.findPayments({ ...period, type: 'Mandates' })).toMatchObject([{ status: 'Mandated' }]);
  const [bounced] = await client.findBounces(period);
  expect(bounced).toMatchObject({
    atid: ID,
    email: 'wrong@example.com',
    bounce: {
      receivedAt: '2021-05-17T12:09:46.000Z',
      communicationId: '50510b17-f81e-441c-82ec-d60a2f16863e',
      statusCode: '5.1.1',
      message: 'smtp;550 5.4.1 Recipient address rejected: …',
    },
  });
  await expect(client.searchBounces({ ...period, type: 'Mandates' })).rejects.toMatchObject({
    name: 'ContractBroken',
    path: 'Mandates.0.Bounce',
  });
  const outer = 'paymentDateFrom=2021-05-17T00%3A00%3A00Z&paymentDateTo=2021-05-17T12%3A00%3A01Z';
  const days = 'bounceDateFrom=2021-05-17&bounceDateTo=2021-05-18';
  expect(asked()).toEqual([
    `GET /v2/Search/Payment?${outer}&type=Bills`,
    `GET /v2/Search/Payment?${outer}&type=Mandates`,
    `GET /v2/Search/Bounces?type=Bills&${days}`,
    `GET /v2/Search/Bounces?type=Mandates&${days}`,
  ]);
});

test('several bounces of one bill are several', async () => {
  const [first] = samples.bounces.Bills;
  const second = { ...first, Bounce: { DateReceived: '2021-05-17T13:00:00Z' } };
  const { client } = await startClient(json({ Bills: [first, second, first], SearchMetadata: null }));
  expect((await client.findBounces(period)).map(({ bounce }) => bounce.receivedAt)).toEqual([
    '2021-05-17T12:09:46.000Z',
    '2021-05-17T13:00:00.000Z',
  ]);
});
