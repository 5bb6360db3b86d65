import { describe, expect, test } from '@jest/globals';
import { repaired, samples } from './samples.js';
import { after, type BillView, billBody, DAY, effectsOf, startRig } from './support.js';

const GUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

describe('making a bill', () => {
  test.each([
    ['MINIMAL', '/v2/Bill', 201],
    ['MINIMAL', '/v2/Bill/', 201],
    ['WITH_MESSAGES', '/v2/Bill/', 201],
    ['WITH_MESSAGES', '/v2/Bill/async', 202],
    ['AMOUNT_SCHEME_RANGE', '/v2/Bill', 201],
    ['AMOUNT_SCHEME_LIST', '/v2/Bill', 201],
    ['NOTIFICATION_URL', '/v2/Bill', 201],
    ['COMMUNICATION_PLAN', '/v2/Bill', 201],
    ['BULK', '/v2/Bill/bulk', 202],
    ['MANDATE', '/v2/Mandate', 201],
  ] as const)('the documented request %s to %s is answered %i', async (name, path, status) => {
    const rig = await startRig();
    expect((await rig.call('POST', path, repaired(samples[name]))).status).toBe(status);
  });

  test('a body as the page prints it, with a trailing comma, is not JSON', async () => {
    const rig = await startRig();
    const { status, body } = await rig.call('POST', '/v2/Bill', samples.MINIMAL);
    expect([status, body]).toEqual([400, { ERROR: { Message: expect.any(String) } }]);
    expect(await rig.control.calls()).toMatchObject([{ operation: 'other', answered: 'bad-request', status: 400 }]);
  });

  test('the answer is the whole bill: cents went in, decimal euros come out, and what was not given is empty', async () => {
    const rig = await startRig();
    const { body } = await rig.call<BillView>('POST', '/v2/Bill', repaired(samples.MINIMAL));
    const id = body.ATID;
    expect(id).toMatch(GUID);
    expect(body).toEqual({
      ATID: id,
      SRRID: 'r180201090000000',
      AETemplateID: expect.stringMatching(GUID),
      PaymentReference: '123456',
      Amount: 12.99,
      Description: 'Payment from Chat',
      ExpiryDate: '2018-04-01T09:00:00Z',
      Status: 'Open',
      Address: { Email: '', PhoneNumber: '' },
      Communication: [],
      Links: {
        TransactionURL: `https://transaction.acceptemail.com/Landing?id=${id}&detail=true`,
        ShortURL: expect.stringMatching(/^http:\/\/trx\.ae\/[\w-]{22}$/),
        Images: {
          ImageURL1: `https://images.acceptemail.com/?id=${id}&Culture=nl-NL&part=1`,
          ImageURL2: `https://images.acceptemail.com/?id=${id}&Culture=nl-NL&part=2`,
        },
      },
      CreationDate: '2018-02-01T09:00:00Z',
    });
    expect(await rig.get(id)).toEqual({ ...body, Events: [] });
    expect(await rig.control.ledger({ effect: 'bill.created' })).toEqual([
      { seq: 1, at: '2018-02-01T09:00:00.000Z', effect: 'bill.created', reference: body.SRRID, id, amountMinor: 1299 },
    ]);
  });

  test('without an expiry date a bill can be paid for 90 days; two bills never get the same SRRID', async () => {
    const rig = await startRig();
    const bill = await rig.create({ ExpiryDate: undefined, SRRID: undefined });
    expect(bill.ExpiryDate).toBe('2018-05-02T09:00:00Z');
    expect((await rig.create({ SRRID: undefined })).SRRID).not.toBe(bill.SRRID);
  });

  test.each([
    ['no payment reference', { PaymentReference: undefined }, 'PaymentReference'],
    ['a payment reference of 37 characters', { PaymentReference: 'x'.repeat(37) }, 'PaymentReference'],
    ['a description of 33 characters', { Description: 'x'.repeat(33) }, 'Description'],
    ['an SRRID of 37 characters', { SRRID: 'x'.repeat(37) }, 'SRRID'],
    ['a decimal amount', { Amount: 12.99 }, 'Amount'],
    ['an amount in quotes', { Amount: '1299' }, 'Amount'],
    ['nothing to pay', { Amount: 0 }, 'Amount'],
    ['a name in the wrong case', { amount: 1299 }, 'amount'],
    ['an expiry date without time', { ExpiryDate: '2018-04-01' }, 'ExpiryDate'],
    ['an expiry date that is now', { ExpiryDate: '2018-02-01T09:00:00Z' }, 'APP0224'],
    ['an expiry date over a year ahead', { ExpiryDate: '2019-02-01T09:00:01Z' }, 'APP0225'],
    ['a mail address that is none', { Address: { Email: 'nobody' } }, 'Address.Email'],
    ['an unknown channel', { Communication: [{ Channel: 'Pigeon' }] }, 'Communication.0.Channel'],
    [
      'a condition in the spelling of the status',
      { Communication: [{ Channel: 'Text', PaymentStatus: 'CountDown' }] },
      'Communication.0.PaymentStatus',
    ],
    ['own messages and a plan', { Communication: [], CommunicationPlanId: 'p' }, 'CommunicationPlanId'],
    ['a value of 501 characters', { RecordData: { Name: 'x'.repeat(501) } }, 'RecordData.Name'],
    ['data named like a field', { RecordData: { Amount: '1' } }, 'RecordData.Amount'],
    [
      'two schemes of amounts',
      { AmountScheme: { List: [{ Amount: 5 }], Range: { MinimumAmount: 1, MaximumAmount: 2 } } },
      'AmountScheme',
    ],
  ])('a bill with %s is refused, and the answer names it', async (_, more, named) => {
    const rig = await startRig();
    const { status, body } = await rig.call('POST', '/v2/Bill', billBody(more));
    expect(status).toBe(400);
    expect(body.ERROR.Message).toContain(named);
    expect(await rig.control.ledger()).toEqual([]);
  });

  test('the limits themselves are allowed', async () => {
    const rig = await startRig();
    const limits = { PaymentReference: 'x'.repeat(36), Description: 'x'.repeat(32), SRRID: 'x'.repeat(36) };
    await rig.create({ ...limits, ExpiryDate: '2019-02-01T09:00:00Z' });
  });

  test('a used SRRID is refused by name, and nothing is made', async () => {
    const rig = await startRig();
    await rig.create();
    for (const path of ['/v2/Bill', '/v2/Bill/async']) {
      const { status, body } = await rig.call('POST', path, billBody());
      expect([status, body.ERROR.Message]).toEqual([400, 'SRRID A-1 is already used by another record.']);
    }
    expect(await rig.control.ledger({ effect: 'bill.created' })).toHaveLength(1);
  });
});

