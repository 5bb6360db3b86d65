import { expect, test } from '@jest/globals';
import { owedMinor } from '../../src/domain/direct-debit/collections.js';
import { settle } from '../../src/domain/direct-debit/history.js';
import { at, collection, PLAN, reported, row } from './direct-debit-samples.js';

test.each(['PENDING', 'SUCCESS', 'FAILURE', 'DELETED', 'HELD'])(
  'what a bank reported stays returned, though PTX shows %s',
  (status) => {
    const shown = settle([reported], [row({ status, retryCount: 1 })], at('2026-12-20'));
    expect(shown).toEqual({ collections: [reported], changes: [], differences: [] });
  },
);

test('what only PTX took for returned is collected after all when PTX says so', () => {
  const failed = collection({ state: 'returned', rowId: '71', code: '17' });
  const { collections, changes } = settle([failed], [row({ status: 'SUCCESS' })], at('2026-12-20'));
  expect(collections).toMatchObject([{ state: 'cleared' }]);
  expect(changes).toEqual([
    'collection plan:2026-12-01 of 25.00 on 2026-12-01 had come back and counts at PTX after all',
  ]);
});

test('PTX presents the same row again when its count rises and its day is later; what it gives up then is owed', () => {
  const retry = row({ retryCount: 1, code: '18', paymentDate: '2026-12-16' });
  const again = settle([reported], [retry], at('2026-12-08'));
  expect(again).toEqual({
    collections: [
      { ...reported, state: 'submitted', returnedBy: null, code: '18', dueDate: '2026-12-16', retryCount: 1 },
    ],
    changes: ['PTX presents collection plan:2026-12-01 again on 2026-12-16'],
    differences: [],
  });
  expect(owedMinor(again.collections)).toBe(0);
  const given = settle(again.collections, [{ ...retry, status: 'DELETED' }], at('2026-12-09'));
  expect([given.collections[0]?.state, owedMinor(given.collections)]).toEqual(['returned', 25_00]);
  const paid = settle(again.collections, [{ ...retry, status: 'SUCCESS' }], at('2026-12-21'));
  expect([paid.collections[0]?.state, owedMinor(paid.collections)]).toEqual(['cleared', 0]);
});

test('PTX presents what came back in a row of its own, with code 18: what it recovers is not owed', () => {
  const retry = row({ rowId: '72', code: '18', retryCount: 1, paymentDate: '2026-12-16' });
  const rows = [row({ status: 'FAILURE' }), retry];
  const again = settle([reported], rows, at('2026-12-08', PLAN));
  expect(again.changes).toEqual([
    'PTX presents collection plan:2026-12-01 again, 25.00 on 2026-12-16, here as plan:2026-12-01/r1',
  ]);
  expect(again.collections).toMatchObject([
    reported,
    { key: 'plan:2026-12-01/r1', origin: 're-presentation', of: 'plan:2026-12-01', state: 'submitted', retryCount: 1 },
  ]);
  expect(owedMinor(again.collections)).toBe(25_00);
  const failed = settle(
    again.collections,
    [...rows.slice(0, 1), { ...retry, status: 'FAILURE' }],
    at('2026-12-18', PLAN),
  );
  const second = { ...retry, rowId: '73', retryCount: 2, paymentDate: '2026-12-29' };
  const twice = settle(failed.collections, [second], at('2026-12-20', PLAN));
  expect(twice.collections.at(-1)).toMatchObject({ key: 'plan:2026-12-01/r2', of: 'plan:2026-12-01' });
  const paid = settle(twice.collections, [{ ...second, status: 'SUCCESS' }], at('2027-01-10', PLAN));
  expect(owedMinor(paid.collections)).toBe(0);
});

test('a re-presentation of a one-off by PTX has the words of the original, and is not taken for it', () => {
  const oneOff = { ...reported, key: 'INV-1', origin: 'one-off' as const };
  const rows = [
    row({ key: 'INV-1', status: 'FAILURE' }),
    row({ rowId: '72', key: 'INV-1', code: '18', paymentDate: '2026-12-16' }),
  ];
  const { collections } = settle([oneOff], rows, at('2026-12-08'));
  expect(collections).toMatchObject([oneOff, { key: 'INV-1/r1', of: 'INV-1', origin: 're-presentation' }]);
});

test('our own re-presentation is known by its key; one more by PTX beside it is told', () => {
  const ours = collection({
    key: 'plan:2026-12-01/r1',
    origin: 're-presentation',
    of: 'plan:2026-12-01',
    dueDate: '2026-12-16',
  });
  const shown = row({ rowId: '72', code: '18', key: 'plan:2026-12-01/r1', paymentDate: '2026-12-16' });
  const other = row({ rowId: '73', code: '18', paymentDate: '2026-12-17' });
  const { collections, changes } = settle([reported, ours], [other, shown], at('2026-12-10'));
  expect(collections.map(({ key, rowId }) => [key, rowId])).toEqual([
    ...[
      ['plan:2026-12-01', '71'],
      ['plan:2026-12-01/r1', '72'],
      ['ptx:73', '73'],
    ],
  ]);
  expect(changes).toEqual(['PTX shows a collection of 25.00 on 2026-12-17 that was not expected, kept here as ptx:73']);
});

test('code 18 of another amount, or of nothing that came back, is not expected', () => {
  const other = row({ rowId: '72', code: '18', amountMinor: 24_00, paymentDate: '2026-12-16' });
  expect(settle([reported], [other], at('2026-12-08', PLAN)).collections.at(-1)?.key).toBe('ptx:72');
  const early = row({ rowId: '72', code: '18' });
  expect(settle([collection()], [early], at('2026-12-08', PLAN)).collections.at(-1)?.key).toBe('ptx:72');
});

test('what a suspension stopped goes on in a new row, and the old row stays with nobody', () => {
  const stopped = settle([collection()], [row({ status: 'DELETED' })], at('2026-11-24', PLAN)).collections;
  const rows = [row({ status: 'DELETED' }), row({ rowId: '72' })];
  const resumed = settle(stopped, rows, at('2026-11-25', PLAN));
  expect(resumed.collections).toEqual([collection({ state: 'submitted', rowId: '72', code: '17' })]);
  expect(resumed.changes).toEqual([
    'collection plan:2026-12-01 of 25.00 on 2026-12-01 was stopped and is at PTX again',
  ]);
  expect(settle(resumed.collections, rows, at('2026-11-26', PLAN))).toEqual({
    ...resumed,
    changes: [],
    differences: [],
  });
});
