import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatMinor, formatMoney, parseAmount } from '../../src/domain/money.js';

test.each([
  ['0.00', 0],
  ['0.07', 7],
  ['154.97', 154_97],
  ['999999999999.99', 99_999_999_999_999],
])('%s is %d minor units', (text, minor) => {
  expect(parseAmount(text)).toBe(minor);
});

test.each(['', '1', '1.5', '1,50', '01.00', '-1.00', '+1.00', '1.000', ' 1.00', '1e2.00', '1234567890123.00'])(
  '"%s" is no amount with two decimals',
  (text) => {
    expect(parseAmount(text)).toBeUndefined();
  },
);

test('writing an amount and reading it back changes nothing', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 99_999_999_999_999 }), (minor) => parseAmount(formatMinor(minor)) === minor),
  );
});

test('an amount is written with its currency', () => {
  expect(formatMoney({ minor: 154_97, currency: 'EUR' })).toBe('154.97 EUR');
  expect(formatMoney({ minor: -5, currency: 'GBP' })).toBe('-0.05 GBP');
});
