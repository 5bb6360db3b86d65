import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fromEuros, isCents, toPathId, toVendorDay, toVendorInstant } from '../../../src/vendors/accepteasy/values.js';

/** All amounts that a JSON number surely brings across. */
const minors = fc.integer({ min: 0, max: 999_999_999_999_999 });

const printed = (minor: number) => {
  const digits = String(minor).padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
};

test('every amount of decimal euros is its cents, exactly, however the number is written', () => {
  fc.assert(
    fc.property(minors, fc.integer({ min: -9, max: 9 }), (minor, exponent) => {
      const texts = [printed(minor), `${printed(minor)}000`, printed(minor).replace(/\.?0+$/, ''), `${minor}e-2`];
      const moved = minor === 0 ? '0e9' : `${minor}${'0'.repeat(9 + exponent)}e${-11 - exponent}`;
      for (const text of [...texts, moved]) {
        expect(fromEuros(JSON.parse(text || '0'))).toBe(minor);
        expect(fromEuros(text || '0')).toBe(minor);
      }
    }),
    { numRuns: 2_000 },
  );
});

test.each([
  [12.99, 1299],
  [0.01, 1],
  [5, 500],
  [0, 0],
  [-0, 0],
  [1e2, 10_000],
  [1.1, 110],
  [0.29, 29],
  [4.35, 435],
  [1.005e1, 1005],
  [9_999_999_999_999.99, 999_999_999_999_999],
  ['12.99', 1299],
  ['12.990', 1299],
  ['1e2', 10_000],
])('%p euros are %p cents', (euros, minor) => {
  expect(fromEuros(euros)).toBe(minor);
});

test.each([
  ...[1.005, 0.001, 1e-7, -0.01, 1e13, 1e21, Number.NaN, Number.POSITIVE_INFINITY],
  ...['', ' 1', '12,99', '-1', '+1', '.5', '1.', '0x10', '1e', '1.001', '1e1000', '€ 1', null, undefined, true, [], {}],
])('%p is no amount', (value) => {
  expect(fromEuros(value)).toBeUndefined();
});

test('a part of a cent is never rounded away', () => {
  const finer = fc.tuple(minors, fc.integer({ min: 1, max: 999 })).filter(([, part]) => part % 10 !== 0);
  fc.assert(
    fc.property(finer, ([minor, part]) => {
      expect(fromEuros(`${printed(minor)}${String(part).padStart(3, '0')}`)).toBeUndefined();
    }),
  );
});

test('only whole cents go out', () => {
  expect([0, 1, 1299].every(isCents)).toBe(true);
  expect([0.5, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53].some(isCents)).toBe(false);
});

test('instants go out in whole seconds of UTC, days as those that hold the instant', () => {
  expect(toVendorInstant('2018-04-01T11:00:00.900+02:00')).toBe('2018-04-01T09:00:00Z');
  expect(toVendorInstant('2018-04-01T09:00:00.001Z', 'up')).toBe('2018-04-01T09:00:01Z');
  expect(toVendorInstant('2020-05-24T11:10:17.7245913Z')).toBe('2020-05-24T11:10:17Z');
  expect(toVendorDay('2021-05-17T23:59:59+02:00')).toBe('2021-05-17');
  expect(toVendorDay('2021-12-31T23:59:59Z', 1)).toBe('2022-01-01');
  for (const wrong of ['', '2018-04-01', '2018-13-01T00:00:00Z', 'tomorrow'])
    expect(() => toVendorInstant(wrong)).toThrow(RangeError);
});

test('what goes into a path cannot lead elsewhere', () => {
  const id = '120b6125-fdfa-4124-a08c-dbf63f38e162';
  expect(toPathId('ATID', id)).toBe(id);
  for (const wrong of ['', '..', '.', 'a/b', 'a?b', 'a#b', '%2e%2e', 'a b'])
    expect(() => toPathId('ATID', wrong)).toThrow(/^ATID must be an id/);
});
