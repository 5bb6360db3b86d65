import { expect, test } from '@jest/globals';
import type { AccepteasyClient, NewBill, NewMandate } from '../../../src/vendors/accepteasy/client.js';
import { json, reset, text } from '../../support/vendor-server.js';
import { samples } from './samples.js';
import { bill, startClient } from './support.js';

const { ID } = samples;
const mandate: NewMandate = { srrid: 'M-1', paymentReference: '123456', description: 'my description' };
const period = { from: '2021-05-17T00:00:00Z', to: '2021-05-18T00:00:00Z' };
const email = { channel: 'Email' };

type Call = (client: AccepteasyClient) => Promise<unknown>;

/** Every operation of the catalogue, what a lost answer makes of it, and a gateway that says that it is away. */
const operations: [string, Call, string, string][] = [
  ['bill.create', (client) => client.createBill(bill), 'OutcomeUnknown', 'Unavailable'],
  [
    'bill.createWithCommunication',
    (client) => client.createBill({ ...bill, communications: [email] }),
    'OutcomeUnknown',
    'Unavailable',
  ],
  ['bill.createAsync', (client) => client.createBillAsync(bill), 'OutcomeUnknown', 'Unavailable'],
  ['bill.asyncStatus', (client) => client.getBillStatus(ID), 'Unavailable', 'Unavailable'],
  ['bill.get', (client) => client.getBill(ID), 'Unavailable', 'Unavailable'],
  ['bill.update', (client) => client.updateBill(ID, { status: 'Canceled' }), 'Unavailable', 'Unavailable'],
  ['bill.createBulk', (client) => client.createBills([bill]), 'OutcomeUnknown', 'Unavailable'],
  ['bill.bulkStatus', (client) => client.getBulkStatus(ID), 'Unavailable', 'Unavailable'],
  ['bill.paymentMethods', (client) => client.listPaymentMethods(ID), 'Unavailable', 'Unavailable'],
  ['search.bills', (client) => client.findBill(bill), 'Unavailable', 'Unavailable'],
  ['search.payments', (client) => client.findPayments(period), 'Unavailable', 'Unavailable'],
  ['search.bounces', (client) => client.findBounces(period), 'Unavailable', 'Unavailable'],
  ['communication.list', (client) => client.listCommunications(ID), 'Unavailable', 'Unavailable'],
  ['communication.create', (client) => client.createCommunication(ID, email), 'OutcomeUnknown', 'Unavailable'],
  ['communication.update', (client) => client.updateCommunication(ID, email), 'Unavailable', 'Unavailable'],
  ['communication.delete', (client) => client.deleteCommunication(ID), 'Unavailable', 'Unavailable'],
  ['mandate.create', (client) => client.createMandate(mandate), 'OutcomeUnknown', 'OutcomeUnknown'],
];

test.each(operations)('%s names its failure by what it does at the vendor', async (operation, call, lost, away) => {
  for (const [respond, name] of [
    [reset, lost],
    [json({}, 500), lost],
    [text('', 503), away],
    [json({}, 401), 'Unauthorized'],
    [json({}, 403), 'Unauthorized'],
    [json({}, 429), 'RateLimited'],
    [json({ ERROR: { Message: 'APP0224 - Expiry date must be in the future.' } }, 400), 'Invalid'],
    [json({ ERROR: { Message: 'APP0224 - Expiry date must be in the future.' } }), 'Invalid'],
    [text('no such method', 405), 'Invalid'],
  ] as const) {
    const { client } = await startClient(respond);
    await expect(call(client)).rejects.toMatchObject({ name, operation, vendor: 'accepteasy' });
  }
});

test('a refusal says why, with any status, and repeats nothing of a person or of the credentials', async () => {
  const basic = Buffer.from('account:secret-key').toString('base64');
  const Message = `APP0300 - Example at debtor@example.com is unknown, secret-key and ${basic} too`;
  for (const ERROR of [{ Message }, Message])
    for (const status of [200, 400]) {
      const { client } = await startClient(json({ ERROR }, status));
      const refused = client.createBill({ ...bill, email: 'debtor@example.com', recordData: { Name: 'Example' } });
      const said = await refused.catch((error: Error) => error.message);
      expect(said).toMatch(/^accepteasy bill\.create: .*APP0300 - … at … is unknown/);
      expect(said).not.toMatch(/example|secret-key/i);
      expect(said).not.toContain(basic);
    }
});

test('a bill that is not there is told by its status', async () => {
  const { client } = await startClient(json({}, 404));
  await expect(client.getBill(ID)).rejects.toMatchObject({ name: 'Invalid', status: 404 });
});

