import { beforeAll, expect, test } from '@jest/globals';
import { type AlphacommSimulator, startAlphacommSimulator } from '../../src/simulators/alphacomm/index.js';
import { type ControlClient, createControlClient } from '../../src/simulators/control-client.js';
import { ACCOUNT, type BillFlow, startBillFlow } from '../support/bill-flow.js';
import { basic, CREDENTIALS, eur, SAID } from '../support/fixtures.js';
import { debt, message } from '../support/inputs.js';
import { atEnd } from '../support/servers.js';
import { until } from '../support/until.js';

// However a bill is held back or ends: nobody is written to any more who should not be, and nothing stays payable unseen,
// though a part of the vendor is out of reach, or a person is still asked something.
const KEY = 'key-of-the-tests';

let flow: BillFlow;
/** Bills here expire soon. */
let fast: BillFlow;
let payLinks: ControlClient;
let alphacomm: AlphacommSimulator;
beforeAll(async () => {
  alphacomm = await startAlphacommSimulator({ apiKey: KEY });
  flow = await startBillFlow();
  fast = await startBillFlow({ speed: 20_000, alphacomm: { url: alphacomm.url, apiKey: KEY } });
  payLinks = createControlClient(alphacomm.controlUrl);
  await payLinks.setWebhook({ url: `${fast.receiver.url}/webhooks/alphacomm`, ...CREDENTIALS });
  atEnd(() => alphacomm.close());
});

const reminder = () => ({ channel: 'Text', template: 'reminder', scheduledAt: `${flow.day(7)}T09:00:00Z` });
const thanks = () => ({
  ...{ channel: 'Email', template: 'thanks', paymentStatus: 'Paid' },
  scheduledAt: `${flow.day(8)}T09:00:00Z`,
});

async function opened(srrid: string, more = {}) {
  await flow.incasso.bills.submit(flow.bill(srrid, { communications: [reminder()], ...more }));
  await flow.stage(srrid, 'open');
}

const unreadable = (reference: string) =>
  flow.control.addFault({ operation: 'accepteasy.bill.get', kind: 'unavailable', reference, times: 1_000 });

async function triedToRead(srrid: string) {
  await until('a reading', async () =>
    (await flow.control.calls()).some(
      ({ operation, reference }) => operation === 'accepteasy.bill.get' && reference === srrid,
    ),
  );
}

const templates = async (srrid: string) =>
  (await flow.control.communications(srrid)).map(({ template, status }) => `${template} ${status}`);

const nothingIsPlanned = (srrid: string) =>
  until('nothing is planned', async () => (await templates(srrid)).length === 0);

const cancelledAtVendor = (srrid: string) =>
  until('the bill is taken back', async () => (await flow.control.bills(srrid))[0]?.status === 'Canceled');

/** Ends a bill that was not made, and then has the write land that nobody expected any more. */
async function madeAfterItsEnd(srrid: string, before: () => Promise<unknown>) {
  const { incasso, control, bill, stage, simulator } = flow;
  await control.addFault({ operation: 'accepteasy.bill.create', kind: 'unauthorized', reference: srrid, times: 3 });
  await incasso.bills.submit(bill(srrid));
  await stage(srrid, 'needs-attention');
  await incasso.bills.resolve(srrid, { as: 'not-happened', ...SAID });
  expect(await incasso.bills.result(srrid)).toMatchObject({ outcome: 'failed' });
  await before();
  await fetch(`${simulator.url}/v2/Bill`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: basic(ACCOUNT) },
    body: JSON.stringify({
      SRRID: srrid,
      PaymentReference: srrid,
      Description: 'Invoice',
      Amount: 12_99,
      ExpiryDate: '2026-12-01T00:00:00Z',
      Address: { Email: 'debtor@example.com' },
      Communication: [{ Channel: 'Email', ScheduledDate: '2026-06-01T00:00:00Z' }],
    }),
  });
}

