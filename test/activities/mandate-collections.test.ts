import { beforeAll, describe, expect, test } from '@jest/globals';
import { commentsOf } from '../../src/activities/one-offs.js';
import { attempted, SCHEDULED_AT_MS } from '../support/attempts.js';
import {
  type AtPtxForTests,
  aDraft,
  anActiveMandate,
  aPlan,
  dayAhead,
  httpTimeoutMs,
  PROFILE,
  startMandateEffects,
} from '../support/mandate-effects.js';
import { until } from '../support/until.js';

let at: AtPtxForTests;
beforeAll(async () => {
  at = await startMandateEffects();
});

const effects = async (reference: string) => (await at.control.ledger({ reference })).map(({ effect }) => effect);
const count = async (reference: string, effect: string) =>
  (await effects(reference)).filter((each) => each === effect).length;
/** The calls that may change the plan of a mandate. */
const sent = async (reference: string) =>
  (await at.control.calls())
    .filter((call) => call.reference === reference)
    .map(({ operation }) => operation)
    .filter((operation) => /^ptx\.paymentPlans\.(validate|create|update)/.test(operation));
const gbp = (minor: number) => ({ minor, currency: 'GBP' });

describe('a plan', () => {
  test('is added once, and taken over on the same terms', async () => {
    const ids = await aDraft(at, 'PLAN');
    const request = { ...ids, profileId: PROFILE, plan: aPlan({ occurrences: 12 }) };
    const first = await attempted(at.activities.ensurePlan, request);
    expect(first).toMatchObject({
      plan: { frequency: 'monthly', start: request.plan.start, occurrences: 12 },
      warnings: [],
    });
    expect(await attempted(at.activities.ensurePlan, request)).toEqual(first);
    expect(await count('PLAN', 'plan.created')).toBe(1);
    expect((await attempted(at.activities.readMandate, { ...ids, letters: false })).plan).toEqual(first.plan);
  });

  test('that two add at the same time is there once, for both', async () => {
    const ids = await aDraft(at, 'PLAN RACED');
    const add = () => attempted(at.activities.ensurePlan, { ...ids, profileId: PROFILE, plan: aPlan() });
    const [first, second] = await Promise.all([add(), add()]);
    expect(second.plan).toEqual(first.plan);
    expect(await count('PLAN RACED', 'plan.created')).toBe(1);
  });

  test('on other terms than the live one is refused, with the live one’s id', async () => {
    const ids = await aDraft(at, 'PLAN IN THE WAY');
    const { plan } = await attempted(at.activities.ensurePlan, { ...ids, profileId: PROFILE, plan: aPlan() });
    const other = { ...ids, profileId: PROFILE, plan: aPlan({ amount: gbp(1_00) }) };
    await expect(attempted(at.activities.ensurePlan, other)).rejects.toMatchObject({
      type: 'Invalid',
      nonRetryable: true,
      message: expect.stringContaining(`has plan ${plan.id} at PTX, on other terms`),
    });
    expect(await count('PLAN IN THE WAY', 'plan.created')).toBe(1);
  });

  test('that begins too early is added with the start that PTX gives it, once', async () => {
    const ids = await aDraft(at, 'PLAN MOVED');
    const request = { ...ids, profileId: PROFILE, plan: aPlan({ frequency: 'weekly', start: dayAhead(3) }) };
    const { plan } = await attempted(at.activities.ensurePlan, request);
    expect(plan.start && plan.start > request.plan.start).toBe(true);
    expect((await attempted(at.activities.ensurePlan, request)).plan).toEqual(plan);
    expect(await count('PLAN MOVED', 'plan.created')).toBe(1);
  });

  test('that PTX finds impossible is refused with PTX’s words', async () => {
    const ids = await aDraft(at, 'PLAN IMPOSSIBLE');
    const plan = aPlan({ start: dayAhead(2), end: dayAhead(5) });
    await expect(attempted(at.activities.ensurePlan, { ...ids, profileId: PROFILE, plan })).rejects.toMatchObject({
      type: 'Invalid',
      nonRetryable: true,
    });
    expect(await count('PLAN IMPOSSIBLE', 'plan.created')).toBe(0);
  });

  test('is added without validation, and with a warning, where PTX has none', async () => {
    const elsewhere = await startMandateEffects({ missingOperations: ['ptx.paymentPlans.validate'] });
    const ids = await aDraft(elsewhere, 'PLAN UNCHECKED');
    const { warnings } = await attempted(elsewhere.activities.ensurePlan, {
      ...ids,
      profileId: PROFILE,
      plan: aPlan(),
    });
    expect(warnings).toEqual([expect.stringContaining('no validation of plans')]);
  });

  test('is changed whole, from one rhythm to another; one that is so already is left alone', async () => {
    const ids = await anActiveMandate(at, 'PLAN CHANGED');
    const asked = { ...ids, profileId: PROFILE, plan: aPlan({ occurrences: 12 }) };
    const { plan } = await attempted(at.activities.ensurePlan, asked);
    const change = {
      ...ids,
      planId: plan.id,
      plan: aPlan({ frequency: 'quarterly', end: dayAhead(900), amount: gbp(99_99) }),
    };
    const changed = await attempted(at.activities.changePlan, change);
    expect(changed).toEqual({
      plan: expect.objectContaining({
        id: plan.id,
        frequency: 'quarterly',
        amount: gbp(99_99),
        end: change.plan.end,
        occurrences: null,
      }),
      warnings: [],
    });
    expect(await attempted(at.activities.changePlan, change)).toEqual(changed);
    expect(await count('PLAN CHANGED', 'plan.updated')).toBe(1);
  });

  test.each(['SUSPENDED', 'CANCELLED'] as const)('is not put on a mandate that is %s by then', async (status) => {
    const reference = `PLAN ON ${status}`;
    const ids = await anActiveMandate(at, reference);
    await at.control.setMandateStatus(ids.mandateId, status);
    const adding = attempted(at.activities.ensurePlan, { ...ids, profileId: PROFILE, plan: aPlan() });
    await expect(adding).rejects.toMatchObject({
      type: 'Invalid',
      message: expect.stringContaining(`is ${status} at PTX`),
    });
    expect(await sent(reference)).toEqual([]);
  });

  test.each(['DRAFT', 'SUSPENDED'] as const)('is not changed on a mandate that is %s by then', async (status) => {
    const reference = `PLAN OF ${status}`;
    const ids = await aDraft(at, reference);
    const { plan } = await attempted(at.activities.ensurePlan, { ...ids, profileId: PROFILE, plan: aPlan() });
    if (status !== 'DRAFT') {
      await attempted(at.activities.setMandateStatus, { ...ids, status: 'ACTIVE', from: ['DRAFT'] });
      await at.control.setMandateStatus(ids.mandateId, status);
    }
    const before = await sent(reference);
    expect(before).toContain('ptx.paymentPlans.create');
    const change = { ...ids, planId: plan.id, plan: aPlan({ amount: gbp(1_00) }) };
    await expect(attempted(at.activities.changePlan, change)).rejects.toMatchObject({
      type: 'Invalid',
      message: expect.stringContaining(`is ${status} at PTX`),
    });
    expect(await sent(reference)).toEqual(before);
  });

  test('that is not there cannot be changed', async () => {
    const ids = await anActiveMandate(at, 'NO PLAN');
    const change = { ...ids, planId: '1', plan: aPlan() };
    await expect(attempted(at.activities.changePlan, change)).rejects.toThrow('has no plan at PTX: add one');
    const { plan } = await attempted(at.activities.ensurePlan, { ...ids, profileId: PROFILE, plan: aPlan() });
    await expect(attempted(at.activities.changePlan, change)).rejects.toThrow(
      `has plan ${plan.id} at PTX in place of plan 1`,
    );
  });
});

