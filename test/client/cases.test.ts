import { beforeAll, expect, test } from '@jest/globals';
import { createEventDelivery } from '../../src/client/delivery.js';
import { RefusedError } from '../../src/client/index.js';
import type { CaseEvent } from '../../src/workflows/messages.js';
import { aCase, all, eur, SAID } from '../support/fixtures.js';
import { startStack } from '../support/stack.js';
import { until } from '../support/until.js';

let stack: Awaited<ReturnType<typeof startStack>>;
beforeAll(async () => {
  stack = await startStack();
});

const delivery = () => createEventDelivery(stack.client, stack);
const paid = (linkId: string, eventId: string): CaseEvent => ({
  kind: 'paylink',
  eventId,
  what: 'paid',
  linkId,
  at: '2026-03-03T09:00:00Z',
});
const called = (eventId: string): CaseEvent => ({
  kind: 'call',
  eventId,
  callId: eventId,
  status: 'finished',
  at: '2026-03-03T09:00:00Z',
});
const closed = async (reference: string) => {
  await stack.incasso.cases.result(reference);
  return stack.incasso.cases.show(reference);
};
const paidCase = async (reference: string) => {
  const linkId = await stack.waitingCase(reference);
  await stack.pay(reference);
  await delivery().deliver(paid(linkId, `${reference}-paid`), reference);
  expect(await closed(reference)).toMatchObject({ stage: 'paid', paid: eur(100_00), owed: eur(0) });
  return linkId;
};

test('a case is held, resumed and cancelled by people, who are told what came of it', async () => {
  const { cases } = stack.incasso;
  await stack.waitingCase('C-1');
  expect(await cases.hold('C-1', { ...SAID, until: '2099-01-01' })).toEqual({ stage: 'held', owed: eur(100_00) });
  await expect(cases.hold('C-1', { ...SAID, until: '2001-01-01' })).rejects.toThrow(RefusedError);
  expect(await cases.resume('C-1', SAID)).toMatchObject({ stage: 'awaiting-payment' });
  await expect(cases.resume('C-1', SAID)).rejects.toThrow('case C-1 is not on hold');
  await cases.cancel('C-1', SAID);
  expect(await cases.result('C-1')).toMatchObject({ stage: 'cancelled', outcome: 'cancelled', reason: SAID.why });
  await expect(cases.cancel('C-1', SAID)).rejects.toThrow('case C-1 is closed (cancelled)');
});

test('a payment that is recorded twice is booked once, and another one under its id is refused', async () => {
  const { cases } = stack.incasso;
  await stack.waitingCase('C-2');
  const payment = { ...SAID, paymentId: 'bank-1', amount: eur(40_00) };
  expect(await cases.recordPayment('C-2', payment)).toMatchObject({ owed: eur(60_00) });
  expect(await cases.recordPayment('C-2', payment)).toMatchObject({ owed: eur(60_00) });
  expect(await cases.recordPayment('C-2', { ...payment, why: 'said again' })).toMatchObject({ owed: eur(60_00) });
  await expect(cases.recordPayment('C-2', { ...payment, amount: eur(50_00) })).rejects.toThrow(RefusedError);
  await cases.recordPayment('C-2', { ...payment, paymentId: 'bank-2', amount: eur(60_00) });
  expect(await cases.result('C-2')).toMatchObject({ stage: 'paid', paid: eur(100_00) });
});

test('a closed case is shown, listed and recognised while no worker runs', async () => {
  await paidCase('C-3');
  await stack.stopWorker();
  try {
    expect(await stack.incasso.cases.show('C-3')).toMatchObject({
      reference: 'C-3',
      stage: 'paid',
      outcome: 'paid',
      nextActionAt: null,
    });
    expect(await stack.incasso.cases.start(aCase('C-3'))).toEqual({ reference: 'C-3', started: false });
    const listed = { reference: 'C-3', stage: 'paid', outcome: 'paid', nextActionAt: null };
    expect(await all(stack.incasso.cases.list({ stage: 'paid' }))).toContainEqual(listed);
  } finally {
    await stack.restartWorker();
  }
});

test('an event finds its case by its PayLink alone, and counts once however often it is delivered', async () => {
  const linkId = await paidCase('C-4');
  const { reference } = aCase('C-4');
  expect(await delivery().deliver(paid(linkId, 'C-4-paid'), null)).toEqual({ to: 'case', reference });
  expect(await delivery().deliver(paid(linkId, 'C-4-paid'), 'not-a-case')).toEqual({ to: 'case', reference });
  expect(await stack.runsOf('C-4')).toHaveLength(1);
});

