import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type AlphacommEvent, parseAlphacommWebhook } from '../../../src/vendors/alphacomm/webhooks.js';

const ID = '11111111-2222-4333-8444-555555555555';
const LINK = '66666666-7777-4888-9999-000000000000';

const paid = {
  datetime: '2022-11-11T11:11:11.11Z',
  id: ID,
  reference: 'C-1',
  serviceId: LINK,
  service: 'paylink',
  event: 'PayLinkPaid',
  data: { 'payment-method': 'ideal', 'transaction-amount': 1344 },
};
const visited = { ...paid, event: 'PayLinkVisited', data: [] };

const node = (nodeType: string, type: string, order: number, data: unknown = []) => ({
  nodeId: `${nodeType}_${order}`,
  nodeType,
  order,
  type,
  data,
  time: '2022-09-08T14:23:13+00:00',
});
const success = node('AddResult', 'NodeResult', 16, { result: 'success-ok' });
const steps = [
  node('Sound', 'NodeStart', 1),
  node('CheckGenderBirthday', 'NodeResult', 10, { gender: 'M', age: 2020, outcome: 'man' }),
  node('AddResult', 'NodeStart', 15),
  success,
  node('DTMF', 'NodeResult', 32, { input: [], outcome: 'timeout' }),
  node('Hangup', 'NodeResult', 40),
];

const call = {
  direction: 'outbound',
  status: 'finished',
  localNumber: '31513703800',
  remoteNumber: '31612345678',
  events: steps,
  answeredOn: '2022-09-08T14:23:10+00:00',
};
const completed = {
  datetime: '2022-09-08T14:22:52+00:00',
  id: ID,
  serviceId: LINK,
  service: 'voice',
  reference: 'C-1',
  event: 'VoiceCallCompleted',
  data: call,
};
const JOB = `${'eb44f88b'.repeat(8)}-06512`;
const attributes = { origin: 'annabel', customer: '6500', script: '6512', job: JOB, reference: 'C-1' };
const v1 = {
  id: ID,
  attributes,
  ...call,
  createdOn: '2020-05-06T08:42:50+00:00',
  updatedOn: '2020-05-06T08:44:00+00:00',
};
const legacy = { ...v1, attributes: { ...attributes, reference: undefined }, host: '8ed68ab81de6' };
const anonymous = {
  ...v1,
  attributes: { origin: 'annabel', customer: '1000', script: '1001' },
  direction: 'inbound',
  remoteNumber: 'anonymous',
  events: [],
};

/** The event of a body, sent as JSON, that must be one. */
function read(body: unknown): AlphacommEvent {
  const parsed = parseAlphacommWebhook(JSON.parse(JSON.stringify(body)));
  if ('problem' in parsed) throw new Error(parsed.problem);
  return parsed.event;
}

const problemOf = (body: unknown) => {
  const parsed = parseAlphacommWebhook(body);
  return 'problem' in parsed ? parsed.problem : undefined;
};

test('the five documented webhooks are told apart, and carry what a case needs', () => {
  const at = '2022-11-11T11:11:11.110Z';
  const link = { kind: 'paylink', eventId: ID, linkId: LINK, reference: 'C-1', at };
  expect(read(paid)).toEqual({ ...link, event: 'PayLinkPaid', transactionMinor: 1344 });
  expect(read(visited)).toEqual({ ...link, event: 'PayLinkVisited' });
  const outcome = {
    kind: 'call',
    eventId: ID,
    callId: ID,
    direction: 'outbound',
    status: 'finished',
    result: 'success-ok',
  };
  expect(read(completed)).toEqual({ ...outcome, form: 'event', reference: 'C-1', at: '2022-09-08T14:22:52.000Z' });
  const older = { ...outcome, script: '6512', job: JOB, at: '2020-05-06T08:44:00.000Z' };
  expect(read(v1)).toEqual({ ...older, form: 'v1', reference: 'C-1' });
  expect(read(legacy)).toEqual({ ...older, form: 'legacy' });
});

test('no phone number and no other word of a person goes onward', () => {
  for (const body of [paid, visited, completed, v1, legacy, anonymous]) {
    expect(JSON.stringify(read(body))).not.toMatch(/316|315|anonymous|annabel|gender|Number/);
  }
});

test('a call from a withheld number is of the V1 form and has no reference', () => {
  expect(read(anonymous)).toEqual({
    kind: 'call',
    form: 'v1',
    eventId: ID,
    callId: ID,
    script: '1001',
    direction: 'inbound',
    status: 'finished',
    at: '2020-05-06T08:44:00.000Z',
  });
});

test('a body of V1 is not legacy for its host alone', () => {
  expect(read({ ...v1, host: '8ed68ab81de6' })).toMatchObject({ form: 'v1', reference: 'C-1' });
});

test.each([
  ['empty', ''],
  ['blank', ' '],
  ['null', null],
  ['missing', undefined],
])('an %s reference is none', (_what, reference) => {
  for (const body of [paid, completed]) expect(read({ ...body, reference })).not.toHaveProperty('reference');
  expect(read({ ...v1, attributes: { ...attributes, reference } })).not.toHaveProperty('reference');
});

