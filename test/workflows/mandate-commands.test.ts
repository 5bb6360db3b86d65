import { beforeAll, describe, expect, test } from '@jest/globals';
import type { ChangePlan } from '../../src/workflows/messages.js';
import { aReport, type MandateFlow, startMandateFlow } from '../support/mandate-flow.js';
import { mandateRules, oneOff, refusal, SAID, planTerms as terms } from '../support/mandate-rules.js';
import { gbp } from '../support/mandates.js';

// What people ask of a mandate: who may ask what, when it is done, and what overtakes it.

let flow: MandateFlow;
let rules: ReturnType<typeof mandateRules>;
beforeAll(async () => {
  flow = await startMandateFlow();
  rules = mandateRules(flow);
});

/** Asks for a one-off that has to wait; what becomes of the answer. */
async function ordered(reference: string): Promise<{ answer: Promise<unknown> }> {
  const answer = flow.mandates.collectOneOff(reference, oneOff()).catch((error: unknown) => error);
  await flow.reaches(reference, 'the order', (view) => rules.lines(view).includes('collect EXTRA-1 on 2026-03-20'));
  return { answer };
}

describe('what is asked for is done once at PTX, and stands in the timeline with who and why', () => {
  test('a plan is added, and its next collection expected', async () => {
    await rules.bare('DO-ADD-1');
    expect(await flow.mandates.addPlan('DO-ADD-1', { plan: terms(), ...SAID })).toEqual({
      stage: 'active',
      reason: null,
    });
    const { plan, collections, timeline, letters } = await flow.mandates.show('DO-ADD-1');
    expect(plan).toMatchObject({
      kind: 'WeeklyPaymentPlan',
      frequency: 'weekly',
      amount: gbp(9_00),
      start: '2026-04-10',
    });
    expect(collections.map(({ key, state }) => [key, state])).toEqual([['plan:2026-04-10', 'expected']]);
    expect(timeline).toContainEqual({ at: expect.any(String), what: 'add a weekly plan from 2026-04-10', ...SAID });
    // The letter of the activation knew no plan: the plan has one of its own.
    expect(letters.map(({ trigger }) => trigger)).toEqual(['NEW_MANDATE_NO_PLAN', 'CHANGE_MANDATE']);
    expect(await flow.effects('DO-ADD-1')).toMatchObject({ 'plan.created': 1 });
  });

  test.each<[string, Partial<ChangePlan>, object, string]>([
    ['amount', { amount: gbp(20_00) }, { amount: gbp(20_00), start: '2026-04-01', frequency: 'monthly' }, '2026-04-01'],
    ['start', { start: '2026-04-15' }, { amount: gbp(12_50), start: '2026-04-15' }, '2026-04-15'],
    ['frequency', { frequency: 'quarterly' }, { frequency: 'quarterly', start: '2026-04-01' }, '2026-04-01'],
    ['end', { end: '2026-09-01' }, { end: '2026-09-01', start: '2026-04-01' }, '2026-04-01'],
    ['occurrences', { occurrences: 3 }, { start: '2026-04-01' }, '2026-04-01'],
  ])('a plan is changed in its %s, and what is left out stays', async (what, change, shown, due) => {
    const reference = `CHANGE-${what.toUpperCase()}`;
    await flow.active(reference);
    expect(await flow.mandates.changePlan(reference, { ...change, ...SAID })).toEqual({
      stage: 'active',
      reason: null,
    });
    const { plan, collections, timeline } = await flow.mandates.show(reference);
    expect(plan).toMatchObject(shown);
    expect(collections.map(({ key }) => key)).toEqual([`plan:${due}`]);
    expect(timeline).toContainEqual({ at: expect.any(String), what: 'change the plan', ...SAID });
    expect(await flow.effects(reference)).toMatchObject({ 'plan.created': 1, 'plan.updated': 1 });
  });

  test('it is suspended, which stops what was expected, and reactivated', async () => {
    await flow.active('DO-SUSPEND');
    const { mandates } = flow;
    expect(await mandates.suspend('DO-SUSPEND', SAID)).toEqual({ stage: 'suspended', reason: SAID.why });
    expect((await mandates.show('DO-SUSPEND')).collections).toEqual([]);
    expect(await mandates.reactivate('DO-SUSPEND', { by: 'bob', why: 'he pays again' })).toEqual({
      stage: 'active',
      reason: null,
    });
    const view = await mandates.show('DO-SUSPEND');
    expect(view.collections.map(({ key }) => key)).toEqual(['plan:2026-04-01']);
    expect(view.timeline.filter(({ by }) => by !== null).map(({ what, by }) => [what, by])).toEqual([
      ['suspend', 'ann'],
      ['reactivate', 'bob'],
    ]);
    expect(await flow.effects('DO-SUSPEND')).toMatchObject({ 'mandate.suspended': 1, 'mandate.reactivated': 1 });
    expect(await rules.lettersOf('DO-SUSPEND')).toEqual(view.letters.map(({ trigger }) => trigger));
  });

  test('it is cancelled for good, and its collections with it', async () => {
    await flow.active('DO-CANCEL');
    expect(await flow.mandates.cancel('DO-CANCEL', SAID)).toEqual({ stage: 'cancelled', reason: SAID.why });
    const { collections, timeline, letters, nextAction } = await flow.mandates.show('DO-CANCEL');
    expect([collections, nextAction]).toEqual([[], 'close the mandate']);
    expect(timeline).toContainEqual({ at: expect.any(String), what: 'cancel', ...SAID });
    expect(letters.map(({ trigger }) => trigger)).toEqual(['NEW_MANDATE_WITH_PLAN', 'CANCEL_MANDATE']);
    expect(await flow.effects('DO-CANCEL')).toMatchObject({ 'mandate.cancelled': 1 });
  });

  test('a one-off is collected, in words that a payer may read, and the day that PTX gives it is shown', async () => {
    await flow.active('DO-ONEOFF');
    expect(await flow.mandates.collectOneOff('DO-ONEOFF', oneOff())).toEqual({ stage: 'active', reason: null });
    const { collections, timeline } = await flow.mandates.show('DO-ONEOFF');
    expect(collections.find(({ key }) => key === 'EXTRA-1')).toEqual({
      ...{ key: 'EXTRA-1', dueDate: '2026-03-20', amount: gbp(7_50), state: 'submitted', code: '01' },
    });
    expect(timeline).toContainEqual({ at: expect.any(String), what: 'collect EXTRA-1 on 2026-03-20', ...SAID });
    const rows = await flow.rowsOf('DO-ONEOFF');
    expect(rows.filter(({ paymentType }) => paymentType === 'ONE_OFF')).toEqual([
      expect.objectContaining({ comments: 'Payment [EXTRA-1]', amountMinor: 7_50, paymentDay: '2026-03-20' }),
    ]);
  });

  test('letters that wait are kept back, and that of one that has gone is said', async () => {
    await flow.active('DO-LETTERS');
    expect(await flow.mandates.suppressCorrespondence('DO-LETTERS', SAID)).toEqual({ stage: 'active', reason: null });
    const { letters, timeline } = await flow.mandates.show('DO-LETTERS');
    expect(letters.map(({ trigger, status }) => [trigger, status])).toEqual([['NEW_MANDATE_WITH_PLAN', 'SUPPRESSED']]);
    expect(timeline.map(({ what }) => what)).toContain('1 letters suppressed, 0 had gone');
    expect(await flow.effects('DO-LETTERS')).toMatchObject({ 'letter.suppressed': 1 });
    await flow.mandates.suppressCorrespondence('DO-LETTERS', SAID);
    expect(await flow.effects('DO-LETTERS')).toMatchObject({ 'letter.suppressed': 1 });
  });
});

