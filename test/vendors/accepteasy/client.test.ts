import { expect, test } from '@jest/globals';
import { json, text } from '../../support/vendor-server.js';
import { printed, repaired, samples } from './samples.js';
import { bill, inTurn, reading, startClient } from './support.js';

const { ID, OTHER_ID, BULK_ID } = samples;
test('a bill goes out as the page prints it, under our own key, and comes back in cents', async () => {
  const { client, received, asked, bodies } = await startClient(json(samples.bill, 201));
  expect(await client.createBill(bill)).toEqual(reading);
  expect(asked()).toEqual(['POST /v2/Bill']);
  expect(bodies()[0]).toEqual({ ...repaired(printed.minimal), SRRID: 'B-1' });
  const basic = `Basic ${Buffer.from('account:secret-key').toString('base64')}`;
  expect(received[0]?.headers).toMatchObject({ authorization: basic, 'content-type': 'application/json' });
});

test('a bill plans its messages ahead, with the phone number without spaces', async () => {
  const { client, asked, bodies } = await startClient(json(samples.bill, 201));
  await client.createBill({
    ...bill,
    description: 'MonthlyInvoice',
    expiresAt: '2018-02-28T23:59:59Z',
    email: 'contact@example.com',
    phoneNumber: '+31 20 000\u00a000 20',
    communications: [
      { channel: 'Email', template: 'initialPaymentRequest', scheduledAt: '2018-02-05T10:11:22Z' },
      {
        channel: 'Text',
        paymentStatus: 'Open',
        template: 'preminderText',
        scheduledAt: '2018-02-12T16:11:22+01:00',
      },
      { channel: 'Email', paymentStatus: 'Open', template: 'finalPreminder', scheduledAt: '2018-02-25T10:11:22Z' },
    ],
    recordData: { RecipientDisplayName: 'Example', AccountNumber: '19282489' },
  });
  const page = repaired(printed.withCommunication);
  const Address = { Email: 'contact@example.com', PhoneNumber: '+31200000020' };
  expect(asked()).toEqual(['POST /v2/Bill']);
  expect(bodies()[0]).toEqual({ ...page, Address, SRRID: 'B-1' });
});

test('what is documented outside the page goes out in the vendor’s spelling', async () => {
  const { client, bodies } = await startClient(json(samples.bill, 201));
  const options = [{ label: 'Option 1', amountMinor: 5_00 }];
  const contents = new Uint8Array([0x25, 0x50, 0x44, 0x46, 0xff]).subarray(1);
  await client.createBill({ ...bill, amountScheme: { kind: 'Range', minimumMinor: 5_00, maximumMinor: 20_00 } });
  await client.createBill({ ...bill, amountScheme: { kind: 'List', options } });
  await client.createBill({ ...bill, amountScheme: { kind: 'MultiSelectList', options } });
  await client.createBill({
    ...bill,
    templateId: samples.bill.AETemplateID,
    countdownDays: 3,
    communicationPlanId: 'plan',
    paidUrl: 'https://hooks.example/paid',
    returnBannerOpenUrl: 'https://shop.example/open',
    returnBannerPaidUrl: 'https://shop.example/paid',
    attachment: { fileName: 'invoice.pdf', contents },
  });
  await client.createBill({ ...bill, partialPaymentPlanId: 'parts', email: '', phoneNumber: ' ', communications: [] });
  const List = [{ Amount: 500, Label: 'Option 1' }];
  const plain = { ...repaired(printed.minimal), SRRID: 'B-1' };
  expect(bodies()).toEqual([
    { ...plain, AmountScheme: { Range: { MaximumAmount: 2000, MinimumAmount: 500 } } },
    { ...plain, AmountScheme: { List } },
    { ...plain, AmountScheme: { MultiSelectList: List } },
    {
      ...plain,
      AETemplateID: samples.bill.AETemplateID,
      CountdownDays: 3,
      CommunicationPlanId: 'plan',
      NotificationURLs: { PaidURL: 'https://hooks.example/paid' },
      Extras: {
        ReturnBannerOpenURL: 'https://shop.example/open',
        ReturnBannerPaidURL: 'https://shop.example/paid',
      },
      Attachment: { filename: 'invoice.pdf', binary: 'UERG/w==' },
    },
    { ...plain, PartialPaymentPlanID: 'parts' },
  ]);
});

