import { expect, test } from '@jest/globals';
import type { CollectRecordInput } from '../../src/domain/case.js';
import type { Effect } from '../../src/simulators/control-client.js';
import { type Flow, startFlow } from '../support/flow.js';
import { debt, message, voice } from '../support/inputs.js';
import { until } from '../support/until.js';

let shared: Promise<Flow> | undefined;
const flow = () => {
  shared ??= startFlow();
  return shared;
};

const eur = (minor: number) => ({ minor, currency: 'EUR' });
const plan = (...steps: CollectRecordInput['plan']['steps']) => ({ payLink: { from: 'script' as const }, steps });
const said = { by: 'an operator', why: 'a reason' };

async function effects(reference: string, effect: Effect): Promise<number> {
  const { control } = await flow();
  return (await control.ledger({ reference, effect })).length;
}

async function started(reference: string, more: Partial<CollectRecordInput> = {}) {
  const { incasso, control } = await flow();
  await incasso.cases.start(debt(reference, more));
  const show = () => incasso.cases.show(reference);
  return {
    incasso,
    control,
    show,
    mailed: () => until('the mail', async () => (await effects(reference, 'message.sent')) > 0),
    planned: () => until('a planned call', async () => (await effects(reference, 'call.planned')) > 0),
    stage: (stage: string) => until(`stage ${stage}`, async () => (await show()).stage === stage && show()),
    paid: (minor: number) => until(`paid ${minor}`, async () => (await show()).paid.minor === minor && show()),
    result: () => incasso.cases.result(reference),
  };
}

test('a debt paid by its PayLink is paid, and no calls were ever stopped', async () => {
  const { control, mailed, result } = await started('PAID-1');
  await mailed();
  await control.tell({ reference: 'PAID-1', story: 'paid' });
  expect(await result()).toMatchObject({
    stage: 'paid',
    outcome: 'paid',
    paid: eur(100_00),
    owed: eur(0),
    overpaid: eur(0),
  });
  expect(await effects('PAID-1', 'stopCalling')).toBe(0);
});

test('a debt paid in two parts is paid, and what is owed shrinks between them', async () => {
  const { control, mailed, paid, result } = await started('PARTS-1');
  await mailed();
  await control.tell({ reference: 'PARTS-1', story: 'part-paid', amountMinor: 40_00 });
  expect(await paid(40_00)).toMatchObject({ stage: 'awaiting-payment', owed: eur(60_00) });
  await control.tell({ reference: 'PARTS-1', story: 'paid' });
  const { payments, paid: all } = await result();
  expect(payments.map(({ amount }) => amount)).toEqual([eur(40_00), eur(60_00)]);
  expect(all).toEqual(eur(100_00));
});

test('an overpayment is paid, and reported with its amount', async () => {
  const { control, mailed, result } = await started('OVER-1');
  await mailed();
  await control.tell({ reference: 'OVER-1', story: 'paid', amountMinor: 120_00 });
  expect(await result()).toMatchObject({ outcome: 'paid', overpaid: eur(20_00), reason: 'overpaid by 20.00 EUR' });
});

test('an unpaid debt is called; a call that reached the debtor is the last round', async () => {
  const { control, planned, stage, result } = await started('CALL-1', {
    plan: plan(message(1_000), voice(3_000), voice(3_000)),
  });
  await stage('calling');
  await planned();
  await control.tell({ reference: 'CALL-1', story: 'answered' });
  const closed = await result();
  expect(closed).toMatchObject({ outcome: 'unpaid', owed: eur(100_00) });
  expect(closed.contacts).toMatchObject([
    { channel: 'message', script: '1001', result: 'accepted' },
    { channel: 'voice', script: '18301', result: 'success-ok' },
  ]);
});

test('a round in which nobody was reached is followed by the next one, and leftover calls are stopped at the end', async () => {
  const { control, planned, result } = await started('CALL-2', {
    plan: plan(message(500), voice(2_000), voice(2_000)),
  });
  await planned();
  await control.tell({ reference: 'CALL-2', story: 'no-answer' });
  const { contacts, outcome } = await result();
  expect(outcome).toBe('unpaid');
  expect(contacts.map(({ channel, result: word }) => [channel, word])).toEqual([
    ['message', 'accepted'],
    ['voice', 'no answer'],
    ['voice', null],
  ]);
  expect(await effects('CALL-2', 'stopCalling')).toBe(1);
});

test('a payment while calls are planned stops them at once', async () => {
  const { control, planned, result } = await started('STOP-1', { plan: plan(message(500), voice(60_000)) });
  await planned();
  await control.tell({ reference: 'STOP-1', story: 'paid' });
  expect(await result()).toMatchObject({ outcome: 'paid' });
  expect([await effects('STOP-1', 'stopCalling'), await effects('STOP-1', 'call.dropped')]).toEqual([1, 1]);
});