describe('the key of a one-off', () => {
  test('collects once, however often and for whatever reason it is said', async () => {
    await flow.active('KEY-TWICE');
    const { mandates } = flow;
    await Promise.all([1, 2, 3].map((n) => mandates.collectOneOff('KEY-TWICE', oneOff({ why: `reason ${n}` }))));
    expect(await mandates.collectOneOff('KEY-TWICE', oneOff())).toEqual({ stage: 'active', reason: null });
    expect(await flow.effects('KEY-TWICE')).toMatchObject({ 'one-off.created': 1 });
    for (const other of [{ amount: gbp(7_51) }, { date: '2026-03-23' }]) {
      expect(await refusal(mandates.collectOneOff('KEY-TWICE', oneOff(other)))).toBe(
        'key: EXTRA-1 stands for another collection of mandate KEY-TWICE already',
      );
    }
    await mandates.collectOneOff('KEY-TWICE', oneOff({ key: 'EXTRA-2' }));
    expect(await flow.effects('KEY-TWICE')).toMatchObject({ 'one-off.created': 2 });
  });

  test('is free again where a person gave the collection up, and PTX is looked at before another try', async () => {
    await flow.active('KEY-AGAIN');
    await rules.refuse('ptx.mandates.createOneOff', 'KEY-AGAIN');
    await flow.mandates.collectOneOff('KEY-AGAIN', oneOff());
    await rules.asks('KEY-AGAIN', 'collect EXTRA-1: Unauthorized');
    await rules.answer('KEY-AGAIN', 'not-happened');
    const view = await flow.staged('KEY-AGAIN', 'active');
    expect(view.collections.find(({ key }) => key === 'EXTRA-1')?.state).toBe('stopped');
    expect(rules.lines(view)).toContain('collect EXTRA-1 was given up by a person');
    await flow.mandates.collectOneOff('KEY-AGAIN', oneOff({ date: '2026-03-24', amount: gbp(8_00) }));
    const [again] = (await flow.mandates.show('KEY-AGAIN')).collections.filter(({ key }) => key === 'EXTRA-1');
    expect(again).toMatchObject({ state: 'submitted', dueDate: '2026-03-24', amount: gbp(8_00) });
    expect(await flow.effects('KEY-AGAIN')).toMatchObject({ 'one-off.created': 1 });
  });
});

