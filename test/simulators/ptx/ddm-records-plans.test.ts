import { describe, expect, test } from '@jest/globals';
import { sample } from '../../vendors/ptx/samples.js';
import { idIn, plan, startDdmRig } from './ddm-records-support.js';
import { effectsOf, HOUR, type Json } from './support.js';

const DAY = 24 * HOUR;
const schedule = (startDate: string, more: object = {}) => ({ numberOfOccurences: 0, startDate, ...more });

/** One plan of each kind, with what only that kind has. */
const KINDS: [string, object][] = [
  ['WeeklyPaymentPlan', { everyNthWeek: 2, weekDays: ['MONDAY', 'FRIDAY'] }],
  ['MonthlyPaymentPlan', { everyNthMonth: 3, monthDays: ['DAY1', 'DAY15'] }],
  ['MonthlyPickPaymentPlan', { everyNthMonth: 1, sequence: 'FIRST', weekDaySequence: 'WORKING_DAY' }],
  ['YearlyPaymentPlan', { monthOfYear: ['JUNE', 'JULY'], monthDays: ['DAY10'] }],
];
const onlyOf = (kind: string, rhythm: object) => ({
  '@type': kind,
  regularAmount: '12.00',
  schedule: schedule('2026-04-06'),
  ...rhythm,
});

/** The plan in an answer, however wrapped. */
function plainOf(answer: Json): Json {
  const inner = answer.PaymentPlan ?? answer;
  return KINDS.map(([kind]) => inner[kind]).find((found) => found !== undefined) ?? inner;
}

describe('a plan', () => {
  test.each(KINDS)('of kind %s is answered with the document’s own fields', async (kind, rhythm) => {
    const rig = await startDdmRig();
    const path = await rig.createMandate();
    const { status, body } = await rig.call('POST', `${path}/payment-plans`, onlyOf(kind, rhythm));
    expect([status, Object.keys(body)]).toEqual([200, [kind]]);
    expect(body[kind]).toMatchObject({ ...onlyOf(kind, rhythm), mandateId: idIn(path), status: 'ACTIVE' });
    const { paymentPlans } = sample('mandates.get.response') as { paymentPlans: Json[] };
    const documented = paymentPlans[0]?.[kind] ?? ({} as Json);
    // What comes of a template or of an earlier plan, of forecasts and of the first collection.
    const later = ['templateId', 'parentPlanId', 'lastCollection', 'description', 'lastForecastDate'];
    const expected = Object.keys(documented).filter((name) => !later.includes(name));
    expect(Object.keys(plainOf(body))).toEqual(expect.arrayContaining(expected));
  });

  test.each([
    ['bare', plan()],
    ['under its kind', { MonthlyPaymentPlan: plan() }],
    ['under its kind without a type', { MonthlyPaymentPlan: plan({ '@type': undefined }) }],
    ['wrapped twice', { PaymentPlan: { MonthlyPaymentPlan: plan() } }],
    ['wrapped and bare', { PaymentPlan: plan() }],
  ])('is understood %s', async (_what, body) => {
    const rig = await startDdmRig();
    const path = await rig.createMandate();
    expect((await rig.call('POST', `${path}/payment-plans`, body)).status).toBe(200);
    expect(await rig.control.plans()).toMatchObject([{ kind: 'MonthlyPaymentPlan', regularMinor: 2500 }]);
  });

  test.each([
    ['four kinds side by side', Object.fromEntries(KINDS.map(([kind, more]) => [kind, onlyOf(kind, more)]))],
    ['no kind', plan({ '@type': undefined })],
    ['another kind than its name', { WeeklyPaymentPlan: plan() }],
    ['no amount', plan({ regularAmount: '0.00' })],
    ['three decimals', plan({ regularAmount: '1.005' })],
    ['no start', plan({ schedule: {} })],
    ['an end before its start', plan({ schedule: schedule('2026-04-06', { endDate: '2026-04-05' }) })],
    ['an end before notice is over', plan({ schedule: schedule('2026-03-03', { endDate: '2026-03-14' }) })],
    ['no days', plan({ monthDays: [] })],
    ['an unknown day', plan({ monthDays: ['DAY32'] })],
    ['half an occurrence', plan({ schedule: schedule('2026-04-06', { numberOfOccurences: 0.5 }) })],
    ['a template as text', plan({ templateId: '7' })],
    ['a formula', plan({ description: '@x' })],
  ])('with %s is refused', async (_what, body) => {
    const rig = await startDdmRig();
    const path = await rig.createMandate();
    expect((await rig.call('POST', `${path}/payment-plans`, body)).status).toBe(400);
    expect(await rig.control.plans()).toEqual([]);
  });

  test('that starts too early starts on its first day after the notice', async () => {
    const rig = await startDdmRig();
    const path = await rig.createMandate();
    const { body } = await rig.addPlan(path, { schedule: schedule('2026-03-05'), monthDays: ['DAY5'] });
    expect(body.MonthlyPaymentPlan).toMatchObject({
      schedule: { startDate: '2026-04-05' },
      restrictedDate: '2026-03-16T00:00:00.000',
    });
  });

  test('is alone: a second one is refused until the first is deleted', async () => {
    const rig = await startDdmRig();
    const path = await rig.createMandate();
    const first = (await rig.addPlan(path)).body.MonthlyPaymentPlan;
    expect((await rig.addPlan(path)).status).toBe(409);
    expect(await rig.call('DELETE', `${path}/payment-plans/${first?.id}`)).toMatchObject({ status: 204, text: '' });
    expect((await rig.call('DELETE', `${path}/payment-plans/${first?.id}`)).status).toBe(404);
    expect((await rig.addPlan(path)).status).toBe(200);
    expect(await effectsOf(rig, 'plan')).toEqual(['plan.created', 'plan.deleted', 'plan.created']);
  });

  test('of a mandate that has ended is refused', async () => {
    const rig = await startDdmRig();
    const path = await rig.createMandate({ status: 'ACTIVE' });
    await rig.setStatus(path, 'CANCELLED');
    expect((await rig.addPlan(path)).status).toBe(409);
  });
});

