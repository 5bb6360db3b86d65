import { describe, expect, test } from '@jest/globals';
import { fulfils, isLive, toNewPlan, toPlanAtPtx } from '../../src/activities/plan-terms.js';
import { gbp } from '../../src/domain/bacs/batch.js';
import type { Plan } from '../../src/vendors/ptx/client.js';
import type { PlanTerms } from '../../src/workflows/messages.js';

const terms = (given: Partial<PlanTerms> = {}): PlanTerms => ({
  amount: gbp(25_50),
  frequency: 'monthly',
  start: '2026-03-05',
  end: null,
  occurrences: null,
  ...given,
});

/** A plan as PTX shows it, made from these terms; with what PTX says otherwise. */
const atPtx = (given: Partial<PlanTerms> = {}, otherwise: Partial<Plan> = {}): Plan => ({
  ...toNewPlan(terms(given), '4826'),
  id: '501',
  status: 'ACTIVE',
  forecasts: [],
  asRead: {},
  ...otherwise,
});

describe('weekday, day of the month and month of a plan come from its first due date', () => {
  test.each([
    ['weekly', { kind: 'WeeklyPaymentPlan', every: 1, weekDays: ['THURSDAY'] }],
    ['monthly', { kind: 'MonthlyPaymentPlan', every: 1, monthDays: ['DAY5'] }],
    ['quarterly', { kind: 'MonthlyPaymentPlan', every: 3, monthDays: ['DAY5'] }],
    ['yearly', { kind: 'YearlyPaymentPlan', months: ['MARCH'], monthDays: ['DAY5'] }],
  ] as const)('%s', (frequency, schedule) => {
    const plan = toNewPlan(terms({ frequency }), '4826');
    expect(plan).toEqual({ amountMinor: 25_50, start: '2026-03-05', profileId: '4826', ...schedule });
    expect(toPlanAtPtx(atPtx({ frequency }))).toEqual({
      id: '501',
      kind: schedule.kind,
      status: 'ACTIVE',
      amount: gbp(25_50),
      frequency,
      start: '2026-03-05',
      end: null,
      occurrences: null,
      restrictedDate: null,
    });
  });
});

test('a plan ends by a day or by a number of collections, never by both, and in pounds only', () => {
  expect(toNewPlan(terms({ end: '2027-03-05' }))).toMatchObject({ end: '2027-03-05' });
  expect(toNewPlan(terms({ occurrences: 12 }))).toMatchObject({ occurrences: 12 });
  expect(() => toNewPlan(terms({ end: '2027-03-05', occurrences: 12 }))).toThrow('not both');
  expect(() => toNewPlan(terms({ amount: { minor: 100, currency: 'EUR' } }))).toThrow('GBP, not EUR');
});

describe('a schedule that is none of ours has no frequency of ours', () => {
  test.each<[string, Partial<Plan>]>([
    ['every second month', { every: 2 }],
    ['two days of the month', { monthDays: ['DAY1', 'DAY15'] }],
    ['a day that no month has', { monthDays: ['DAY32'] }],
    ['no day', { monthDays: [] }],
    ['the first working day', { kind: 'MonthlyPickPaymentPlan', sequence: 'FIRST', weekDaySequence: 'WORKING_DAY' }],
    ['three months of a year', { kind: 'YearlyPaymentPlan', months: ['JUNE', 'JULY', 'AUGUST'] }],
    ['two days of a week', { kind: 'WeeklyPaymentPlan', weekDays: ['MONDAY', 'FRIDAY'] }],
    ['every second week', { kind: 'WeeklyPaymentPlan', every: 2, weekDays: ['MONDAY'] }],
    ['a kind that is not documented', { kind: 'DailyPaymentPlan' }],
  ])('%s', (_what, otherwise) => {
    expect(toPlanAtPtx(atPtx({}, otherwise))).toMatchObject({ frequency: null, start: '2026-03-05' });
  });
});

describe('where PTX begins a plan between its days, the first due date is the next of them', () => {
  test.each<[PlanTerms['frequency'], string, string, string]>([
    ['weekly', '2026-03-05', '2026-03-09', '2026-03-12'],
    ['monthly', '2026-03-05', '2026-03-19', '2026-04-05'],
    ['monthly', '2026-12-31', '2027-02-10', '2027-03-31'],
    ['quarterly', '2026-11-05', '2026-11-19', '2027-02-05'],
    ['yearly', '2026-03-05', '2026-03-19', '2027-03-05'],
    ['yearly', '2024-02-29', '2024-03-14', '2028-02-29'],
  ])('%s from %s, begun on %s: %s', (frequency, asked, begun, due) => {
    expect(toPlanAtPtx(atPtx({ frequency, start: asked }, { start: begun })).start).toBe(due);
  });
});

describe('a plan at PTX is the one that was asked for', () => {
  const asked = { occurrences: 12 };
  test.each<[string, Partial<Plan>, boolean]>([
    ['the same', {}, true],
    ['its end worked out from the number of collections', { end: '2027-02-05' }, true],
    ['first and last amount as the others', { firstMinor: 25_50, lastMinor: 25_50 }, true],
    ['days in small letters', { monthDays: ['day5'] }, true],
    ['moved to what notice allows', { start: '2026-04-05', restrictedDate: '2026-03-20' }, true],
    ['begun where notice ends, between its days', { start: '2026-03-20', restrictedDate: '2026-03-20' }, true],
    ['another amount', { amountMinor: 25_51 }, false],
    ['another first amount', { firstMinor: 1_00 }, false],
    ['another day', { monthDays: ['DAY6'] }, false],
    ['another rhythm', { every: 3 }, false],
    ['another number of collections', { occurrences: 11 }, false],
    ['an earlier start', { start: '2026-02-05' }, false],
    ['a later start for no reason', { start: '2026-04-05' }, false],
    [
      'a later start than notice asks for is no reason where we were not too early',
      { start: '2026-04-05', restrictedDate: '2026-03-01' },
      false,
    ],
    ['no start', { start: undefined as never }, false],
  ])('%s: %#', (_what, otherwise, same) => {
    expect(fulfils(atPtx(asked, otherwise), terms(asked))).toBe(same);
  });

  test('an endless one is not one that ends', () => {
    expect(fulfils(atPtx({}, { end: '2027-02-05' }), terms())).toBe(false);
    expect(fulfils(atPtx({}, { occurrences: 3 }), terms())).toBe(false);
    expect(fulfils(atPtx({ end: '2027-02-05' }), terms({ end: '2027-03-05' }))).toBe(false);
  });

  test('any later start will do where a start may have been moved', () => {
    expect(fulfils(atPtx({}, { start: '2026-04-05' }), terms(), { startMoved: true })).toBe(true);
    expect(fulfils(atPtx({}, { start: '2026-02-05' }), terms(), { startMoved: true })).toBe(false);
  });
});

test.each([
  [undefined, 'ACTIVE'],
  ['', 'ACTIVE'],
  ['SUSPENDED', 'SUSPENDED'],
  ['NEW WORD', 'NEW WORD'],
])('a plan that PTX shows with the status %j is %s', (status, shown) => {
  expect(toPlanAtPtx(atPtx({}, { status: status as never })).status).toBe(shown);
});

test('a deleted plan is none', () => {
  expect(isLive(atPtx({}, { status: 'DELETED' }))).toBe(false);
  expect(['ACTIVE', 'SUSPENDED', 'NEW WORD'].map((status) => isLive(atPtx({}, { status })))).toEqual([
    true,
    true,
    true,
  ]);
});
