import { expect, test } from '@jest/globals';
import { createEventDelivery } from '../../src/client/delivery.js';
import type { CollectRecordInput } from '../../src/domain/case.js';
import type { Effect, VendorFaultKind, VendorOperation } from '../../src/simulators/control-client.js';
import { type Flow, startFlow } from '../support/flow.js';
import { debt, message, voice } from '../support/inputs.js';
import { until } from '../support/until.js';

// What people say and what vendors do at an unlucky moment.
let shared: Promise<Flow> | undefined;
const flow = () => {
  shared ??= startFlow();
  return shared;
};
const plan = (...steps: CollectRecordInput['plan']['steps']) => ({ payLink: { from: 'script' as const }, steps });
const said = { by: 'an operator', why: 'a reason' };
const forever = { until: '2999-01-01', ...said };
const eur = (minor: number) => ({ minor, currency: 'EUR' });

/** Faults are set before the case starts, so that no test depends on who is faster. `skip` calls pass first. */
async function spoil(
  reference: string,
  operation: VendorOperation,
  kind: VendorFaultKind,
  { skip = 0, times = 1, delayMs = 0 } = {},
) {
  const { control } = await flow();
  await control.addFault({ operation, kind, reference, skip, times, delayMs, retryAfterSeconds: 300 });
}

async function started(reference: string, more: Partial<CollectRecordInput> = {}) {
  const { incasso, control, client, taskQueue } = await flow();
  await incasso.cases.start(debt(reference, more));
  const show = () => incasso.cases.show(reference);
  const count = async (effect: Effect) => (await control.ledger({ reference, effect })).length;
  return {
    incasso,
    control,
    show,
    count,
    delivery: createEventDelivery(client, { taskQueue }),
    ui: client.workflow.getHandle(`collect:${reference}`),
    stage: (stage: string) => until(`stage ${stage}`, async () => (await show()).stage === stage && show()),
    happened: (effect: Effect, times = 1) => until(`${effect}`, async () => (await count(effect)) >= times),
    noted: (what: string) =>
      until(what, async () => (await show()).timeline.some((entry) => entry.what.includes(what))),
    listed: (stage: string) =>
      until(`listed as ${stage}`, async () => {
        for await (const listed of incasso.cases.list({ stage })) if (listed.reference === reference) return true;
        return false;
      }),
    result: () => incasso.cases.result(reference),
    struck: (kind: VendorFaultKind) =>
      until(kind, async () =>
        (await control.calls()).some((call) => call.reference === reference && call.answered === kind),
      ),
  };
}

test.concurrent('a debtor who was reached is not called again after a hold', async () => {
  const c = await started('REACHED-1', { plan: plan(message(300), voice(2_500)) });
  await c.happened('call.planned');
  await c.control.tell({ reference: 'REACHED-1', story: 'answered' });
  await until('the call', async () => (await c.show()).contacts[1]?.result === 'success-ok');
  await c.incasso.cases.hold('REACHED-1', forever);
  await c.incasso.cases.resume('REACHED-1', said);
  expect((await c.result()).contacts).toHaveLength(2);
});

test.concurrent('a case cancelled in Temporal ends as cancelled, its calls stopped, whatever it was waiting for', async () => {
  await spoil('UI-1', 'addRecords', 'rate-limited', { skip: 2, times: 100 });
  const c = await started('UI-1', { plan: plan(message(300), voice(800), voice(60_000)) });
  await c.happened('call.planned');
  await c.struck('rate-limited');
  await c.ui.cancel();
  expect(await c.result()).toMatchObject({ outcome: 'cancelled' });
  expect(await c.count('call.dropped')).toBe(1);
});

test.concurrent('a case cancelled in Temporal while it asks a person ends as cancelled', async () => {
  await spoil('UI-2', 'addRecords', 'unauthorized', { times: 3 });
  const c = await started('UI-2');
  await c.stage('needs-attention');
  await c.ui.cancel();
  expect(await c.result()).toMatchObject({ outcome: 'cancelled', contacts: [] });
});

