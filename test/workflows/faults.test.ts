import { describe, expect, test } from '@jest/globals';
import type { VendorFaultKind, VendorOperation } from '../../src/simulators/control-client.js';
import { faultKinds } from '../support/fault-kinds.js';
import { type Flow, startFlow } from '../support/flow.js';
import { debt, message, voice } from '../support/inputs.js';
import { until } from '../support/until.js';

// Every fault at every call. The case must end right without anybody's help, and the vendor's ledger, not the calls that
// were made, must show each effect once. A refused key is the one fault that a person has to mend.

const httpTimeoutMs = 800;
let shared: Promise<Flow> | undefined;
const flow = () => {
  shared ??= startFlow({ httpTimeoutMs, importWindowMs: 2_500 });
  return shared;
};

async function count(
  reference: string,
  effect: 'record.created' | 'record.updated' | 'payLink.created' | 'message.sent',
  script?: string,
) {
  const { control } = await flow();
  const entries = await control.ledger({ reference, effect });
  return entries.filter((entry) => script === undefined || entry.script === script).length;
}

/** A broken answer to a reading is shown to a person; told to try again, the case goes on. */
async function helpIfAsked(reference: string): Promise<void> {
  const { incasso } = await flow();
  const view = await incasso.cases.show(reference);
  if (view.stage !== 'needs-attention') return;
  expect(view.reason).toMatch(/ContractBroken|Invalid/);
  await incasso.cases.resolve(reference, { as: 'retry', by: 'an operator', why: 'the vendor is well again' });
}

async function fault(reference: string, operation: VendorOperation, kind: VendorFaultKind, skip = 0): Promise<void> {
  const { control } = await flow();
  await control.addFault({ operation, kind, reference, skip, retryAfterSeconds: 1, delayMs: httpTimeoutMs / 2 });
}

describe.each(faultKinds)('%s', (kind) => {
  test.concurrent('at the import into the message script: the debtor is asked once, and the payment closes the case', async () => {
    const { incasso, control } = await flow();
    const reference = `IMPORT-${kind}`;
    await fault(reference, 'addRecords', kind);
    await incasso.cases.start(debt(reference));
    await until('the wait', async () => (await incasso.cases.show(reference)).stage === 'awaiting-payment');
    await until('the link', async () => (await count(reference, 'payLink.created')) > 0);
    await control.tell({ reference, story: 'paid' });
    expect(await incasso.cases.result(reference)).toMatchObject({ outcome: 'paid' });
    expect([await count(reference, 'record.created'), await count(reference, 'record.updated')]).toEqual([1, 0]);
    expect([await count(reference, 'message.sent'), await count(reference, 'payLink.created')]).toEqual([1, 1]);
  });

  test.concurrent('at the making of the PayLink: there is one', async () => {
    const { incasso, control } = await flow();
    const reference = `OWN-${kind}`;
    await fault(reference, 'payLink.create', kind);
    await incasso.cases.start(debt(reference, { plan: { payLink: { from: 'api', waitMs: 600_000 }, steps: [] } }));
    await until('the link', async () => (await incasso.cases.show(reference)).payLink !== null);
    await control.tell({ reference, story: 'paid' });
    expect(await incasso.cases.result(reference)).toMatchObject({ outcome: 'paid' });
    expect(await count(reference, 'payLink.created')).toBe(1);
  });

  test.concurrent('at the reading of the PayLink: the payment is booked once', async () => {
    const { incasso, control } = await flow();
    const reference = `READ-${kind}`;
    await incasso.cases.start(debt(reference));
    await until('the link', async () => (await count(reference, 'payLink.created')) > 0);
    await fault(reference, 'payLinks', kind);
    await control.tell({ reference, story: 'paid' });
    await until('the end', async () => {
      await helpIfAsked(reference);
      return (await incasso.cases.show(reference)).outcome === 'paid';
    });
    expect((await incasso.cases.show(reference)).payments).toHaveLength(1);
  });

  test.concurrent('at the import into the voice script: its calls are planned once', async () => {
    const { incasso, control } = await flow();
    const reference = `VOICE-${kind}`;
    const plan = { payLink: { from: 'script' as const }, steps: [message(300), voice(60_000)] };
    await fault(reference, 'addRecords', kind, 1);
    await incasso.cases.start(debt(reference, { plan }));
    const status = async () => incasso.cases.show(reference);
    await until(
      'the round',
      async () => (await status()).stage === 'calling' && (await status()).nextActionAt !== null,
    );
    await control.tell({ reference, story: 'paid' });
    expect(await incasso.cases.result(reference)).toMatchObject({ outcome: 'paid' });
    expect(await count(reference, 'record.created', '18301')).toBe(1);
    const planned = await control.ledger({ reference, effect: 'call.planned' });
    const dropped = await control.ledger({ reference, effect: 'call.dropped' });
    expect([planned.length, dropped.length]).toEqual([1, 1]);
  });

  test.concurrent('at the stop of the calls: they are stopped all the same', async () => {
    const { incasso, control } = await flow();
    const reference = `STOP-${kind}`;
    const plan = { payLink: { from: 'script' as const }, steps: [message(300), voice(60_000)] };
    await incasso.cases.start(debt(reference, { plan }));
    await until('a planned call', async () => (await control.ledger({ reference, effect: 'call.planned' })).length > 0);
    await fault(reference, 'stopCalling', kind);
    await control.tell({ reference, story: 'paid' });
    await until('the end', async () => {
      await helpIfAsked(reference);
      return (await incasso.cases.show(reference)).outcome === 'paid';
    });
    expect(await control.ledger({ reference, effect: 'call.dropped' })).toHaveLength(1);
  });
});

test('a refused key is shown to a person, and the case goes on when it is mended', async () => {
  const { incasso, control } = await flow();
  await control.addFault({ operation: 'addRecords', kind: 'unauthorized', reference: 'KEY-1', times: 3 });
  await incasso.cases.start(debt('KEY-1'));
  const view = await until('the question', async () => {
    const now = await incasso.cases.show('KEY-1');
    return now.stage === 'needs-attention' && now;
  });
  expect(view.reason).toMatch(/^import into script 1001: Unauthorized: /);
  expect(view.nextAction).toBe('a person answers by resolve');
  await incasso.cases.resolve('KEY-1', { as: 'retry', by: 'an operator', why: 'the key was renewed' });
  await until('the wait', async () => (await incasso.cases.show('KEY-1')).stage === 'awaiting-payment');
  expect(await count('KEY-1', 'record.created')).toBe(1);
});
