import { expect, test } from '@jest/globals';
import { earliestOf } from '../../src/domain/direct-debit/earliest-day.js';
import { type Lodgement, openMandateState } from '../../src/domain/direct-debit/mandate.js';
import { calendar } from './direct-debit-samples.js';

// From when on a mandate may be collected on, by what the payer's bank has been told of it.

const TODAY = '2026-11-20';
const said = (paymentDate: string, some: Partial<Lodgement> = {}): Lodgement => ({
  ...{ rowId: paymentDate, code: '0N', status: 'SUCCESS', paymentDate, created: `${paymentDate}T07:00:00.000Z` },
  ...some,
});
const earliest = (lodgements: Lodgement[], what: 'plan' | 'one-off' = 'one-off', more: object = {}) => {
  const profile = { id: '1', name: 'P', mandateNoticePeriod: 10, oneOffNoticePeriod: 3 };
  const state = {
    ...openMandateState(),
    ...{ profile: { ...profile, representationRetries: 0, representationDelay: 0 }, lodgements, ...more },
  };
  return earliestOf(state, { calendar, today: TODAY, what, input: { lodgementDays: 5 } });
};

test.each([
  ['was lodged long ago', [said('2026-01-05')], '2026-11-25', 'notice'],
  ['is lodged these days', [said('2026-11-24')], '2026-12-01', 'lodgement'],
  ['was lodged anew', [said('2026-01-05'), said('2026-11-24', { status: 'PENDING' })], '2026-12-01', 'lodgement'],
  ['is not lodged yet, as soon as PTX can', [], '2026-12-01', 'lodgement'],
  [
    'was returned by the bank: as if it never was lodged',
    [said('2026-01-05', { status: 'FAILURE' })],
    '2026-12-01',
    'lodgement',
  ],
  [
    'was taken back before it left',
    [said('2026-01-05'), said('2026-12-20', { status: 'DELETED' })],
    '2026-11-25',
    'notice',
  ],
  [
    'has a cancellation of another account beside it',
    [said('2026-01-05'), said('2026-12-20', { code: '0C' })],
    '2026-11-25',
    'notice',
  ],
] as const)('an instruction that %s', (_, lodgements, date, because) => {
  expect(earliest([...lodgements])).toEqual({ date, because });
});

test('a plan has the notice of a mandate, and the dates before which PTX collects nothing', () => {
  expect(earliest([said('2026-01-05')], 'plan')).toEqual({ date: '2026-12-04', because: 'notice' });
  const plan = { restrictedDate: '2026-12-15' };
  expect(earliest([said('2026-01-05')], 'plan', { plan })).toEqual({ date: '2026-12-15', because: 'restricted' });
  expect(earliest([said('2026-01-05')], 'one-off', { plan })).toEqual({ date: '2026-11-25', because: 'notice' });
  const restrictedDate = '2026-12-15';
  expect(earliest([said('2026-01-05')], 'one-off', { restrictedDate })).toEqual({
    date: restrictedDate,
    because: 'restricted',
  });
});
