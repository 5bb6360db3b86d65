import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { NewPlan, NewPlanTemplate, PtxClient } from '../../../src/vendors/ptx/client.js';
import { json, text } from '../../support/vendor-server.js';
import { API, startPtx } from './ptx-server.js';
import { sample } from './samples.js';

type Json = Record<string, unknown>;

const asked = { contactId: '52', mandateId: '64' };
const plansPath = `${API}/ddm/contacts/52/mandates/64/payment-plans`;
const keyed = sample('paymentPlans.create.request') as Record<string, Json>;
const keyedTemplates = sample('planTemplates.create.request') as Record<string, Json>;
const kinds = ['WeeklyPaymentPlan', 'MonthlyPaymentPlan', 'MonthlyPickPaymentPlan', 'YearlyPaymentPlan'] as const;

const sums = { amountMinor: 12_00, start: '2026-04-15' };
const plans: NewPlan[] = [
  { ...sums, kind: 'WeeklyPaymentPlan', every: 2, weekDays: ['MONDAY', 'FRIDAY'], profileId: '3', occurrences: 12 },
  { ...sums, kind: 'MonthlyPaymentPlan', every: 1, monthDays: ['DAY15'], end: '2028-03-31', firstMinor: 12_34 },
  { ...sums, kind: 'MonthlyPickPaymentPlan', every: 3, sequence: 'FIRST', weekDaySequence: 'WORKING_DAY' },
  { ...sums, kind: 'YearlyPaymentPlan', months: ['JUNE'], monthDays: ['DAY10'], templateId: '11', description: 'dues' },
];
const bodies: Json[] = [
  {
    ...{ '@type': 'WeeklyPaymentPlan', amountType: 0, regularAmount: '12.00', mandateId: 64, profileId: 3 },
    ...{
      schedule: { startDate: '2026-04-15', numberOfOccurences: 12 },
      everyNthWeek: 2,
      weekDays: ['MONDAY', 'FRIDAY'],
    },
  },
  {
    ...{ '@type': 'MonthlyPaymentPlan', amountType: 0, regularAmount: '12.00', firstAmount: 12.34, mandateId: 64 },
    ...{ schedule: { startDate: '2026-04-15', endDate: '2028-03-31' }, everyNthMonth: 1, monthDays: ['DAY15'] },
  },
  {
    ...{ '@type': 'MonthlyPickPaymentPlan', amountType: 0, regularAmount: '12.00', mandateId: 64 },
    ...{ schedule: { startDate: '2026-04-15' }, everyNthMonth: 3, sequence: 'FIRST', weekDaySequence: 'WORKING_DAY' },
  },
  {
    ...{ '@type': 'YearlyPaymentPlan', amountType: 0, regularAmount: '12.00', mandateId: 64, templateId: 11 },
    ...{ description: 'dues', schedule: { startDate: '2026-04-15' }, monthOfYear: ['JUNE'], monthDays: ['DAY10'] },
  },
];

test.each(plans.map((plan, at) => [plan.kind, plan, bodies[at]] as const))(
  'a %s is sent bare, its kind first, and read back bare',
  async (kind, plan, body) => {
    const ptx = await startPtx({ respond: json(keyed[kind]) });
    const { id, asRead } = await ptx.client.createPaymentPlan({ ...asked, plan });
    expect([id, asRead]).toEqual([String(keyed[kind]?.id), keyed[kind]]);
    expect(ptx.asked()).toEqual([body]);
    expect(Object.keys(ptx.asked()[0])[0]).toBe('@type');
    expect(ptx.calls()[0]).toMatchObject({ method: 'POST', url: plansPath });
  },
);

test.each(kinds)('a %s is read bare, keyed, doubly wrapped and among its siblings', async (kind) => {
  const plan = keyed[kind];
  const planId = String(plan?.id);
  const { '@type': _, ...untyped } = plan ?? {};
  const forms = [
    plan,
    { [kind]: plan },
    { PaymentPlan: { [kind]: plan } },
    { [kind]: untyped },
    { [kind]: plan, Other: 1 },
  ];
  for (const answer of [...forms, keyed, { PaymentPlan: keyed }]) {
    const ptx = await startPtx({ respond: json(answer) });
    const read = await ptx.client.getPaymentPlan({ ...asked, planId });
    expect(read).toMatchObject({ id: planId, kind, amountMinor: 12_00, status: 'ACTIVE', start: '2019-08-24' });
    expect(ptx.calls()[0]).toMatchObject({ method: 'GET', url: `${plansPath}/${planId}` });
  }
});