describe('a one-off', () => {
  const oneOff = (ids: { contactId: string; mandateId: string }, otherwise = {}) => ({
    ...ids,
    key: 'K-1',
    amountMinor: 12_00,
    date: dayAhead(40),
    words: 'Deposit',
    ...otherwise,
  });

  test('is collected once by its key, on the day that PTX gives it', async () => {
    const ids = await anActiveMandate(at, 'ONE-OFF');
    const request = oneOff(ids, { date: dayAhead(4) });
    const row = await attempted(at.activities.ensureOneOff, request);
    expect(row).toMatchObject({
      key: 'K-1',
      amountMinor: 12_00,
      status: 'PENDING',
      paymentType: 'ONE_OFF',
      code: '01',
    });
    expect(row.paymentDate > request.date).toBe(true);
    expect(await attempted(at.activities.ensureOneOff, request)).toEqual(row);
    const another = await attempted(at.activities.ensureOneOff, oneOff(ids, { key: 'K-11' }));
    expect(another.rowId).not.toBe(row.rowId);
    expect(await count('ONE-OFF', 'one-off.created')).toBe(2);
    const { rows } = await attempted(at.activities.readMandate, { ...ids, letters: false });
    expect(rows.map(({ key }) => key)).toEqual(['K-1', 'K-11']);
  });

  test('is only asked of a mandate that is active right then', async () => {
    const ids = await aDraft(at, 'ONE-OFF DRAFT');
    await expect(attempted(at.activities.ensureOneOff, oneOff(ids))).rejects.toMatchObject({
      nonRetryable: true,
      message: expect.stringContaining('is DRAFT at PTX'),
    });
    expect(await effects('ONE-OFF DRAFT')).not.toContain('one-off.created');
  });

  test('that was collected and deleted is not collected again', async () => {
    const ids = await anActiveMandate(at, 'ONE-OFF DELETED');
    const { rowId } = await attempted(at.activities.ensureOneOff, oneOff(ids));
    await attempted(at.activities.setMandateStatus, { ...ids, status: 'CANCELLED', from: ['ACTIVE'] });
    expect(await attempted(at.activities.ensureOneOff, oneOff(ids))).toMatchObject({ rowId, status: 'DELETED' });
  });

  test('of another amount needs another key', async () => {
    const ids = await anActiveMandate(at, 'ONE-OFF AMOUNT');
    await attempted(at.activities.ensureOneOff, oneOff(ids));
    await expect(attempted(at.activities.ensureOneOff, oneOff(ids, { amountMinor: 13_00 }))).rejects.toThrow(
      'a key is used once',
    );
  });

  test('that PTX has twice is a person’s business', async () => {
    const ids = await anActiveMandate(at, 'ONE-OFF TWICE');
    for (const _ of [1, 2]) {
      await at.ptx.createOneOff({ ...ids, amountMinor: 12_00, dueDate: dayAhead(40), comments: 'Deposit [K-1]' });
    }
    await expect(attempted(at.activities.ensureOneOff, oneOff(ids))).rejects.toThrow(
      'shows collection K-1 more than once',
    );
  });

  test('that PTX has taken and does not show yet is waited for, and never asked for again', async () => {
    const ids = await anActiveMandate(at, 'ONE-OFF UNSEEN');
    const attempts = { first: 2, heartbeatDetails: { said: 'made, and not shown yet', sinceMs: Date.now() } };
    await expect(attempted(at.activities.ensureOneOff, oneOff(ids), attempts)).rejects.toMatchObject({
      type: 'NotYet',
    });
    expect(await effects('ONE-OFF UNSEEN')).not.toContain('one-off.created');
  });

  test('that PTX does not show for ten settling times is put to a person, and still never asked for again', async () => {
    const ids = await anActiveMandate(at, 'ONE-OFF NEVER SEEN');
    const sinceMs = Date.now() - 10 * httpTimeoutMs;
    const attempts = { first: 2, heartbeatDetails: { said: 'made, and not shown yet', sinceMs } };
    const failure = {
      type: 'OutcomeUnknown',
      nonRetryable: true,
      message: expect.stringContaining('look for it there'),
    };
    await expect(attempted(at.activities.ensureOneOff, oneOff(ids), attempts)).rejects.toMatchObject(failure);
    const again = oneOff(ids, { before: 'made' });
    await expect(attempted(at.activities.ensureOneOff, again)).rejects.toMatchObject(failure);
    expect(await effects('ONE-OFF NEVER SEEN')).not.toContain('one-off.created');
    await at.ptx.createOneOff({ ...ids, amountMinor: 12_00, dueDate: dayAhead(40), comments: 'Deposit [K-1]' });
    expect(await attempted(at.activities.ensureOneOff, again)).toMatchObject({ key: 'K-1' });
    expect(await count('ONE-OFF NEVER SEEN', 'one-off.created')).toBe(1);
  });

  test('that may be under way since an order was left is looked for as long as it may yet show, and then sent', async () => {
    const ids = await anActiveMandate(at, 'ONE-OFF LEFT');
    const left = (forMs: number) => oneOff(ids, { before: { leftAtMs: SCHEDULED_AT_MS - forMs } });
    const soon = attempted(at.activities.ensureOneOff, left(9 * httpTimeoutMs));
    await expect(soon).rejects.toMatchObject({ type: 'NotYet', nextRetryDelay: httpTimeoutMs });
    expect(await effects('ONE-OFF LEFT')).not.toContain('one-off.created');
    for (const forMs of [10 * httpTimeoutMs, 9 * httpTimeoutMs]) {
      expect(await attempted(at.activities.ensureOneOff, left(forMs))).toMatchObject({ key: 'K-1' });
    }
    expect(await count('ONE-OFF LEFT', 'one-off.created')).toBe(1);
  });

  test.each([
    ['nothing', undefined],
    ['that it was sending', 'sending'],
  ])(
    'that a dead worker has on its way is collected once, if that worker last said %s',
    async (what, heartbeatDetails) => {
      const reference = `DEAD ${what.length}`;
      const ids = await anActiveMandate(at, reference);
      const delayMs = httpTimeoutMs * 0.8;
      await at.control.addFault({ operation: 'ptx.mandates.createOneOff', kind: 'slow', delayMs, reference });
      const landing = at.ptx.createOneOff({
        ...ids,
        amountMinor: 12_00,
        dueDate: dayAhead(40),
        comments: 'Deposit [K-1]',
      });
      await until('the request is on its way', async () =>
        (await at.control.calls()).find((call) => call.reference === reference && call.answered === 'slow'),
      );
      await attempted(at.activities.ensureOneOff, oneOff(ids), { first: 2, heartbeatDetails });
      await landing;
      expect(await count(reference, 'one-off.created')).toBe(1);
    },
  );
});