test('a payment that arrives while the escalation is being started still stops it', async () => {
  const { control, mailed, stage, result } = await started('STOP-2', { plan: plan(message(1_000), voice(60_000)) });
  await mailed();
  await control.addFault({ operation: 'addRecords', kind: 'slow', delayMs: 1_500, reference: 'STOP-2' });
  await stage('calling');
  await control.tell({ reference: 'STOP-2', story: 'paid' });
  expect(await result()).toMatchObject({ outcome: 'paid' });
  expect(await effects('STOP-2', 'call.made')).toBe(0);
  expect(await effects('STOP-2', 'stopCalling')).toBeGreaterThan(0);
  const planned = await effects('STOP-2', 'call.planned');
  expect(await effects('STOP-2', 'call.dropped')).toBe(planned);
});

test('whoever has paid without a webhook is not called: the last look finds the money', async () => {
  const { control, mailed, result } = await started('LOOK-1', { plan: plan(message(2_000), voice(60_000)) });
  await mailed();
  await control.tell({ reference: 'LOOK-1', story: 'paid', delivery: { mode: 'lost' } });
  const { contacts, outcome } = await result();
  expect([outcome, contacts.length]).toEqual(['paid', 1]);
  expect([await effects('LOOK-1', 'call.planned'), await effects('LOOK-1', 'stopCalling')]).toEqual([0, 0]);
});

test('the last look before the end finds money too', async () => {
  const { control, planned, result } = await started('LOOK-2', { plan: plan(message(500), voice(1_500)) });
  await planned();
  await control.tell({ reference: 'LOOK-2', story: 'paid', delivery: { mode: 'lost' } });
  expect(await result()).toMatchObject({ outcome: 'paid' });
});

test('a rejected first record ends the case with the vendor’s messages', async () => {
  const { result } = await started('REJ-1', { debtor: { name: 'Example', phones: ['+31600000000'] } });
  const closed = await result();
  expect(closed).toMatchObject({ stage: 'rejected', outcome: 'rejected' });
  expect(closed.messages[0]).toMatchObject({ context: 'toMailAddress', level: 'error' });
});

test('without a phone the voice rounds are left out, and the reason says so', async () => {
  const { result } = await started('MUTE-1', {
    debtor: { name: 'Example', email: 'debtor@example.com', phones: [] },
    plan: plan(message(500), voice(60_000)),
  });
  expect(await result()).toMatchObject({
    outcome: 'unpaid',
    reason: 'no phone number: the voice rounds were left out',
  });
});

test('a voice script that refuses the record ends the rounds, not the case', async () => {
  // Script 1003 is one for texts, 1001 one for mails: it wants an address that this debtor has not got.
  const text = { channel: 'message', script: '1003', waitMs: 500 } as const;
  const refusing = { channel: 'voice', script: '1001', waitMs: 600_000 } as const;
  const { result } = await started('MUTE-2', {
    debtor: { name: 'Example', phones: ['+31600000000'] },
    plan: plan(text, refusing, refusing),
  });
  const closed = await result();
  expect(closed).toMatchObject({
    outcome: 'unpaid',
    reason: expect.stringContaining('script 1001 refused the record'),
  });
  expect(closed.contacts.map(({ result: word }) => word)).toEqual(['accepted', 'rejected']);
  expect(await effects('MUTE-2', 'stopCalling')).toBe(0);
});

test('a forged webhook causes a reading and nothing else', async () => {
  const { control, mailed, show, incasso } = await started('FORGED-1');
  await mailed();
  await control.tell({ reference: 'FORGED-1', story: 'paid', delivery: { mode: 'forged' } });
  const read = 'a payment was reported, but the vendor shows no new money';
  await until('the reading', async () => (await show()).timeline.some(({ what }) => what === read));
  expect(await show()).toMatchObject({ stage: 'awaiting-payment', paid: eur(0) });
  await incasso.cases.cancel('FORGED-1', said);
});

test('a doubled webhook books once', async () => {
  const { control, mailed, paid, incasso } = await started('TWICE-1');
  await mailed();
  await control.tell({ reference: 'TWICE-1', story: 'part-paid', amountMinor: 30_00, delivery: { mode: 'twice' } });
  expect((await paid(30_00)).payments).toHaveLength(1);
  await incasso.cases.cancel('TWICE-1', said);
});

test('a link of the case’s own is made once, told by its id, and paid without a reference in the webhook', async () => {
  const { control, show, result } = await started('OWN-1', {
    plan: { payLink: { from: 'api', waitMs: 600_000 }, steps: [voice()] },
  });
  const link = await until('the link', async () => (await show()).payLink ?? undefined);
  expect(link.shortUrl).toMatch(/^https:/);
  expect(await effects('OWN-1', 'record.created')).toBe(0);
  await control.tell({ reference: 'OWN-1', story: 'paid' });
  expect(await result()).toMatchObject({ outcome: 'paid', payLink: { id: link.id } });
  expect(await effects('OWN-1', 'payLink.created')).toBe(1);
});