describe('letters', () => {
  test('are one where the plan is there before the activation', async () => {
    const rig = await startDdmRig();
    const path = await rig.createMandate();
    await rig.addPlan(path);
    await rig.setStatus(path, 'ACTIVE');
    expect(await rig.triggers()).toEqual(['NEW_MANDATE_WITH_PLAN']);
  });

  test('are two where it comes after, and another for each change', async () => {
    const rig = await startDdmRig();
    const path = await rig.createMandate({ status: 'ACTIVE' });
    const id = (await rig.addPlan(path)).body.MonthlyPaymentPlan?.id;
    await rig.call('PUT', `${path}/payment-plans/${id}`, plan({ regularAmount: '30.00' }));
    await rig.call('DELETE', `${path}/payment-plans/${id}`);
    expect(await rig.triggers()).toEqual(['NEW_MANDATE_NO_PLAN', 'CHANGE_MANDATE', 'CHANGE_MANDATE', 'CHANGE_MANDATE']);
  });
});

describe('a change of a plan', () => {
  test('replaces its terms, and the notice starts again', async () => {
    const rig = await startDdmRig();
    const path = await rig.createMandate();
    const id = (await rig.addPlan(path, { description: 'old' })).body.MonthlyPaymentPlan?.id;
    await rig.control.advance(7 * DAY);
    const body = { ...plan(), id, regularAmount: '30.00', schedule: schedule('2026-04-20') };
    const answer = await rig.call('PUT', `${path}/payment-plans/${id}`, body);
    expect(answer.body.MonthlyPaymentPlan).toMatchObject({ id, regularAmount: '30.00' });
    expect(await rig.control.plans()).toMatchObject([
      { id, regularMinor: 3000, startDay: '2026-04-20', restrictedDay: '2026-03-23' },
    ]);
    expect((await rig.control.plans())[0]?.description).toBeUndefined();
  });

  test('keeps the start of one that has collected already', async () => {
    const rig = await startDdmRig();
    const path = await rig.createMandate();
    const id = (await rig.addPlan(path)).body.MonthlyPaymentPlan?.id;
    await rig.setStatus(path, 'ACTIVE');
    await rig.control.advance(30 * DAY);
    await rig.call('PUT', `${path}/payment-plans/${id}`, plan({ regularAmount: '30.00' }));
    expect(await rig.control.plans()).toMatchObject([{ startDay: '2026-03-20', collected: ['2026-03-20'] }]);
    const { body } = await rig.call('GET', `${path}/payment-plans/${id}`);
    expect(body.MonthlyPaymentPlan).toMatchObject({ lastCollection: '2026-03-20T00:00:00.000', extracted: 1 });
  });

  test('of another id, or of a plan that is not there, is refused', async () => {
    const rig = await startDdmRig();
    const path = await rig.createMandate();
    const id = (await rig.addPlan(path)).body.MonthlyPaymentPlan?.id;
    expect((await rig.call('PUT', `${path}/payment-plans/${id}`, plan({ id: 1 }))).status).toBe(400);
    expect((await rig.call('PUT', `${path}/payment-plans/1`, plan())).status).toBe(404);
    expect((await rig.call('GET', `${path}/payment-plans/1`)).status).toBe(404);
  });

  test.each([
    ['SUSPENDED', 200],
    ['ACTIVE', 409],
    ['DELETED', 400],
  ])('to status %s is answered with %i', async (status, expected) => {
    const rig = await startDdmRig();
    const path = await rig.createMandate();
    const id = (await rig.addPlan(path)).body.MonthlyPaymentPlan?.id;
    expect((await rig.call('POST', `${path}/payment-plans/${id}/status/${status}`)).status).toBe(expected);
    expect((await rig.control.plans())[0]?.status).toBe(expected === 200 ? status : 'ACTIVE');
  });
});

