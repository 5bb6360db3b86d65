import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  dayToVendorInstant,
  fromCents,
  toDigits,
  toScriptId,
  toVendorInstant,
} from '../../../src/vendors/alphacomm/values.js';
import { toUtc } from '../../../src/vendors/answer-fields.js';

test('every amount goes out as digits and comes back to the cent, as text and as number', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), (minor) => {
      expect(toDigits(minor)).toMatch(/^(0|[1-9]\d*)$/);
      expect(fromCents(toDigits(minor))).toBe(minor);
      expect(fromCents(minor)).toBe(minor);
      expect(fromCents(JSON.parse(JSON.stringify({ minor })).minor)).toBe(minor);
    }),
  );
});

test('what is not whole cents is no amount', () => {
  const never = fc.oneof(
    fc.double({ noInteger: true }),
    fc.integer({ max: -1 }),
    fc.double({ min: 2 ** 53 }),
    fc.string().filter((text) => !/^\d{1,16}$/.test(text)),
    fc.constantFrom(null, undefined, true, [], {}, '9007199254740993', '-1', '1.0', '1e3', ''),
  );
  fc.assert(fc.property(never, (value) => expect(fromCents(value)).toBeUndefined()));
  for (const wrong of [0.1, -1, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY])
    expect(() => toDigits(wrong)).toThrow(RangeError);
});

test('scripts are numbers for stopCalling', () => {
  expect(toScriptId('18301')).toBe(18301);
  for (const wrong of ['', 'x', '1.5', '-1', '2147483648', '1e3']) expect(() => toScriptId(wrong)).toThrow(RangeError);
});

test('instants are UTC inside and whole seconds outside', () => {
  expect(toUtc('2019-02-05T09:57:14+02:00')).toBe('2019-02-05T07:57:14.000Z');
  expect(toUtc('2022-11-11T11:11:11.11Z')).toBe('2022-11-11T11:11:11.110Z');
  for (const wrong of ['08-02-2019', '2019-02-08', '2019-13-01T00:00:00Z', '', null, 42])
    expect(toUtc(wrong)).toBeUndefined();
  expect(toVendorInstant('2019-02-08T00:00:00.001Z')).toBe('2019-02-08T00:00:00+00:00');
  expect(toVendorInstant('2019-02-08T00:00:00.001Z', 'up')).toBe('2019-02-08T00:00:01+00:00');
  expect(toVendorInstant('2019-02-08T00:00:00Z', 'up')).toBe('2019-02-08T00:00:00+00:00');
  expect(() => toVendorInstant('2019-02-08')).toThrow(RangeError);
});

test('a day goes out as its own midnight, and no other text does', () => {
  expect(dayToVendorInstant('2020-02-29')).toBe('2020-02-29T00:00:00+00:00');
  for (const wrong of ['2019-02-29', '2019-2-1', '', '2019-02-01T00:00:00Z'])
    expect(() => dayToVendorInstant(wrong)).toThrow(RangeError);
});
