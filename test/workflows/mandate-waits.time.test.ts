import { beforeAll, expect, test } from '@jest/globals';
import { MANDATE_ORIGIN, type MandateTime, startMandateLives } from '../support/mandate-flow.js';
import { mandateRules, oneOff, planTerms, refusal, SAID } from '../support/mandate-rules.js';
import { gbp } from '../support/mandates.js';

// What a day makes of an answer, a command and a plan that wait: the notice is counted from the day on which they are done.

let lives: Awaited<ReturnType<typeof startMandateLives>>;
beforeAll(async () => {
  lives = await startMandateLives();
});

/** A life that begins on Monday, 2026-03-02. */
async function begin(): Promise<{ flow: MandateTime; rules: ReturnType<typeof mandateRules> }> {
  const flow = await lives.begin({ origin: MANDATE_ORIGIN });
  return { flow, rules: mandateRules(flow) };
}

const monthly = (start: string) => ({ plan: { amount: gbp(12_50), frequency: 'monthly' as const, start } });

test('a later start that a person agrees to when it is too early itself is asked for anew', async () => {
  const { flow, rules } = await begin();
  await flow.setUp('AGREED-1', monthly('2026-03-09'));
  await rules.asks('AGREED-1', 'answer happened to start on 2026-04-09');
  await flow.pass(30); // The first of April: ten working days and Easter take until the seventeenth.
  await rules.answer('AGREED-1', 'happened');
  const { plan } = await rules.asks('AGREED-1', 'answer happened to start on 2026-05-09');
  expect(plan).toBeNull();
  await rules.answer('AGREED-1', 'happened');
  expect((await flow.staged('AGREED-1', 'active')).plan?.start).toBe('2026-05-09');
});

test('what is announced already does not change: a new amount holds from the first due date that can still be told', async () => {
  const { flow, rules } = await begin();
  await flow.active('NOTICE-1', monthly('2026-04-01'));
  await flow.pass(15); // Tuesday, the 17th of March; ten working days on it is the 31st.
  const change = (what: object) => flow.mandates.changePlan('NOTICE-1', { ...what, ...SAID });
  await flow.pass(2);
  expect(await refusal(change({ amount: gbp(20_00) }))).toBe(
    "plan: the plan's next due date, 2026-04-01, is announced already: say start, its due date from 2026-04-02 on",
  );
  expect(await refusal(change({ start: '2026-04-01' }))).toBe(
    'plan: plan start 2026-04-01 is too early, the payer has to be told in advance: take 2026-04-02',
  );
  expect(await flow.effects('NOTICE-1')).not.toHaveProperty('plan.updated');
  // Its end is nothing that a payer is told of in advance; but what PTX leaves out because of it is told.
  expect(await change({ end: '2026-12-01' })).toEqual({
    stage: 'needs-attention',
    reason: 'collection plan:2026-04-01 is not collected: PTX counts the notice anew when a plan changes',
  });
  await rules.answer('NOTICE-1', 'happened');
  const { plan, collections } = await flow.reaches(
    'NOTICE-1',
    'its wait',
    ({ nextAction }) => nextAction?.startsWith('see whether') === true,
  );
  expect([plan?.end, plan?.start, collections.map(({ key }) => key)]).toEqual([
    '2026-12-01',
    '2026-05-01',
    ['plan:2026-05-01'],
  ]);
});

test('a one-off that waited behind a question until its day was too near is not collected, and a person hears of it', async () => {
  const { flow, rules } = await begin();
  await flow.active('WAITED-1', monthly('2026-06-01'));
  await rules.breaks('ptx.paymentPlans.list', 'WAITED-1');
  await flow.mandates.changePlan('WAITED-1', { amount: gbp(20_00), ...SAID });
  await flow.mandates.collectOneOff('WAITED-1', oneOff({ date: '2026-03-20' }));
  await flow.pass(14);
  await rules.answer('WAITED-1', 'retry');
  const { reason, plan, collections } = await rules.asks('WAITED-1', 'collect EXTRA-1 was left');
  expect(reason).toMatch(/^collect EXTRA-1 was left: collection date 2026-03-20 is too early, .*: take 2026-03-30$/);
  expect([plan?.amount, collections.map(({ key }) => key)]).toEqual([gbp(20_00), ['plan:2026-06-01']]);
  expect(await flow.effects('WAITED-1')).not.toHaveProperty('one-off.created');
  await rules.answer('WAITED-1', 'happened');
  expect(await flow.mandates.collectOneOff('WAITED-1', oneOff({ date: '2026-03-31' }))).toEqual({
    stage: 'active',
    reason: null,
  });
});

test('where the calendar of bank days ends a person is asked, and nothing stands still', async () => {
  const flow = await lives.begin({ origin: '2028-12-20T09:00:00.000Z' });
  const rules = mandateRules(flow);
  await flow.setUp('LAST-001', monthly('2029-03-01'));
  const { reason } = await rules.asks('LAST-001', 'is outside the Bacs calendar');
  expect(reason).toMatch(/install a newer version of Incasso, but the plan has its own days: cancel the mandate$/);
  expect(await flow.mandates.cancel('LAST-001', SAID)).toMatchObject({ stage: 'cancelled' });
});

test('nothing is asked of a mandate that no bank keeps any more', async () => {
  const { flow, rules } = await begin();
  await rules.bare('DORMANT-1');
  while ((await flow.mandates.show('DORMANT-1')).stage !== 'dormant') await flow.pass(60);
  const dormant = 'mandate DORMANT-1 is dormant: no bank keeps it after 24 months, set a new one up';
  const { mandates } = flow;
  const start = await flow.dayIn(60);
  expect(await refusal(mandates.addPlan('DORMANT-1', { plan: planTerms({ start }), ...SAID }))).toBe(dormant);
  expect(await refusal(mandates.collectOneOff('DORMANT-1', oneOff({ date: start })))).toBe(dormant);
  expect(await refusal(mandates.changePlan('DORMANT-1', { amount: gbp(1), ...SAID }))).toBe(dormant);
  expect(await refusal(mandates.suspend('DORMANT-1', SAID))).toBe(dormant);
  expect(await refusal(mandates.reactivate('DORMANT-1', SAID))).toBe('mandate DORMANT-1 is dormant, not suspended');
  expect(await mandates.cancel('DORMANT-1', SAID)).toEqual({ stage: 'cancelled', reason: SAID.why });
});
