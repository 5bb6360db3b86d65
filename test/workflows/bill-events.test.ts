import { describe, expect, test } from '@jest/globals';
import { ACCOUNT, startBillFlow } from '../support/bill-flow.js';
import { all, basic, CREDENTIALS, DAY_MS, SAID } from '../support/fixtures.js';
import { until } from '../support/until.js';

// What vendors report about bills, late, twice, swapped, lost or forged, and what comes in after the end.
const flow = startBillFlow();
const MINUTE_MS = 60_000;

async function opened(srrid: string, more = {}) {
  const { incasso, bill, stage } = await flow;
  await incasso.bills.submit(bill(srrid, more));
  return stage(srrid, 'open');
}

async function post(body: unknown, headers: Record<string, string> = { authorization: basic(CREDENTIALS) }) {
  const { receiver } = await flow;
  const response = await fetch(`${receiver.url}/webhooks/accepteasy`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return { status: response.status, outcome: ((await response.json()) as { outcome?: string }).outcome };
}

async function runsOf(srrid: string) {
  const runs: string[] = [];
  const { client } = await flow;
  for await (const { runId } of client.workflow.list({ query: `WorkflowId = "bill:${srrid}"` })) runs.push(runId);
  return runs;
}

test.each(['twice', 'late', 'swapped'] as const)('a payment whose webhook comes %s is booked once', async (mode) => {
  const { incasso, control } = await flow;
  const srrid = `PAID-${mode}`;
  await opened(srrid);
  await control.pay(srrid, mode === 'late' ? { mode, byMs: 10 * MINUTE_MS } : { mode });
  if (mode === 'swapped') {
    await opened('PAID-other');
    await control.pay('PAID-other');
  }
  const view = await incasso.bills.result(srrid);
  expect(view).toMatchObject({ outcome: 'paid', paid: { minor: 12_99 }, overpaid: { minor: 0 } });
  expect(view.payments).toHaveLength(1);
});

test('a forged payment costs a reading, and books nothing', async () => {
  const { control, incasso } = await flow;
  await opened('FORGED');
  await control.forge({ srrid: 'FORGED', status: 'Paid' });
  const noted = (what: string) => what.startsWith('a payment was reported, but AcceptEasy shows the bill as Open');
  await until('the reading', async () => (await incasso.bills.show('FORGED')).timeline.some(({ what }) => noted(what)));
  expect(await incasso.bills.show('FORGED')).toMatchObject({ stage: 'open', paid: { minor: 0 } });
  // The true payment has the name of the forged one.
  await control.pay('FORGED');
  expect(await incasso.bills.result('FORGED')).toMatchObject({ outcome: 'paid', paid: { minor: 12_99 } });
});

test('what the webhooks did not tell, the sweep finds: payments, and what came back', async () => {
  const { control, incasso } = await flow;
  const lost = { mode: 'lost' } as const;
  await control.plan([{ srrid: 'LOST-2', do: 'bounce', channel: 'Email', delivery: lost }]);
  await incasso.schedules.apply({ everyMs: 400 * DAY_MS, vendors: ['accepteasy'], clock: (await flow).clock });
  await opened('LOST-1');
  await opened('LOST-2');
  await control.pay('LOST-1', lost);
  await until('the bounce', async () =>
    (await control.ledger({ reference: 'LOST-2', effect: 'communication.bounced' })).at(0),
  );
  await incasso.schedules.run('sweep-bills');
  expect(await incasso.bills.result('LOST-1')).toMatchObject({ outcome: 'paid' });
  await until('the text', async () =>
    (await control.communications('LOST-2')).some(({ channel, status }) => channel === 'Text' && status === 'Sent'),
  );
  await control.pay('LOST-2');
});

test('a second mail that comes back, under the same name of the event, is answered too', async () => {
  const { control, day, incasso } = await flow;
  await control.plan([{ srrid: 'BACK', do: 'bounce', channel: 'Email', statusCode: '4.2.2' }]);
  await opened('BACK', { communications: [{ channel: 'Email' }] });
  const texts = async () => (await control.communications('BACK')).filter(({ channel }) => channel === 'Text');
  await until('the first text', async () => (await texts()).some(({ status }) => status === 'Sent'));
  const { atid } = await incasso.bills.show('BACK');
  // A mailbox that was full: mails go on, and the next one comes back as well.
  const { simulator } = await flow;
  await fetch(`${simulator.url}/v2/Bill/${atid}/Communication`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: basic(ACCOUNT),
    },
    body: JSON.stringify({ Communication: [{ Channel: 'Email' }] }),
  });
  await until('the second text', async () => (await texts()).length === 2);
  expect(day(0)).toMatch(/^2026-03/);
  expect((await incasso.bills.show('BACK')).stage).toBe('open');
});