test('a queued bill is only a key, until its status says what became of it', async () => {
  const { client, asked, bodies } = await startClient(
    inTurn(
      json(samples.queued, 202),
      json(samples.processing),
      json(samples.creationSucceeded),
      json(samples.creationFailed),
    ),
  );
  expect(await client.createBillAsync(bill)).toEqual({ atid: ID });
  const about = { atid: ID, srrid: 'B-1', paymentReference: '123456' };
  expect(await client.getBillStatus(ID)).toEqual({ ...about, status: 'Processing' });
  expect(await client.getBillStatus(ID)).toEqual({ ...about, status: 'CreationSucceeded' });
  expect(await client.getBillStatus(ID)).toEqual({
    ...about,
    status: 'CreationFailed',
    error: { code: 'APP0224', message: 'Expiry date must be in the future.' },
  });
  expect(asked().slice(0, 2)).toEqual(['POST /v2/Bill/async', `GET /v2/Bill/${ID}/status`]);
  expect(bodies()[0]).toEqual({ ...repaired(printed.minimal), SRRID: 'B-1' });
});

test.each([
  ['absent', undefined, undefined],
  ['null', null, undefined],
  ['an object', { Message: 'APP0225 - Too late.' }, { code: 'APP0225', message: 'Too late.' }],
  ['an object with a code', { Message: 'Too late.', Code: 'APP0225' }, { code: 'APP0225', message: 'Too late.' }],
  ['a text', 'APP0225 - Too late.', { code: 'APP0225', message: 'Too late.' }],
])('the reason of a status may be %s', async (_, ERROR, error) => {
  const { client } = await startClient(json({ ATID: ID, STATUS: 'CreationFailed', ERROR }));
  expect((await client.getBillStatus(ID)).error).toEqual(error);
});

test('a bill is read as it is now, with what happened on its pages and nothing of who it was', async () => {
  const paid = { ...samples.bill, Status: 'Paid', AccountHolder: 'Jan Example', RecordEvents: samples.events };
  const { client, asked } = await startClient(json(paid));
  const read = await client.getBill(ID);
  expect(read).toEqual({
    ...reading,
    status: 'Paid',
    events: [
      { type: 'View', at: '2019-07-03T08:29:05.167Z', status: 'Open' },
      { type: 'Payment', at: '2019-07-03T08:30:35.227Z', status: 'Paid' },
    ],
  });
  expect(asked()).toEqual([`GET /v2/Bill/${ID}`]);
});

test.each([
  ['Countdown', 'CountDown'],
  ['CANCELLED', 'Canceled'],
  ['Canceled', 'Canceled'],
  ['Disputed', 'Disputed'],
])('the status %s is %s', async (said, status) => {
  const { client } = await startClient(json({ ...samples.bill, Status: said }));
  expect((await client.getBill(ID)).status).toBe(status);
});

test('what we do not need may be missing or odd', async () => {
  const { ATID, SRRID, PaymentReference, Status } = samples.bill;
  const bare = { ATID, SRRID, PaymentReference, Status, Amount: '12.90' };
  const odd = { Address: 'none', Links: null, Description: null, CreationDate: 'soon', AETemplateID: {}, Events: [{}] };
  const { client } = await startClient(inTurn(json(bare), json({ ...bare, ...odd })));
  const read = { atid: ID, srrid: SRRID, paymentReference: '123456', amountMinor: 12_90, status: 'Open', events: [] };
  expect(await client.getBill(ID)).toEqual(read);
  expect(await client.getBill(ID)).toEqual(read);
});

