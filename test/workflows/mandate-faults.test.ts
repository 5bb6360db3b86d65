import { describe, expect, test } from '@jest/globals';
import type { PtxFaultRule } from '../../src/simulators/ptx/control-types.js';
import { faultKinds } from '../support/fault-kinds.js';
import { type MandateFlow, startMandateFlow } from '../support/mandate-flow.js';
import { mandateRules, oneOff, planTerms, SAID } from '../support/mandate-rules.js';
import { gbp } from '../support/mandates.js';

// Every fault at every call of a mandate's life that has an effect. PTX's ledger must show each effect once, and nobody has
// to help.

const httpTimeoutMs = 800;
const KINDS = [
  ...faultKinds.map((kind) => ({ name: kind, kind, delayMs: httpTimeoutMs / 2 })),
  { name: 'unauthorized', kind: 'unauthorized', delayMs: 0 },
  // The request lands after its caller has left, while it is being looked for.
  { name: 'LATE', kind: 'slow', delayMs: httpTimeoutMs * 1.25 },
] as const;

let shared: Promise<MandateFlow> | undefined;
const flow = () => {
  shared ??= startMandateFlow({ httpTimeoutMs });
  return shared;
};

type Operation = PtxFaultRule['operation'];

/** Every call that has an effect from nothing to ACTIVE. */
const SET_UP: Operation[] = [
  'ptx.mandates.create',
  'ptx.paymentPlans.validate',
  'ptx.paymentPlans.create',
  'ptx.mandates.setStatus',
];
const ACTIVE = { 'mandate.created': 1, 'plan.created': 1, 'mandate.activated': 1, 'auddis.created': 1 };

/** What PTX counts of a mandate and its contact; and nobody was asked anything. */
async function counted(reference: string): Promise<Record<string, number>> {
  const at = await flow();
  const rules = mandateRules(at);
  expect(rules.lines(await at.mandates.show(reference)).filter((line) => line.includes('attention'))).toEqual([]);
  const contacts = await rules.contactEffects(`C-${reference}`);
  expect(contacts).toEqual(['contact.created']);
  return at.effects(reference);
}

describe.each(KINDS)('$name', ({ name, kind, delayMs }) => {
  const named = (what: string) => `${what} ${name.toUpperCase()}`.slice(0, 18);
  const meant = new Map<string, Operation[]>();
  const strike = async (reference: string, operation: Operation) => {
    const { control } = await flow();
    meant.set(reference, [...(meant.get(reference) ?? []), operation]);
    await control.addFault({ operation, kind, delayMs, reference, retryAfterSeconds: 1 });
  };
  const struck = async (reference: string) => {
    const calls = (await (await flow()).control.calls()).filter((call) => call.reference === reference);
    return calls.filter(({ answered }) => answered === kind).map(({ operation }) => operation);
  };

  test.concurrent('at each call of the set-up: there is one contact, one mandate, one plan, one activation, one letter', async () => {
    const reference = named('SU');
    await strike(`C-${reference}`, 'ptx.contacts.create');
    for (const operation of SET_UP) await strike(reference, operation);
    await (await flow()).active(reference);
    expect(await counted(reference)).toEqual({ ...ACTIVE, 'letter.created': 1 });
    expect(await mandateRules(await flow()).lettersOf(reference)).toEqual(['NEW_MANDATE_WITH_PLAN']);
    expect(await struck(`C-${reference}`)).toEqual(['ptx.contacts.create']);
    expect(await struck(reference)).toEqual(meant.get(reference));
  });

  test.concurrent('at what is asked for of a plan and a one-off: each is done once', async () => {
    const at = await flow();
    const reference = named('PL');
    await mandateRules(at).bare(reference);
    for (const operation of ['ptx.paymentPlans.validate', 'ptx.paymentPlans.create'] as const) {
      await strike(reference, operation);
    }
    await at.mandates.addPlan(reference, { plan: planTerms(), ...SAID });
    await at.reaches(reference, 'the plan', ({ plan }) => plan !== null);
    await strike(reference, 'ptx.paymentPlans.update');
    await at.mandates.changePlan(reference, { amount: gbp(11_00), ...SAID });
    await strike(reference, 'ptx.mandates.createOneOff');
    await at.mandates.collectOneOff(reference, oneOff());
    const view = await at.reaches(reference, 'the one-off', ({ collections }) =>
      collections.some(({ key, state }) => key === 'EXTRA-1' && state === 'submitted'),
    );
    expect(view.plan?.amount).toEqual(gbp(11_00));
    expect(await counted(reference)).toEqual({
      ...{ ...ACTIVE, 'plan.updated': 1, 'one-off.created': 1 },
      'letter.created': 4, // Of the activation, the plan, its change, the one-off.
    });
    expect(await struck(reference)).toEqual(meant.get(reference));
  });

  test.concurrent('at each move of its status, and at its letters: each is done once', async () => {
    const at = await flow();
    const reference = named('ST');
    await at.active(reference);
    const moves = { suspend: 'suspended', reactivate: 'active' } as const;
    for (const what of ['suspend', 'reactivate'] as const) {
      await strike(reference, 'ptx.mandates.setStatus');
      await at.mandates[what](reference, SAID);
      await at.staged(reference, moves[what]);
    }
    await strike(reference, 'ptx.correspondence.suppress');
    await at.mandates.suppressCorrespondence(reference, SAID);
    await at.reaches(reference, 'the letters', ({ letters }) => letters.every(({ status }) => status === 'SUPPRESSED'));
    await strike(reference, 'ptx.mandates.setStatus');
    await at.mandates.cancel(reference, SAID);
    await at.staged(reference, 'cancelled');
    expect(await counted(reference)).toEqual({
      ...{ ...ACTIVE, 'mandate.suspended': 1, 'mandate.reactivated': 1, 'mandate.cancelled': 1 },
      'auddis.created': 2, // The instruction, and its end.
      ...{ 'letter.created': 4, 'letter.suppressed': 3 },
    });
    expect(await struck(reference)).toEqual(meant.get(reference));
  });
});