test('a message that comes back where there is no other address is told, and the bill stays open', async () => {
  const { control, incasso } = await flow;
  const { phone: _phone, ...mailed } = (await flow).bill('ALONE');
  await control.plan([{ srrid: 'ALONE', do: 'bounce' }]);
  await incasso.bills.submit(mailed);
  const view = await until('the bounce', async () => {
    const now = await incasso.bills.show('ALONE');
    return now.reason !== null && now;
  });
  expect(view).toMatchObject({ stage: 'open', reason: 'a message by Email came back, and there is no other address' });
  expect(view.contacts).toMatchObject([{ channel: 'Email', result: 'Bounced' }]);
});

describe('the receiver', () => {
  test('lets nobody in without credentials, and takes no body that is no event', async () => {
    expect((await post({ ATID: 'a', STATUS: 'Paid' }, {})).status).toBe(401);
    expect((await post({ hello: 'world' })).status).toBe(422);
  });

  test('keeps an event of a bill that nobody knows, and hands it to the bill that a person names', async () => {
    const { incasso } = await flow;
    const event = { ATID: '7d444840-9dc0-11d1-b245-5ffdce74fad2', STATUS: 'Paid', SRRID: 'NOBODY', ERROR: null };
    expect(await post(event)).toEqual({ status: 202, outcome: 'parked' });
    const [parked] = (await all(incasso.parked.list())).filter(({ reference }) => reference === 'NOBODY');
    expect(parked).toMatchObject({ id: `accepteasy:${event.ATID}:Paid`, vendor: 'accepteasy', event: 'Paid' });
    const id = parked?.id ?? '';
    await expect(incasso.parked.assign(id, { reference: 'NOT-A-BILL', ...SAID })).rejects.toThrow(
      'no bill has the SRRID NOT-A-BILL',
    );
    await opened('ASSIGNED');
    expect(await incasso.parked.assign(id, { reference: 'ASSIGNED', ...SAID })).toEqual({ stage: 'delivered' });
    expect(await incasso.bills.show('ASSIGNED')).toMatchObject({ stage: 'open', paid: { minor: 0 } });
  });

  test('finds a bill by its ATID alone', async () => {
    const { incasso, control } = await flow;
    const { atid } = await opened('BY-ATID');
    await control.pay('BY-ATID', { mode: 'lost' });
    expect((await post({ ATID: atid, STATUS: 'Paid' })).status).toBe(202);
    expect(await incasso.bills.result('BY-ATID')).toMatchObject({ outcome: 'paid' });
  });

  test('keeps events of bulk requests for a person, since nothing here makes one', async () => {
    expect(await post({ BulkId: 'b-1', STATUS: 'ProcessingCompleted', Bills: [] })).toMatchObject({
      outcome: 'parked',
    });
  });
});

