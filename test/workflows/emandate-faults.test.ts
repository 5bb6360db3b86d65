import { describe, expect, test } from '@jest/globals';
import { createAlphacommClient } from '../../src/vendors/alphacomm/client.js';
import { aMandate, eMandatesOf } from '../support/emandates.js';
import { faultKinds } from '../support/fault-kinds.js';
import { type Flow, startFlow } from '../support/flow.js';
import { until } from '../support/until.js';

// Every fault at every call. The vendor's ledger, not the calls that were made, must show one mandate.

const httpTimeoutMs = 800;
let shared: Promise<Flow> | undefined;
const flow = () => {
  shared ??= startFlow({ httpTimeoutMs });
  return shared;
};

describe.each(faultKinds)('%s', (kind) => {
  test.concurrent('at the making of the mandate: there is one, and it can be given', async () => {
    const { control, incasso } = await flow();
    const own = eMandatesOf(await flow());
    const reference = `MAKE-${kind}`;
    await control.addFault({
      operation: 'mandate.create',
      kind,
      reference,
      retryAfterSeconds: 1,
      delayMs: httpTimeoutMs / 2,
    });
    await incasso.emandates.request(aMandate(reference));
    await own.stage(reference, 'awaiting');
    await own.moves(reference, 'success');
    await own.listed(reference);
    await own.sweep();
    expect((await incasso.emandates.result(reference)).stage).toBe('given');
    expect(await own.made(reference)).toBe(1);
  });

  test.concurrent('at its reading: it is given once, without anybody’s help but for an answer that is none', async () => {
    const { control, incasso } = await flow();
    const own = eMandatesOf(await flow());
    const reference = `READ-${kind}`;
    await own.waiting(reference);
    await own.moves(reference, 'success');
    await control.addFault({
      operation: 'mandates',
      kind,
      reference,
      retryAfterSeconds: 1,
      delayMs: httpTimeoutMs / 2,
    });
    await own.listed(reference);
    await own.sweep();
    await until('the end', async () => {
      const { stage, reason } = await incasso.emandates.show(reference);
      if (stage !== 'needs-attention') return stage === 'given';
      expect(reason).toContain('ContractBroken');
      await incasso.emandates.resolve(reference, { as: 'retry', by: 'an operator', why: 'the vendor is well again' });
      return false;
    });
  });
});

test('two answers that are lost, one before and one after the effect, leave one mandate', async () => {
  const { control, incasso } = await flow();
  const own = eMandatesOf(await flow());
  for (const kind of ['drop-before', 'timeout-after'] as const) {
    await control.addFault({ operation: 'mandate.create', kind, reference: 'TWICE-1' });
  }
  await incasso.emandates.request(aMandate('TWICE-1'));
  await own.stage('TWICE-1', 'awaiting');
  expect(await own.made('TWICE-1')).toBe(1);
});

test('a request that lands after the first look-up is found by the second, and nothing is asked for again', async () => {
  const { control, incasso } = await flow();
  const own = eMandatesOf(await flow());
  await control.addFault({ operation: 'mandate.create', kind: 'slow', reference: 'LATE-1', delayMs: 1_200 });
  await incasso.emandates.request(aMandate('LATE-1'));
  await own.stage('LATE-1', 'awaiting');
  expect(await own.made('LATE-1')).toBe(1);
  const calls = await control.calls();
  expect(calls.filter((call) => call.operation === 'mandate.create' && call.reference === 'LATE-1')).toHaveLength(1);
});

test('after a lost answer another debtor’s mandate with the same reference is not handed over as ours', async () => {
  const { control, incasso, simulator } = await flow();
  const own = eMandatesOf(await flow());
  const vendor = createAlphacommClient({ url: simulator.url, apiKey: 'key-of-the-tests', timeoutMs: 5_000 });
  const { giveUpAfterMs: _, ...theirs } = aMandate('ALIKE-1');
  const other = await vendor.createMandate({ ...theirs, debtorReference: 'somebody else', personName: 'B. Else' });
  await control.setMandateStatus(other.id, 'success');
  await control.addFault({ operation: 'mandate.create', kind: 'drop-before', reference: 'ALIKE-1' });
  await incasso.emandates.request(aMandate('ALIKE-1'));
  const { mandate } = await own.stage('ALIKE-1', 'awaiting');
  expect(mandate?.id).not.toBe(other.id);
  expect(mandate?.status).toBe('new');
  expect(await own.made('ALIKE-1')).toBe(2);
});

test('whose a mandate without a name is, a person is asked: happened takes it over, not-happened has ours made', async () => {
  const { control, incasso, simulator } = await flow();
  const own = eMandatesOf(await flow());
  const vendor = createAlphacommClient({ url: simulator.url, apiKey: 'key-of-the-tests', timeoutMs: 5_000 });
  for (const as of ['happened', 'not-happened'] as const) {
    const reference = `NAMELESS-${as}`;
    const { giveUpAfterMs: _, ...theirs } = aMandate(reference);
    const nameless = await vendor.createMandate({ ...theirs, debtorReference: 'somebody', personName: ' ' });
    await control.addFault({ operation: 'mandate.create', kind: 'drop-before', reference });
    await incasso.emandates.request(aMandate(reference));
    const { reason } = await own.stage(reference, 'needs-attention');
    expect(reason).toContain(`Nameless: CollectMAXX does not show whose mandate ${nameless.id}`);
    await incasso.emandates.resolve(reference, { as, by: 'an operator', why: 'seen in the portal' });
    const { mandate } = await own.stage(reference, 'awaiting');
    expect(mandate?.id === nameless.id).toBe(as === 'happened');
    expect(await own.made(reference)).toBe(as === 'happened' ? 1 : 2);
  }
});
