import { expect, test } from '@jest/globals';
import { ACCOUNT, startBillFlow } from '../support/bill-flow.js';
import { basic, SAID } from '../support/fixtures.js';
import { until } from '../support/until.js';

// What people say while a vendor is in the middle of something, or out of reach: nothing is asked of it without end, and
// nobody is written to too often.
const flow = startBillFlow();
const fast = startBillFlow({ speed: 20_000 });
/** A message is planned six seconds ahead. */
const slow = startBillFlow({ speed: 10, httpTimeoutMs: 500 });

async function opened(srrid: string, more = {}, on = flow) {
  const { incasso, bill, stage } = await on;
  await incasso.bills.submit(bill(srrid, more));
  await stage(srrid, 'open');
}

/** How often the workflow has asked for an activity. */
async function asked(srrid: string, activity: string): Promise<number> {
  const { client } = await flow;
  const { events } = await client.workflow.getHandle(`bill:${srrid}`).fetchHistory();
  const names = (events ?? []).map((event) => event.activityTaskScheduledEventAttributes?.activityType?.name);
  return names.filter((name) => name === activity).length;
}

async function noted(srrid: string, what: string, on = flow) {
  const { incasso } = await on;
  await until(what, async () =>
    (await incasso.bills.show(srrid)).timeline.some((entry) => entry.what.startsWith(what)),
  );
}

const reminders = async (on = fast, days = [1, 2, 3]) => {
  const { day } = await on;
  return days.map((ahead) => ({
    channel: 'Email',
    template: `reminder-${ahead}`,
    paymentStatus: 'Open',
    scheduledAt: `${day(ahead)}T09:00:00Z`,
  }));
};

async function templates(srrid: string): Promise<string[]> {
  const { control } = await fast;
  const all = await until('all has gone', async () => {
    const shown = await control.communications(srrid);
    return shown.every(({ status }) => status !== 'Pending') && shown;
  });
  return all.filter(({ status }) => status === 'Sent').map(({ template }) => String(template));
}

test('a hold while a payment is under way costs one reading, and what was planned is wanted again after it', async () => {
  const { incasso, control, day } = await flow;
  const communications = (await reminders(flow, [9])).slice(0, 1);
  await opened('HELD', { communications });
  await control.act({ srrid: 'HELD', do: 'plan-payment' });
  await incasso.bills.hold('HELD', { until: day(5), ...SAID });
  await until('silence', async () => (await incasso.bills.show('HELD')).nextAction === 'go on when the hold ends');
  expect(await control.communications('HELD')).toEqual([]);
  await incasso.bills.resume('HELD', SAID);
  await until('the wait', async () => (await incasso.bills.show('HELD')).nextAction?.startsWith('read whether'));
  expect(await asked('HELD', 'readBill')).toBe(1);
  await control.pay('HELD');
  expect(await incasso.bills.result('HELD')).toMatchObject({ outcome: 'paid' });
});

test('a cancelled bill at a vendor that cannot be read waits for a person, who can end it', async () => {
  const { incasso, control, stage } = await flow;
  await opened('UNREAD', { communications: await reminders(flow) });
  await control.addFault({ operation: 'accepteasy.bill.get', kind: 'wrong-typed', reference: 'UNREAD', times: 100 });
  await incasso.bills.cancel('UNREAD', SAID);
  expect((await stage('UNREAD', 'needs-attention')).reason).toMatch('the bill cannot be cancelled');
  await incasso.bills.resolve('UNREAD', { as: 'happened', ...SAID });
  await noted('UNREAD', 'needs attention: the bill cannot be read');
  await incasso.bills.resolve('UNREAD', { as: 'not-happened', ...SAID });
  expect(await incasso.bills.result('UNREAD')).toMatchObject({ outcome: 'cancelled' });
  expect(await asked('UNREAD', 'readBill')).toBe(1);
  expect(await control.communications('UNREAD')).toEqual([]);
});

test('what is planned is withdrawn from a bill that the vendor would not cancel', async () => {
  const { incasso, control, stage } = await flow;
  await opened('KEPT', { communications: await reminders(flow) });
  await control.addFault({ operation: 'accepteasy.bill.update', kind: 'unauthorized', reference: 'KEPT', times: 3 });
  await incasso.bills.cancel('KEPT', SAID);
  await stage('KEPT', 'needs-attention');
  await incasso.bills.resolve('KEPT', { as: 'not-happened', ...SAID });
  expect(await incasso.bills.result('KEPT')).toMatchObject({ outcome: 'cancelled' });
  expect(await control.communications('KEPT')).toEqual([]);
});

test('a text that comes back too is not answered by another mail', async () => {
  const { incasso, control } = await flow;
  await control.plan([
    { srrid: 'BOTH', do: 'bounce', channel: 'Email', statusCode: '4.2.2' },
    { srrid: 'BOTH', do: 'bounce', channel: 'Text', statusCode: '4.2.2' },
  ]);
  await opened('BOTH');
  await until(
    'both',
    async () => (await incasso.bills.show('BOTH')).reason === 'messages by Text and by Email came back',
  );
  expect((await control.communications('BOTH')).map(({ channel }) => channel)).toEqual(['Email', 'Text']);
  await incasso.bills.cancel('BOTH', SAID);
});