test.concurrent('a reopened case that is cancelled in Temporal keeps what it knew', async () => {
  const c = await started('UI-3');
  await c.happened('payLink.created');
  await c.incasso.cases.cancel('UI-3', said);
  await c.stage('cancelled');
  await c.control.tell({ reference: 'UI-3', story: 'part-paid', amountMinor: 12_00 });
  await c.stage('needs-attention');
  await c.ui.cancel();
  expect(await c.result()).toMatchObject({ outcome: 'cancelled', paid: eur(12_00) });
});

test.concurrent('a last look that fails is no escalation: nobody was called, and no stop is sent', async () => {
  await spoil('LOOK-1', 'payLinks', 'unavailable');
  const c = await started('LOOK-1', { plan: plan(message(800), voice(60_000)) });
  await c.struck('unavailable');
  await c.incasso.cases.recordPayment('LOOK-1', { paymentId: 'p', amount: eur(100_00), ...said });
  expect((await c.result()).contacts).toHaveLength(1);
  expect(await c.count('stopCalling')).toBe(0);
});

test.concurrent('a contact that the vendor never took is not listed', async () => {
  await spoil('NEVER-1', 'addRecords', 'rate-limited', { skip: 1, times: 100 });
  const c = await started('NEVER-1', { plan: plan(message(800), voice(60_000)) });
  await c.happened('payLink.created');
  await c.struck('rate-limited');
  await c.control.tell({ reference: 'NEVER-1', story: 'paid' });
  expect((await c.result()).contacts.map(({ channel }) => channel)).toEqual(['message']);
});

test.concurrent('money that comes while a person is asked about other money is asked about too', async () => {
  const c = await started('MONEY-1');
  await c.happened('payLink.created');
  await c.incasso.cases.cancel('MONEY-1', said);
  await c.stage('cancelled');
  await c.control.tell({ reference: 'MONEY-1', story: 'part-paid', amountMinor: 12_00 });
  await c.stage('needs-attention');
  await c.control.tell({ reference: 'MONEY-1', story: 'part-paid', amountMinor: 5_00 });
  await until('the second payment', async () => (await c.show()).paid.minor === 17_00);
  await c.incasso.cases.resolve('MONEY-1', { as: 'happened', ...said });
  expect(await c.stage('needs-attention')).toMatchObject({ reason: 'payment after close (cancelled): 5.00 EUR' });
  await c.incasso.cases.resolve('MONEY-1', { as: 'happened', ...said });
  await c.stage('cancelled');
});

test.concurrent('a second message of one script whose answer was lost is a question for a person', async () => {
  await spoil('AGAIN-1', 'addRecords', 'drop-before', { skip: 1 });
  const c = await started('AGAIN-1', { plan: plan(message(1_500), message(2_500)) });
  expect((await c.stage('needs-attention')).reason).toContain('cannot be looked up');
  await c.incasso.cases.resolve('AGAIN-1', { as: 'not-happened', ...said });
  await c.result();
  expect(await c.count('message.sent')).toBe(2);
});

test.concurrent('a hold stops the calls even while the case asks a person about something else', async () => {
  await spoil('HOLD-1', 'addRecords', 'unauthorized', { skip: 2, times: 100 });
  const c = await started('HOLD-1', { plan: plan(message(300), voice(800), voice(60_000)) });
  await c.stage('needs-attention');
  await c.incasso.cases.hold('HOLD-1', forever);
  await c.happened('stopCalling');
});

test.concurrent('lists show the stage that the case has, after a question and on hold', async () => {
  await spoil('LIST-1', 'stopCalling', 'unauthorized', { times: 3 });
  const c = await started('LIST-1', { plan: plan(message(300), voice(60_000)) });
  await c.happened('call.planned');
  await c.incasso.cases.hold('LIST-1', forever);
  await c.stage('needs-attention');
  await c.listed('needs-attention');
  await c.incasso.cases.resolve('LIST-1', { as: 'happened', ...said });
  await c.stage('held');
  await c.listed('held');
});

test.concurrent('a case that is held while a lost import is looked up is listed as held', async () => {
  await spoil('LIST-2', 'addRecords', 'drop-before');
  const c = await started('LIST-2');
  await c.noted('import failed');
  await c.incasso.cases.hold('LIST-2', forever);
  await c.listed('held');
});

