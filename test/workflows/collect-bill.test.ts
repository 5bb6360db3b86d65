import { expect, test } from '@jest/globals';
import { startBillFlow } from '../support/bill-flow.js';
import { SAID } from '../support/fixtures.js';
import { until } from '../support/until.js';

const flow = startBillFlow();

test('a bill is made under our own SRRID, its message goes out, and its payment closes it', async () => {
  const { incasso, control, bill, stage, effects } = await flow;
  await incasso.bills.submit(bill('B-1'));
  const open = await stage('B-1', 'open');
  expect(open).toMatchObject({ outcome: null, srrid: 'B-1', paid: { minor: 0 }, owed: { minor: 12_99 } });
  expect(open.nextAction).toBe('read whether the bill was paid or has expired');
  await control.pay('B-1');
  const paid = await incasso.bills.result('B-1');
  expect(paid).toMatchObject({ outcome: 'paid', reason: null, paid: { minor: 12_99 }, owed: { minor: 0 } });
  expect(paid.payments).toMatchObject([{ id: `${paid.atid}:Paid`, amount: { minor: 12_99 }, source: 'bill' }]);
  expect(paid.contacts).toMatchObject([{ channel: 'Email', result: 'Sent' }]);
  expect(await effects('B-1')).toEqual(['bill.created', 'communication.sent', 'bill.paid']);
});

test('a queued bill is open once the vendor has made it', async () => {
  const { incasso, bill, stage, effects } = await flow;
  await incasso.bills.submit(bill('B-2', { async: true }));
  await stage('B-2', 'open');
  expect(await effects('B-2')).toEqual(['bill.created', 'communication.sent']);
});

test('a queued bill that the vendor cannot make ends with its message', async () => {
  const { incasso, control, bill } = await flow;
  await control.plan([{ srrid: 'B-3', do: 'fail-creation', message: 'APP0300 - Invalid banner template reference' }]);
  await incasso.bills.submit(bill('B-3', { async: true }));
  expect(await incasso.bills.result('B-3')).toMatchObject({
    outcome: 'failed',
    atid: null,
    error: { code: 'APP0300', message: 'Invalid banner template reference' },
    reason: 'AcceptEasy would not make the bill: Invalid banner template reference',
  });
});

test('a bill that is cancelled is cancelled at the vendor, and what it had planned is gone', async () => {
  const { incasso, control, bill, day, stage, effects } = await flow;
  const communications = [
    { channel: 'Email' },
    { channel: 'Text', scheduledAt: `${day(7)}T09:00:00Z` },
    { channel: 'Email', paymentStatus: 'Open', scheduledAt: `${day(10)}T09:00:00Z` },
  ];
  await incasso.bills.submit(bill('B-5', { communications }));
  await stage('B-5', 'open');
  await incasso.bills.cancel('B-5', SAID);
  expect(await incasso.bills.result('B-5')).toMatchObject({ outcome: 'cancelled', reason: SAID.why });
  const dropped = ['communication.deleted', 'communication.deleted'];
  expect(await effects('B-5')).toEqual(['bill.created', 'communication.sent', 'bill.canceled', ...dropped]);
  expect((await control.bills('B-5'))[0]).toMatchObject({ status: 'Canceled' });
});

test('a hold withdraws what is planned, and what is still due is planned again', async () => {
  const { incasso, control, bill, day, stage } = await flow;
  const communications = [
    { channel: 'Text', template: 'first', scheduledAt: `${day(7)}T09:00:00Z` },
    { channel: 'Email', template: 'second', paymentStatus: 'Open', scheduledAt: `${day(10)}T09:00:00Z` },
  ];
  await incasso.bills.submit(bill('B-6', { communications }));
  await stage('B-6', 'open');
  expect(await incasso.bills.hold('B-6', { until: day(5), ...SAID })).toMatchObject({ stage: 'held' });
  await until('nothing is planned', async () => (await control.communications('B-6')).length === 0);
  await incasso.bills.resume('B-6', SAID);
  await until('all is planned', async () => (await control.communications('B-6')).length === 2);
  expect(await control.communications('B-6')).toMatchObject([
    { channel: 'Text', template: 'first', status: 'Pending', scheduledAt: `${day(7)}T09:00:00.000Z` },
    { channel: 'Email', template: 'second', status: 'Pending', scheduledAt: `${day(10)}T09:00:00.000Z` },
  ]);
});

test('a mail that comes back is followed by a text message, and the mails after it are', async () => {
  const { incasso, control, bill, day, effects } = await flow;
  await control.plan([{ srrid: 'B-7', do: 'bounce', channel: 'Email' }]);
  const communications = [
    { channel: 'Email' },
    { channel: 'Email', paymentStatus: 'Open', scheduledAt: `${day(7)}T09:00:00Z` },
  ];
  await incasso.bills.submit(bill('B-7', { communications }));
  await until('the text', async () =>
    (await control.communications('B-7')).some(({ channel, status }) => channel === 'Text' && status === 'Sent'),
  );
  expect(await control.communications('B-7')).toMatchObject([
    { channel: 'Email', status: 'Sent' },
    { channel: 'Text', status: 'Pending' },
    { channel: 'Text', status: 'Sent' },
  ]);
  expect(await effects('B-7')).toContain('communication.bounced');
});