test('a plan is read into our words, and what is 0 there is absent here', async () => {
  const ptx = await startPtx({ respond: json(keyed) });
  expect(await ptx.client.getPaymentPlan({ ...asked, planId: '109' })).toEqual({
    id: '109',
    kind: 'WeeklyPaymentPlan',
    status: 'ACTIVE',
    amountMinor: 12_00,
    start: '2019-08-24',
    end: '2019-08-24',
    comments: 'My template description',
    weekDays: ['MONDAY', 'FRIDAY'],
    mandateId: '64',
    profileId: '3',
    templateId: '17',
    description: 'string',
    restrictedDate: '2019-08-24',
    lastCollection: '2019-08-24',
    forecasts: [{ amountMinor: 0, date: '2019-08-24', number: 0, code: 'string' }],
    asRead: keyed.WeeklyPaymentPlan,
  });
});

test('plans are listed in whatever form each is, and a mandate without one has none', async () => {
  const forms = [
    keyed.WeeklyPaymentPlan,
    { MonthlyPaymentPlan: keyed.MonthlyPaymentPlan },
    { PaymentPlan: { YearlyPaymentPlan: keyed.YearlyPaymentPlan } },
  ];
  for (const [answer, ids] of [
    [sample('paymentPlans.list.response'), ['109', '104', '106', '101']],
    [forms, ['109', '104', '101']],
    [[], []],
    [[{ WeeklyPaymentPlan: null }], []],
    [null, []],
  ] as const) {
    const ptx = await startPtx({ respond: json(answer) });
    expect((await ptx.client.listPaymentPlans(asked)).map(({ id }) => id)).toEqual(ids);
    expect(ptx.calls()[0]).toMatchObject({ method: 'GET', url: plansPath });
  }
});

test('a kind and words that nobody knows are passed on; both spellings of the number of collections are read', async () => {
  const odd = {
    ...{ '@type': 'DailyPaymentPlan', id: 5, regularAmount: 1.5, status: 'HELD', everyNthDay: 3 },
    schedule: { numberOfOccurrences: 7, startDate: '2026-04-15T00:00:00.000' },
  };
  const ptx = await startPtx({ respond: json(odd) });
  const plan = await ptx.client.getPaymentPlan({ ...asked, planId: '5' });
  expect(plan).toMatchObject({ kind: 'DailyPaymentPlan', status: 'HELD', occurrences: 7, start: '2026-04-15' });
  await ptx.client.updatePaymentPlan({ ...asked, plan: { ...plan, amountMinor: 2_00, occurrences: 8 } });
  expect(JSON.parse(ptx.calls()[1]?.text ?? '')).toEqual({
    ...{ ...odd, regularAmount: '2.00', amountType: 0, mandateId: 64 },
    schedule: { numberOfOccurrences: 8, startDate: '2026-04-15' },
  });
});

test.each(['id', '@type', 'regularAmount'])('a plan without %s is none', async (field) => {
  const { [field]: _, ...rest } = keyed.MonthlyPaymentPlan as Json;
  const ptx = await startPtx({ respond: json([rest]) });
  await expect(ptx.client.listPaymentPlans(asked)).rejects.toMatchObject({
    name: 'ContractBroken',
    path: `0.${field}`,
  });
});

test('an answer without the plan that was asked for is none', async () => {
  for (const answer of [
    {},
    [],
    { WeeklyPaymentPlan: keyed.WeeklyPaymentPlan, YearlyPaymentPlan: keyed.YearlyPaymentPlan },
  ]) {
    const ptx = await startPtx({ respond: json(answer) });
    const reading = ptx.client.getPaymentPlan({ ...asked, planId: '999' });
    await expect(reading).rejects.toMatchObject({ name: 'ContractBroken' });
  }
});