test('addresses and the times of a bill are read where they are given', async () => {
  const Address = { Email: 'debtor@example.com', PhoneNumber: '+31200000020' };
  const dates = { CreationDate: '2018-03-01T09:00:00.1234567Z', PendingPaymentDate: '2018-03-02T09:00:00+01:00' };
  const { client } = await startClient(json({ ...samples.bill, Address, ...dates }));
  expect(await client.getBill(ID)).toMatchObject({
    email: 'debtor@example.com',
    phoneNumber: '+31200000020',
    createdAt: '2018-03-01T09:00:00.123Z',
    pendingPaymentAt: '2018-03-02T08:00:00.000Z',
  });
});

test('an update says what became of it, and of the bill', async () => {
  const { client, asked, bodies } = await startClient(
    inTurn(json(samples.updated), json({ Status: 'Ignored', Bill: null })),
  );
  const update = await client.updateBill(ID, { status: 'Canceled' });
  expect(update).toEqual({ result: 'Succeeded', bill: { ...reading, status: 'Canceled' } });
  expect(await client.updateBill(ID, { email: 'a@example.com', phoneNumber: '+31 20' })).toEqual({ result: 'Ignored' });
  expect(asked()).toEqual([`PATCH /v2/Bill/${ID}`, `PATCH /v2/Bill/${ID}`]);
  expect(bodies()).toEqual([{ Status: 'Canceled' }, { Address: { Email: 'a@example.com', PhoneNumber: '+3120' } }]);
});

test('many bills go out in one request, whose status names each of them', async () => {
  const { client, asked, bodies } = await startClient(
    inTurn(json(samples.queuedBulk, 202), json(samples.bulkProcessing), json(samples.bulkPartly)),
  );
  expect(await client.createBills([bill, { ...bill, srrid: 'B-2' }])).toEqual({ bulkId: BULK_ID });
  expect(await client.getBulkStatus(BULK_ID)).toEqual({ bulkId: BULK_ID, status: 'Processing', bills: [] });
  expect(await client.getBulkStatus(BULK_ID)).toMatchObject({
    status: 'ProcessingCompleted',
    bills: [
      { status: 'CreationFailed', paymentReference: '123457', error: { message: expect.stringContaining('banner') } },
      { status: 'CreationSucceeded', atid: OTHER_ID, srrid: 'r220701081428282' },
    ],
  });
  expect(asked().slice(0, 2)).toEqual(['POST /v2/Bill/bulk', `GET /v2/Bill/bulk/${BULK_ID}/status`]);
  expect(bodies()[0]).toMatchObject({ Bills: [{ SRRID: 'B-1' }, { SRRID: 'B-2' }] });
});

test('the ways to pay are listed, with the banks below them', async () => {
  const { client, asked } = await startClient(json(samples.paymentMethods));
  expect(await client.listPaymentMethods(ID)).toMatchObject([
    { name: 'PayPal', subMethods: [] },
    { name: 'iDEAL', subMethods: [{ id: 'INGBNL2A', name: 'ING' }] },
  ]);
  expect(asked()).toEqual([`GET /v2/Bill/${ID}/PaymentMethods`]);
});

