import { afterEach, expect, test } from '@jest/globals';
import { createAccepteasyControlClient } from '../../../src/simulators/accepteasy/control-client.js';
import { startAccepteasySimulator } from '../../../src/simulators/accepteasy/index.js';
import { type AccepteasyClient, createAccepteasyClient } from '../../../src/vendors/accepteasy/client.js';
import { parseAccepteasyWebhook } from '../../../src/vendors/accepteasy/webhooks.js';
import { json, startVendor } from '../../support/vendor-server.js';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const credentials = { username: 'account', password: 'secret-key' };

const open: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

async function startAcceptEasy({ timeoutMs = 5_000 } = {}) {
  const receiver = await startVendor(json({}, 202));
  const simulator = await startAccepteasySimulator({
    ...credentials,
    clock: { origin: '2026-03-02T09:00:00Z', speed: 0 },
    webhook: { url: receiver.origin },
  });
  open.push(simulator.close);
  const events = () => receiver.received.map(({ text }) => parseAccepteasyWebhook(JSON.parse(text)));
  const client = createAccepteasyClient({ url: simulator.url, ...credentials, timeoutMs });
  return { client, control: createAccepteasyControlClient(simulator.controlUrl), url: simulator.url, events };
}

const bill = {
  srrid: 'B-1',
  paymentReference: '2026-0001',
  description: 'Invoice 2026-0001',
  amountMinor: 154_97,
  expiresAt: '2026-03-16T23:00:00Z',
  email: 'debtor@example.com',
  phoneNumber: '+31 6 0000 0000',
};
const reminder = { channel: 'Text', paymentStatus: 'Open', template: 'reminder', scheduledAt: '2026-03-09T09:00:00Z' };
const today = { from: '2026-03-02T00:00:00Z', to: '2026-03-03T00:00:00Z' };

test('a bill is made, found by our key, paid and read back, and the events say the same', async () => {
  const { client, control, events } = await startAcceptEasy();
  const made = await client.createBill(bill);
  expect(made).toMatchObject({ srrid: 'B-1', status: 'Open', amountMinor: 154_97, phoneNumber: '+31600000000' });
  await client.createBill({ ...bill, srrid: 'B-2' });
  expect(await client.findBill(bill)).toMatchObject({ atid: made.atid, amountMinor: 154_97 });
  expect(await client.searchBills({ paymentReference: '2026-0001', page: 1, count: 1 })).toMatchObject({ total: 2 });
  await expect(client.createBill(bill)).rejects.toMatchObject({ name: 'Invalid' });
  await control.pay('B-1');
  await control.quiet();
  expect(await client.getBill(made.atid)).toMatchObject({
    status: 'Paid',
    events: [{ type: 'Attempt' }, { type: 'Payment' }],
  });
  expect(await client.findPayments(today)).toMatchObject([{ srrid: 'B-1', status: 'Paid' }]);
  expect(await client.findPayments({ ...today, type: 'Mandates' })).toEqual([]);
  const paid = { kind: 'bill', event: 'Paid', eventId: `${made.atid}:Paid`, atid: made.atid, srrid: 'B-1' };
  expect(events()).toContainEqual({ event: expect.objectContaining(paid) });
});

test('all bills of a reference are found, however many pages they fill', async () => {
  const { client } = await startAcceptEasy();
  for (let made = 0; made < 101; made += 1) await client.createBill({ ...bill, srrid: `B-${made}` });
  expect(new Set((await client.findBills('2026-0001')).map(({ atid }) => atid)).size).toBe(101);
  expect(await client.findBill({ ...bill, srrid: 'B-100' })).toBeDefined();
  expect(await client.findBill({ ...bill, srrid: 'B-101' })).toBeUndefined();
});

test('a queued bill exists once its time came, and a refused one never', async () => {
  const { client, control, events } = await startAcceptEasy();
  await control.plan([{ srrid: 'B-2', do: 'fail-creation', message: 'APP0224 - Expiry date must be in the future.' }]);
  const made = await client.createBillAsync(bill);
  const failed = await client.createBillAsync({ ...bill, srrid: 'B-2' });
  expect(await client.getBillStatus(made.atid)).toMatchObject({ status: 'Processing', srrid: 'B-1' });
  expect(await client.findBill(bill)).toBeUndefined();
  await control.advance(MINUTE_MS);
  expect(await client.getBillStatus(made.atid)).toMatchObject({ status: 'CreationSucceeded' });
  expect(await client.getBill(made.atid)).toMatchObject({ srrid: 'B-1', status: 'Open' });
  const error = { code: 'APP0224', message: 'Expiry date must be in the future.' };
  expect(await client.getBillStatus(failed.atid)).toMatchObject({ status: 'CreationFailed', error });
  const told = { event: 'CreationFailed', atid: failed.atid, srrid: 'B-2', error };
  expect(events()).toContainEqual({ event: expect.objectContaining(told) });
});

test('many bills are made by one request, and each says what became of it', async () => {
  const { client, control, events } = await startAcceptEasy();
  await control.plan([{ srrid: 'B-2', do: 'fail-creation', message: 'Invalid banner template reference' }]);
  const { bulkId } = await client.createBills([bill, { ...bill, srrid: 'B-2' }]);
  expect(await client.getBulkStatus(bulkId)).toMatchObject({ bulkId, status: 'Processing' });
  await control.advance(10 * MINUTE_MS);
  const { status, bills } = await client.getBulkStatus(bulkId);
  expect(status).toBe('ProcessingCompleted');
  expect(bills.map((each) => [each.status, each.error === undefined])).toEqual([
    ['CreationSucceeded', true],
    ['CreationFailed', false],
  ]);
  expect(events()).toContainEqual({
    event: expect.objectContaining({ kind: 'bulk', event: 'ProcessingCompleted', bulkId }),
  });
});