test('what names no case goes to nobody, with a reason that a person understands', async () => {
  const reasons = await Promise.all([
    delivery().deliver(paid('11111111-aaaa" OR WorkflowType = "collectRecord', 'e1'), null),
    delivery().deliver(paid('11111111', 'e1'), 'C-0'),
    delivery().deliver(called('e2'), 'C-0'),
    delivery().deliver(called('e3'), null),
    delivery().deliver({ kind: 'unknown', eventId: 'e4' }, 'C-1'),
  ]);
  expect(reasons.map((delivered) => (delivered.to === 'nobody' ? delivered.reason : delivered))).toEqual([
    'what it names cannot be the id of a PayLink',
    'no case is known for PayLink 11111111',
    'no case has the reference C-0',
    'the call names no case',
    'an event of a kind that is not known here',
  ]);
});

test('a closed case is begun anew for a payment or a call, and left alone for a visit', async () => {
  const linkId = await paidCase('C-5');
  const visit: CaseEvent = {
    kind: 'paylink',
    eventId: 'C-5-seen',
    what: 'visited',
    linkId,
    at: '2026-03-03T09:00:00Z',
  };
  await delivery().deliver(visit, 'C-5');
  expect(await stack.runsOf('C-5')).toHaveLength(1);
  const events = [called('C-5-call'), called('C-5-call-2'), paid(linkId, 'C-5-again')];
  await Promise.all(events.map((event) => delivery().deliver(event, 'C-5')));
  expect(await closed('C-5')).toMatchObject({ stage: 'paid', paid: eur(100_00), overpaid: eur(0) });
  await until('all events were counted', async () => {
    const { timeline } = await closed('C-5');
    return timeline.filter(({ what }) => what.startsWith('call reported')).length === 2;
  });
  expect(await stack.incasso.cases.start(aCase('C-5'))).toEqual({ reference: 'C-5', started: false });
  const listed = await all(stack.incasso.cases.list({ stage: 'paid' }));
  expect(listed.filter(({ reference }) => reference === 'C-5')).toHaveLength(1);
});

test('money on a closed case waits for a person, is shown to him once, and the case closes again', async () => {
  const { cases } = stack.incasso;
  const linkId = await stack.waitingCase('C-6');
  await cases.cancel('C-6', SAID);
  await cases.result('C-6');
  await stack.pay('C-6', 30_00);
  await delivery().deliver(paid(linkId, 'C-6-late'), 'C-6');
  await until('it needs attention', async () => (await cases.show('C-6')).stage === 'needs-attention');
  expect(await cases.show('C-6')).toMatchObject({
    outcome: null,
    paid: eur(30_00),
    reason: expect.stringContaining('30.00 EUR'),
  });
  await until('the list shows it so, and only so', async () => {
    const listed = (await all(cases.list())).filter(({ reference }) => reference === 'C-6');
    return listed.length === 1 && listed[0]?.stage === 'needs-attention';
  });
  expect((await all(cases.list({ stage: 'cancelled' }))).map(({ reference }) => reference)).not.toContain('C-6');
  await cases.resolve('C-6', { ...SAID, as: 'happened' });
  expect(await cases.result('C-6')).toMatchObject({ stage: 'cancelled', paid: eur(30_00) });
});

test('a sweep wakes a closed case for new money only', async () => {
  const linkId = await paidCase('C-7');
  const event = (eventId: string): CaseEvent => ({
    kind: 'paylink',
    eventId,
    what: 'changed',
    linkId,
    at: '2026-03-03T09:00:00Z',
  });
  const reading = { id: linkId, status: 'paid', amountPaidMinor: 100_00, script: '1001' };
  expect(await delivery().deliver(event('s1'), 'C-7', reading)).toEqual({ to: 'case', reference: 'C-7' });
  expect(await stack.runsOf('C-7')).toHaveLength(1);
  await delivery().deliver(event('s2'), 'C-7', { ...reading, amountPaidMinor: 100_01 });
  await until('it was begun anew', async () => (await stack.runsOf('C-7')).length === 2);
});

test('a sweep leaves a case alone that has been closed for more than 90 days', async () => {
  // Ten million times as fast, so that 90 days pass in less than a second.
  const clock = { since: new Date().toISOString(), origin: '2026-03-02T09:00:00Z', speed: 1e7 };
  await stack.incasso.cases.start(aCase('C-8', { clock }));
  await stack.incasso.cases.result('C-8');
  const run = await stack.client.workflow.getHandle('collect:C-8').describe();
  await until('90 days', () => Date.now() - (run.closeTime?.getTime() ?? 0) > 800);
  const event: CaseEvent = { kind: 'paylink', eventId: 's3', what: 'changed', linkId: 'l', at: '2026-03-03T09:00:00Z' };
  const reading = { id: 'l', status: 'paid', amountPaidMinor: 100_00, script: '1001' };
  expect(await delivery().deliver(event, 'C-8', reading)).toEqual({ to: 'case', reference: 'C-8' });
  expect(await stack.runsOf('C-8')).toHaveLength(1);
});

test('an event of a case that was ended from outside goes to nobody', async () => {
  await stack.waitingCase('C-9');
  await stack.client.workflow.getHandle('collect:C-9').terminate();
  expect(await delivery().deliver(called('e9'), 'C-9')).toEqual({
    to: 'nobody',
    reason: 'its case C-9 did not end by itself (terminated)',
  });
});
