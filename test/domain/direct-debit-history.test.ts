import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addDays } from '../../src/domain/calendar/dates.js';
import { settle } from '../../src/domain/direct-debit/history.js';
import { at, collection, PLAN, reported, row } from './direct-debit-samples.js';

test('a collection of the plan is submitted as soon as PTX shows it, and cleared when the banks had their time', () => {
  const seen = settle([collection()], [row()], at('2026-11-24'));
  expect(seen).toEqual({
    collections: [collection({ state: 'submitted', rowId: '71', code: '17' })],
    changes: [],
    differences: [],
  });
  const paid = [row({ status: 'SUCCESS' })];
  expect(settle(seen.collections, paid, at('2026-12-03')).collections[0]?.state).toBe('submitted');
  expect(settle(seen.collections, paid, at('2026-12-04'))).toMatchObject({
    collections: [{ state: 'cleared' }],
    changes: [],
  });
});

test.each([
  ['PENDING', 'submitted', undefined],
  ['SUCCESS', 'cleared', undefined],
  ['FAILURE', 'returned', 'collection plan:2026-12-01 of 25.00 on 2026-12-01 came back'],
  ['DELETED', 'stopped', 'collection plan:2026-12-01 of 25.00 on 2026-12-01 was stopped at PTX'],
  ['HELD', 'submitted', 'collection plan:2026-12-01 has the status "HELD" at PTX, which is not documented'],
])('a row that is %s in the end makes its collection %s', (status, state, change) => {
  const { collections, changes } = settle([collection()], [row({ status })], at('2026-12-20'));
  expect(collections).toMatchObject([{ state, rowId: '71' }]);
  expect(changes).toEqual(change === undefined ? [] : [change]);
});

test.each([
  ['on the day', { paymentDate: '2026-12-01' }, 'plan:2026-12-01', []],
  [
    'of another amount on the day',
    { amountMinor: 30_00 },
    'plan:2026-12-01',
    ['collection plan:2026-12-01 is of 30.00 at PTX and not of 25.00'],
  ],
  [
    'moved to a later day before the next due date',
    { paymentDate: '2026-12-31' },
    'plan:2026-12-01',
    ['collection plan:2026-12-01 moved from 2026-12-01 to 2026-12-31'],
  ],
  [
    'of another amount on another day',
    { paymentDate: '2026-12-08', amountMinor: 30_00 },
    'ptx:71',
    ['PTX shows a collection of 30.00 on 2026-12-08 that was not expected, kept here as ptx:71'],
  ],
  [
    'of the day before',
    { paymentDate: '2026-11-30', amountMinor: 30_00 },
    'ptx:71',
    ['PTX shows a collection of 30.00 on 2026-11-30 that was not expected, kept here as ptx:71'],
  ],
  [
    'that a person entered at PTX on another day',
    { paymentDate: '2026-12-08', paymentType: 'ONE_OFF' },
    'ptx:71',
    ['PTX shows a collection of 25.00 on 2026-12-08 that was not expected, kept here as ptx:71'],
  ],
  ['that PTX calls a one-off on the very day', { paymentType: 'ONE_OFF' }, 'plan:2026-12-01', []],
  ['of the next due date', { paymentDate: '2027-01-04' }, 'plan:2027-01-01', []],
])('a row %s is %j: %s', (_, some, key, changes) => {
  const settled = settle([collection()], [row(some)], at('2026-11-24', PLAN));
  expect(settled.collections.find(({ rowId }) => rowId === '71')?.key).toBe(key);
  expect(settled.changes).toEqual(changes);
});

test('when the plan is gone its collection is still recognised for a week', () => {
  const keyOf = (paymentDate: string) =>
    settle([collection()], [row({ paymentDate })], at('2026-11-24')).collections.find(({ rowId }) => rowId)?.key;
  expect([keyOf('2026-12-07'), keyOf('2026-12-08')]).toEqual(['plan:2026-12-01', 'ptx:71']);
});

