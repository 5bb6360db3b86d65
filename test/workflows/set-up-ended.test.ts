import { beforeAll, expect, test } from '@jest/globals';
import type { PtxOperation } from '../../src/simulators/ptx/control-types.js';
import { type MandateFlow, startMandateFlow } from '../support/mandate-flow.js';
import { mandateRules, SAID } from '../support/mandate-rules.js';
import { gbp } from '../support/mandates.js';

// A set-up that is ended where it waits: by a person, or by a cancellation in Temporal.

let flow: MandateFlow;
let rules: ReturnType<typeof mandateRules>;
beforeAll(async () => {
  flow = await startMandateFlow();
  rules = mandateRules(flow);
});

const account = (accountNumber: string) => ({
  account: { sortCode: '200000', accountNumber, accountName: 'P EXAMPLE' },
});
/** Before the notice of ten working days, which ends on 2026-03-16. */
const tooEarly = { plan: { amount: gbp(1), frequency: 'monthly' as const, start: '2026-03-09' } };

type Wait = [where: string, begin: (reference: string) => Promise<unknown>, question: string];
const broken =
  (operation: PtxOperation, prefix = '') =>
  async (reference: string) => {
    await rules.breaks(operation, `${prefix}${reference}`);
    await flow.setUp(reference);
  };
const waits: Wait[] = [
  ['CONTACT', broken('ptx.contacts.queryByReference', 'C-'), 'make the contact'],
  [
    'OWNER',
    async (reference) => {
      await flow.control.setVerification('77777777', 'NO');
      await flow.setUp(reference, { verifyOwner: true, ...account('77777777') });
    },
    'does not confirm',
  ],
  ['MANDATE', broken('ptx.mandates.queryByReference'), 'make the mandate'],
  ['START', (reference) => flow.setUp(reference, tooEarly), 'plan start'],
  ['PLAN', broken('ptx.paymentPlans.list'), 'add the plan'],
  [
    'ACTIVE',
    async (reference) => {
      await rules.refuse('ptx.mandates.setStatus', reference);
      await flow.setUp(reference);
    },
    'set the mandate ACTIVE',
  ],
];
const endings: [how: string, end: (reference: string) => Promise<unknown>, reason: string][] = [
  ['by a person', (reference) => flow.mandates.cancel(reference, SAID), SAID.why],
  ['in Temporal', (reference) => flow.handle(reference).cancel(), 'the workflow was cancelled in Temporal'],
];
const table = endings.flatMap((ending) => waits.map((wait) => [wait[0], ending[0], wait, ending] as const));

test.each(table)('with %s, %s, it is cancelled, and nothing was ever activated', async (where, how, wait, ending) => {
  const reference = `END-${where}-${how === 'in Temporal' ? 'T' : 'P'}`;
  const [, begin, question] = wait;
  const [, end, reason] = ending;
  await begin(reference);
  await rules.asks(reference, question);
  await end(reference);
  const view = await flow.reaches(reference, 'the end', ({ stage }) => stage === 'cancelled');
  expect(view).toMatchObject({ stage: 'cancelled', reason, collections: [], letters: [] });
  expect((await rules.atPtx(reference)).map(({ status }) => status)).toEqual(view.mandateId ? ['CANCELLED'] : []);
  expect(await flow.effects(reference)).not.toHaveProperty('mandate.activated');
  expect(await rules.lettersOf(reference)).toEqual([]);
});

test.each(waits.filter(([where]) => where === 'START' || where === 'ACTIVE'))(
  'with %s a person has cancelled it in PTX: whatever the answer, that holds',
  async (where, begin, question) => {
    const reference = `PTX-${where}`;
    await begin(reference);
    await rules.asks(reference, question);
    const mandate = (await flow.control.mandates()).find((one) => one.reference === reference);
    await flow.control.setMandateStatus(mandate?.id ?? 0, 'CANCELLED');
    await rules.answer(reference, 'happened');
    expect(await flow.staged(reference, 'cancelled')).toMatchObject({ reason: 'PTX shows CANCELLED' });
    expect(await flow.effects(reference)).not.toHaveProperty('mandate.activated');
  },
);

test('a request in flight is waited for, and what it made is cancelled', async () => {
  await flow.control.addFault({
    operation: 'ptx.mandates.create',
    kind: 'slow',
    reference: 'FLIGHT-1',
    delayMs: 600,
  });
  await flow.setUp('FLIGHT-1');
  await rules.called('ptx.mandates.create', 'FLIGHT-1');
  expect(await flow.mandates.cancel('FLIGHT-1', SAID)).toMatchObject({ stage: 'cancelled' });
  expect((await rules.atPtx('FLIGHT-1')).map(({ status }) => status)).toEqual(['CANCELLED']);
});

test('what may be left at PTX is told: an answer that was lost when it was cancelled', async () => {
  await flow.control.addFault({
    operation: 'ptx.mandates.create',
    kind: 'unavailable',
    reference: 'LEFT-01',
    times: 1_000,
  });
  await flow.setUp('LEFT-01');
  await rules.called('ptx.mandates.create', 'LEFT-01', 2);
  expect(await flow.mandates.cancel('LEFT-01', SAID)).toMatchObject({ stage: 'cancelled' });
  await flow.control.clearFaults();
  expect(rules.lines(await flow.mandates.show('LEFT-01')).join()).toContain('PTX may keep a contact');
});