describe('an answer to a reading that cannot be read', () => {
  const READINGS: Operation[] = [
    'ptx.contacts.queryByReference',
    'ptx.mandates.queryByReference',
    'ptx.paymentPlans.list',
    'ptx.mandates.get',
    'ptx.collectionHistory.queryByMandate',
  ];

  test.concurrent.each(READINGS)('at %s is put to a person, and retried once he says so', async (operation) => {
    const at = await flow();
    const rules = mandateRules(at);
    const reference = `R ${operation.split('.').slice(1).join(' ').toUpperCase()}`.slice(0, 18);
    await rules.breaks(operation, operation.includes('contacts') ? `C-${reference}` : reference);
    await at.setUp(reference);
    const { reason } = await rules.asks(reference, 'ContractBroken');
    expect(reason).not.toMatch(/Pat\b|pat@|42222222|P EXAMPLE/);
    await rules.answer(reference, 'retry');
    await at.staged(reference, 'active');
    expect(await at.effects(reference)).toEqual({ ...ACTIVE, 'letter.created': 1 });
  });
});

test.each([1, 2, 3, 5, 8, 13])(
  'a session that ends after %i calls is replaced, and nothing happens twice',
  async (calls) => {
    const at = await flow();
    const reference = `SESSION ${calls}`;
    await at.control.expireSessionsAfter(calls);
    await at.active(reference);
    await at.control.expireSessionsAfter(calls);
    await at.mandates.collectOneOff(reference, oneOff());
    await at.reaches(reference, 'the one-off', ({ collections }) => collections.some(({ key }) => key === 'EXTRA-1'));
    expect(await counted(reference)).toEqual({ ...ACTIVE, 'one-off.created': 1, 'letter.created': 2 });
  },
);

test('while PTX is down everything waits, nobody is asked, and all of it goes on when it is back', async () => {
  const at = await flow();
  await at.active('DOWN-01');
  await at.control.addFault({ operation: '*', kind: 'unavailable', times: 1_000_000 });
  await at.setUp('DOWN-02');
  expect(await at.mandates.collectOneOff('DOWN-01', oneOff())).toEqual({ stage: 'active', reason: null });
  expect((await at.mandates.show('DOWN-02')).stage).toBe('draft');
  await at.control.clearFaults();
  await at.staged('DOWN-02', 'active');
  await at.reaches('DOWN-01', 'the one-off', ({ collections }) =>
    collections.some(({ key, state }) => key === 'EXTRA-1' && state === 'submitted'),
  );
  expect(await counted('DOWN-02')).toEqual({ ...ACTIVE, 'letter.created': 1 });
  expect(await counted('DOWN-01')).toEqual({ ...ACTIVE, 'one-off.created': 1, 'letter.created': 2 });
});
