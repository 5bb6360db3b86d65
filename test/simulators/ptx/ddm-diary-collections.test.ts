import { describe, expect, test } from '@jest/globals';
import { createCalendar } from '../../../src/simulators/ptx/calendar.js';
import { DAY, type Mandate, type MandateRig, monthlyPlan, PLAIN, startMandateRig } from './ddm-diary-support.js';

const calendar = createCalendar();

/** A mandate of 2 March, whose first collection is allowed on 16 March, with a plan. */
async function planned(rig: MandateRig, start = '2026-04-15', more: object = {}, schedule: object = {}) {
  const mandate = await rig.mandate({ status: 'DRAFT' });
  await mandate.plan(monthlyPlan(start, more, schedule));
  await mandate.set('ACTIVE');
  return mandate;
}

const profile = (more: object) => ({
  collectionProfiles: [
    {
      id: PLAIN,
      name: 'TEST COLLECTION PROFILE',
      applicationId: 6421,
      mandateNoticePeriod: 10,
      oneOffNoticePeriod: 10,
      representationRetries: 0,
      representationDelay: 15,
      suppress01: false,
      suppress19: true,
      suppressAuddis: false,
      serviceUserNumber: '100265',
      ...more,
    },
  ],
});

describe('an instruction', () => {
  test('is lodged when the mandate becomes active, two processing days ahead, and once', async () => {
    const rig = await startMandateRig();
    const mandate = await rig.mandate({ status: 'DRAFT' });
    expect(await rig.instructions()).toEqual([]);
    await mandate.set('ACTIVE');
    expect(await rig.instructions()).toEqual(['0N PENDING 2026-03-04 0']);
    await mandate.set('SUSPENDED');
    await mandate.set('ACTIVE');
    await rig.goTo('2026-03-04');
    expect(await rig.instructions()).toEqual(['0N SUCCESS 2026-03-04 0']);
  });

  test.each(['CANCELLED', 'DELETED'])('is cancelled when the mandate is %s', async (status) => {
    const rig = await startMandateRig();
    const mandate = await rig.mandate();
    await rig.goTo('2026-03-05');
    await mandate.set(status);
    expect(await rig.instructions()).toEqual(['0N SUCCESS 2026-03-04 0', '0C PENDING 2026-03-09 0']);
  });

  test('of a draft that is given up never was', async () => {
    const rig = await startMandateRig();
    const mandate = await rig.mandate({ status: 'DRAFT' });
    await mandate.set('CANCELLED');
    expect(await rig.instructions()).toEqual([]);
  });

  test('is cancelled with the old details and lodged with the new, which what waits is collected from', async () => {
    const rig = await startMandateRig();
    const mandate = await rig.mandate();
    await mandate.oneOff('5.00', '2026-03-23');
    await rig.goTo('2026-03-05');
    await rig.control.changeMandate(mandate.id, { accountNumber: '42222224' });
    const history = await rig.control.history();
    expect(history.map(({ code, accountNumber }) => `${code} ${accountNumber}`)).toEqual([
      '0N 42222223',
      '01 42222224',
      '0C 42222223',
      '0N 42222224',
    ]);
    expect((await mandate.read()).accountNumber).toBe('42222224');
  });

  test('that is lodged anew starts the notice again: what is due before is not collected', async () => {
    const rig = await startMandateRig();
    const mandate = await planned(rig);
    await rig.goTo('2026-04-10');
    await rig.control.changeMandate(mandate.id, { sortCode: '200001' });
    await rig.goTo('2026-05-20');
    expect(await rig.collections()).toEqual(['01 DELETED 2026-04-15 1250', '01 SUCCESS 2026-05-15 1250']);
  });

  test('is not sent where the profile suppresses it', async () => {
    const rig = await startMandateRig(profile({ suppressAuddis: true }));
    const mandate = await planned(rig);
    await rig.goTo('2026-04-15');
    await mandate.set('CANCELLED');
    expect(await rig.instructions()).toEqual([]);
    expect(await rig.collections()).toEqual(['01 SUCCESS 2026-04-15 1250']);
  });
});

