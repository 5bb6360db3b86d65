import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Collection } from '../../src/domain/direct-debit/collections.js';
import { returnedCollection } from '../../src/domain/direct-debit/returned.js';
import { calendar, collection } from './direct-debit-samples.js';

// Which collection a bank means: a record names an amount and a day, and that day may be the one of processing or of entry.

const TODAY = '2026-04-16';
const taken = (dueDate: string, some: Partial<Collection> = {}): Collection =>
  collection({ key: dueDate, dueDate, rowId: dueDate, state: 'submitted', ...some });
const back = (dueDate: string, some: Partial<Collection> = {}) =>
  taken(dueDate, { state: 'returned', returnedBy: 'ARUDD 0', ...some });
const meant = (
  collections: readonly Collection[],
  {
    eventId = '7-1',
    amountMinor = 25_00,
    originalDate = null,
    today = TODAY,
  }: Partial<Record<'eventId' | 'today', string>> & {
    amountMinor?: number | null;
    originalDate?: string | null;
  },
) => returnedCollection(collections, { eventId, amountMinor, originalDate }, { calendar, today })?.collection.key;

// Wednesdays; Easter is from Friday the 3rd to Monday the 6th of April.
const weeks = ['2026-03-25', '2026-04-01', '2026-04-08', '2026-04-15'].map((day) => taken(day));

test.each([
  ['the day before it', '2026-04-07', '2026-04-08'],
  ['its own day', '2026-04-08', '2026-04-08'],
  ['a day after it, on which nothing was collected', '2026-04-10', '2026-04-08'],
  ['the last day before a weekend', '2026-04-12', '2026-04-15'],
])('a record that names %s, %s, means the collection of %s', (_, originalDate, expected) => {
  expect(meant(weeks, { originalDate })).toBe(expected);
});

test('over Easter the entry is five days after the processing, and no nearer collection is meant', () => {
  const around = [taken('2026-03-31'), taken('2026-04-07')];
  expect(meant(around, { originalDate: '2026-04-02' })).toBe('2026-04-07');
  expect(meant(around, { originalDate: '2026-03-30' })).toBe('2026-03-31');
});

test('what is told of a collection that came back already means that one still, and not its neighbour', () => {
  const collections = [taken('2026-04-01'), back('2026-04-08'), taken('2026-04-15')];
  expect(meant(collections, { originalDate: '2026-04-07' })).toBe('2026-04-08');
});

test('of two alike on one day the second record means the second', () => {
  const twins = [back('2026-04-08', { key: 'A', rowId: '1' }), taken('2026-04-08', { key: 'B', rowId: '2' })];
  expect(meant(twins, { originalDate: '2026-04-07' })).toBe('B');
  expect(meant(twins.toReversed(), { originalDate: '2026-04-07' })).toBe('B');
});

test('the same event means the same collection, whatever has become of the others', () => {
  const collections = [taken('2026-04-08', { key: 'A' }), back('2026-04-08', { key: 'B', returnedEvent: '7-1' })];
  expect(meant(collections, { originalDate: '2026-04-07' })).toBe('B');
  expect(meant(collections, { originalDate: '2026-04-07', eventId: '7-2' })).toBe('A');
});

test('without a day it is the latest whose day has come and that has not come back', () => {
  expect(meant(weeks, {})).toBe('2026-04-15');
  expect(meant(weeks, { today: '2026-04-14' })).toBe('2026-04-08');
  expect(meant([...weeks.slice(0, 3), back('2026-04-15')], {})).toBe('2026-04-08');
  expect(meant([back('2026-04-01'), back('2026-04-08')], {})).toBe('2026-04-08');
  expect(meant(weeks, { originalDate: '2026-02-30' })).toBe('2026-04-15');
});

test('what our clock has not come to yet is meant where nothing else can be, the next one first', () => {
  const ahead = [taken('2026-05-06'), taken('2026-05-13')];
  expect(meant(ahead, {})).toBe('2026-05-06');
  expect(meant(ahead, { originalDate: '2026-05-12' })).toBe('2026-05-13');
});

test('of another amount nothing is meant, and without one any amount', () => {
  expect(meant(weeks, { amountMinor: 24_99, originalDate: '2026-04-07' })).toBeUndefined();
  expect(meant(weeks, { amountMinor: null, originalDate: '2026-04-07' })).toBe('2026-04-08');
});

test('what PTX has no row of, or never collected, is never meant', () => {
  const none = [collection({ dueDate: '2026-04-08' }), taken('2026-04-08', { state: 'stopped' })];
  expect(meant(none, { originalDate: '2026-04-07' })).toBeUndefined();
  expect(meant([], {})).toBeUndefined();
});

test('a week away nothing is meant, but what PTX presents again in the same row', () => {
  const record = { eventId: '7-1', amountMinor: 25_00, originalDate: '2026-03-31' };
  const at = { calendar, today: TODAY };
  expect(returnedCollection([taken('2026-04-08')], record, at)).toBeUndefined();
  const again = taken('2026-04-08', { retryCount: 1 });
  expect(returnedCollection([again], record, at)).toEqual({ collection: again, isEarlier: true });
  // A presentation in a row of its own is a collection of its own.
  expect(returnedCollection([{ ...again, of: 'K' }], record, at)).toBeUndefined();
  // However soon PTX presents it again: the report of what came back is often read after that.
  const soon = taken('2026-04-02', { retryCount: 1 });
  expect(returnedCollection([soon], { ...record, originalDate: '2026-03-30' }, at)?.isEarlier).toBe(true);
  const itself = { ...record, originalDate: '2026-04-07' };
  expect(returnedCollection([again], itself, at)).toEqual({ collection: again, isEarlier: false });
});

test('the order of the list decides nothing', () => {
  const lists = fc.shuffledSubarray([...weeks, back('2026-04-09', { amount: { minor: 1, currency: 'GBP' } })], {
    minLength: 5,
  });
  const days = fc.constantFrom('2026-03-24', '2026-04-01', '2026-04-07', '2026-04-10', null);
  fc.assert(
    fc.property(lists, days, (list, originalDate) => {
      expect(meant(list, { originalDate })).toBe(meant(weeks, { originalDate }));
    }),
  );
});
