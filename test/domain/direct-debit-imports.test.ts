import { describe, expect, test } from '@jest/globals';
import { gbp } from '../../src/domain/bacs/batch.js';
import { calendarOf } from '../../src/domain/calendar/bacs-calendar.js';
import { latestCalendarVersion } from '../../src/domain/calendar/holidays.js';
import { comparedDays, differenceOn, isComparedWhole } from '../../src/domain/direct-debit/history-differences.js';
import { type DdmLine, importOutcome, lineResults } from '../../src/domain/direct-debit/import-lines.js';

const counts = (processed: number | null, imported: number | null, errorCount = 0, warningCount = 0) => {
  return { processed, imported, errorCount, warningCount };
};
const logged = (line: number, status: string, message = ''): DdmLine => ({ line, status, message, reference: null });

test.each([
  ['all was taken', counts(4, 4), 'SUCCESS', 'done', null],
  ['all was taken, whatever the word', counts(4, 4), 'ERROR', 'done', null],
  ['some was taken', counts(4, 3, 1), 'SUCCESS', 'done', 'PTX imported 3 of 4 lines'],
  ['nothing was taken', counts(4, 0, 4), 'SUCCESS', 'failed', 'PTX imported none of 4 lines (SUCCESS)'],
  ['the file was empty', counts(0, 0, 1), 'ERROR', 'failed', 'PTX imported none of 0 lines (ERROR)'],
  ['nobody says how much', counts(null, null), 'SUCCESS', 'done', null],
  ['nobody says how much, and a line is at fault', counts(null, null, 1), 'SUCCESS', 'failed', expect.any(String)],
  ['so many are at fault as there are', counts(2, null, 2), 'SUCCESS', 'failed', expect.any(String)],
  ['fewer are at fault than there are', counts(2, null, 1), 'ERROR', 'done', 'PTX imported some of 2 lines'],
] as const)('an import comes to what its counts say: %s', (_, told, status, outcome, reason) => {
  expect(importOutcome(told, status)).toEqual({ outcome, reason });
});

describe('the result of a line', () => {
  const statuses = (...of: Parameters<typeof lineResults>) => lineResults(...of).map(({ status }) => status);

  test('is what the log says of it, and else that it was taken, where the counts say so', () => {
    const log = [logged(1, 'error', 'no amount'), logged(3, 'warning', 'moved'), logged(3, 'warning', 'renamed')];
    expect(lineResults([1, 2, 3], log, counts(3, 2, 1, 2))).toEqual([
      { line: 1, status: 'error', message: 'no amount', reference: null },
      { line: 2, status: 'imported', message: '', reference: null },
      { line: 3, status: 'warning', message: 'moved; renamed', reference: null },
    ]);
  });

  test('is unknown where the counts do not say so, or the log is not whole', () => {
    expect(statuses([1, 2], [logged(1, 'error')], counts(2, 0, 1))).toEqual(['error', 'unknown']);
    expect(statuses([1, 2], [], counts(2, 1, 0))).toEqual(['unknown', 'unknown']);
    expect(statuses([1, 2, 3], [logged(1, 'error')], counts(3, 1, 2))).toEqual(['error', 'unknown', 'unknown']);
    expect(statuses([1, 2], [], counts(null, null))).toEqual(['unknown', 'unknown']);
  });

  test('is that of a header where PTX counts one line less and says nothing of the first', () => {
    expect(statuses([1, 3], [], counts(1, 1))).toEqual(['header', 'imported']);
    expect(statuses([1, 3], [logged(1, 'error')], counts(1, 1, 1))).toEqual(['error', 'unknown']);
  });
});

describe('the reconciliation', () => {
  const calendar = calendarOf(latestCalendarVersion);

  test('compares ten processing days, today’s among them', () => {
    const days = comparedDays(calendar, '2026-12-29'); // A Tuesday: Boxing Day was moved to the Monday before it.
    expect(days).toHaveLength(10);
    expect(days.slice(0, 3)).toEqual(['2026-12-29', '2026-12-24', '2026-12-23']);
    expect(comparedDays(calendar, '2026-12-27')[0]).toBe('2026-12-24');
  });

  test('takes a row for a surprise until its day has cleared, and later only on days that nobody has compared', () => {
    const at = { today: '2026-12-11', lastDay: '2026-12-10' };
    expect(isComparedWhole(calendar, '2026-12-09', at)).toBe(true);
    expect(isComparedWhole(calendar, '2026-12-08', at)).toBe(false);
    expect(isComparedWhole(calendar, '2026-12-08', { ...at, lastDay: '2026-12-07' })).toBe(true);
    expect(isComparedWhole(calendar, '2026-12-08', { ...at, lastDay: '' })).toBe(true);
  });

  const day = '2026-12-09';
  test.each([
    ['expected', [], 'missing'],
    ['submitted', [], 'missing'],
    ['cleared', [], 'missing'],
    ['returned', [], undefined],
    ['stopped', [], undefined],
    ['missing', [], undefined],
    ['expected', [25_00], undefined],
    ['submitted', [25_00], undefined],
    ['cleared', [25_00], undefined],
    ['returned', [25_00], undefined],
    ['stopped', [25_00], 'unexpected'],
    ['missing', [25_00], 'unexpected'],
    ['expected', [25_01], 'amount'],
    ['cleared', [25_01], 'amount'],
    ['returned', [25_01], 'amount'],
    ['expected', [25_00, 25_00], 'twice'],
    ['submitted', [10_00, 25_00], 'twice'],
    ['returned', [25_00, 25_00], 'twice'],
    ['cleared', [25_01, 25_02], 'amount'],
  ] as const)('a collection that is %s, with rows of %j at PTX, differs so: %s', (state, rows, difference) => {
    const collections = [{ dueDate: day, state, amount: gbp(25_00) }];
    expect(differenceOn(day, rows, { collections, isOpen: true })).toBe(difference);
  });

  test.each([
    [[], 'missing'],
    [[10_00], 'missing'],
    [[25_00], undefined],
    [[10_00, 25_00], undefined],
    [[10_00, 26_00], 'amount'],
    [[10_00, 25_00, 25_00], 'twice'],
  ] as const)('one that is expected beside one that came back, with rows of %j, differs so: %s', (rows, difference) => {
    const collections = [
      { dueDate: day, state: 'returned' as const, amount: gbp(10_00) },
      { dueDate: day, state: 'expected' as const, amount: gbp(25_00) },
    ];
    expect(differenceOn(day, rows, { collections, isOpen: true })).toBe(difference);
  });

  test('knows of other days nothing, and tells what comes after the end', () => {
    const collections = [{ dueDate: '2026-12-10', state: 'expected' as const, amount: gbp(25_00) }];
    expect(differenceOn(day, [], { collections, isOpen: true })).toBeUndefined();
    expect(differenceOn(day, [25_00], { collections, isOpen: true })).toBe('unexpected');
    expect(differenceOn(day, [25_00], { collections, isOpen: false })).toBe('after-end');
    expect(differenceOn('2026-12-10', [], { collections, isOpen: false })).toBeUndefined();
    expect(differenceOn('2026-12-10', [25_00, 25_00], { collections, isOpen: false })).toBe('after-end');
  });
});