describe('while a person is asked about one thing', () => {
  /** A change of the plan that waits for an answer. */
  async function stuck(reference: string) {
    await flow.active(reference);
    await rules.breaks('ptx.paymentPlans.list', reference);
    const answer = await flow.mandates.changePlan(reference, { amount: gbp(30_00), ...SAID });
    expect(answer).toEqual({
      stage: 'needs-attention',
      reason: expect.stringContaining('change the plan: ContractBroken'),
    });
  }

  test('others wait behind it, and are done after the answer, in their order', async () => {
    await stuck('QUEUE-1');
    const { answer } = await ordered('QUEUE-1');
    expect((await flow.mandates.suspend('QUEUE-1', SAID)).stage).toBe('needs-attention');
    expect(await answer).toMatchObject({ stage: 'needs-attention' });
    expect(await flow.effects('QUEUE-1')).not.toHaveProperty('plan.updated');
    await rules.answer('QUEUE-1', 'retry');
    await flow.staged('QUEUE-1', 'suspended');
    const ledger = (await flow.control.ledger({ reference: 'QUEUE-1' })).map(({ effect }) => effect);
    const order = ['plan.updated', 'one-off.created', 'mandate.suspended'];
    expect(ledger.filter((effect) => order.includes(effect))).toEqual(order);
  });

  test('a cancellation goes before all of it, and nothing of it is done any more', async () => {
    await stuck('QUEUE-2');
    const { answer } = await ordered('QUEUE-2');
    expect(await flow.mandates.cancel('QUEUE-2', SAID)).toEqual({ stage: 'cancelled', reason: SAID.why });
    expect(await answer).toMatchObject({ stage: 'cancelled' });
    const view = await flow.mandates.show('QUEUE-2');
    expect([view.stage, view.collections]).toEqual(['cancelled', []]);
    expect(rules.lines(view)).toEqual(
      expect.arrayContaining([
        'changePlan was left: the mandate is being cancelled',
        'collect EXTRA-1 was left: the mandate is cancelled',
      ]),
    );
    expect(await flow.effects('QUEUE-2')).not.toHaveProperty('one-off.created');
    expect(await flow.effects('QUEUE-2')).not.toHaveProperty('plan.updated');
  });

  test('what a bank reports goes before it: what is not allowed any more is not done, and a person hears of it', async () => {
    await stuck('QUEUE-3');
    const { answer } = await ordered('QUEUE-3');
    await flow.report('QUEUE-3', aReport('ADDACS', 'D'));
    expect(await answer).toMatchObject({ stage: 'needs-attention' });
    const view = await flow.reaches('QUEUE-3', 'what was not done', (now) =>
      rules.lines(now).join().includes('collect EXTRA-1 was left'),
    );
    expect(rules.lines(view)).toEqual(
      expect.arrayContaining([
        'needs attention: changePlan was left: the mandate is suspended',
        'needs attention: collect EXTRA-1 was left: the mandate is suspended',
      ]),
    );
    const effects = await flow.effects('QUEUE-3');
    expect(effects).toMatchObject({ 'mandate.suspended': 1 });
    expect(effects).not.toHaveProperty('one-off.created');
    expect(effects).not.toHaveProperty('plan.updated');
  });

  test('a reactivation that was asked for before a bank reported does not undo what follows from the report', async () => {
    await flow.active('QUEUE-4');
    await flow.mandates.suspend('QUEUE-4', SAID);
    await rules.breaks('ptx.mandates.get', 'QUEUE-4');
    await flow.mandates.reactivate('QUEUE-4', SAID);
    await flow.control.setMandateStatus((await flow.mandates.show('QUEUE-4')).mandateId ?? '', 'ACTIVE');
    await flow.report('QUEUE-4', aReport('ADDACS', 'D'));
    const view = await flow.reaches('QUEUE-4', 'the report', (now) =>
      rules.lines(now).join().includes('reactivate was left: a bank has reported meanwhile'),
    );
    expect(view.stage).toBe('needs-attention');
    expect((await rules.atPtx('QUEUE-4')).map(({ status }) => status)).toEqual(['SUSPENDED']);
  });

  test.each([
    ['happened', 30_00],
    ['retry', 30_00],
    ['not-happened', 12_50],
  ] as const)('his answer %s leaves a plan of %i pence', async (as, minor) => {
    const reference = `SAID-${as.toUpperCase()}`;
    await stuck(reference);
    expect(await rules.answer(reference, as)).toEqual({ stage: 'active', reason: null });
    await flow.reaches(
      reference,
      'the plan',
      ({ plan, nextAction }) => plan?.amount.minor === minor && nextAction !== null,
    );
    expect((await flow.effects(reference))['plan.updated'] ?? 0).toBe(minor === 30_00 ? 1 : 0);
    await expect(rules.answer(reference, as)).rejects.toThrow(`mandate ${reference} asks nothing: its stage is active`);
  });
});