test.each([
  ['a hold', 'hold'],
  ['a cancellation', 'cancel'],
] as const)('%s that comes while a message is on its way to the vendor withdraws that one too', async (_, what) => {
  const { incasso, control, day, stage } = await slow;
  const srrid = `LANDS-${what}`;
  await control.plan([{ srrid, do: 'bounce', channel: 'Email', statusCode: '4.2.2' }]);
  // Its caller leaves before that.
  const late = {
    operation: 'accepteasy.communication.create',
    kind: 'slow',
    delayMs: 800,
    reference: srrid,
  } as const;
  await control.addFault(late);
  await opened(srrid, {}, slow);
  const calls = async () =>
    (await control.calls()).filter(({ operation, reference }) => operation === late.operation && reference === srrid);
  await until('the text is on its way', async () => (await calls()).length > 0);
  if (what === 'cancel') await incasso.bills.cancel(srrid, SAID);
  else await incasso.bills.hold(srrid, { until: day(5), ...SAID });
  if (what === 'cancel') await stage(srrid, 'cancelled');
  else await until('silence', async () => (await incasso.bills.show(srrid)).nextAction === 'go on when the hold ends');
  await until('it has landed', async () =>
    (await control.ledger({ reference: srrid })).some(({ effect }) => effect === 'communication.planned'),
  );
  const texts = (await control.communications(srrid)).filter(({ channel }) => channel === 'Text');
  expect(texts.map(({ status }) => status)).toEqual([]);
});

test('where the vendor does not say what came back, it was the last that was sent: nobody is written to without end', async () => {
  const { incasso, control } = await flow;
  await control.plan([
    { srrid: 'UNNAMED', do: 'bounce', channel: 'Email', statusCode: '4.2.2', withoutId: true },
    { srrid: 'UNNAMED', do: 'bounce', channel: 'Text', statusCode: '4.2.2', withoutId: true },
  ]);
  await opened('UNNAMED');
  await until(
    'both',
    async () => (await incasso.bills.show('UNNAMED')).reason === 'messages by Text and by Email came back',
  );
  expect((await control.communications('UNNAMED')).map(({ channel }) => channel)).toEqual(['Email', 'Text']);
  await incasso.bills.cancel('UNNAMED', SAID);
});

test('what came back while a payment was under way is answered when that fails', async () => {
  const { incasso, control } = await flow;
  await control.plan([{ srrid: 'FAILING', do: 'bounce', channel: 'Email', afterMs: 20 * 60_000 }]);
  await opened('FAILING');
  await control.act({ srrid: 'FAILING', do: 'plan-payment' });
  await noted('FAILING', 'a message came back: Email');
  const channels = async () => (await control.communications('FAILING')).map(({ channel }) => channel);
  expect(await channels()).toEqual(['Email']);
  await control.act({ srrid: 'FAILING', do: 'fail-payment' });
  await control.forge({ srrid: 'FAILING', status: 'Paid' }); // No webhook tells of it: what else is reported shows it.
  await until('the text', async () => (await channels()).includes('Text'));
  await incasso.bills.cancel('FAILING', SAID);
});

test('two mails that are found to have come back at once are answered by one text', async () => {
  const { control, client, taskQueue, clock, day, incasso } = await startBillFlow({ webhooks: false, speed: 20_000 });
  const { bill } = await flow;
  await control.plan([{ srrid: 'TWICE', do: 'bounce', channel: 'Email' }]);
  const communications = [{ channel: 'Email' }, { channel: 'Email', scheduledAt: `${day(1)}T09:00:00Z` }];
  await incasso.bills.submit(bill('TWICE', { communications, clock, expiryDate: day(300) }));
  const cameBack = () => control.ledger({ reference: 'TWICE', effect: 'communication.bounced' });
  await until('both came back', async () => (await cameBack()).length === 2);
  const args = [{ httpTimeoutMs: 1_000, clock }];
  await client.workflow.execute('sweepBills', { taskQueue, workflowId: `sweep-twice-${clock.since}`, args });
  const plan = ({ what }: { what: string }) => what.startsWith('planned at AcceptEasy');
  await until('the answer', async () => (await incasso.bills.show('TWICE')).timeline.some(plan));
  expect((await control.communications('TWICE')).filter(({ channel }) => channel === 'Text')).toHaveLength(1);
});

test('on hold nobody is written to, though the bill cannot be read', async () => {
  const { incasso, control, stage, day } = await flow;
  await opened('QUIET', { communications: await reminders(flow, [7, 8]) });
  await control.addFault({ operation: 'accepteasy.bill.get', kind: 'wrong-typed', reference: 'QUIET' });
  await incasso.bills.hold('QUIET', { until: day(5), ...SAID });
  await stage('QUIET', 'needs-attention');
  await incasso.bills.resolve('QUIET', { as: 'not-happened', ...SAID });
  await until('nothing is planned', async () => (await control.communications('QUIET')).length === 0);
  await stage('QUIET', 'held');
  await incasso.bills.resume('QUIET', SAID);
  await until('the plan', async () => (await control.communications('QUIET')).length === 2);
  await control.pay('QUIET');
});