test('a payment that was under way beats a cancellation, and its webhook once more begins nothing', async () => {
  const { incasso, control } = await flow;
  const { atid } = await opened('UNDER-WAY');
  await control.act({ srrid: 'UNDER-WAY', do: 'report-paid' });
  await incasso.bills.cancel('UNDER-WAY', SAID);
  await until('the wait', async () => /under way/.test((await incasso.bills.show('UNDER-WAY')).nextAction ?? ''));
  await control.pay('UNDER-WAY');
  expect(await incasso.bills.result('UNDER-WAY')).toMatchObject({ outcome: 'paid', paid: { minor: 12_99 } });
  await post({ ATID: atid, STATUS: 'Paid', SRRID: 'UNDER-WAY' });
  await post({ ATID: atid, STATUS: 'Bounced', SRRID: 'UNDER-WAY' });
  expect(await runsOf('UNDER-WAY')).toHaveLength(1);
});

test('a payment after the end is shown to a person, once, though two webhooks tell of it', async () => {
  const { incasso, control, stage } = await flow;
  const { atid } = await opened('LATE');
  await control.addFault({ operation: 'accepteasy.bill.update', kind: 'unauthorized', reference: 'LATE', times: 3 });
  await incasso.bills.cancel('LATE', SAID);
  const stuck = await stage('LATE', 'needs-attention');
  expect(stuck.reason).toMatch(/^the bill cannot be cancelled, and stays payable: Unauthorized: /);
  await incasso.bills.resolve('LATE', { as: 'not-happened', ...SAID });
  expect(await incasso.bills.result('LATE')).toMatchObject({ outcome: 'cancelled' });
  await control.pay('LATE', { mode: 'twice' });
  const asked = await stage('LATE', 'needs-attention');
  expect(asked).toMatchObject({ reason: 'payment after close (cancelled): 12.99 EUR', paid: { minor: 12_99 } });
  await incasso.bills.resolve('LATE', { as: 'happened', ...SAID });
  expect(await incasso.bills.result('LATE')).toMatchObject({ outcome: 'cancelled', paid: { minor: 12_99 } });
  await post({ ATID: atid, STATUS: 'Paid', SRRID: 'LATE' });
  expect(await runsOf('LATE')).toHaveLength(2);
});

test('a bill that is paid at the moment at which somebody cancels it is paid', async () => {
  const { incasso, control } = await flow;
  await opened('RACE');
  await Promise.all([control.pay('RACE'), incasso.bills.cancel('RACE', SAID).catch(() => undefined)]);
  const { outcome, paid } = await incasso.bills.result('RACE');
  const [{ status } = { status: '' }] = await control.bills('RACE');
  expect([outcome, paid.minor]).toEqual(status === 'Paid' ? ['paid', 12_99] : ['cancelled', 0]);
});

test('a hold while a queued bill is being made withdraws its messages as soon as it is there', async () => {
  const { incasso, control, bill, day } = await flow;
  await control.plan([{ srrid: 'HELD', do: 'create', afterMs: 30 * MINUTE_MS }]);
  const communications = [{ channel: 'Email', scheduledAt: `${day(3)}T09:00:00Z` }];
  await incasso.bills.submit(bill('HELD', { async: true, communications }));
  await until('the queue', async () => (await control.bills('HELD'))[0]);
  expect(await incasso.bills.hold('HELD', { until: day(9), ...SAID })).toMatchObject({ stage: 'held' });
  await until('nothing is planned', async () =>
    (await control.ledger({ reference: 'HELD', effect: 'communication.deleted' })).at(0),
  );
  expect(await control.communications('HELD')).toEqual([]);
  expect(await incasso.bills.show('HELD')).toMatchObject({ stage: 'held', nextAction: 'go on when the hold ends' });
});

test('the same content is started once, and other content under the same SRRID is refused', async () => {
  const { incasso, bill } = await flow;
  const first = bill('AGAIN');
  expect(await incasso.bills.submit(first)).toMatchObject({ started: true, stage: 'creating' });
  expect(await incasso.bills.submit({ ...first, async: true })).toMatchObject({ started: false });
  await expect(incasso.bills.submit({ ...first, description: 'Other' })).rejects.toThrow(
    'SRRID AGAIN already belongs to a bill with other content',
  );
});