test('what PHP makes of empty objects is valid everywhere', () => {
  expect(read({ ...paid, data: [] })).not.toHaveProperty('transactionMinor');
  expect(read({ ...completed, data: [] })).toMatchObject({ kind: 'call', status: 'unknown' });
  expect(read({ ...v1, attributes: [] })).toMatchObject({ form: 'v1', status: 'finished' });
  const gaps = Object.fromEntries(steps.map((step) => [step.order, step]));
  expect(read({ ...v1, events: gaps })).toMatchObject({ result: 'success-ok' });
});

test('numbers may come as text and text as numbers', () => {
  expect(read({ ...paid, data: { 'transaction-amount': '1344' } })).toMatchObject({ transactionMinor: 1344 });
  expect(read({ ...v1, attributes: { ...attributes, script: 6512 } })).toMatchObject({ script: '6512' });
  expect(read({ ...paid, data: { 'transaction-amount': 13.44 } })).not.toHaveProperty('transactionMinor');
});

test('the result of a call is success-ok if any result node says so, else what the last one says', () => {
  const said = (result: string, order: number) => node('AddResult', 'NodeResult', order, { result });
  const of = (...events: unknown[]) => read({ ...v1, events });
  expect(of(said('refused', 20), success, said('later', 30))).toMatchObject({ result: 'success-ok' });
  expect(of(said('second', 7), said('first', 3))).toMatchObject({ result: 'second' });
  expect(of(node('Sound', 'NodeResult', 1, { result: 'success-ok' }))).not.toHaveProperty('result');
  expect(of(node('AddResult', 'NodeStart', 1, { result: 'success-ok' }))).not.toHaveProperty('result');
  expect(of(null, 'text', { order: '1' }, node('AddResult', 'NodeResult', 2, [])) as object).not.toHaveProperty(
    'result',
  );
  expect(read({ ...v1, status: 'no answer', events: [] })).toMatchObject({ status: 'no answer' });
});

test('an event that nobody knows yet is an event all the same', () => {
  expect(read({ ...paid, service: 'mail', event: 'MailBounced', data: { more: 1 }, extra: true })).toEqual({
    kind: 'unknown',
    eventId: ID,
    event: 'MailBounced',
    service: 'mail',
    reference: 'C-1',
    at: '2022-11-11T11:11:11.110Z',
  });
  expect(read({ id: ID, event: 'Something' })).toEqual({ kind: 'unknown', eventId: ID, event: 'Something' });
  expect(read({ ...paid, service: 'voice' })).toMatchObject({ kind: 'unknown', event: 'PayLinkPaid' });
});

test('the page prints the name of the service field in two ways, so it may be missing', () => {
  expect(read({ ...paid, service: undefined })).toMatchObject({ kind: 'paylink' });
  expect(read({ ...completed, service: undefined })).toMatchObject({ kind: 'call' });
});

test('a body without a time that can be read has the time of its receipt', () => {
  const before = new Date().toISOString();
  for (const datetime of [undefined, null, 'yesterday']) {
    const { at } = read({ ...paid, datetime });
    expect((at ?? '') >= before).toBe(true);
  }
});

test.each([
  ['null', null],
  ['a list', [paid]],
  ['a text', 'PayLinkPaid'],
  ['a number', 42],
  ['nothing', {}],
  ['neither event nor attributes', { id: ID, status: 'finished' }],
  ['an event without id', { ...paid, id: undefined }],
  ['an event with an empty id', { ...paid, id: '' }],
  ['an event with a number for an id', { ...paid, id: 42 }],
  ['an event without a name', { ...paid, event: '' }],
  ['an event with a wrong name', { ...paid, event: 7 }],
  ['a PayLink event without its link', { ...paid, serviceId: undefined }],
  ['an object for a reference', { ...paid, reference: {} }],
  ['a number for a time', { ...paid, datetime: 1668165071 }],
  ['a text for the data of a call', { ...completed, data: 'finished' }],
  ['a list for the data of a call', { ...completed, data: [call] }],
  ['a number for the status of a call', { ...completed, data: { ...call, status: 3 } }],
  ['a call without id', { ...v1, id: undefined }],
  ['a call without status', { ...v1, status: undefined }],
  ['a text for attributes', { ...v1, attributes: 'reference' }],
  ['a text for the steps of a call', { ...v1, events: 'none' }],
])('%s is not an event of any form, and one line says why', (_what, body) => {
  expect(problemOf(body)).toMatch(/^[^\n]+$/);
  expect(problemOf(body)).not.toMatch(/316|C-1/);
});

test('no body of JSON makes the reading of webhooks fail', () => {
  const anything = fc.jsonValue();
  const close = fc.record(
    { id: anything, event: anything, attributes: anything, data: anything, events: anything, status: anything },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.oneof(anything, close), (body) => {
      const parsed = parseAlphacommWebhook(body);
      if ('problem' in parsed) expect(parsed.problem).toMatch(/^[^\n]+$/);
      else expect(parsed.event.eventId).not.toBe('');
    }),
  );
});