test('what fell due on the plan while nobody looked is of the plan, and no news', () => {
  const rows = ['2026-09-01', '2026-10-01', '2026-11-02', '2026-12-01'].map((paymentDate, index) =>
    row({ rowId: `${80 + index}`, paymentDate, status: 'SUCCESS' }),
  );
  const { collections, changes } = settle([], rows, at('2026-12-01', PLAN));
  expect(collections.map(({ key, state }) => [key, state])).toEqual([
    ...[
      ['plan:2026-09-01', 'cleared'],
      ['plan:2026-10-01', 'cleared'],
      ['plan:2026-11-01', 'cleared'],
    ],
    ['plan:2026-12-01', 'submitted'],
  ]);
  expect(changes).toEqual([]);
});

test('a one-off is known by its key, whatever its day and amount', () => {
  const oneOff = collection({ key: 'INV-1', origin: 'one-off', dueDate: '2026-12-01' });
  const shown = row({ key: 'INV-1', paymentDate: '2026-12-03', amountMinor: 20_00, paymentType: 'ONE_OFF' });
  const { collections, changes } = settle([collection(), oneOff], [shown], at('2026-11-24', PLAN));
  expect(collections).toEqual([
    collection(),
    {
      ...oneOff,
      state: 'submitted',
      rowId: '71',
      code: '17',
      dueDate: '2026-12-03',
      amount: { minor: 20_00, currency: 'GBP' },
    },
  ]);
  expect(changes).toEqual([
    'collection INV-1 is of 20.00 at PTX and not of 25.00',
    'collection INV-1 moved from 2026-12-01 to 2026-12-03',
  ]);
});

test('a second row of the same key is a collection of its own, and told', () => {
  const oneOff = collection({ key: 'INV-1', origin: 'one-off', rowId: '70', state: 'submitted', code: '17' });
  const rows = [row({ rowId: '70', key: 'INV-1' }), row({ key: 'INV-1' })];
  const { collections, changes } = settle([oneOff], rows, at('2026-11-24'));
  expect(collections).toMatchObject([oneOff, { key: 'ptx:71', origin: 'ptx', state: 'submitted' }]);
  expect(changes).toEqual(['PTX shows collection INV-1 a second time, 25.00 on 2026-12-01, kept here as ptx:71']);
});

test('a collection is missing as soon as it would have cleared, and found when PTX shows it after all', () => {
  const line = 'collection plan:2026-12-01 of 25.00 on 2026-12-01 is missing at PTX';
  expect(settle([collection()], [], at('2026-12-03')).collections).toEqual([collection()]);
  const missing = settle([collection()], [], at('2026-12-04'));
  expect(missing).toEqual({ collections: [collection({ state: 'missing' })], changes: [line], differences: [] });
  const found = settle(missing.collections, [row({ status: 'SUCCESS' })], at('2026-12-05'));
  expect(found).toMatchObject({
    collections: [{ state: 'cleared' }],
    changes: ['collection plan:2026-12-01 of 25.00 on 2026-12-01 was missing and is at PTX after all'],
  });
});

