import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  fromPounds,
  fromPtxDate,
  fromPtxInstant,
  toDay,
  toId,
  toLocalTime,
  toMidnight,
  toNumberId,
  toPounds,
  toPoundsNumber,
  toUtcMidnight,
  toWord,
} from '../../../src/vendors/ptx/values.js';

test('every amount comes back as it went out, as text and as the number of that text', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 999_999_999_999_99 }), (minor) => {
      const pounds = toPounds(minor);
      expect(pounds).toMatch(/^\d+\.\d{2}$/);
      expect(fromPounds(pounds)).toBe(minor);
      expect(fromPounds(JSON.parse(pounds))).toBe(minor);
      expect(JSON.stringify(toPoundsNumber(minor))).toBe(JSON.stringify(JSON.parse(pounds)));
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

test('an amount that no number of JSON holds exactly is not sent as one', () => {
  expect(() => toPoundsNumber(9_007_199_254_740_991)).toThrow('too large');
  expect(() => toPoundsNumber(-1)).toThrow('whole pence');
});

test('an instant without a zone is London time; of the hour that comes twice the later one is meant', () => {
  const forms = {
    '2018-12-12T16:52:21.713': '2018-12-12T16:52:21.713Z',
    '2018-07-12T16:52:21.713': '2018-07-12T15:52:21.713Z',
    '2018-07-12T00:30': '2018-07-11T23:30:00.000Z',
    '2018-07-12': '2018-07-11T23:00:00.000Z',
    '2018-10-28T01:30:00': '2018-10-28T01:30:00.000Z',
    '2018-10-28T00:59:59.999': '2018-10-27T23:59:59.999Z',
    '2018-03-25T01:30:00': '2018-03-25T01:30:00.000Z',
    '2019-08-24T14:15:22Z': '2019-08-24T14:15:22.000Z',
    '2018-10-18T13:13:24.000+0000': '2018-10-18T13:13:24.000Z',
    '2018-10-18T13:13:24+01:00': '2018-10-18T12:13:24.000Z',
  };
  expect(Object.keys(forms).map(fromPtxInstant)).toEqual(Object.values(forms));
  for (const none of ['', 'today', '2018-13-01T00:00:00', '18/10/2018']) expect(fromPtxInstant(none)).toBeUndefined();
});

test('what stands in a path or a due date is what it says', () => {
  expect([toWord('status', 'CANCELLED'), toUtcMidnight('2026-07-01')]).toEqual(['CANCELLED', '2026-07-01T00:00:00Z']);
  for (const wrong of ['', 'cancelled', 'A/B', '../A']) expect(() => toWord('status', wrong)).toThrow('status');
  expect(() => toUtcMidnight('2026-02-30')).toThrow('YYYY-MM-DD');
});
