import { describe, expect, test } from '@jest/globals';
import { REPEAT_OFFSETS_MS } from '../../../src/simulators/accepteasy/webhooks.js';
import { after, DAY, HOUR, MINUTE, SECOND, startRig, statusesOf, type TestRig } from './support.js';

/** A bill of whose creation the receiver knows already. */
async function withBill(options: Parameters<typeof startRig>[0] = {}): Promise<TestRig> {
  const rig = await startRig(options);
  await rig.create();
  await rig.control.quiet();
  rig.received.length = 0;
  return rig;
}

test('a payment is told with the ids of the bill and without an amount, under the credentials of the receiver', async () => {
  const rig = await withBill();
  const { atid } = await rig.control.pay('A-1');
  await rig.control.quiet();
  const body = { ATID: atid, ERROR: null, PaymentReference: '123456', SRRID: 'A-1', STATUS: 'Paid' };
  expect(rig.received.map((webhook) => webhook.body)).toEqual([body]);
  expect(rig.received[0]?.headers).toMatchObject({
    'content-type': 'application/json',
    authorization: `Basic ${Buffer.from('incasso:pass:word').toString('base64')}`,
  });
  expect((await rig.control.ledger({ reference: 'A-1' })).slice(-2)).toMatchObject([
    { effect: 'bill.paid', id: atid, amountMinor: 1299 },
    { effect: 'webhook.delivered', id: atid, detail: 'Paid: 202' },
  ]);
});

test('a bill with an address of its own tells its payment there, and everything else to the account', async () => {
  const rig = await startRig();
  const PaidURL = `http://own:key@${rig.hookUrl}/paid/1`;
  await rig.create({ NotificationURLs: { PaidURL } });
  await rig.control.pay('A-1');
  await rig.control.quiet();
  expect(rig.received.map(({ path, body }) => [path, body.STATUS]).sort()).toEqual([
    ['/hook', 'CreationSucceeded'],
    ['/paid/1', 'Paid'],
  ]);
  const own = rig.received.find(({ path }) => path === '/paid/1');
  expect(own?.headers.authorization).toBe(`Basic ${Buffer.from('own:key').toString('base64')}`);
});

test('nothing is told of an expired or a cancelled bill', async () => {
  const rig = await withBill();
  const { ATID } = await rig.create({ SRRID: 'A-2' });
  await rig.call('PATCH', `/v2/Bill/${ATID}`, { Status: 'Canceled' });
  await rig.control.advance(40 * DAY);
  expect(statusesOf(rig)).toEqual(['CreationSucceeded']);
});

describe('a webhook that is refused', () => {
  test('is repeated at most ten times, the first after 15 minutes, the last after 6 days', async () => {
    expect(REPEAT_OFFSETS_MS).toHaveLength(10);
    expect([REPEAT_OFFSETS_MS[0], REPEAT_OFFSETS_MS[9]]).toEqual([15 * MINUTE, 6 * DAY]);
    const rig = await withBill();
    rig.answerWith(503);
    await rig.control.pay('A-1');
    await rig.control.quiet();
    await rig.control.advance(15 * MINUTE - SECOND);
    expect(rig.received).toHaveLength(1);
    await rig.control.advance(SECOND);
    expect(rig.received).toHaveLength(2);
    await rig.control.advance(6 * DAY - 15 * MINUTE - SECOND);
    expect(rig.received).toHaveLength(10);
    await rig.control.advance(SECOND);
    expect(rig.received).toHaveLength(11);
    await rig.control.advance(30 * DAY);
    expect(statusesOf(rig)).toEqual(Array(11).fill('Paid'));
    const refused = await rig.control.ledger({ effect: 'webhook.refused' });
    expect(refused.map(({ reference, detail }) => [reference, detail])).toEqual(Array(11).fill(['A-1', 'Paid: 503']));
  });

  test('is not repeated once it was taken', async () => {
    const rig = await withBill();
    rig.answerWith(500);
    await rig.control.pay('A-1');
    await rig.control.quiet();
    rig.answerWith(202);
    await rig.control.advance(6 * DAY);
    expect(rig.received).toHaveLength(2);
  });

  test('and then overtaken comes out of order', async () => {
    const rig = await startRig();
    rig.answerWith(500);
    await rig.create();
    await rig.control.quiet();
    rig.answerWith(202);
    await rig.control.pay('A-1');
    await rig.control.advance(HOUR);
    expect(statusesOf(rig)).toEqual(['CreationSucceeded', 'Paid', 'CreationSucceeded']);
  });

  test('is lost where the account has not switched repeats on', async () => {
    const rig = await withBill({ webhook: undefined });
    await rig.control.setWebhook({ url: `http://${rig.hookUrl}/hook` });
    rig.answerWith(500);
    await rig.control.pay('A-1');
    await rig.control.advance(HOUR);
    expect(rig.received.length).toBeGreaterThan(1);

    const without = await startRig({ webhook: { url: `http://${rig.hookUrl}/hook`, repeats: false } });
    rig.received.length = 0;
    await without.create();
    await without.control.advance(6 * DAY);
    expect(statusesOf(rig)).toEqual(['CreationSucceeded']);
  });

  test('because nobody listens is repeated, too', async () => {
    const rig = await withBill();
    await rig.control.setWebhook({ url: 'http://127.0.0.1:1/hook' });
    await rig.control.pay('A-1');
    await rig.control.quiet();
    expect(await rig.control.ledger({ effect: 'webhook.refused' })).toMatchObject([{ detail: 'Paid: ECONNREFUSED' }]);
    await rig.control.setWebhook({ url: `http://${rig.hookUrl}/hook` });
    await rig.control.advance(15 * MINUTE);
    expect(statusesOf(rig)).toEqual(['Paid']);
  });
});