test.concurrent('calls planned anew after a short hold are not taken by its stop', async () => {
  await spoil('HOLD-2', 'stopCalling', 'slow', { delayMs: 1_500 });
  const c = await started('HOLD-2', { plan: plan(message(300), voice(60_000)) });
  await c.stage('calling');
  await until('the wait', async () => (await c.show()).nextActionAt !== null);
  await c.incasso.cases.hold('HOLD-2', forever);
  await c.incasso.cases.resume('HOLD-2', said);
  await c.happened('call.planned', 2);
  expect(await c.count('call.dropped')).toBe(1);
});

test.concurrent('a late call of another script does not stand for a round whose import is unclear', async () => {
  const other = { ...voice(60_000), script: '6512' };
  await spoil('OTHER-1', 'addRecords', 'unavailable', { skip: 2 });
  const c = await started('OTHER-1', { plan: plan(message(300), voice(800), other) });
  await c.noted('6512: import failed');
  const call = { kind: 'call', eventId: 'o1', callId: 'o1', script: '18301', status: 'no answer', at: '' } as const;
  await c.delivery.deliver(call, 'OTHER-1');
  await c.happened('call.planned', 2);
});

test.concurrent('a late overpayment is in the reason when the case has closed again', async () => {
  const c = await started('LATE-1', {
    debtor: { name: 'Example', email: 'debtor@example.com', phones: [] },
    plan: plan(message(500), voice(500)),
  });
  await c.happened('payLink.created');
  await c.stage('unpaid');
  await c.control.tell({ reference: 'LATE-1', story: 'paid', amountMinor: 120_00 });
  await c.stage('needs-attention');
  await c.incasso.cases.resolve('LATE-1', { as: 'happened', ...said });
  expect(await c.stage('paid')).toMatchObject({ outcome: 'paid', reason: 'overpaid by 20.00 EUR' });
});

test.concurrent('a plan that begins with calls shows that it calls', async () => {
  const c = await started('VOICE-1', { plan: plan(voice(60_000), message(300)) });
  await c.happened('call.planned');
  await c.stage('calling');
});

test.concurrent('a hold and a resume while a round is imported start that round anew, with calls', async () => {
  await spoil('HOLD-3', 'addRecords', 'slow', { skip: 2, delayMs: 1_500 });
  const c = await started('HOLD-3', { plan: plan(message(300), voice(1_500), voice(60_000)) });
  await c.stage('calling');
  await until('the first wait', async () => (await c.show()).nextActionAt !== null);
  await until('the second import', async () => (await c.show()).nextAction?.startsWith('last look'));
  await c.incasso.cases.hold('HOLD-3', forever);
  await c.incasso.cases.resume('HOLD-3', said);
  await c.happened('call.dropped');
  await c.happened('call.planned', 2);
  await c.stage('calling');
});

test.concurrent('an amount asked again, its answer lost, is booked as what was asked again', async () => {
  await spoil('ASKED-1', 'addRecords', 'drop-after', { skip: 1 });
  const c = await started('ASKED-1', { plan: plan(message(5_000), message(60_000)) });
  await c.happened('payLink.created');
  await c.control.tell({ reference: 'ASKED-1', story: 'part-paid', amountMinor: 40_00 });
  await until('the part', async () => (await c.show()).paid.minor === 40_00);
  await c.stage('needs-attention');
  await c.incasso.cases.resolve('ASKED-1', { as: 'happened', ...said });
  await c.happened('payLink.created', 2);
  await c.control.tell({ reference: 'ASKED-1', story: 'paid' });
  expect(await c.result()).toMatchObject({ outcome: 'paid', paid: eur(100_00), overpaid: eur(0) });
});

test.concurrent('while a case that is closing cannot read its PayLink, money from elsewhere is still taken', async () => {
  await spoil('CLOSE-1', 'payLinks', 'unauthorized', { times: 3 });
  const c = await started('CLOSE-1', { plan: plan(message(800)) });
  await c.stage('needs-attention');
  await c.incasso.cases.recordPayment('CLOSE-1', { paymentId: 'p', amount: eur(100_00), ...said });
  await expect(c.incasso.cases.hold('CLOSE-1', forever)).rejects.toThrow('is being closed');
  await c.incasso.cases.resolve('CLOSE-1', { as: 'retry', ...said });
  expect(await c.result()).toMatchObject({ outcome: 'paid' });
});