describe('a person has to see', () => {
  test('that PTX collects another amount than was expected, once', () => {
    const line = 'collection plan:2026-12-01 is of 30.00 at PTX and not of 25.00';
    const seen = settle([collection()], [row({ amountMinor: 30_00 })], at('2026-11-24'));
    expect(seen).toMatchObject({ changes: [line], differences: [line] });
    expect(settle(seen.collections, [row({ amountMinor: 30_00 })], at('2026-11-25')).differences).toEqual([]);
    expect(settle(seen.collections, [row({ amountMinor: 31_00 })], at('2026-11-25')).differences).toEqual([
      'collection plan:2026-12-01 is of 31.00 at PTX and not of 30.00',
    ]);
  });

  test('that PTX collects twice on a day, with our key or without', () => {
    const shown = [row({ rowId: '70' }), row()];
    const line = 'PTX shows collection plan:2026-12-01 a second time, 25.00 on 2026-12-01, kept here as ptx:71';
    expect(settle([collection()], shown, at('2026-11-24'))).toMatchObject({ changes: [line], differences: [line] });
    const oneOff = collection({ key: 'INV-1', origin: 'one-off', rowId: '70', state: 'submitted', code: '17' });
    const keyed = [row({ rowId: '70', key: 'INV-1' }), row({ key: 'INV-1', paymentDate: '2026-12-08' })];
    expect(settle([oneOff], keyed, at('2026-11-24')).differences).toHaveLength(1);
  });

  test.each([
    ['another amount on the same day', { amountMinor: 30_00 }],
    ['the same amount on another day', { paymentDate: '2026-11-30' }],
    ['a day on which the first was stopped', {}, 'DELETED'],
  ])('but not %s, which may be a person’s own', (_, some, status = 'PENDING') => {
    const shown = [row({ rowId: '70', status }), row({ paymentType: 'ONE_OFF', ...some })];
    expect(settle([collection()], shown, at('2026-11-24')).differences).toEqual([]);
  });

  test('and not the amount of what is not collected after all', () => {
    const deleted = [row({ amountMinor: 30_00, status: 'DELETED' })];
    expect(settle([collection()], deleted, at('2026-11-24')).differences).toEqual([]);
  });
});

const rowOf = fc.record({
  rowId: fc.constantFrom('1', '2', '3', '4', '5', '6'),
  status: fc.constantFrom('PENDING', 'SUCCESS', 'FAILURE', 'DELETED', 'HELD'),
  paymentType: fc.constantFrom('DIRECT_DEBIT', 'ONE_OFF'),
  code: fc.constantFrom('01', '17', '18'),
  paymentDate: fc.integer({ min: 0, max: 120 }).map((days) => addDays('2026-10-01', days)),
  amountMinor: fc.constantFrom(25_00, 30_00),
  retryCount: fc.integer({ min: 0, max: 2 }),
  created: fc.constant('2026-11-24T07:00:00Z'),
});
/** A row's words never change: whose it is, it stays. */
const keysOfRows = fc.array(fc.option(fc.constantFrom('INV-1', 'INV-2', 'UNKNOWN')), { minLength: 7, maxLength: 7 });
const readings = fc.array(
  fc.tuple(fc.uniqueArray(rowOf, { maxLength: 6, selector: ({ rowId }) => rowId }), fc.integer({ min: 0, max: 30 })),
);

test('whatever PTX shows, no collection is dropped, no row is in two, and looking again changes nothing', () => {
  fc.assert(
    fc.property(readings, keysOfRows, fc.boolean(), (shown, rowKeys, hasPlan) => {
      let today = '2026-10-01';
      let collections = [
        collection(),
        collection({ key: 'INV-1', origin: 'one-off' }),
        { ...reported, key: 'INV-2', rowId: null },
      ];
      for (const [some, days] of shown) {
        const rows = some.map((one) => ({ ...one, key: rowKeys[Number(one.rowId)] ?? null }));
        today = addDays(today, days);
        const context = at(today, hasPlan ? PLAN : null);
        const settled = settle(collections, rows, context);
        const keys = settled.collections.map(({ key }) => key);
        expect(keys.slice(0, collections.length)).toEqual(collections.map(({ key }) => key));
        expect(new Set(keys).size).toBe(keys.length);
        const bound = settled.collections.flatMap(({ rowId }) => rowId ?? []);
        expect(new Set(bound).size).toBe(bound.length);
        for (const { rowId, status } of rows) expect(bound.includes(rowId) || status === 'DELETED').toBe(true);
        expect(settle(collections, rows.toReversed(), context)).toEqual(settled);
        expect(settle(settled.collections, rows, context)).toEqual({ ...settled, changes: [], differences: [] });
        collections = settled.collections;
      }
    }),
    { numRuns: 300 },
  );
});