test('planned messages are listed, added, moved and withdrawn, and a withdrawn one is gone', async () => {
  const { client, control } = await startAcceptEasy();
  const { atid } = await client.createBill({ ...bill, communications: [reminder] });
  await client.createCommunication(atid, { channel: 'Email', scheduledAt: '2026-03-10T09:00:00Z' });
  const [text, mail] = await client.listCommunications(atid);
  expect(text).toMatchObject({ channel: 'Text', status: 'Pending', template: 'reminder', paymentStatus: 'Open' });
  await client.updateCommunication(mail?.id ?? '', { scheduledAt: '2026-03-11T09:00:00Z' });
  expect(await client.deleteCommunication(text?.id ?? '')).toBe('deleted');
  expect(await client.deleteCommunication(text?.id ?? '')).toBe('absent');
  expect(await client.listCommunications(atid)).toMatchObject([
    { id: mail?.id, scheduledAt: '2026-03-11T09:00:00.000Z' },
  ]);
  await control.advance(10 * DAY_MS);
  expect(await client.listCommunications(atid)).toMatchObject([{ status: 'Sent' }]);
});

test('a message that comes back is told, and found with its reason', async () => {
  const { client, control, events } = await startAcceptEasy();
  await control.plan([{ srrid: 'B-1', do: 'bounce', channel: 'Email' }]);
  const { atid } = await client.createBill({ ...bill, communications: [{ channel: 'Email' }] });
  await control.advance(10 * MINUTE_MS);
  const [message] = await client.listCommunications(atid);
  const found = await client.findBounces(today);
  expect(found).toMatchObject([
    { atid, bounce: { communicationId: message?.id, receivedAt: '2026-03-02T09:01:00.000Z' } },
  ]);
  expect(await client.findBounces({ ...today, type: 'Mandates' })).toEqual([]);
  const bounced = { event: 'Bounced', eventId: `${atid}:Bounced`, srrid: 'B-1' };
  expect(events()).toContainEqual({ event: expect.objectContaining(bounced) });
});

test('a bill is cancelled, once and for all, and its ways to pay are listed', async () => {
  const { client } = await startAcceptEasy();
  const { atid } = await client.createBill(bill);
  expect((await client.listPaymentMethods(atid)).length).toBeGreaterThan(0);
  const update = await client.updateBill(atid, { email: 'other@example.com' });
  expect(update).toMatchObject({ result: 'Succeeded', bill: { email: 'other@example.com', status: 'Open' } });
  expect(await client.updateBill(atid, { status: 'Canceled' })).toMatchObject({ bill: { status: 'Canceled' } });
  expect(await client.getBill(atid)).toMatchObject({ status: 'Canceled' });
  await expect(client.getBill('00000000-0000-4000-8000-000000000000')).rejects.toMatchObject({ status: 404 });
});

test('a mandate is made, and its first instalment is in cents', async () => {
  const { client } = await startAcceptEasy();
  const made = await client.createMandate({
    srrid: 'M-1',
    paymentReference: '2026-0001',
    description: 'Mandate',
    sequenceType: 'Recurring',
    amountType: 'Maximum',
    maximumAmountMinor: 54_00,
    firstInstallmentMinor: 1_00,
    email: 'debtor@example.com',
    communications: [{ channel: 'Email', mandateStatus: 'ToMandate' }],
  });
  expect(made).toMatchObject({ srrid: 'M-1', status: 'ToMandate', firstInstallmentMinor: 1_00 });
});

const faults = [
  ['drop-before', 'OutcomeUnknown', 'Unavailable'],
  ['drop-after', 'OutcomeUnknown', 'Unavailable'],
  ['timeout-after', 'OutcomeUnknown', 'Unavailable'],
  ['unauthorized', 'Unauthorized', 'Unauthorized'],
  ['rate-limited', 'RateLimited', 'RateLimited'],
  ['error-500-before', 'OutcomeUnknown', 'Unavailable'],
  ['error-500-after', 'OutcomeUnknown', 'Unavailable'],
  ['unavailable', 'Unavailable', 'Unavailable'],
  ['truncated', 'OutcomeUnknown', 'ContractBroken'],
  ['wrong-typed', 'OutcomeUnknown', 'ContractBroken'],
] as const;

test.each(faults)('the fault %s makes an effect %s and a read %s', async (kind, effect, read) => {
  const { client, control } = await startAcceptEasy({ timeoutMs: 300 });
  const { atid } = await client.createBill({ ...bill, srrid: 'B-0' });
  const calls: [(client: AccepteasyClient) => Promise<unknown>, string][] = [
    [(each) => each.createBill(bill), effect],
    [(each) => each.createBillAsync({ ...bill, srrid: 'B-2' }), effect],
    [(each) => each.getBill(atid), read],
    [(each) => each.findBills('2026-0001'), read],
  ];
  for (const [call, name] of calls) {
    await control.addFault({ operation: '*', kind });
    await expect(call(client)).rejects.toMatchObject({ name });
  }
});

test('wrong credentials are refused', async () => {
  const { url } = await startAcceptEasy();
  const stranger = createAccepteasyClient({ url, username: 'account', password: 'another', timeoutMs: 5_000 });
  await expect(stranger.searchBills({})).rejects.toMatchObject({ name: 'Unauthorized', status: 401 });
});