/** How often a bill was taken back, or found to be in the middle of a payment. */
async function withdrawals(srrid: string): Promise<number> {
  const { events } = await flow.client.workflow.getHandle(`bill:${srrid}`).fetchHistory();
  const all = events ?? [];
  const isCancelling = (id: unknown) =>
    all.some(
      ({ eventId, activityTaskScheduledEventAttributes: scheduled }) =>
        String(eventId) === String(id) && scheduled?.activityType?.name === 'cancelBill',
    );
  return all.filter(({ activityTaskCompletedEventAttributes: completed }) => isCancelling(completed?.scheduledEventId))
    .length;
}

test('whoever has paid is not written to while his case cannot be told', async () => {
  const { incasso, control, stage } = flow;
  await opened('UNTOLD', { communications: [reminder(), thanks()], caseReference: 'NO-SUCH-CASE' });
  await control.pay('UNTOLD');
  expect((await stage('UNTOLD', 'needs-attention')).reason).toMatch('no case has the reference NO-SUCH-CASE');
  await until('the reminder is withdrawn', async () => (await templates('UNTOLD')).join() === 'thanks Pending');
  expect(await incasso.bills.show('UNTOLD')).toMatchObject({ stage: 'needs-attention' });
  await incasso.bills.resolve('UNTOLD', { as: 'happened', ...SAID });
  expect(await incasso.bills.result('UNTOLD')).toMatchObject({ outcome: 'paid' });
});

test.each([
  ['before', 'UNREAD-HELD'],
  ['after', 'UNREAD-HEARD'],
] as const)('a hold that comes %s a reading that fails withdraws what is planned', async (when, srrid) => {
  const { incasso, control, day } = flow;
  await opened(srrid);
  await unreadable(srrid);
  if (when === 'after') {
    await control.forge({ srrid, status: 'Paid' });
    await triedToRead(srrid);
  }
  await incasso.bills.hold(srrid, { until: day(5), ...SAID });
  await nothingIsPlanned(srrid);
  expect(await incasso.bills.show(srrid)).toMatchObject({ stage: 'held' });
  // What is kept is planned again when the bill can be read.
  await control.clearFaults();
  await incasso.bills.resume(srrid, SAID);
  await until('the plan', async () => (await templates(srrid)).join() === 'reminder Pending');
  await control.pay(srrid);
  expect(await incasso.bills.result(srrid)).toMatchObject({ outcome: 'paid' });
});

test('on hold nothing stays planned while a person is asked about a bill that cannot be read', async () => {
  const { incasso, control, day, stage } = flow;
  await opened('ASKED');
  await control.addFault({ operation: 'accepteasy.bill.get', kind: 'wrong-typed', reference: 'ASKED' });
  await incasso.bills.hold('ASKED', { until: day(5), ...SAID });
  await stage('ASKED', 'needs-attention');
  expect(await templates('ASKED')).toEqual([]);
  await control.pay('ASKED');
  await incasso.bills.resolve('ASKED', { as: 'retry', ...SAID });
  expect(await incasso.bills.result('ASKED')).toMatchObject({ outcome: 'paid' });
});

test.each([
  ['before', 'UNREAD-CANCELLED'],
  ['after', 'UNREAD-UNWANTED'],
] as const)('a cancellation that comes %s a reading that fails withdraws what is planned', async (when, srrid) => {
  const { incasso, control } = flow;
  await opened(srrid);
  await unreadable(srrid);
  if (when === 'after') {
    await control.forge({ srrid, status: 'Paid' });
    await triedToRead(srrid);
  }
  await incasso.bills.cancel(srrid, SAID);
  await nothingIsPlanned(srrid);
  await control.clearFaults();
  expect(await incasso.bills.result(srrid)).toMatchObject({ outcome: 'cancelled' });
  expect(await flow.effects(srrid)).not.toContain('communication.sent');
});