describe('a plan', () => {
  test('is collected after the bank holiday on its due date, and is seen five processing days before', async () => {
    const rig = await startMandateRig();
    await planned(rig, '2026-04-03');
    await rig.goTo('2026-03-26');
    expect(await rig.collections()).toEqual([]);
    await rig.goTo('2026-03-27');
    expect(await rig.collections()).toEqual(['01 PENDING 2026-04-07 1250']);
    expect(await rig.rowOf('2026-04-07')).toMatchObject({ paymentType: 'DIRECT_DEBIT', plannedDay: '2026-04-03' });
    await rig.goTo('2026-04-06');
    expect(await rig.collections()).toEqual(['01 PENDING 2026-04-07 1250']);
    await rig.goTo('2026-04-07');
    expect(await rig.collections()).toEqual(['01 SUCCESS 2026-04-07 1250']);
  });

  test('can be seen earlier or later', async () => {
    const rig = await startMandateRig({ collectAheadDays: 2 });
    await planned(rig);
    await rig.goTo('2026-04-10');
    expect(await rig.collections()).toEqual([]);
    await rig.goTo('2026-04-13');
    expect(await rig.collections()).toHaveLength(1);
  });

  test('of two years runs in its order, however far time jumps', async () => {
    const rig = await startMandateRig();
    await planned(rig, '2026-04-03');
    await rig.control.advance(365 * 2 * DAY);
    const rows = (await rig.control.history()).filter(({ paymentType }) => paymentType === 'DIRECT_DEBIT');
    const settled = rows.filter(({ status }) => status === 'SUCCESS');
    expect(settled).toHaveLength(23);
    expect(new Set(rows.map(({ plannedDay }) => plannedDay)).size).toBe(rows.length);
    expect(settled.map(({ code }) => code)).toEqual(['01', ...Array.from({ length: 22 }, () => '17')]);
    expect(settled.every(({ paymentDay }) => calendar.isProcessingDay(paymentDay))).toBe(true);
    expect(rows.map(({ plannedDay }) => plannedDay)).toEqual(expect.arrayContaining(['2027-01-03', '2028-02-03']));

    const effects = (await rig.control.ledger()).filter(({ effect }) => effect.startsWith('collection'));
    expect(effects.map(({ at }) => at)).toEqual(effects.map(({ at }) => at).sort());
    for (const { at, effect, detail } of effects) {
      if (effect === 'collection.collected') expect(String(detail).slice(3)).toBe(at.slice(0, 10));
    }
    expect(await rig.control.balance()).toMatchObject({ collectedMinor: 23 * 1250, returnedMinor: 0 });
  });

  test('with an end collects its first, regular and last amounts, and no more', async () => {
    const rig = await startMandateRig(profile({ suppress19: false }));
    await planned(rig, '2026-04-15', { firstAmount: 20, lastAmount: 7.5 }, { numberOfOccurences: 3 });
    await rig.goTo('2026-12-01');
    expect(await rig.collections()).toEqual([
      '01 SUCCESS 2026-04-15 2000',
      '17 SUCCESS 2026-05-15 1250',
      '19 SUCCESS 2026-06-15 750',
    ]);
  });

  test('has no 01 and no 19 where the profile suppresses them', async () => {
    const rig = await startMandateRig(profile({ suppress01: true }));
    await planned(rig, '2026-04-15', {}, { numberOfOccurences: 2 });
    await rig.goTo('2026-12-01');
    expect(await rig.collections()).toEqual(['17 SUCCESS 2026-04-15 1250', '17 SUCCESS 2026-05-15 1250']);
  });

  test('with a start that is too early begins on the first due day that notice allows', async () => {
    const rig = await startMandateRig();
    const mandate = await rig.mandate({ status: 'DRAFT' });
    const plan = await mandate.plan(monthlyPlan('2026-03-05'));
    expect(plan.startDay).toBe('2026-04-05');
    await mandate.set('ACTIVE');
    await rig.goTo('2026-04-07');
    expect(await rig.collections()).toEqual(['01 SUCCESS 2026-04-07 1250']);
  });

  test('of a draft collects nothing, and what is over when it becomes active is not made up for', async () => {
    const rig = await startMandateRig();
    const mandate = await rig.mandate({ status: 'DRAFT' });
    await mandate.plan(monthlyPlan('2026-04-15'));
    await rig.goTo('2026-04-20');
    await mandate.set('ACTIVE');
    await rig.goTo('2026-05-15');
    expect(await rig.collections()).toEqual(['01 SUCCESS 2026-05-15 1250']);
  });

  test('that is added close to its start is collected at once', async () => {
    const rig = await startMandateRig(profile({ mandateNoticePeriod: 2 }));
    const mandate = await rig.mandate();
    await mandate.plan(monthlyPlan('2026-03-05'));
    expect(await rig.collections()).toEqual(['01 PENDING 2026-03-05 1250']);
  });

  test('changed in the days before a collection leaves that one as the payer was told', async () => {
    const rig = await startMandateRig();
    const mandate = await planned(rig);
    await rig.goTo('2026-04-10');
    const [plan] = await rig.control.plans();
    const changed = { ...monthlyPlan('2026-04-15'), regularAmount: '99.00', id: plan?.id };
    await rig.call('PUT', `${mandate.path}/payment-plans/${plan?.id}`, changed);
    await rig.goTo('2026-05-20');
    expect(await rig.collections()).toEqual(['01 SUCCESS 2026-04-15 1250', '17 SUCCESS 2026-05-15 9900']);
  });

  test.each(['suspended', 'deleted'])('that is %s collects no more, and what waits goes with it', async (how) => {
    const rig = await startMandateRig();
    const mandate = await planned(rig);
    await rig.goTo('2026-04-10');
    const [plan] = await rig.control.plans();
    const path = `${mandate.path}/payment-plans/${plan?.id}`;
    const { status } =
      how === 'deleted' ? await rig.call('DELETE', path) : await rig.call('POST', `${path}/status/SUSPENDED`);
    expect(status).toBeLessThan(300);
    await rig.goTo('2026-08-01');
    expect(await rig.collections()).toEqual(['01 DELETED 2026-04-15 1250']);
  });
});