describe('what a payer reads of a one-off', () => {
  test('are our words, and the key behind them', () => {
    expect(commentsOf({ words: 'Membership fee', key: 'FEE-2026' })).toBe('Membership fee [FEE-2026]');
  });

  test.each([
    ['=SUM', 'begin with'],
    ['+1', 'begin with'],
    ['-1', 'begin with'],
    ['@home', 'begin with'],
    [' @home', 'begin with'],
    ['x'.repeat(50), 'shorten them'],
  ])('are never %s', (words, problem) => {
    expect(() => commentsOf({ words, key: 'FEE-2026' })).toThrow(problem);
  });
});

describe('an instruction to the bank', () => {
  const knownOf = async (ids: { contactId: string; mandateId: string }) => {
    const { lodgements } = await attempted(at.activities.readMandate, { ...ids, letters: false });
    return lodgements.map(({ rowId }) => rowId);
  };

  test('is lodged anew once, and not where the history has another than those that are known', async () => {
    const ids = await anActiveMandate(at, 'LODGED');
    const known = await knownOf(ids);
    const lodged = await attempted(at.activities.ensureLodgement, { ...ids, known });
    expect(lodged).toMatchObject({ code: '0N', status: 'PENDING' });
    expect(await attempted(at.activities.ensureLodgement, { ...ids, known })).toEqual(lodged);
    expect(await count('LODGED', 'auddis.created')).toBe(2); // The first one is that of the activation.
    expect(await knownOf(ids)).toEqual([...known, lodged.rowId]);
  });

  test('is lodged anew where the other one that is not known was deleted', async () => {
    const ids = await anActiveMandate(at, 'LODGED AGAIN');
    const known = await knownOf(ids);
    const { rowId } = await attempted(at.activities.ensureLodgement, { ...ids, known });
    await at.control.changeHistoryRow(rowId, { status: 'DELETED' });
    const again = await attempted(at.activities.ensureLodgement, { ...ids, known });
    expect(again.rowId).not.toBe(rowId);
    expect(await count('LODGED AGAIN', 'auddis.created')).toBe(3);
  });

  test('is not lodged for a mandate that has ended', async () => {
    const ids = await anActiveMandate(at, 'LODGED NEVER');
    await attempted(at.activities.setMandateStatus, { ...ids, status: 'CANCELLED', from: ['ACTIVE'] });
    const lodging = attempted(at.activities.ensureLodgement, { ...ids, known: await knownOf(ids) });
    await expect(lodging).rejects.toThrow('is CANCELLED at PTX');
  });
});