describe('a webhook that does not simply arrive', () => {
  test('twice', async () => {
    const rig = await withBill();
    await rig.control.pay('A-1', { mode: 'twice' });
    await rig.control.quiet();
    expect(statusesOf(rig)).toEqual(['Paid', 'Paid']);
    expect(await rig.control.ledger({ effect: 'bill.paid' })).toHaveLength(1);
  });

  test('late, and repeated from then on', async () => {
    const rig = await withBill();
    await rig.control.pay('A-1', { mode: 'late', byMs: HOUR });
    await rig.control.advance(HOUR - SECOND);
    expect(rig.received).toEqual([]);
    rig.answerWith(500);
    await rig.control.advance(SECOND);
    await rig.control.advance(15 * MINUTE - SECOND);
    expect(rig.received).toHaveLength(1);
    await rig.control.advance(SECOND);
    expect(rig.received).toHaveLength(2);
  });

  test('lost, though the bill is paid', async () => {
    const rig = await withBill();
    const { atid } = await rig.control.pay('A-1', { mode: 'lost' });
    await rig.control.advance(7 * DAY);
    expect(rig.received).toEqual([]);
    expect((await rig.get(atid)).Status).toBe('Paid');
    expect(await rig.control.ledger({ effect: 'webhook.lost' })).toMatchObject([{ reference: 'A-1', id: atid }]);
  });

  test('swapped with the next', async () => {
    const rig = await withBill();
    await rig.control.addFault({ webhook: 'CreationSucceeded', kind: 'swapped', reference: 'A-2' });
    await rig.create({ SRRID: 'A-2' });
    await rig.control.pay('A-2');
    await rig.control.quiet();
    expect(statusesOf(rig)).toEqual(['Paid', 'CreationSucceeded']);
  });

  test('forged: nothing was paid', async () => {
    const rig = await withBill();
    const { atid } = await rig.control.pay('A-1', { mode: 'forged' });
    await rig.control.forge({ srrid: 'A-1', status: 'CreationFailed', atid: '11111111-1111-1111-1111-111111111111' });
    await rig.control.quiet();
    expect(rig.received.map(({ body }) => [body.ATID, body.STATUS]).sort()).toEqual(
      [
        [atid, 'Paid'],
        ['11111111-1111-1111-1111-111111111111', 'CreationFailed'],
      ].sort(),
    );
    expect((await rig.get(atid)).Status).toBe('Open');
    expect(await rig.control.ledger({ effect: 'bill.paid' })).toEqual([]);
  });

  test('by a rule that strikes the second payment of one bill’s namesake only', async () => {
    const rig = await withBill();
    await rig.create({ SRRID: 'A-2' });
    await rig.control.addFault({ webhook: 'Paid', kind: 'late', reference: 'A-2', byMs: DAY });
    await rig.control.pay('A-1');
    await rig.control.pay('A-2');
    await rig.control.quiet();
    const paid = () => rig.received.flatMap(({ body }) => (body.STATUS === 'Paid' ? [body.SRRID] : []));
    expect(paid()).toEqual(['A-1']);
    await rig.control.advance(DAY);
    expect(paid()).toEqual(['A-1', 'A-2']);
    expect(await rig.control.clock()).toEqual({ now: after(DAY), speed: 0 });
  });
});