test('a cancelled bill that was paid before thanks its payer, though it could not be read at first', async () => {
  const { incasso, control } = flow;
  await opened('THANKED', { communications: [reminder(), thanks()] });
  await unreadable('THANKED');
  await control.pay('THANKED');
  await incasso.bills.cancel('THANKED', SAID);
  await until('the reminder is withdrawn', async () => (await templates('THANKED')).join() === 'thanks Pending');
  await control.clearFaults();
  expect(await incasso.bills.result('THANKED')).toMatchObject({ outcome: 'paid' });
  expect(await templates('THANKED')).toEqual(['thanks Pending']);
});

test('a cancelled bill keeps nothing planned, not even thanks', async () => {
  const { incasso } = flow;
  await opened('THANKLESS', { communications: [reminder(), thanks()] });
  await incasso.bills.cancel('THANKLESS', SAID);
  expect(await incasso.bills.result('THANKLESS')).toMatchObject({ outcome: 'cancelled' });
  expect(await templates('THANKLESS')).toEqual([]);
});

test('a bill that came to be after its end is taken back, also when a person says to try again', async () => {
  const { incasso, control, stage } = flow;
  await madeAfterItsEnd('AFTER', () =>
    control.addFault({ operation: 'accepteasy.bill.update', kind: 'unauthorized', reference: 'AFTER', times: 3 }),
  );
  expect((await stage('AFTER', 'needs-attention')).reason).toMatch('the bill cannot be cancelled');
  await incasso.bills.resolve('AFTER', { as: 'retry', ...SAID });
  await cancelledAtVendor('AFTER');
});

test('a bill that came to be after its end is left as it is when a person says so', async () => {
  const { incasso, control, stage } = flow;
  await madeAfterItsEnd('LEFT', () =>
    control.addFault({ operation: 'accepteasy.bill.update', kind: 'unauthorized', reference: 'LEFT', times: 3 }),
  );
  await stage('LEFT', 'needs-attention');
  await incasso.bills.resolve('LEFT', { as: 'not-happened', ...SAID });
  expect(await incasso.bills.result('LEFT')).toMatchObject({ outcome: 'failed' });
  expect((await control.bills('LEFT'))[0]).toMatchObject({ status: 'Open' });
});

test('a bill that came to be after its end, and of which a payment fails, is taken back', async () => {
  const { control } = flow;
  await madeAfterItsEnd('FAILING', () =>
    control.addFault({ operation: 'accepteasy.search.bills', kind: 'slow', delayMs: 900 }),
  );
  await control.act({ srrid: 'FAILING', do: 'plan-payment' });
  await until('the payment is seen', async () => (await withdrawals('FAILING')) > 0);
  expect((await control.bills('FAILING'))[0]).toMatchObject({ status: 'Pending' });
  await control.act({ srrid: 'FAILING', do: 'fail-payment' });
  await cancelledAtVendor('FAILING');
});

test('a bill that has expired has expired, though its debt is paid by PayLink later', async () => {
  const { incasso, bill, day } = fast;
  const plan = { payLink: { from: 'script' as const }, steps: [message()] };
  await incasso.cases.start(debt('LATE', { plan, billSrrid: 'LATE' }));
  const amount = eur(100_00);
  await incasso.bills.submit(bill('LATE', { amount, caseReference: 'LATE', expiryDate: day(1) }));
  await until('the mail', async () => (await payLinks.ledger({ reference: 'LATE', effect: 'message.sent' }))[0]);
  expect(await incasso.bills.result('LATE')).toMatchObject({ outcome: 'expired' });
  await payLinks.tell({ reference: 'LATE', story: 'paid' });
  expect(await incasso.cases.result('LATE')).toMatchObject({ outcome: 'paid' });
  await until('the bill is told', async () => (await incasso.bills.show('LATE')).paid.minor > 0);
  expect(await incasso.bills.result('LATE')).toMatchObject({ outcome: 'expired', paid: amount });
});