test.each([
  ['wanted', 'failed'],
  ['unwanted', 'cancelled'],
] as const)('a queued bill of which nothing can be read ends by a word of a person: %s', async (wish, outcome) => {
  const { incasso, control, bill, stage } = await flow;
  const srrid = `QUEUED-${wish}`;
  const operation = 'accepteasy.bill.asyncStatus';
  await control.addFault({ operation, kind: 'wrong-typed', reference: srrid, times: 100 });
  await incasso.bills.submit(bill(srrid, { async: true }));
  await stage(srrid, 'needs-attention');
  if (wish === 'unwanted') await incasso.bills.cancel(srrid, SAID);
  await incasso.bills.resolve(srrid, { as: 'not-happened', ...SAID });
  expect(await incasso.bills.result(srrid)).toMatchObject({ outcome });
});

test('of the reminders that fell due before the bill was made only the last is sent', async () => {
  const { incasso, control, bill, day } = await fast;
  const limit = { kind: 'rate-limited', reference: 'LATE', retryAfterSeconds: 600 } as const;
  await control.addFault({ operation: 'accepteasy.bill.create', ...limit });
  await incasso.bills.submit(bill('LATE', { communications: await reminders(), expiryDate: day(300) }));
  await until('the limit', async () => (await control.calls()).some(({ answered }) => answered === 'rate-limited'));
  await incasso.bills.hold('LATE', { until: day(5), ...SAID });
  await until(
    'the bill',
    async () => (await control.ledger({ reference: 'LATE', effect: 'bill.created' })).length === 1,
  );
  expect(await templates('LATE')).toEqual(['reminder-3']);
});

test('of the reminders that fell due while the vendor was out of reach only the last is sent', async () => {
  const { incasso, control, day } = await fast;
  await opened('OUTAGE', { communications: await reminders(fast, [2, 3, 4]), expiryDate: day(300) }, fast);
  await incasso.bills.hold('OUTAGE', { until: day(90), ...SAID });
  // Read back too: the outage is for what comes after it.
  await until('silence', async () => (await incasso.bills.show('OUTAGE')).nextAction === 'go on when the hold ends');
  const limit = { kind: 'rate-limited', reference: 'OUTAGE', retryAfterSeconds: 22 } as const;
  await control.addFault({ operation: 'accepteasy.communication.list', ...limit });
  await incasso.bills.resume('OUTAGE', SAID);
  const planned = ({ what }: { what: string }) => what.startsWith('planned at AcceptEasy');
  await until('the plan', async () => (await incasso.bills.show('OUTAGE')).timeline.some(planned), 40_000);
  expect(await templates('OUTAGE')).toEqual(['reminder-4']);
}, 60_000);

test('an event of a closed bill is not lost where the look-up fails', async () => {
  const { incasso, control, bill, stage, simulator } = await flow;
  await control.addFault({ operation: 'accepteasy.bill.create', kind: 'unauthorized', reference: 'AFTER', times: 3 });
  await incasso.bills.submit(bill('AFTER'));
  await stage('AFTER', 'needs-attention');
  await incasso.bills.resolve('AFTER', { as: 'not-happened', ...SAID });
  await incasso.bills.result('AFTER');
  // The write that nobody expected any more lands, and is paid.
  await fetch(`${simulator.url}/v2/Bill`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: basic(ACCOUNT) },
    body: JSON.stringify({
      SRRID: 'AFTER',
      PaymentReference: 'AFTER',
      Description: 'Invoice',
      Amount: 12_99,
      ExpiryDate: '2026-12-01T00:00:00Z',
      Address: { Email: 'debtor@example.com' },
    }),
  });
  await control.addFault({ operation: 'accepteasy.search.bills', kind: 'unauthorized', times: 3 });
  await control.pay('AFTER');
  await noted('AFTER', 'needs attention: the bill was closed, and what was reported of it since cannot be read');
  await incasso.bills.resolve('AFTER', { as: 'retry', ...SAID });
  await noted('AFTER', 'needs attention: payment after close');
  expect(await incasso.bills.show('AFTER')).toMatchObject({ paid: { minor: 12_99 } });
  await incasso.bills.resolve('AFTER', { as: 'happened', ...SAID });
});

test('a hold ends the question about a bill that was not made: it is made when the hold ends', async () => {
  const { incasso, control, bill, stage, day } = await flow;
  await control.addFault({ operation: 'accepteasy.bill.create', kind: 'unauthorized', reference: 'PAUSED', times: 3 });
  await incasso.bills.submit(bill('PAUSED'));
  await stage('PAUSED', 'needs-attention');
  await incasso.bills.hold('PAUSED', { until: day(5), ...SAID });
  await stage('PAUSED', 'held');
  await incasso.bills.resume('PAUSED', SAID);
  await stage('PAUSED', 'open');
  await control.pay('PAUSED');
});