describe('a mandate', () => {
  test('that is suspended collects nothing, and goes on with its next due day', async () => {
    const rig = await startMandateRig();
    const mandate = await planned(rig);
    await rig.goTo('2026-05-11');
    await mandate.set('SUSPENDED');
    await rig.goTo('2026-06-20');
    await mandate.set('ACTIVE');
    await rig.goTo('2026-07-20');
    expect(await rig.collections()).toEqual([
      '01 SUCCESS 2026-04-15 1250',
      '17 DELETED 2026-05-15 1250',
      '17 SUCCESS 2026-07-15 1250',
    ]);
  });

  test('that is active again before its due day is collected from on that day, once', async () => {
    const rig = await startMandateRig();
    const mandate = await planned(rig);
    await rig.goTo('2026-04-08');
    await mandate.set('SUSPENDED');
    await mandate.set('ACTIVE');
    await rig.goTo('2026-04-16');
    expect(await rig.collections()).toEqual(['01 DELETED 2026-04-15 1250', '01 SUCCESS 2026-04-15 1250']);
  });

  test('that is cancelled collects nothing more: neither what waits nor what would come', async () => {
    const rig = await startMandateRig();
    const mandate = await planned(rig);
    await mandate.oneOff('5.00', '2026-04-20');
    await rig.goTo('2026-04-09');
    await mandate.set('CANCELLED');
    await rig.goTo('2026-12-01');
    expect(await rig.collections()).toEqual(['01 DELETED 2026-04-15 1250', '17 DELETED 2026-04-20 500']);
    expect(await rig.control.ledger({ effect: 'collection.collected' })).toEqual([]);
  });
});

describe('a one-off', () => {
  const ask = async (dueDate: string, given: object = {}, from: (mandate: Mandate) => unknown = () => undefined) => {
    const rig = await startMandateRig();
    const mandate = await rig.mandate();
    await from(mandate);
    expect((await mandate.oneOff('45.50', dueDate, given)).status).toBe(200);
    return rig;
  };

  test.each([
    ['2026-03-20', '2026-03-20', 'keeps its day'],
    ['2026-03-03', '2026-03-16', 'too early: the first day that keeps the notice'],
    ['2025-01-01', '2026-03-16', 'in the past: the same'],
    ['2026-03-21', '2026-03-23', 'on a weekend: the next processing day'],
    ['2026-04-03', '2026-04-07', 'on a bank holiday: the next processing day'],
  ])('for %s is collected on %s: %s', async (asked, paid) => {
    const rig = await ask(asked);
    expect(await rig.collections()).toEqual([`01 PENDING ${paid} 4550`]);
    expect(await rig.rowOf(paid)).toMatchObject({ paymentType: 'ONE_OFF', comments: 'A fee', retryCount: 0 });
  });

  test('is told to the payer by a letter, with the day on which it is collected', async () => {
    const rig = await ask('2026-03-03');
    expect((await rig.control.letters()).at(-1)).toMatchObject({
      trigger: 'ONE_OFF_PAYMENT',
      amountMinor: 4550,
      dueDay: '2026-03-16',
      comments: 'A fee',
    });
  });

  test('that refunds is a credit, and no collection', async () => {
    const rig = await ask('2026-03-20', { paymentType: 'REFUND' });
    expect(await rig.collections()).toEqual(['99 PENDING 2026-03-20 4550']);
    await rig.goTo('2026-03-20');
    expect(await rig.control.balance()).toMatchObject({ refundedMinor: 4550, collectedMinor: 0, pendingMinor: 0 });
    expect((await rig.control.letters()).at(-1)).toMatchObject({ trigger: 'REFUND_PAYMENT' });
  });

  test('before the one that was asked for first is the first, since one instruction has one 01', async () => {
    const rig = await ask('2026-03-30', {}, (mandate) => mandate.oneOff('1.00', '2026-04-20'));
    expect(await rig.collections()).toEqual(['01 PENDING 2026-03-30 4550', '17 PENDING 2026-04-20 100']);
  });
});
