import { beforeAll, expect, test } from '@jest/globals';
import { type AlphacommSimulator, startAlphacommSimulator } from '../../src/simulators/alphacomm/index.js';
import { type ControlClient, createControlClient } from '../../src/simulators/control-client.js';
import { type BillFlow, startBillFlow } from '../support/bill-flow.js';
import { CREDENTIALS, DAY_MS, eur, SAID } from '../support/fixtures.js';
import { debt, message, voice } from '../support/inputs.js';
import { atEnd } from '../support/servers.js';
import { until } from '../support/until.js';

// One debt that is offered on two channels: a PayLink at CollectMAXX, and a bill at AcceptEasy.
const AMOUNT = eur(100_00);

let flow: BillFlow;
let payLinks: ControlClient;
let alphacomm: AlphacommSimulator;
beforeAll(async () => {
  alphacomm = await startAlphacommSimulator({ apiKey: 'key-of-the-tests' });
  flow = await startBillFlow({ alphacomm: { url: alphacomm.url, apiKey: 'key-of-the-tests' } });
  payLinks = createControlClient(alphacomm.controlUrl);
  await payLinks.setWebhook({ url: `${flow.receiver.url}/webhooks/alphacomm`, ...CREDENTIALS });
  atEnd(() => alphacomm.close());
});

/** Starts both, and waits until both have asked; the bill has a reminder planned. */
async function both(key: string, steps = [message()]) {
  const { incasso, bill, stage, day } = flow;
  const plan = { payLink: { from: 'script' as const }, steps };
  const communications = [{ channel: 'Email' }, { channel: 'Text', scheduledAt: `${day(7)}T09:00:00Z` }];
  await incasso.cases.start(debt(key, { plan, billSrrid: key }));
  await incasso.bills.submit(bill(key, { amount: AMOUNT, caseReference: key, communications }));
  await stage(key, 'open');
  await until('the mail', async () => (await payLinks.ledger({ reference: key, effect: 'message.sent' }))[0]);
}

test('paid by PayLink: the bill is cancelled, its messages are gone, and both are read back', async () => {
  await both('BY-LINK');
  await payLinks.tell({ reference: 'BY-LINK', story: 'paid' });
  expect(await flow.incasso.cases.result('BY-LINK')).toMatchObject({ outcome: 'paid', overpaid: { minor: 0 } });
  const bill = await flow.incasso.bills.result('BY-LINK');
  expect(bill).toMatchObject({ outcome: 'cancelled', reason: 'the debt was paid on another channel' });
  expect(bill.payments).toMatchObject([{ source: 'paylink', amount: AMOUNT }]);
  expect(bill.timeline.map(({ what }) => what)).toContain('cancelled at AcceptEasy, its messages too, and read back');
  expect((await flow.control.bills('BY-LINK'))[0]).toMatchObject({ status: 'Canceled' });
  expect(await flow.effects('BY-LINK')).toEqual([
    ...['bill.created', 'communication.sent'],
    ...['bill.canceled', 'communication.deleted'],
  ]);
});

test('a part that is paid by PayLink has the bill cancelled too: it would ask for more than is owed', async () => {
  await both('BY-PART');
  await payLinks.tell({ reference: 'BY-PART', story: 'part-paid', amountMinor: 40_00 });
  expect(await flow.incasso.bills.result('BY-PART')).toMatchObject({ outcome: 'cancelled', paid: { minor: 40_00 } });
  expect(await flow.incasso.cases.show('BY-PART')).toMatchObject({ owed: { minor: 60_00 } });
});

test('paid by bill: the calls stop, and nothing more is imported', async () => {
  await both('BY-BILL', [message(300), voice(60_000)]);
  await until('a call', async () => (await payLinks.ledger({ reference: 'BY-BILL', effect: 'call.planned' }))[0]);
  await flow.control.pay('BY-BILL');
  const paid = await flow.incasso.cases.result('BY-BILL');
  expect(paid).toMatchObject({ outcome: 'paid', paid: AMOUNT, overpaid: { minor: 0 } });
  expect(paid.payments).toMatchObject([{ source: 'bill', amount: AMOUNT }]);
  expect(await flow.incasso.bills.result('BY-BILL')).toMatchObject({ outcome: 'paid', overpaid: { minor: 0 } });
  expect(await payLinks.ledger({ reference: 'BY-BILL', effect: 'call.dropped' })).toHaveLength(1);
});

