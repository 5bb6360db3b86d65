import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseAccepteasyWebhook } from '../../../src/vendors/accepteasy/webhooks.js';
import { samples } from './samples.js';

const { ID, OTHER_ID, BULK_ID, webhooks } = samples;
const at = expect.stringMatching(/^\d{4}-\d{2}-\d{2}T.*Z$/);
const about = { atid: ID, srrid: 'B-1', paymentReference: '123456', at };

test.each([
  ['CreationSucceeded', webhooks.created, {}],
  ['CreationFailed', webhooks.failed, { error: { code: 'APP0224', message: 'Expiry date must be in the future.' } }],
  [
    'CreationFailed',
    webhooks.failedAsText,
    { error: { code: 'APP0225', message: 'Expiry date cannot exceed 1 year from now.' } },
  ],
  ['Paid', webhooks.paid, {}],
  ['Bounced', webhooks.bounced, {}],
  ['Expired', { ...webhooks.paid, STATUS: 'Expired' }, {}],
  ['Canceled', { ...webhooks.paid, STATUS: 'Canceled' }, {}],
])('%s is read, under the bill’s key and the status', (event, body, more) => {
  expect(parseAccepteasyWebhook(body)).toEqual({
    event: { kind: 'bill', event, eventId: `${ID}:${event}`, ...about, ...more },
  });
});

test('an event in another spelling is the same event', () => {
  const spelled = { atid: ID, error: null, paymentReference: '123456', Srrid: 'B-1', Status: 'Cancelled' };
  expect(parseAccepteasyWebhook(spelled)).toEqual({
    event: { kind: 'bill', event: 'Canceled', eventId: `${ID}:Canceled`, ...about },
  });
  expect(parseAccepteasyWebhook({ ...webhooks.paid, STATUS: 'PAID' })).toMatchObject({
    event: { kind: 'bill', event: 'Paid', eventId: `${ID}:Paid` },
  });
});

test('an event that is not documented is kept as unknown', () => {
  expect(parseAccepteasyWebhook({ ...webhooks.paid, STATUS: 'Opened', More: { of: 'it' } })).toEqual({
    event: {
      kind: 'unknown',
      event: 'Opened',
      eventId: `${ID}:Opened`,
      srrid: 'B-1',
      paymentReference: '123456',
      at,
    },
  });
  expect(parseAccepteasyWebhook({ BulkId: BULK_ID, STATUS: 'Paused' })).toEqual({
    event: { kind: 'unknown', event: 'Paused', eventId: `${BULK_ID}:Paused`, at },
  });
});

test('a bulk request reports each of its bills', () => {
  const bill = { eventId: `${OTHER_ID}:CreationSucceeded`, event: 'CreationSucceeded', atid: OTHER_ID };
  expect(parseAccepteasyWebhook(webhooks.bulkCompleted)).toEqual({
    event: {
      kind: 'bulk',
      event: 'ProcessingCompleted',
      eventId: `${BULK_ID}:ProcessingCompleted`,
      bulkId: BULK_ID,
      at,
      bills: [{ ...bill, srrid: 'r220701081428282' }],
    },
  });
  expect(parseAccepteasyWebhook(samples.bulkPartly)).toMatchObject({
    event: {
      bills: [
        { event: 'CreationFailed', error: { message: expect.stringMatching(/Invalid banner template reference$/) } },
        bill,
      ],
    },
  });
  expect(parseAccepteasyWebhook({ BulkId: BULK_ID, STATUS: 'CreationFailed', Bills: [null, 1, {}] })).toMatchObject({
    event: { kind: 'bulk', event: 'CreationFailed', bills: [] },
  });
});

test.each([
  ['no ERROR', undefined, undefined],
  ['null', null, undefined],
  ['an empty text', '', undefined],
  ['an object without members', {}, undefined],
  ['a message', { Message: 'APP0224 - Too late.' }, { code: 'APP0224', message: 'Too late.' }],
  ['a message without a code', { Message: 'Invalid template' }, { message: 'Invalid template' }],
  ['a code of its own', { Message: 'Too late.', Code: 'APP0224' }, { code: 'APP0224', message: 'Too late.' }],
  ['a plain text', 'Too late.', { message: 'Too late.' }],
  ['a form that is not documented', { Reason: 'Too late.' }, { message: '{"Reason":"Too late."}' }],
])('the reason of a failure may be %s', (_, ERROR, error) => {
  const parsed = parseAccepteasyWebhook({ ATID: ID, STATUS: 'CreationFailed', ERROR });
  const event = { kind: 'bill', event: 'CreationFailed', eventId: `${ID}:CreationFailed`, atid: ID, at };
  expect(parsed).toEqual({ event: error === undefined ? event : { ...event, error } });
});

test('nothing of a person passes through', () => {
  const body = {
    ...webhooks.failed,
    ERROR: { Message: 'APP0300 - debtor@example.com and +31 20 000 00 20 are no addresses' },
    Address: { Email: 'debtor@example.com' },
    AccountHolder: 'Jan Example',
  };
  expect(JSON.stringify(parseAccepteasyWebhook(body))).not.toMatch(/example\.com|\+31|Jan/);
});

test.each([
  ['a text', 'Paid', /^not a JSON object$/],
  ['a list', [webhooks.paid], /^not a JSON object$/],
  ['nothing', null, /^not a JSON object$/],
  ['an object without a key', { STATUS: 'Paid', SRRID: 'B-1' }, /neither "ATID" nor "BulkId"/],
  ['an empty key', { ATID: '', STATUS: 'Paid' }, /^ATID: /],
  ['a bill without a status', { ATID: ID }, /^STATUS: /],
  ['a bulk request without a status', { BulkId: BULK_ID, STATUS: 7 }, /^STATUS: /],
])('%s is no event, and the problem shows none of its values', (_, body, problem) => {
  expect(parseAccepteasyWebhook(body)).toEqual({ problem: expect.stringMatching(problem) });
});

test('any body is an event or a problem', () => {
  const names = ['ATID', 'STATUS', 'Status', 'ERROR', 'SRRID', 'BulkId', 'Bills', '__proto__'];
  const body = fc.dictionary(fc.constantFrom(...names), fc.jsonValue());
  fc.assert(
    fc.property(body, (given) => {
      expect(Object.keys(parseAccepteasyWebhook(given))).toEqual([expect.stringMatching(/^(event|problem)$/)]);
    }),
  );
});
