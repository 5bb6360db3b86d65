import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatDuration, parseDuration } from '../../src/domain/duration.js';

test.each([
  ['0s', 0],
  ['90s', 90_000],
  ['15m', 900_000],
  ['36h', 129_600_000],
  ['14d', 1_209_600_000],
  ['007s', 7_000],
  ['36500d', 3_153_600_000_000],
])('%s is a duration', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each([
  '',
  '14',
  'd',
  '14 d',
  ' 14d',
  '14d ',
  '14D',
  '1.5h',
  '1,5h',
  '-1d',
  '+1d',
  '500ms',
  '1d12h',
  '1w',
  '36501d',
  '9999999999s',
  '１d',
])('what is not a number and one of s, m, h, d is no duration: %j', (text) => {
  expect(parseDuration(text)).toBeUndefined();
});

test.each([
  [0, '0s'],
  [90_000, '90s'],
  [3_600_000, '1h'],
  [129_600_000, '36h'],
  [1_209_600_000, '14d'],
])('%d ms is written in the largest unit that divides it', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

test.each([-1000, 1, 1500, Number.NaN, Number.POSITIVE_INFINITY])('%d ms cannot be written as a duration', (ms) => {
  expect(() => formatDuration(ms)).toThrow(RangeError);
});

test('a duration that is written reads as the same duration', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 999_999_999 }), (seconds) => {
      expect(parseDuration(formatDuration(seconds * 1000))).toBe(seconds * 1000);
    }),
  );
});
