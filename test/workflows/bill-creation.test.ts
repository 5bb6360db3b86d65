import { describe, expect, test } from '@jest/globals';
import { createAccepteasyClient } from '../../src/vendors/accepteasy/client.js';
import { ACCOUNT, startBillFlow } from '../support/bill-flow.js';
import { SAID } from '../support/fixtures.js';
import { until } from '../support/until.js';

// What becomes of a bill whose making has an unclear outcome. Ten minutes are a second here.
const flow = startBillFlow({ httpTimeoutMs: 500, creation: { usedSrrid: 'in-the-queue' } });
const MINUTE_MS = 60_000;
const APPROVED = ['bill.created', 'communication.sent'];

test('after a lost answer the webhook tells which queued bill is ours, before anything is sent again', async () => {
  const { control, incasso, bill, stage, effects } = await flow;
  await control.plan([{ srrid: 'TOLD', do: 'create', afterMs: 3 * MINUTE_MS }]);
  await control.addFault({ operation: 'accepteasy.bill.createAsync', kind: 'timeout-after', reference: 'TOLD' });
  await incasso.bills.submit(bill('TOLD', { async: true }));
  await stage('TOLD', 'open');
  expect(await effects('TOLD')).toEqual(APPROVED);
  const asked = (await control.calls()).filter(
    ({ operation, reference }) => operation === 'accepteasy.bill.createAsync' && reference === 'TOLD',
  );
  expect(asked).toHaveLength(1);
});

test('after ten minutes without a word the bill is sent again under the same SRRID, and there is one', async () => {
  const { control, incasso, bill, stage, effects } = await flow;
  // The first waits longer in the queue than we wait for its webhook; the second is refused in its turn.
  await control.plan([{ srrid: 'SLOW', do: 'create', afterMs: 25 * MINUTE_MS }]);
  await control.addFault({ operation: 'accepteasy.bill.createAsync', kind: 'timeout-after', reference: 'SLOW' });
  await incasso.bills.submit(bill('SLOW', { async: true }));
  await stage('SLOW', 'open');
  await until('the second', async () =>
    (await control.bills('SLOW')).some(({ message }) => /SRRID/.test(message ?? '')),
  );
  expect((await effects('SLOW')).filter((effect) => effect !== 'bill.creation-failed')).toEqual(APPROVED);
  await control.pay('SLOW');
  expect(await incasso.bills.result('SLOW')).toMatchObject({ outcome: 'paid', paid: { minor: 12_99 } });
});

test('a creation that failed while its answer was lost is told by the webhook, and ends the bill', async () => {
  const { control, incasso, bill } = await flow;
  await control.plan([
    { srrid: 'FAILED', do: 'fail-creation', afterMs: 2 * MINUTE_MS, message: 'APP0300 - No banner' },
  ]);
  await control.addFault({ operation: 'accepteasy.bill.createAsync', kind: 'drop-after', reference: 'FAILED' });
  await incasso.bills.submit(bill('FAILED', { async: true }));
  expect(await incasso.bills.result('FAILED')).toMatchObject({
    outcome: 'failed',
    error: { code: 'APP0300', message: 'No banner' },
  });
});

test("a bill that is refused at once ends with the vendor's message, and nothing is there", async () => {
  const { control, incasso, bill } = await flow;
  await control.plan([
    { srrid: 'REFUSED', do: 'fail-creation', message: 'APP0224 - Expiry date must be in the future.' },
  ]);
  await incasso.bills.submit(bill('REFUSED'));
  expect(await incasso.bills.result('REFUSED')).toMatchObject({
    outcome: 'failed',
    error: { code: 'APP0224', message: 'Expiry date must be in the future.' },
  });
  expect(await control.bills('REFUSED')).toEqual([]);
});

describe('a bill that is at the vendor already', () => {
  const vendor = async () => createAccepteasyClient({ url: (await flow).simulator.url, ...ACCOUNT, timeoutMs: 2_000 });
  const there = async (srrid: string, amountMinor: number) => {
    const { day } = await flow;
    const about = { paymentReference: srrid, description: 'Invoice', expiresAt: `${day(9)}T23:00:00Z` };
    return (await vendor()).createBill({ srrid, amountMinor, ...about });
  };

  test('is taken as ours if it asks for the same', async () => {
    const { incasso, bill, effects } = await flow;
    const { atid } = await there('THERE', 12_99);
    await incasso.bills.submit(bill('THERE'));
    await until('the bill', async () => (await incasso.bills.show('THERE')).atid === atid);
    expect(await effects('THERE')).toEqual(['bill.created']);
  });

  test('is shown to a person if it asks for something else', async () => {
    const { incasso, bill, stage } = await flow;
    await there('OTHER', 99_00);
    await incasso.bills.submit(bill('OTHER'));
    const { reason } = await stage('OTHER', 'needs-attention');
    expect(reason).toMatch(/^AcceptEasy has another bill under SRRID OTHER, of 99.00 EUR: /);
    await incasso.bills.resolve('OTHER', { as: 'not-happened', ...SAID });
    expect(await incasso.bills.result('OTHER')).toMatchObject({ outcome: 'failed' });
  });
});

test('a bill that is cancelled before it was made is never made', async () => {
  const { control, incasso, bill } = await flow;
  await control.addFault({ operation: 'accepteasy.bill.create', kind: 'rate-limited', reference: 'NEVER', times: 99 });
  await incasso.bills.submit(bill('NEVER'));
  await until('a try', async () => (await control.calls()).some(({ reference }) => reference === 'NEVER'));
  await incasso.bills.cancel('NEVER', SAID);
  expect(await incasso.bills.result('NEVER')).toMatchObject({ outcome: 'cancelled', atid: null, reason: SAID.why });
  expect(await control.bills('NEVER')).toEqual([]);
});

test('a bill that somebody cancels in Temporal is cancelled at the vendor', async () => {
  const { client, control, incasso, bill, stage } = await flow;
  await incasso.bills.submit(bill('ENDED'));
  await stage('ENDED', 'open');
  await client.workflow.getHandle('bill:ENDED').cancel();
  expect(await incasso.bills.result('ENDED')).toMatchObject({
    outcome: 'cancelled',
    reason: 'the workflow was cancelled in Temporal',
  });
  expect((await control.bills('ENDED'))[0]).toMatchObject({ status: 'Canceled' });
});