test('a plan is written back as it was read, with what is to change', async () => {
  const ptx = await startPtx({ respond: json(keyed) });
  const plan = await ptx.client.getPaymentPlan({ ...asked, planId: '109' });
  await ptx.client.updatePaymentPlan({ ...asked, plan });
  await ptx.client.updatePaymentPlan({ ...asked, plan: { ...plan, amountMinor: 15_01, weekDays: ['TUESDAY'] } });
  const [, whole, changed] = ptx.calls();
  expect(whole).toMatchObject({ method: 'PUT', url: `${plansPath}/109` });
  expect(JSON.parse(whole?.text ?? '')).toEqual(keyed.WeeklyPaymentPlan);
  expect(JSON.parse(changed?.text ?? '')).toEqual({
    ...keyed.WeeklyPaymentPlan,
    regularAmount: '15.01',
    weekDays: ['TUESDAY'],
  });
});

test('a plan changes its kind under its id, and its days of the old kind go', async () => {
  const ptx = await startPtx({ respond: json(keyed.WeeklyPaymentPlan) });
  const { id, asRead } = await ptx.client.getPaymentPlan({ ...asked, planId: '109' });
  const [, monthly] = plans;
  if (!monthly) throw new Error('there is no monthly plan');
  await ptx.client.updatePaymentPlan({ ...asked, plan: { ...monthly, id, asRead } });
  const { everyNthWeek, weekDays, ...kept } = keyed.WeeklyPaymentPlan as Json & { schedule: Json };
  expect([everyNthWeek, weekDays]).toEqual([0, ['MONDAY', 'FRIDAY']]);
  expect(JSON.parse(ptx.calls()[1]?.text ?? '')).toEqual({
    ...{ ...kept, '@type': 'MonthlyPaymentPlan', firstAmount: 12.34, everyNthMonth: 1, monthDays: ['DAY15'] },
    schedule: { ...kept.schedule, startDate: '2026-04-15', endDate: '2028-03-31' },
  });
});

test('an end that is left out is taken away, and a sum or count becomes the 0 that PTX writes for none', async () => {
  const schedule = { startDate: '2026-04-15', endDate: '2027-04-14', numberOfOccurences: 12 };
  const ptx = await startPtx({ respond: json({ ...keyed.MonthlyPaymentPlan, firstAmount: 5, schedule }) });
  const { end, occurrences, firstMinor, ...open } = await ptx.client.getPaymentPlan({ ...asked, planId: '104' });
  expect([end, occurrences, firstMinor]).toEqual(['2027-04-14', 12, 5_00]);
  await ptx.client.updatePaymentPlan({ ...asked, plan: open });
  expect(JSON.parse(ptx.calls()[1]?.text ?? '')).toMatchObject({
    firstAmount: 0,
    schedule: { startDate: '2026-04-15', numberOfOccurences: 0 },
  });
  expect(ptx.calls()[1]?.text).not.toContain('endDate');
});

test('the sums of a plan go out exactly, as text and as numbers', async () => {
  const ptx = await startPtx({ respond: json(keyed.MonthlyPickPaymentPlan) });
  const minor = fc.integer({ min: 1, max: 99_999_999_99 });
  const [, , pick] = plans;
  if (!pick) throw new Error('there is no such plan');
  await fc.assert(
    fc.asyncProperty(minor, minor, async (amountMinor, totalMinor) => {
      await ptx.client.createPaymentPlan({ ...asked, plan: { ...pick, amountMinor, totalMinor } });
      const sent = ptx.calls().at(-1)?.text ?? '';
      expect(sent).toMatch(new RegExp(`"regularAmount":"${Math.floor(amountMinor / 100)}\\.\\d\\d"`));
      const { regularAmount, totalAmount } = JSON.parse(sent);
      expect([regularAmount.replace('.', ''), totalAmount.toFixed(2)]).toEqual([
        String(amountMinor).padStart(3, '0'),
        `${Math.floor(totalMinor / 100)}.${String(totalMinor % 100).padStart(2, '0')}`,
      ]);
    }),
    { numRuns: 25 },
  );
});

test('a plan is asked about before it is added; an answer that says nothing is none', async () => {
  const [, monthly] = plans;
  if (!monthly) throw new Error('there is no monthly plan');
  for (const [answer, id] of [
    [json(keyed), '104'],
    [json({ PaymentPlan: { MonthlyPaymentPlan: { ...keyed.MonthlyPaymentPlan, id: null } } }), undefined],
    [text('', 204), undefined],
  ] as const) {
    const ptx = await startPtx({ respond: answer });
    expect((await ptx.client.validatePaymentPlan({ ...asked, plan: monthly }))?.id).toBe(id);
    expect(ptx.calls()[0]).toMatchObject({ method: 'POST', url: `${plansPath}/validate` });
    expect(ptx.asked()).toEqual([bodies[1]]);
  }
  const ptx = await startPtx({ respond: json({ message: 'the start is too early' }, 400) });
  await expect(ptx.client.validatePaymentPlan({ ...asked, plan: monthly })).rejects.toMatchObject({ name: 'Invalid' });
});

