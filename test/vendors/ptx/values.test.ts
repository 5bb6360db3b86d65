import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  fromPounds,
  fromPtxDate,
  toDay,
  toId,
  toLocalTime,
  toMidnight,
  toNumberId,
  toPounds,
} from '../../../src/vendors/ptx/values.js';

test('every amount comes back as it went out, as text and as the number of that text', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 999_999_999_999_99 }), (minor) => {
      const pounds = toPounds(minor);
      expect(pounds).toMatch(/^\d+\.\d{2}$/);
      expect(fromPounds(pounds)).toBe(minor);
      expect(fromPounds(JSON.parse(pounds))).toBe(minor);
    }),
  );
});

test('pounds are read with fewer decimals, and never rounded', () => {
  expect([101, 1, 0, 125650.9, 623.45, '402.35', '7', '7.5', '1.230'].map(fromPounds)).toEqual([
    10100, 100, 0, 12565090, 62345, 40235, 700, 750, 123,
  ]);
  for (const wrong of [
    0.1 + 0.2,
    -1,
    '1.234',
    '-1.00',
    '1e3',
    1e21,
    '',
    ' 1',
    '1.',
    '.5',
    '1,50',
    null,
    Number.NaN,
    true,
  ]) {
    expect(fromPounds(wrong)).toBeUndefined();
  }
});

test('ids stay exact, also where a number of JSON cannot hold them', () => {
  expect([toNumberId('id', '216683'), toNumberId('id', '9223372036854775807')]).toEqual([
    216683,
    '9223372036854775807',
  ]);
  for (const wrong of ['', '-1', '1.0', ' 1', 'BACS1'])
    expect(() => toId('batchId', wrong)).toThrow('batchId must be digits');
});

test('a date is the day in London, in every form that PTX writes', () => {
  const forms = {
    '2018-10-22T00:00:00.000': '2018-10-22',
    '2018-06-07T17:33:08': '2018-06-07',
    '2018-10-18T13:13:24.000+0000': '2018-10-18',
    '2019-08-24T14:15:22Z': '2019-08-24',
    '2022-06-07T23:00:00.000Z': '2022-06-08',
    '2022-06-08T00:00:00+01:00': '2022-06-08',
    '2026-03-04': '2026-03-04',
    tomorrow: undefined,
  };
  expect(Object.keys(forms).map(fromPtxDate)).toEqual(Object.values(forms));
  expect(toMidnight('2024-02-29')).toBe('2024-02-29T00:00:00.000');
  for (const wrong of ['2023-02-29', '2026-1-1', '', '2026-13-01']) expect(() => toDay(wrong)).toThrow('YYYY-MM-DD');
});

test('an instant is searched for in London time, in summer and in winter', () => {
  expect(toLocalTime('2026-01-15T09:00:00Z')).toBe('2026-01-15T09:00:00.000');
  expect(toLocalTime('2026-07-15T09:00:00.123Z')).toBe('2026-07-15T10:00:00.123');
  expect(toLocalTime('2026-07-15T00:30:00+02:00')).toBe('2026-07-14T23:30:00.000');
  expect(() => toLocalTime('2026-07-15')).toThrow('RFC 3339');
});