test('messages are listed in whatever list they come, planned, changed, and dropped', async () => {
  const { client, asked, bodies } = await startClient(
    inTurn(
      json(samples.communications),
      json({ ATID: ID, Communication: [{ communicationId: 'C-7', Status: 'canceled' }] }),
      text('', 201),
      json({}),
      text('', 204),
      json({}, 404),
    ),
  );
  const { CommunicationID } = samples.communications[0] as { CommunicationID: string };
  expect(await client.listCommunications(ID)).toEqual([
    {
      id: CommunicationID,
      status: 'Pending',
      channel: 'Text',
      template: 'preminderText',
      paymentStatus: 'Open',
      scheduledAt: '2018-02-12T15:11:22.000Z',
    },
  ]);
  expect(await client.listCommunications(ID)).toEqual([{ id: 'C-7', status: 'Cancelled' }]);
  await client.createCommunication(ID, { channel: 'Text', scheduledAt: '2018-02-12T15:11:22Z' });
  await client.updateCommunication(CommunicationID, { scheduledAt: '2018-02-13T15:11:22Z' });
  expect(await client.deleteCommunication(CommunicationID)).toBe('deleted');
  expect(await client.deleteCommunication(CommunicationID)).toBe('absent');
  expect(asked().slice(1, 5)).toEqual([
    `GET /v2/Bill/${ID}/Communication`,
    `POST /v2/Bill/${ID}/Communication`,
    `PATCH /v2/Communication/${CommunicationID}`,
    `DELETE /v2/Communication/${CommunicationID}`,
  ]);
  expect(bodies().slice(2, 5)).toEqual([
    { Communication: [{ Channel: 'Text', ScheduledDate: '2018-02-12T15:11:22Z' }] },
    { ScheduledDate: '2018-02-13T15:11:22Z' },
    undefined,
  ]);
});

test('a mandate goes out in cents, and comes back in cents of both kinds', async () => {
  const { client, asked, bodies } = await startClient(json(samples.mandate, 201));
  const made = await client.createMandate({
    srrid: 'M-1',
    paymentReference: '123456',
    description: 'my description',
    email: 'contact@example.com',
    sequenceType: 'OneOff',
    validUntil: '2020-05-24T11:10:17.7245913Z',
    amountType: 'Maximum',
    maximumAmountMinor: 54_00,
    communications: [{ channel: 'Email', messageStatus: 'All', mandateStatus: 'All' }],
  });
  expect(made).toMatchObject({ atid: ID, amountMinor: 12_95, firstInstallmentMinor: 1, status: 'ToMandate' });
  expect(asked()).toEqual(['POST /v2/Mandate']);
  expect(bodies()[0]).toEqual({
    SRRID: 'M-1',
    PaymentReference: '123456',
    Description: 'my description',
    Address: { Email: 'contact@example.com' },
    SequenceType: 'OneOff',
    ToDate: '2020-05-24T11:10:17Z',
    AmountType: 'Maximum',
    MaximumAmount: 5400,
    Communication: [{ Channel: 'Email', MessageStatus: 'All', MandateStatus: 'All' }],
  });
});

test.each([
  { what: 'an amount with a part of a cent', item: { Amount: 12.999 }, path: 'Amount' },
  { what: 'a missing amount', item: { Amount: undefined }, path: 'Amount' },
  { what: 'a negative amount', item: { Amount: -1 }, path: 'Amount' },
  { what: 'a number for a key', item: { ATID: 42 }, path: 'ATID' },
  { what: 'a missing key', item: { SRRID: null }, path: 'SRRID' },
  { what: 'a missing status', item: { Status: '' }, path: 'Status' },
  { what: 'a day for an instant', item: { ExpiryDate: '01-04-2018' }, path: 'ExpiryDate' },
])('$what in a reading breaks the contract and is named', async ({ item, path }) => {
  const { client } = await startClient(json({ ...samples.bill, ...item }));
  await expect(client.getBill(ID)).rejects.toMatchObject({ name: 'ContractBroken', path });
});

test('an effect whose answer does not fit is not done again unasked', async () => {
  const { client } = await startClient(json({ ...samples.bill, Amount: 'free' }, 201));
  await expect(client.createBill(bill)).rejects.toMatchObject({ name: 'OutcomeUnknown', path: 'Amount' });
});

test('a message without a key breaks the contract: it could not be dropped', async () => {
  const { client } = await startClient(json([{ Channel: 'Email', Status: 'Pending' }]));
  await expect(client.listCommunications(ID)).rejects.toMatchObject({
    name: 'ContractBroken',
    path: '0.CommunicationID',
  });
});