test('a plan is suspended by its status, and deleted', async () => {
  const ptx = await startPtx({ respond: json(keyed) });
  const set = await ptx.client.setPaymentPlanStatus({ ...asked, planId: '104', status: 'SUSPENDED' });
  expect(set).toMatchObject({ id: '104', kind: 'MonthlyPaymentPlan' });
  await ptx.client.deletePaymentPlan({ ...asked, planId: '104' });
  expect(ptx.calls().map(({ method, url }) => [method, url])).toEqual([
    ['POST', `${plansPath}/104/status/SUSPENDED`],
    ['DELETE', `${plansPath}/104`],
  ]);
  const refused = ptx.client.setPaymentPlanStatus({ ...asked, planId: '104', status: '../..' });
  await expect(refused).rejects.toMatchObject({ name: 'Invalid' });
});

const template: NewPlanTemplate = {
  kind: 'MonthlyPlanTemplate',
  name: 'Monthly Plan Template',
  allowFrequencyChange: true,
  allowAmountChange: true,
  amountMinor: 12_00,
  start: '2019-08-24',
  end: '2019-08-24',
  comments: 'My template description',
  every: 1,
  monthDays: ['DAY1', 'DAY15', 'DAY30'],
};

test('a template goes out as in the sample, its amount type a text', async () => {
  const ptx = await startPtx({ respond: json(keyedTemplates) });
  const made = await ptx.client.createPlanTemplate(template);
  expect(made).toEqual({ ...template, id: '101', asRead: keyedTemplates.MonthlyPlanTemplate });
  await ptx.client.updatePlanTemplate({ template: made });
  const [created, updated] = ptx.asked();
  expect(updated).toEqual(keyedTemplates.MonthlyPlanTemplate);
  const { id, firstAmount, lastAmount, totalAmount, schedule, ...documented } = updated as Json & { schedule: Json };
  const { numberOfOccurences, schedulePattern, frequencyEnd, ...times } = schedule;
  expect(created).toEqual({ ...documented, schedule: times });
  expect([id, firstAmount, lastAmount, totalAmount, numberOfOccurences]).toEqual([101, 0, 0, 0, 0]);
  expect([schedulePattern, frequencyEnd]).toEqual(['string', 'string']);
});

test.each<[string, string, unknown, (ptx: PtxClient) => Promise<unknown>, unknown]>([
  [
    'listed',
    'GET /templates',
    sample('planTemplates.list.response'),
    (ptx) => ptx.listPlanTemplates(),
    ['Weekly', 'Monthly', 'MonthlyPick', 'Yearly'].map((kind) => ({ id: '101', kind: `${kind}PlanTemplate` })),
  ],
  [
    'read',
    'GET /templates/101',
    { YearlyPlanTemplate: keyedTemplates.YearlyPlanTemplate },
    (ptx) => ptx.getPlanTemplate({ templateId: '101' }),
    { kind: 'YearlyPlanTemplate', months: ['JUNE', 'JULY', 'AUGUST'], monthDays: ['DAY10', 'DAY20'] },
  ],
  [
    'read bare',
    'GET /templates/101',
    keyedTemplates.MonthlyPickPlanTemplate,
    (ptx) => ptx.getPlanTemplate({ templateId: '101' }),
    { kind: 'MonthlyPickPlanTemplate', every: 1, sequence: 'FIRST', weekDaySequence: 'WORKING_DAY' },
  ],
])('templates are %s', async (_, call, answer, ask, expected) => {
  const ptx = await startPtx({ respond: json(answer) });
  expect(await ask(ptx.client)).toMatchObject(expected as object);
  expect(ptx.calls().map(({ method, url }) => `${method} ${url.replace(`${API}/ddm`, '')}`)).toEqual([call]);
});

test('a template is deleted', async () => {
  const ptx = await startPtx({ respond: text('', 204) });
  expect(await ptx.client.deletePlanTemplate({ templateId: '101' })).toBeUndefined();
  expect(ptx.calls()[0]).toMatchObject({ method: 'DELETE', url: `${API}/ddm/templates/101` });
});