describe('the validation of a plan', () => {
  test('stores nothing of a new one, and shows the start that it would get', async () => {
    const rig = await startDdmRig();
    const path = await rig.createMandate();
    const { status, body } = await rig.call('POST', `${path}/payment-plans/validate`, {
      PaymentPlan: { MonthlyPaymentPlan: plan({ schedule: schedule('2026-03-03') }) },
    });
    expect([status, plainOf(body).schedule?.startDate, plainOf(body).id]).toEqual([200, '2026-03-20', undefined]);
    expect(await rig.control.plans()).toEqual([]);
    const invalid = plan({ regularAmount: '' });
    expect((await rig.call('POST', `${path}/payment-plans/validate`, invalid)).status).toBe(400);
  });

  test('changes the plan whose id it has', async () => {
    const rig = await startDdmRig();
    const path = await rig.createMandate();
    const id = (await rig.addPlan(path)).body.MonthlyPaymentPlan?.id;
    await rig.call('POST', `${path}/payment-plans/validate`, plan({ id, regularAmount: '31.00' }));
    expect(await rig.control.plans()).toMatchObject([{ id, regularMinor: 3100 }]);
  });
});

describe('the form of plans in answers', () => {
  test('is the document’s: wrapped twice in lists, under their kind elsewhere', async () => {
    const rig = await startDdmRig();
    const path = await rig.createMandate();
    await rig.addPlan(path);
    const list = (await rig.call('GET', `${path}/payment-plans`)).body as unknown as Json[];
    expect(list.map((item) => Object.keys(item))).toEqual([['PaymentPlan']]);
    const mandate = (await rig.call('GET', path)).body;
    expect((mandate.paymentPlans as unknown as Json[]).map((item) => Object.keys(item))).toEqual([
      ['MonthlyPaymentPlan'],
    ]);
  });

  test('can take turns', async () => {
    const rig = await startDdmRig({ planForm: 'alternating' });
    const path = await rig.createMandate();
    const id = plainOf((await rig.addPlan(path)).body).id;
    const forms: string[] = [];
    for (let n = 0; n < 3; n += 1) {
      const { body } = await rig.call('GET', `${path}/payment-plans/${id}`);
      forms.push(Object.keys(body)[0] ?? '');
    }
    expect(forms.sort()).toEqual(['@type', 'MonthlyPaymentPlan', 'PaymentPlan']);
  });
});

describe('a plan template', () => {
  const templates = () => Object.entries(sample('planTemplates.create.request') as Record<string, Json>);

  test('of each kind is kept, changed and deleted', async () => {
    const rig = await startDdmRig();
    for (const [kind, body] of templates()) {
      const created = (await rig.call('POST', '/ddm/templates', body)).body[kind];
      expect(created).toEqual({ ...body, id: expect.any(Number) });
      const path = `/ddm/templates/${created?.id}`;
      const changed = { [kind]: { ...body, templateName: 'Changed' } };
      expect((await rig.call('PUT', path, changed)).body[kind]?.templateName).toBe('Changed');
      expect((await rig.call('GET', path)).body).toEqual({ [kind]: { ...changed[kind], id: created?.id } });
      expect((await rig.call('GET', '/ddm/templates')).body).toHaveLength(1);
      expect((await rig.call('DELETE', path)).status).toBe(204);
      expect((await rig.call('GET', path)).status).toBe(404);
    }
    expect((await rig.call('GET', '/ddm/templates')).body).toEqual([]);
    expect(new Set(await effectsOf(rig, 'plan-template')).size).toBe(3);
  });

  test('without a name, or of all kinds at once, is refused', async () => {
    const rig = await startDdmRig();
    expect((await rig.call('POST', '/ddm/templates', Object.fromEntries(templates()))).status).toBe(400);
    const nameless = { ...templates()[0]?.[1], templateName: '' };
    expect((await rig.call('POST', '/ddm/templates', nameless)).status).toBe(400);
  });
});