test('paid by both: what to give back is asked once, by the case', async () => {
  await both('BY-BOTH');
  await flow.control.pay('BY-BOTH');
  await flow.incasso.cases.result('BY-BOTH');
  await flow.incasso.bills.result('BY-BOTH');
  await payLinks.tell({ reference: 'BY-BOTH', story: 'paid' });
  const asked = await until('the question', async () => {
    const view = await flow.incasso.cases.show('BY-BOTH');
    return view.stage === 'needs-attention' && view;
  });
  expect(asked).toMatchObject({
    reason: 'payment after close (paid): 100.00 EUR, overpaid by 100.00 EUR',
    overpaid: AMOUNT,
  });
  await flow.incasso.cases.resolve('BY-BOTH', { as: 'happened', ...SAID });
  expect(await flow.incasso.cases.result('BY-BOTH')).toMatchObject({ outcome: 'paid', overpaid: AMOUNT });
  await until('the bill', async () => (await flow.incasso.bills.show('BY-BOTH')).overpaid.minor > 0);
  expect(await flow.incasso.bills.result('BY-BOTH')).toMatchObject({
    stage: 'paid',
    reason: 'paid twice: give back 100.00 EUR',
  });
});

test('a case whose bill nobody knows says so, and is closed by a person', async () => {
  const { incasso } = flow;
  const plan = { payLink: { from: 'script' as const }, steps: [message(DAY_MS)] };
  await incasso.cases.start(debt('NO-BILL', { plan, billSrrid: 'NO-SUCH-BILL' }));
  await until('the mail', async () => (await payLinks.ledger({ reference: 'NO-BILL', effect: 'message.sent' }))[0]);
  await payLinks.tell({ reference: 'NO-BILL', story: 'paid' });
  const asked = await until('the question', async () => {
    const view = await incasso.cases.show('NO-BILL');
    return view.stage === 'needs-attention' && view;
  });
  expect(asked.reason).toBe('no bill has the SRRID NO-SUCH-BILL: cancel it by hand');
  await incasso.cases.resolve('NO-BILL', { as: 'happened', ...SAID });
  expect(await incasso.cases.result('NO-BILL')).toMatchObject({ outcome: 'paid' });
});

const asked = (key: string) =>
  until('the question', async () => {
    const view = await flow.incasso.cases.show(key);
    return view.stage === 'needs-attention' && view;
  });

test('paid by PayLink, and by bill while the cancellation of that is lost: a person hears what to give back', async () => {
  await both('LOST');
  const operation = 'accepteasy.bill.update';
  await flow.control.addFault({ operation, kind: 'drop-before', reference: 'LOST', times: 2 });
  await payLinks.tell({ reference: 'LOST', story: 'paid' });
  await until('the cancellation', async () =>
    (await flow.control.calls()).some((call) => call.operation === operation && call.reference === 'LOST'),
  );
  await flow.control.pay('LOST');
  expect(await asked('LOST')).toMatchObject({ overpaid: AMOUNT });
  await flow.incasso.cases.resolve('LOST', { as: 'happened', ...SAID });
});

test('a bill that is paid after its case was cancelled is put to a person, as any payment after the close', async () => {
  await both('CLOSED');
  await flow.incasso.cases.cancel('CLOSED', SAID);
  expect(await flow.incasso.cases.result('CLOSED')).toMatchObject({ outcome: 'cancelled' });
  await flow.control.pay('CLOSED');
  expect(await flow.incasso.bills.result('CLOSED')).toMatchObject({ outcome: 'paid' });
  expect((await asked('CLOSED')).reason).toMatch(/^payment after close \(cancelled\): 100\.00 EUR/);
  await flow.incasso.cases.resolve('CLOSED', { as: 'happened', ...SAID });
});