describe('access', () => {
  test.each([
    ['without credentials', ''],
    ['with a wrong key', `Basic ${Buffer.from('account:wrong').toString('base64')}`],
  ])('a request %s is answered 401', async (_, authorization) => {
    const rig = await startRig();
    const response = await rig.ask('POST', '/v2/Bill', billBody(), { authorization });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toContain('Basic');
    expect(await rig.control.ledger()).toEqual([]);
    expect(await rig.control.calls()).toMatchObject([{ answered: 'unauthorized', status: 401, reference: 'A-1' }]);
  });

  test('an unknown address is answered 404, another method on a known one 405', async () => {
    const rig = await startRig();
    expect((await rig.call('GET', '/v2/Invoice')).status).toBe(404);
    expect((await rig.call('DELETE', '/v2/Bill')).status).toBe(405);
    expect((await rig.call('GET', '/v2/Bill/00000000-0000-0000-0000-000000000000')).status).toBe(404);
  });
});

describe('the life of a bill', () => {
  test('an unpaid bill expires at its date, and not before', async () => {
    const rig = await startRig();
    const { ATID } = await rig.create();
    await rig.control.advance(30 * DAY - 1000);
    expect((await rig.get(ATID)).Status).toBe('Open');
    await rig.control.advance(1000);
    expect((await rig.get(ATID)).Status).toBe('Expired');
    expect(await rig.control.ledger({ effect: 'bill.expired' })).toMatchObject([
      { reference: 'A-1', id: ATID, at: after(30 * DAY), amountMinor: 1299 },
    ]);
    await expect(rig.control.pay('A-1')).rejects.toThrow('the bill is Expired');
  });

  test('the last days are the countdown, in which it can be paid', async () => {
    const rig = await startRig();
    const { ATID } = await rig.create({ CountdownDays: 3 });
    await rig.control.advance(27 * DAY);
    expect((await rig.get(ATID)).Status).toBe('CountDown');
    expect(await rig.control.pay('A-1')).toEqual({ atid: ATID, amountMinor: 1299 });
    await rig.control.advance(4 * DAY);
    expect((await rig.get(ATID)).Status).toBe('Paid');
  });

  test('a planned or reported payment does not expire, and becomes a payment once it is confirmed', async () => {
    const rig = await startRig();
    const planned = await rig.create();
    const reported = await rig.create({ SRRID: 'A-2' });
    await rig.control.act({ srrid: 'A-1', do: 'plan-payment' });
    await rig.control.act({ srrid: 'A-2', do: 'report-paid' });
    await rig.control.advance(31 * DAY);
    expect(await rig.get(planned.ATID)).toMatchObject({
      Status: 'Pending',
      PendingPaymentDate: '2018-02-01T09:00:00Z',
    });
    expect((await rig.get(reported.ATID)).Status).toBe('Done');
    await rig.control.pay('A-1');
    const paid = await rig.get(planned.ATID);
    expect([paid.Status, paid.Events?.map(({ Type }) => Type)]).toEqual(['Paid', ['Attempt', 'Attempt', 'Payment']]);
  });

  test('where a payment fails the bill is open again, and one whose time is over has expired', async () => {
    const rig = await startRig();
    const { ATID } = await rig.create();
    await expect(rig.control.act({ srrid: 'A-1', do: 'fail-payment' })).rejects.toMatchObject({ status: 409 });
    await rig.control.act({ srrid: 'A-1', do: 'plan-payment' });
    await rig.control.act({ srrid: 'A-1', do: 'fail-payment' });
    const open = await rig.get(ATID);
    expect(open.Status).toBe('Open');
    expect(open).not.toHaveProperty('PendingPaymentDate');
    await rig.control.act({ srrid: 'A-1', do: 'report-paid' });
    await rig.control.advance(31 * DAY);
    await rig.control.act({ srrid: 'A-1', do: 'fail-payment' });
    expect((await rig.get(ATID)).Status).toBe('Expired');
  });

  test('an open bill can be cancelled, once, and then neither paid nor expired', async () => {
    const rig = await startRig();
    const { ATID } = await rig.create();
    const { status, body } = await rig.call('PATCH', `/v2/Bill/${ATID}`, samples.UPDATE_STATUS);
    expect([status, body]).toMatchObject([
      200,
      { Status: 'Succeeded', Bill: { ATID, Amount: 12.99, Status: 'Canceled' } },
    ]);
    expect((await rig.call('PATCH', `/v2/Bill/${ATID}`, samples.UPDATE_STATUS)).status).toBe(400);
    await expect(rig.control.pay('A-1')).rejects.toThrow('the bill is Canceled');
    await rig.control.advance(31 * DAY);
    const effects = (await effectsOf(rig, 'A-1')).filter((effect) => effect.startsWith('bill.'));
    expect(effects).toEqual(['bill.created', 'bill.canceled']);
  });

  test.each([
    ['Expired', 200],
    ['Paid', 200],
    ['Open', 400],
    ['Cancelled', 400],
  ])('an open bill set to %s is answered %i', async (Status, status) => {
    const rig = await startRig();
    const { ATID } = await rig.create();
    expect((await rig.call('PATCH', `/v2/Bill/${ATID}`, { Status })).status).toBe(status);
    expect((await rig.get(ATID)).Status).toBe(status === 200 ? Status : 'Open');
    expect((await rig.find('Payment')).Bills).toEqual([]);
  });

  test('an address can be changed, each part by itself', async () => {
    const rig = await startRig();
    const { ATID } = await rig.create();
    await rig.call('PATCH', `/v2/Bill/${ATID}`, samples.UPDATE_ADDRESS);
    await rig.call('PATCH', `/v2/Bill/${ATID}`, { Address: { Email: 'other@example.com' } });
    expect((await rig.get(ATID)).Address).toEqual({ Email: 'other@example.com', PhoneNumber: '+31 20 000 00 00' });
    expect((await rig.call('PATCH', `/v2/Bill/${ATID}`, {})).status).toBe(400);
  });

  test('a bill can be paid by PayPal or iDEAL', async () => {
    const rig = await startRig();
    const { ATID } = await rig.create();
    const { body } = await rig.call('GET', `/v2/Bill/${ATID}/PaymentMethods`);
    expect(body).toMatchObject([
      { PaymentMethodName: 'PayPal' },
      { SubPaymentMethods: [{ SubPaymentMethodId: 'INGBNL2A' }] },
    ]);
  });

  test('a mandate is given by paying its first instalment', async () => {
    const rig = await startRig();
    const input = { ...JSON.parse(samples.MANDATE), SRRID: 'M-1' };
    const { body } = await rig.call('POST', '/v2/Mandate', input);
    expect(body).toMatchObject({ SRRID: 'M-1', Status: 'ToMandate', Amount: 54, FirstInstallment: 1, Address: {} });
    await rig.control.pay('M-1');
    const { Mandates } = await rig.find('Payment?type=Mandates');
    expect(Mandates).toMatchObject([{ SRRID: 'M-1', Status: 'Mandated' }]);
    expect((await rig.find('Bill')).Bills).toEqual([]);
    expect((await rig.call('POST', '/v2/Mandate', input)).status).toBe(400);
  });
});
