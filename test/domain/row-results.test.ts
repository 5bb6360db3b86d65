import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  addCounts,
  countOf,
  openResults,
  type RowResult,
  rowsOf,
  settleAll,
  toResults,
  UNKNOWN,
  withoutMessages,
} from '../../src/domain/row-results.js';

const accepted: RowResult = { status: 'accepted', messages: [] };
const unknown: RowResult = { status: UNKNOWN, messages: [{ message: 'lost' }] };
const rejected: RowResult = { status: 'rejected', messages: [{ context: 'toMailAddress', message: 'missing' }] };

test('results come back row by row as they were packed', () => {
  const row = fc.oneof(
    fc.constant(null),
    fc.constantFrom(accepted, unknown, rejected, { ...accepted, case: 'started' }),
  );
  fc.assert(
    fc.property(fc.array(row), (rows) => {
      expect(rowsOf(toResults(rows))).toEqual(rows);
    }),
  );
});

test('rows that have the same take no more room than one', () => {
  const many = toResults(Array.from({ length: 100_000 }, () => accepted));
  expect(many).toEqual({ kinds: [accepted], runs: [[0, 100_000]] });
});

test('only the rows that are meant get another result, and open ones are not the unknown ones', () => {
  const some = toResults([accepted, null, unknown, null]);
  expect([countOf(some, 'open'), countOf(some, 'unknown')]).toEqual([2, 1]);
  expect(rowsOf(settleAll(some, 'open', rejected))).toEqual([accepted, rejected, unknown, rejected]);
  expect(rowsOf(settleAll(some, 'unknown', null))).toEqual([accepted, null, null, null]);
  expect(countOf(openResults(3), 'open')).toBe(3);
});

test('counts are by status, and open rows have none', () => {
  const counts: Record<string, number> = { accepted: 1 };
  addCounts(counts, toResults([accepted, null, rejected, accepted]));
  expect(counts).toEqual({ accepted: 3, rejected: 1 });
  expect(rowsOf(withoutMessages(toResults([rejected])))).toEqual([{ status: 'rejected', messages: [] }]);
});