test('a case on hold contacts nobody; resumed, it starts the round of calls anew', async () => {
  const { incasso, stage, planned, control, result } = await started('HOLD-1', {
    plan: plan(message(500), voice(1_500)),
  });
  await planned();
  await incasso.cases.hold('HOLD-1', { until: '2999-01-01', ...said });
  await stage('held');
  await until('the stop', async () => (await effects('HOLD-1', 'stopCalling')) === 1);
  expect(await effects('HOLD-1', 'call.dropped')).toBe(1);
  await incasso.cases.resume('HOLD-1', said);
  await until('the new round', async () => (await effects('HOLD-1', 'call.planned')) === 2);
  await control.tell({ reference: 'HOLD-1', story: 'no-answer' });
  expect(await result()).toMatchObject({ outcome: 'unpaid' });
});

test('money that came in elsewhere is booked once by its id, and closes the case', async () => {
  const { incasso, mailed, result } = await started('ELSE-1');
  await mailed();
  const payment = { paymentId: 'bank-1', amount: eur(60_00), ...said };
  await incasso.cases.recordPayment('ELSE-1', payment);
  expect(await incasso.cases.recordPayment('ELSE-1', payment)).toMatchObject({ owed: eur(40_00) });
  await incasso.cases.recordPayment('ELSE-1', { paymentId: 'bank-2', amount: eur(40_00), ...said });
  const closed = await result();
  expect(closed).toMatchObject({ outcome: 'paid', paid: eur(100_00) });
  expect(closed.timeline.filter(({ by }) => by === said.by)).toHaveLength(2);
});

test('cancel while calling stops the calls, and a closed case refuses every word with a reason', async () => {
  const { incasso, planned, result } = await started('CANCEL-1', { plan: plan(message(500), voice(60_000)) });
  await planned();
  await incasso.cases.cancel('CANCEL-1', said);
  expect(await result()).toMatchObject({ outcome: 'cancelled', reason: said.why });
  expect(await effects('CANCEL-1', 'stopCalling')).toBe(1);
  await expect(incasso.cases.hold('CANCEL-1', { until: '2999-01-01', ...said })).rejects.toThrow('closed (cancelled)');
});

test.each([
  ['a hold in the past', 'hold', { until: '2020-01-01', ...said }, 'is not after today'],
  ['a hold until no date', 'hold', { until: '2999-02-30', ...said }, 'is not a date'],
  ['a hold without who', 'hold', { until: '2999-01-01', by: ' ', why: 'x' }, 'by: say who'],
  ['a resume of what is not held', 'resume', said, 'is not on hold'],
  [
    'a payment in another currency',
    'recordPayment',
    { paymentId: 'p', amount: { minor: 1, currency: 'GBP' }, ...said },
    'is in GBP',
  ],
  ['a payment of nothing', 'recordPayment', { paymentId: 'p', amount: eur(0), ...said }, 'not a positive number'],
  ['an answer to no question', 'resolve', { as: 'retry', ...said }, 'asks nothing'],
] as const)('%s is refused with its reason', async (_, update, payload, reason) => {
  const { incasso } = await flow();
  await incasso.cases.start(debt('REFUSE-1'));
  const say = incasso.cases[update] as (reference: string, said: unknown) => Promise<unknown>;
  await expect(say('REFUSE-1', payload)).rejects.toThrow(reason);
});

test('new money on a closed case is shown to a person, who closes it again', async () => {
  const { incasso, control, mailed, stage, show } = await started('LATE-1');
  await mailed();
  await incasso.cases.cancel('LATE-1', said);
  await stage('cancelled');
  await control.tell({ reference: 'LATE-1', story: 'part-paid', amountMinor: 12_00 });
  const view = await stage('needs-attention');
  expect(view).toMatchObject({ outcome: null, paid: eur(12_00), reason: 'payment after close (cancelled): 12.00 EUR' });
  await expect(incasso.cases.resolve('LATE-1', { as: 'not-happened', ...said })).rejects.toThrow(
    'the vendor shows this money',
  );
  await incasso.cases.resolve('LATE-1', { as: 'happened', ...said });
  await stage('cancelled');
  expect(await show()).toMatchObject({ outcome: 'cancelled', paid: eur(12_00) });
});

test('a call that is reported after the case was paid is counted, and the calls are stopped once more', async () => {
  const { control, planned, stage, show } = await started('LATE-2', { plan: plan(message(500), voice(60_000)) });
  await planned();
  await control.tell({ reference: 'LATE-2', story: 'no-answer', delivery: { mode: 'late', byMs: 3_000 } });
  await control.tell({ reference: 'LATE-2', story: 'paid' });
  await stage('paid');
  await until('the second stop', async () => (await effects('LATE-2', 'stopCalling')) === 2);
  await until('the call', async () => (await show()).timeline.some(({ what }) => what.startsWith('call reported')));
  expect(await show()).toMatchObject({ stage: 'paid', outcome: 'paid' });
});
