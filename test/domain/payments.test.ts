import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { KnownLink, LinkReading } from '../../src/domain/case.js';
import { rises } from '../../src/domain/payments.js';

const known = (bookedMinor: number): KnownLink[] => [{ id: 'a', askedMinor: 100_00, bookedMinor, byId: false }];
const reading = (more: Partial<LinkReading>): LinkReading => ({ id: 'a', status: 'ready', script: '1001', ...more });

test.each<[string, Partial<LinkReading>, number, number]>([
  ['a link that is only opened brings nothing', { status: 'started', amountPaidMinor: 0 }, 0, 0],
  ['a part payment brings its part', { status: 'partially_paid', amountPaidMinor: 40_00 }, 0, 40_00],
  ['the same total again brings nothing', { status: 'partially_paid', amountPaidMinor: 40_00 }, 40_00, 0],
  ['a higher total brings the rise', { status: 'partially_paid', amountPaidMinor: 70_00 }, 40_00, 30_00],
  ['a lower total takes nothing back', { status: 'partially_paid', amountPaidMinor: 10_00 }, 40_00, 0],
  ['paid settles the whole link, even with an amountPaid of 0', { status: 'paid', amountPaidMinor: 0 }, 0, 100_00],
  ['paid settles the whole link, even without an amountPaid', { status: 'paid' }, 40_00, 60_00],
  ['more than the link asks for is counted too', { status: 'paid', amountPaidMinor: 120_00 }, 0, 120_00],
  ['a status that is not known counts what it shows', { status: 'refund_pending', amountPaidMinor: 5_00 }, 0, 5_00],
])('%s', (_, more, bookedMinor, expected) => {
  const [rise] = rises(known(bookedMinor), {}, 0, [reading(more)]);
  expect(rise?.riseMinor).toBe(expected);
});

test('a link that was not known asks for what its script asked, and one without a script for the debt', () => {
  const paid = (more: Partial<LinkReading>) =>
    rises([], { '1001': 60_00 }, 100_00, [reading({ status: 'paid', ...more })]);
  expect(paid({})[0]?.riseMinor).toBe(60_00);
  const { script: _, ...own } = reading({ status: 'paid' });
  expect(rises([], { '1001': 60_00 }, 100_00, [own])[0]?.riseMinor).toBe(100_00);
});

test('however often and in which order totals are read, the highest is booked once', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 500_00 }), { minLength: 1 }), (totals) => {
      let bookedMinor = 0;
      let sum = 0;
      for (const amountPaidMinor of totals) {
        const [rise] = rises(known(bookedMinor), {}, 0, [reading({ status: 'partially_paid', amountPaidMinor })]);
        sum += rise?.riseMinor ?? 0;
        bookedMinor = Math.max(bookedMinor, rise?.settledMinor ?? 0);
      }
      return sum === Math.max(...totals);
    }),
  );
});