describe('a mandate that a person has moved in PTX', () => {
  const moved = async (reference: string, ...statuses: ('SUSPENDED' | 'CANCELLED' | 'ACTIVE')[]) => {
    const { mandateId } = await flow.active(reference);
    for (const status of statuses) await flow.control.setMandateStatus(mandateId ?? '', status);
  };

  test('as was asked for, is so already: nothing is sent', async () => {
    await moved('MOVED-1', 'SUSPENDED');
    expect(await flow.mandates.suspend('MOVED-1', SAID)).toEqual({ stage: 'suspended', reason: SAID.why });
    expect(await flow.effects('MOVED-1')).toMatchObject({ 'mandate.suspended': 1 });
    await moved('MOVED-2', 'CANCELLED');
    expect(await flow.mandates.cancel('MOVED-2', SAID)).toEqual({ stage: 'cancelled', reason: SAID.why });
    expect(await flow.effects('MOVED-2')).toMatchObject({ 'mandate.cancelled': 1 });
  });

  test('otherwise is what PTX shows, and a person hears of it', async () => {
    await moved('MOVED-3', 'CANCELLED');
    expect(await flow.mandates.suspend('MOVED-3', SAID)).toEqual({
      stage: 'needs-attention',
      reason: 'the mandate was not suspended: PTX shows CANCELLED',
    });
    await rules.answer('MOVED-3', 'happened');
    expect(await flow.staged('MOVED-3', 'cancelled')).toMatchObject({ reason: 'PTX shows CANCELLED' });
    await expect(flow.mandates.suspend('MOVED-3', SAID)).rejects.toThrow('mandate MOVED-3 is cancelled');
  });

  test('between the look and the call, as was asked for, is no failure', async () => {
    const { mandateId } = await flow.active('MOVED-4');
    await flow.control.addFault({
      operation: 'ptx.mandates.setStatus',
      kind: 'slow',
      reference: 'MOVED-4',
      delayMs: 700,
    });
    const answer = flow.mandates.suspend('MOVED-4', SAID);
    await rules.called('ptx.mandates.setStatus', 'MOVED-4', 2); // That of the activation is the first.
    await flow.control.setMandateStatus(mandateId ?? '', 'SUSPENDED');
    expect(await answer).toEqual({ stage: 'suspended', reason: SAID.why });
    expect(await flow.effects('MOVED-4')).toMatchObject({ 'mandate.suspended': 1 });
  });

  test('collects nothing where he has suspended it, and shows that after his answer', async () => {
    await moved('MOVED-5', 'SUSPENDED');
    expect(await flow.mandates.collectOneOff('MOVED-5', oneOff())).toMatchObject({
      stage: 'needs-attention',
      reason: expect.stringContaining('is SUSPENDED at PTX: nothing is collected on it'),
    });
    await rules.answer('MOVED-5', 'not-happened');
    const view = await flow.staged('MOVED-5', 'suspended');
    expect(view.collections.map(({ key, state }) => [key, state])).toEqual([['EXTRA-1', 'stopped']]);
    expect(await flow.effects('MOVED-5')).not.toHaveProperty('one-off.created');
  });

  test('takes no second plan where he has added one', async () => {
    const { mandateId, contactId } = await rules.bare('MOVED-6');
    const plan = { kind: 'WeeklyPaymentPlan' as const, every: 1, weekDays: ['MONDAY'], amountMinor: 500 };
    const at = { contactId: contactId ?? '', mandateId: mandateId ?? '' };
    await rules.somebodyElse().createPaymentPlan({ ...at, plan: { ...plan, start: '2026-04-13' } });
    expect(await flow.mandates.addPlan('MOVED-6', { plan: terms(), ...SAID })).toMatchObject({
      stage: 'needs-attention',
      reason: expect.stringContaining('on other terms: change that plan, or end it there first'),
    });
    await rules.answer('MOVED-6', 'not-happened');
    const view = await flow.reaches('MOVED-6', 'his plan', ({ plan }) => plan !== null);
    expect(view).toMatchObject({ stage: 'active', plan: { amount: gbp(5_00), start: '2026-04-13' } });
    expect(await flow.effects('MOVED-6')).toMatchObject({ 'plan.created': 1 });
  });
});

describe('a cancellation in Temporal', () => {
  test('cancels the mandate, and whoever has just asked for something gets an answer', async () => {
    await flow.active('TEMPORAL-1');
    await rules.breaks('ptx.paymentPlans.list', 'TEMPORAL-1');
    await flow.mandates.changePlan('TEMPORAL-1', { amount: gbp(30_00), ...SAID });
    const { answer } = await ordered('TEMPORAL-1');
    await flow.handle('TEMPORAL-1').cancel();
    expect(await answer).toMatchObject({ stage: 'cancelled' });
    const view = await flow.mandates.result('TEMPORAL-1');
    expect(view).toMatchObject({ stage: 'cancelled', reason: 'the workflow was cancelled in Temporal' });
    expect((await rules.atPtx('TEMPORAL-1')).map(({ status }) => status)).toEqual(['CANCELLED']);
    expect(await flow.effects('TEMPORAL-1')).not.toHaveProperty('one-off.created');
  });
});