describe('letters', () => {
  const request = (ids: { contactId: string; mandateId: string }, reference: string, since?: string) => ({
    ...ids,
    profileId: PROFILE,
    reference,
    ...(since === undefined ? {} : { since }),
  });

  test('that wait are stopped, those of this mandate alone, and the reading shows what is left', async () => {
    const other = await anActiveMandate(at, 'LETTERS KEPT');
    const ids = await anActiveMandate(at, 'LETTERS');
    await attempted(at.activities.setMandateStatus, { ...ids, status: 'CANCELLED', from: ['ACTIVE'] });
    const stopped = await attempted(at.activities.suppressLetters, request(ids, 'LETTERS'));
    expect(stopped).toEqual({
      suppressed: [
        expect.objectContaining({ trigger: 'NEW_MANDATE_NO_PLAN', status: 'CREATED' }),
        expect.objectContaining({ trigger: 'CANCEL_MANDATE' }),
      ],
      gone: [],
    });
    expect((await attempted(at.activities.readMandate, { ...ids, letters: true })).letters).toEqual([]);
    expect((await attempted(at.activities.readMandate, { ...other, letters: true })).letters).toHaveLength(1);
    expect(await attempted(at.activities.suppressLetters, request(ids, 'LETTERS'))).toEqual({
      suppressed: [],
      gone: [],
    });
  });

  test('that left before they could be stopped are told: since an instant, and of those that an earlier attempt tried', async () => {
    const elsewhere = await startMandateEffects();
    const ids = await anActiveMandate(elsewhere, 'LETTERS GONE');
    const { activities, control } = elsewhere;
    const [waiting] = (await attempted(activities.readMandate, { ...ids, letters: true })).letters;
    await control.sendLetters();
    const asked = request(ids, 'LETTERS GONE');
    expect(await attempted(activities.suppressLetters, asked)).toEqual({ suppressed: [], gone: [] });
    const left = { ...waiting, status: 'EMAILED' };
    const since = waiting?.created ?? '';
    expect(await attempted(activities.suppressLetters, request(ids, 'LETTERS GONE', since))).toMatchObject({
      gone: [left],
    });
    const tried = { first: 2, heartbeatDetails: [waiting] };
    expect(await attempted(activities.suppressLetters, asked, tried)).toEqual({ suppressed: [], gone: [left] });
  });
});