test('all faults of a bill are listed at once, without its values, and nothing is sent', async () => {
  const { client, received } = await startClient(json({}));
  const wrong: NewBill = {
    srrid: 's'.repeat(37),
    paymentReference: 'r'.repeat(17),
    description: 'd'.repeat(33),
    amountMinor: 0.5,
    expiresAt: '2018-04-01',
    communications: [{ channel: '', scheduledAt: 'soon' }],
    communicationPlanId: 'plan',
    partialPaymentPlanId: 'parts',
    countdownDays: -1,
    recordData: { Letter: 'x'.repeat(501), description: 'mine' },
    amountScheme: { kind: 'Range', minimumMinor: 2, maximumMinor: 1 },
  };
  const error = await client.createBill(wrong).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: 'Invalid', operation: 'bill.createWithCommunication' });
  expect(
    String((error as Error).message)
      .split(': ')
      .slice(1)
      .join(': ')
      .split('; '),
  ).toEqual([
    'PaymentReference has 17 characters, 16 is the most',
    'Description has 33 characters, 32 is the most',
    'SRRID has 37 characters, 36 is the most',
    'Amount must be whole cents, not below 0',
    'ExpiryDate must be an RFC 3339 instant, as 2026-03-02T09:00:00Z',
    'Communication[0].Channel is empty',
    'Communication[0].ScheduledDate must be an RFC 3339 instant, as 2026-03-02T09:00:00Z',
    'AmountScheme.Range has its minimum above its maximum',
    'RecordData.Letter has 501 characters, 500 is the most',
    'RecordData.description has the name of a field of the bill',
    'CountdownDays must be a whole number, not below 0',
    'CommunicationPlanId must not stand together with Communication',
    'PartialPaymentPlanID must not stand together with Communication or CommunicationPlanId',
  ]);
  expect(received).toEqual([]);
});

test('what is just as long as it may be is sent', async () => {
  const { client, received } = await startClient(json(samples.bill, 201));
  await client.createBill({
    ...bill,
    srrid: 's'.repeat(36),
    paymentReference: 'r'.repeat(16),
    description: 'd'.repeat(32),
    recordData: { Letter: 'x'.repeat(500) },
  });
  await client.createMandate({ ...mandate, mandateReference: 'm'.repeat(35) });
  expect(received).toHaveLength(2);
});

test.each<[string, Call, RegExp]>([
  ['an empty reference', (client) => client.createBillAsync({ ...bill, paymentReference: ' ' }), /Reference is empty/],
  ['no bills at all', (client) => client.createBills([]), /Bills must not be empty/],
  [
    'the faults of many bills',
    (client) => client.createBills([bill, { ...bill, description: '' }, { ...bill, srrid: 'B-2', amountMinor: -1 }]),
    /Bills\[1\]\.Description is empty; Bills\[1\]\.SRRID is the same as that of Bills\[0\]; Bills\[2\]\.Amount must/,
  ],
  [
    'an amount to choose that is none',
    (client) =>
      client.createBill({ ...bill, amountScheme: { kind: 'List', options: [{ label: 'a', amountMinor: 0.1 }] } }),
    /AmountScheme\.List\[0\]\.Amount must be whole cents/,
  ],
  [
    'the faults of a mandate',
    (client) => client.createMandate({ ...mandate, mandateReference: 'm'.repeat(36), maximumAmountMinor: 1.5 }),
    /MandateReference has 36 characters, 35 is the most; MaximumAmount must be whole cents/,
  ],
  ['an update of nothing', (client) => client.updateBill(ID, { email: ' ' }), /nothing to change/],
  ['a change of nothing', (client) => client.updateCommunication(ID, {}), /nothing to change/],
  ['a message without a channel', (client) => client.createCommunication(ID, { channel: '' }), /Channel is empty/],
  ['a message at no time', (client) => client.updateCommunication(ID, { scheduledAt: 'x' }), /ScheduledDate must be/],
  ['an id that leads elsewhere', (client) => client.getBill('../Search/Bill'), /ATID must be an id/],
  ['an id of a message that does', (client) => client.deleteCommunication('..'), /communicationId must be an id/],
  ['a page below the first', (client) => client.searchBills({ page: 0 }), /page and count must be/],
  ['a bound that is no instant', (client) => client.searchPayments({ ...period, to: '2021-05-18' }), /RFC 3339/],
  ['a day for an instant', (client) => client.findBounces({ ...period, from: '2021-05-18' }), /RFC 3339/],
])('%s is refused before anything is sent', async (_, call, fault) => {
  const { client, received } = await startClient(json({}));
  await expect(call(client)).rejects.toMatchObject({ name: 'Invalid', message: expect.stringMatching(fault) });
  expect(received).toEqual([]);
});
