import { describe, expect, test } from '@jest/globals';
import type { AccepteasyControlClient } from '../../src/simulators/accepteasy/control-client.js';
import type { VendorFaultRule, VendorOperation } from '../../src/simulators/accepteasy/control-types.js';
import { type BillFlow, startBillFlow } from '../support/bill-flow.js';
import { faultKinds } from '../support/fault-kinds.js';
import { SAID } from '../support/fixtures.js';
import { until } from '../support/until.js';

// Every fault at every call that has an effect. The bill must come to its end without anybody's help, and the vendor's
// ledger, not the calls that were made, must show each effect once.

const httpTimeoutMs = 800;
let shared: Promise<BillFlow> | undefined;
const flow = () => {
  shared ??= startBillFlow({ httpTimeoutMs });
  return shared;
};

async function fault(reference: string, operation: VendorOperation, kind: VendorFaultRule['kind'], skip = 0) {
  const { control } = await flow();
  await control.addFault({ operation, kind, reference, skip, retryAfterSeconds: 1, delayMs: httpTimeoutMs / 2 });
}

/** A broken answer to a reading is shown to a person; told to try again, the bill goes on. */
async function helpIfAsked(srrid: string): Promise<void> {
  const { incasso } = await flow();
  const view = await incasso.bills.show(srrid);
  if (view.stage !== 'needs-attention') return;
  expect(view.reason).toMatch(/ContractBroken|Invalid/);
  await incasso.bills.resolve(srrid, { as: 'retry', by: 'an operator', why: 'the vendor is well again' });
}

async function counts(srrid: string): Promise<Record<string, number>> {
  const count: Record<string, number> = {};
  for (const effect of await (await flow()).effects(srrid)) count[effect] = (count[effect] ?? 0) + 1;
  return count;
}

async function opened(srrid: string, more: Parameters<BillFlow['bill']>[1] = {}) {
  const { incasso, bill } = await flow();
  await incasso.bills.submit(bill(srrid, more));
  await until(`${srrid} is open`, async () => (await incasso.bills.show(srrid)).atid !== null);
}

async function paid(srrid: string) {
  const { incasso, control } = await flow();
  await control.pay(srrid);
  await until(`${srrid} is paid`, async () => {
    await helpIfAsked(srrid);
    return (await incasso.bills.show(srrid)).outcome === 'paid';
  });
  expect((await incasso.bills.show(srrid)).payments).toHaveLength(1);
}

const plannedOf = async (control: AccepteasyControlClient, srrid: string) =>
  (await control.communications(srrid)).map(({ channel, status }) => `${channel} ${status}`).sort();

describe.each(faultKinds)('%s', (kind) => {
  test.concurrent('at the making of the bill: there is one, and the debtor is written to once', async () => {
    const srrid = `MAKE-${kind}`;
    await fault(srrid, 'accepteasy.bill.create', kind);
    await opened(srrid);
    await paid(srrid);
    expect(await counts(srrid)).toEqual({ 'bill.created': 1, 'communication.sent': 1, 'bill.paid': 1 });
  });

  test.concurrent('at the queueing of the bill: there is one, and the debtor is written to once', async () => {
    const srrid = `QUEUE-${kind}`;
    await fault(srrid, 'accepteasy.bill.createAsync', kind);
    await opened(srrid, { async: true });
    await paid(srrid);
    expect(await counts(srrid)).toEqual({ 'bill.created': 1, 'communication.sent': 1, 'bill.paid': 1 });
  });

  test.concurrent('at the question what became of a queued bill: it is open all the same', async () => {
    const { incasso } = await flow();
    const srrid = `STATUS-${kind}`;
    await fault(srrid, 'accepteasy.bill.asyncStatus', kind);
    await incasso.bills.submit((await flow()).bill(srrid, { async: true }));
    await until('the bill', async () => {
      await helpIfAsked(srrid);
      return (await incasso.bills.show(srrid)).atid !== null;
    });
    await paid(srrid);
  });

  test.concurrent('at the reading of the bill: the payment is booked once', async () => {
    const srrid = `READ-${kind}`;
    await opened(srrid);
    await fault(srrid, 'accepteasy.bill.get', kind);
    await paid(srrid);
  });

  test.concurrent('at the cancelling of the bill: it is cancelled once, and nothing is sent any more', async () => {
    const { incasso, control, day } = await flow();
    const srrid = `CANCEL-${kind}`;
    await opened(srrid, { communications: [{ channel: 'Email', scheduledAt: `${day(7)}T09:00:00Z` }] });
    await fault(srrid, 'accepteasy.bill.update', kind);
    await incasso.bills.cancel(srrid, SAID);
    expect(await incasso.bills.result(srrid)).toMatchObject({ outcome: 'cancelled' });
    expect(await counts(srrid)).toEqual({ 'bill.created': 1, 'bill.canceled': 1, 'communication.deleted': 1 });
    expect(await plannedOf(control, srrid)).toEqual([]);
  });

  test.concurrent('at the withdrawing and planning of messages: each is there once', async () => {
    const { incasso, control, day } = await flow();
    const srrid = `PLAN-${kind}`;
    const communications = [7, 9].map((ahead) => ({ channel: 'Email', scheduledAt: `${day(ahead)}T09:00:00Z` }));
    await opened(srrid, { communications });
    await fault(srrid, 'accepteasy.communication.delete', kind);
    await fault(srrid, 'accepteasy.communication.create', kind, 1);
    await incasso.bills.hold(srrid, { until: day(5), ...SAID });
    await until('nothing is planned', async () => (await plannedOf(control, srrid)).length === 0);
    await incasso.bills.resume(srrid, SAID);
    const settled = (text: string) => text.startsWith('planned at AcceptEasy, and read back: 2 messages');
    await until('all is planned', async () =>
      (await incasso.bills.show(srrid)).timeline.some(({ what }) => settled(what)),
    );
    expect(await plannedOf(control, srrid)).toEqual(['Email Pending', 'Email Pending']);
    expect(await counts(srrid)).toEqual({
      'bill.created': 1,
      'communication.deleted': 2,
      'communication.planned': 2,
    });
  });

  test.concurrent('at the planning of what came back: it goes out by text once', async () => {
    const { incasso, control } = await flow();
    const srrid = `BOUNCE-${kind}`;
    await control.plan([{ srrid, do: 'bounce', channel: 'Email' }]);
    await fault(srrid, 'accepteasy.communication.create', kind);
    await opened(srrid);
    await until('the text', async () => (await plannedOf(control, srrid)).includes('Text Sent'));
    await until('the plan', async () =>
      (await incasso.bills.show(srrid)).timeline.some(({ what }) => what.startsWith('planned at AcceptEasy')),
    );
    expect(await plannedOf(control, srrid)).toEqual(['Email Sent', 'Text Sent']);
  });
});

test('refused credentials are shown to a person, and the bill goes on when they are mended', async () => {
  const { incasso, control, bill, stage } = await flow();
  await control.addFault({ operation: 'accepteasy.bill.create', kind: 'unauthorized', reference: 'KEY-1', times: 3 });
  await incasso.bills.submit(bill('KEY-1'));
  const view = await stage('KEY-1', 'needs-attention');
  expect(view.reason).toMatch(/^the bill was not made: Unauthorized: /);
  await incasso.bills.resolve('KEY-1', { as: 'retry', by: 'an operator', why: 'the key was renewed' });
  await stage('KEY-1', 'open');
  expect(await counts('KEY-1')).toEqual({ 'bill.created': 1, 'communication.sent': 1 });
});
