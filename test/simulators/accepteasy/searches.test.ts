import { describe, expect, test } from '@jest/globals';
import { after, DAY, HOUR, mail, startRig } from './support.js';

describe('bills', () => {
  test('are found by their exact payment reference, several under one, page by page', async () => {
    const rig = await startRig();
    for (const SRRID of ['A-1', 'A-2', 'A-3']) await rig.create({ SRRID });
    await rig.create({ SRRID: 'B-1', PaymentReference: '1234567' });
    const first = await rig.find('Bill?paymentReference=123456&count=2');
    expect(first.Bills.map(({ SRRID }) => SRRID)).toEqual(['A-1', 'A-2']);
    expect(first.SearchMetadata).toEqual({
      CompletedIn: expect.any(Number),
      Count: 2,
      Page: 1,
      TotalNumberOfResults: 3,
      NextResults: '?count=2&page=2&paymentReference=123456',
    });
    const second = await rig.find(`Bill${first.SearchMetadata.NextResults}`);
    expect(second.Bills.map(({ SRRID }) => SRRID)).toEqual(['A-3']);
    expect(second.SearchMetadata).not.toHaveProperty('NextResults');
    expect((await rig.find('Bill?paymentReference=none')).Bills).toEqual([]);
  });

  test('are listed without messages, and with an address of what was given only', async () => {
    const rig = await startRig();
    await rig.create({ Address: mail, Communication: [{ Channel: 'Email' }] });
    await rig.create({ SRRID: 'A-2' });
    const { Bills } = await rig.find('Bill');
    expect(Bills.map(({ Address }) => Address)).toEqual([mail, {}]);
    expect(Bills[0]).not.toHaveProperty('Communication');
    expect(Bills[0]).toMatchObject({ Amount: 12.99, Status: 'Open', ExpiryDate: '2018-03-03T09:00:00Z' });
  });
});

test('payments are found by the period in which they were made, and paying by hand is none', async () => {
  const rig = await startRig();
  await rig.create();
  await rig.create({ SRRID: 'A-2' });
  const { ATID } = await rig.create({ SRRID: 'A-3' });
  await rig.control.advance(HOUR);
  await rig.control.pay('A-2');
  await rig.control.advance(HOUR);
  await rig.control.pay('A-1');
  await rig.call('PATCH', `/v2/Bill/${ATID}`, { Status: 'Paid' });
  expect((await rig.find('Payment')).Bills).toMatchObject([
    { SRRID: 'A-2', Status: 'Paid', Amount: 12.99, PaymentDate: '2018-02-01T10:00:00Z' },
    { SRRID: 'A-1', Status: 'Paid', PaymentDate: '2018-02-01T11:00:00Z' },
  ]);
  const period = `paymentDateFrom=${after(HOUR + 1000)}&paymentDateTo=${after(DAY)}&type=Bills`;
  expect((await rig.find(`Payment?${period}`)).Bills).toMatchObject([{ SRRID: 'A-1' }]);
  expect((await rig.find(`Payment?paymentDateTo=${after(HOUR - 1000)}`)).Bills).toEqual([]);
});

test('bounces are found by the days on which they came in, the last day included', async () => {
  const rig = await startRig();
  await rig.control.plan([{ srrid: '*', do: 'bounce' }]);
  await rig.create({ Address: mail, Communication: [{ Channel: 'Email' }] });
  await rig.create({
    SRRID: 'A-2',
    Address: mail,
    Communication: [{ Channel: 'Email', ScheduledDate: '2018-02-03T23:58:00Z' }],
  });
  await rig.control.advance(5 * DAY);
  const found = async (query: string) => (await rig.find(`Bounces?type=Bills${query}`)).Bills.map(({ SRRID }) => SRRID);
  expect(await found('')).toEqual(['A-1', 'A-2']);
  expect(await found('&bounceDateFrom=2018-02-02&bounceDateTo=2018-02-03')).toEqual(['A-2']);
  expect(await found('&bounceDateFrom=2018-02-04')).toEqual([]);
  expect(await rig.find('Bounces?type=Mandates')).toMatchObject({ Bills: [], Mandates: [] });
});

test('a bounce names its message, unless the play says that it does not', async () => {
  const rig = await startRig();
  await rig.control.plan([
    { srrid: 'A-1', do: 'bounce' },
    { srrid: 'A-2', do: 'bounce', withoutId: true },
  ]);
  for (const SRRID of ['A-1', 'A-2']) await rig.create({ SRRID, Address: mail, Communication: [{ Channel: 'Email' }] });
  await rig.control.advance(DAY);
  const { Bills } = await rig.find('Bounces?type=Bills');
  const named = Bills.map(({ Bounce }) => typeof (Bounce as { CommunicationID?: unknown }).CommunicationID);
  expect(named).toEqual(['string', 'undefined']);
});

test.each([
  ['Bounces', 'type'],
  ['Bounces?type=Cards', 'type'],
  ['Bounces?type=Bills&bounceDateFrom=2018-02-30', 'bounceDateFrom'],
  ['Payment?paymentDateFrom=2018-02-01', 'paymentDateFrom'],
  ['Bill?page=0', 'page'],
  ['Bill?email=debtor@example.com', 'email'],
])('a search for %s is refused, and the answer names the parameter', async (query, named) => {
  const rig = await startRig();
  const { status, body } = await rig.call('GET', `/v2/Search/${query}`);
  expect([status, body.ERROR.Message]).toEqual([400, expect.stringContaining(named)]);
});
