import { describe, expect, test } from '@jest/globals';
import {
  type BillState,
  billStageOf,
  billViewOf,
  type CollectBillInput,
  endOf,
  expiryOf,
  isUnpaid,
  openBillState,
} from '../../src/domain/bill.js';
import { addDays } from '../../src/domain/calendar/dates.js';

const input: CollectBillInput = {
  srrid: 'B-1',
  paymentReference: '2026-0001',
  description: 'Invoice',
  amount: { minor: 12_99, currency: 'EUR' },
  expiryDate: '2026-03-16',
  communications: [],
};

test.each([
  ['2026-01-15', '2026-01-15T23:00:00.000Z', 'in winter'],
  ['2026-03-27', '2026-03-27T23:00:00.000Z', 'two days before the clocks go forward'],
  ['2026-03-28', '2026-03-28T23:00:00.000Z', 'the night in which they do'],
  ['2026-03-29', '2026-03-29T22:00:00.000Z', 'the day on which they did'],
  ['2026-07-01', '2026-07-01T22:00:00.000Z', 'in summer'],
  ['2026-10-24', '2026-10-24T22:00:00.000Z', 'the night in which they go back'],
  ['2026-10-25', '2026-10-25T23:00:00.000Z', 'the day on which they did'],
  ['2026-12-31', '2026-12-31T23:00:00.000Z', 'at the turn of the year'],
  ['2028-02-28', '2028-02-28T23:00:00.000Z', 'before a leap day'],
])('a bill that expires on %s can be paid until %s, %s', (day, instant) => {
  expect(expiryOf(day)).toBe(instant);
});

test('on every day of six years the end of the day is midnight in Amsterdam, as the tables of time zones have it', () => {
  const wall = new Intl.DateTimeFormat('sv-SE', {
    timeZone: 'Europe/Amsterdam',
    dateStyle: 'short',
    timeStyle: 'medium',
  });
  for (let day = '2024-01-01'; day < '2030-01-01'; day = addDays(day, 1)) {
    expect(wall.format(new Date(expiryOf(day)))).toBe(`${addDays(day, 1)} 00:00:00`);
  }
});

test('a day that is none is refused', () => {
  expect(() => expiryOf('2026-02-30')).toThrow('is not a day');
});

describe('the stage of a bill', () => {
  const state = (more: Partial<BillState>): BillState => ({ ...openBillState(input), ...more });
  const hold = { until: '2026-03-09', by: 'ann', why: 'a complaint' };
  const attentions = [{ kind: 'read', text: 'why' } as const];
  test.each<[string, Partial<BillState>]>([
    ['creating', {}],
    ['open', { phase: 'open' }],
    ['held', { phase: 'open', hold }],
    ['needs-attention', { phase: 'open', hold, attentions }],
    ['paid', { phase: 'open', outcome: 'paid' }],
    ['needs-attention', { outcome: 'expired', attentions }],
  ])('is %s', (stage, more) => {
    expect(billStageOf(state(more))).toBe(stage);
  });
});

test('what is paid twice is told as overpaid, and nothing is owed then', () => {
  const payment = { at: '2026-03-03T09:00:00.000Z', amount: input.amount };
  const payments = [
    { id: 'a', ...payment, source: 'bill' as const },
    { id: 'b', ...payment, source: 'paylink' as const },
  ];
  expect(billViewOf(input, { ...openBillState(input), payments })).toMatchObject({
    paid: { minor: 25_98 },
    owed: { minor: 0 },
    overpaid: { minor: 12_99 },
  });
});

test.each([
  ['Open', true, undefined],
  ['CountDown', true, undefined],
  ['Pending', false, undefined],
  ['Done', false, undefined],
  ['Paid', false, 'paid'],
  ['Expired', false, 'expired'],
  ['Canceled', false, 'cancelled'],
  ['SomethingNew', false, undefined],
  [null, false, undefined],
] as const)('a bill that is %s at the vendor: payable %s, ended as %s', (status, payable, end) => {
  expect([isUnpaid(status), endOf(status)]).toEqual([payable, end]);
});
