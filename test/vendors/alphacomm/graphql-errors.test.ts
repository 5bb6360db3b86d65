import { expect, test } from '@jest/globals';
import { refusalInGraphql } from '../../../src/vendors/alphacomm/graphql-errors.js';

const withErrors = (data: unknown, message: string, extensions?: object) => ({
  errors: [{ message, extensions }],
  data,
});
const none = { payLink: { create: null } };
const some = { payLink: { create: { id: 'a', shortUrl: null } } };

test.each([
  [
    'a document that is not valid',
    withErrors(undefined, 'Cannot query field "x" on type "PayLink".', { category: 'graphql' }),
    'Invalid',
  ],
  [
    'a value that is not valid',
    withErrors(null, 'Variable "$payLink" got an invalid value.', { category: 'graphql' }),
    'Invalid',
  ],
  [
    'a field that refuses in its own words',
    withErrors(none, 'The script does not exist.', { category: 'user' }),
    'Invalid',
  ],
  ['an error without a message', withErrors(null, ''), 'Invalid'],
  ['a breakdown by its words', withErrors(null, 'Internal server error'), 'lost'],
  ['a breakdown by its category', withErrors(none, 'Something went wrong', { category: 'internal' }), 'lost'],
  ['a breakdown by its code', withErrors(null, 'Oops', { code: 'INTERNAL_SERVER_ERROR' }), 'lost'],
  ['a time-out within', withErrors(none, 'The request timed out.'), 'lost'],
  ['a login by its words', withErrors(null, 'Not authorized: invalid API key'), 'Unauthorized'],
  ['a login by its code', withErrors(null, 'No', { code: 'UNAUTHENTICATED' }), 'Unauthorized'],
  ['too many requests', withErrors(null, 'Too many requests'), 'RateLimited'],
])('%s is judged the same for an effect and a read', (_what, body, verdict) => {
  for (const kind of ['effect', 'read'] as const) expect(refusalInGraphql(body, kind)?.verdict).toBe(verdict);
});

test('an effect whose answer has a value has happened, whatever else failed', () => {
  expect(refusalInGraphql(withErrors(some, 'Internal server error'), 'effect')).toBeUndefined();
});

test('a read of which a part failed is not an answer', () => {
  expect(refusalInGraphql(withErrors(some, 'Internal server error'), 'read')?.verdict).toBe('lost');
  expect(refusalInGraphql(withErrors(some, 'No such unit.'), 'read')?.verdict).toBe('misfit');
});

test('a read that lacks nothing is an answer, whatever is remarked beside it', () => {
  const items = [{ id: 'a', amountPaid: 0, attributes: [{ id: 'script', value: '1001' }] }];
  const pagination = { offset: 0, limit: 20, total: 1 };
  const whole = { payLink: { payLinks: { items, pagination } } };
  expect(refusalInGraphql(withErrors(whole, 'The field shortUrl will go.'), 'read')).toBeUndefined();
  const emptied = { payLink: { payLinks: { items: [], pagination } } };
  expect(refusalInGraphql(withErrors(emptied, 'Some links were left out.'), 'read')?.verdict).toBe('misfit');
});

test('an answer without errors is no refusal, whatever its form', () => {
  for (const body of [{ data: some }, { data: some, errors: [] }, { errors: null }, [], null, undefined, 'text', 42]) {
    expect(refusalInGraphql(body, 'effect')).toBeUndefined();
  }
  expect(refusalInGraphql({ errors: [null, 'text', { message: 1 }] }, 'effect')?.verdict).toBe('Invalid');
});
