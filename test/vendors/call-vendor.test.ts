import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import { callVendor, type VendorCall } from '../../src/vendors/call-vendor.js';
import { type FailureName, failureTable, VendorError } from '../../src/vendors/errors.js';
import { redact } from '../../src/vendors/redact.js';
import { type CallKind, networkFailure, parseRetryAfter } from '../../src/vendors/verdicts.js';
import {
  endlessBody,
  halfBody,
  json,
  type Respond,
  reset,
  silent,
  startVendor,
  text,
} from '../support/vendor-server.js';

const kinds: CallKind[] = ['read', 'effect', 'effect-with-look-up', 'repeatable-effect'];

const aCall = (url: string, more: Partial<VendorCall<{ id: string }>> = {}): VendorCall<{ id: string }> => ({
  vendor: 'acme',
  operation: 'bills',
  kind: 'read',
  method: 'POST',
  url,
  json: { amount: 1 },
  timeoutMs: 5_000,
  schema: z.object({ id: z.string() }),
  ...more,
});

/** The error of a call, which must be one. */
async function failureOf(call: VendorCall<{ id: string }>): Promise<VendorError> {
  const error = await callVendor(call).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof VendorError)) throw new Error(`not a VendorError: ${String(error)}`);
  return error;
}

/** Which name a server's behaviour gets, by kind of call. */
async function namesFor(respond: Respond, more: Partial<VendorCall<{ id: string }>> = {}) {
  const { origin } = await startVendor(respond);
  const named: FailureName[] = [];
  for (const kind of kinds) named.push((await failureOf(aCall(origin, { kind, ...more }))).name);
  return named;
}

test('a fitting answer is a value, and the address is used as it stands', async () => {
  const vendor = await startVendor(json({ id: 'b-1', more: true }));
  expect(await callVendor(aCall(`${vendor.origin}/v1?key=a`))).toEqual({ id: 'b-1' });
  const [request] = vendor.received;
  expect([request?.method, request?.url, request?.text]).toEqual(['POST', '/v1?key=a', '{"amount":1}']);
  expect(request?.headers['content-type']).toBe('application/json');
});

test('an empty answer is undefined for the schema to judge', async () => {
  const { origin } = await startVendor(text('', 204));
  await expect(callVendor({ ...aCall(origin), schema: z.undefined() })).resolves.toBeUndefined();
});

test('an answer can be text or bytes, which are given as they came', async () => {
  const page = await startVendor(text('<p>{"id": 1</p>'));
  await expect(callVendor({ ...aCall(page.origin), answer: 'text', schema: z.string() })).resolves.toBe(
    '<p>{"id": 1</p>',
  );
  const none = await startVendor(text(''));
  await expect(callVendor({ ...aCall(none.origin), answer: 'text', schema: z.string() })).resolves.toBe('');
  const bytes = Buffer.from([0xef, 0xbb, 0xbf, 0x00, 0xff]);
  const file = await startVendor((response) => void response.end(bytes));
  const got = await callVendor({ ...aCall(file.origin), answer: 'bytes', schema: z.instanceof(Uint8Array) });
  expect([...got]).toEqual([...bytes]);
});

test('the headers of every answer are told, also of one that is refused or cannot be read', async () => {
  for (const [respond, status] of [
    [json({ id: 'b-1' }, 200, { 'x-csrf': 'a' }), 200],
    [json({}, 409, { 'x-csrf': 'a' }), 409],
    [text('not JSON', 200, { 'x-csrf': 'a' }), 200],
  ] as const) {
    const { origin } = await startVendor(respond);
    const told: unknown[] = [];
    await callVendor(
      aCall(origin, { onHeaders: (...[code, headers]) => told.push(code, headers.get('X-CSRF')) }),
    ).catch(() => undefined);
    expect(told).toEqual([status, 'a']);
  }
});

const everywhere = (name: FailureName): FailureName[] => [name, name, name, name];
const lost: FailureName[] = ['Unavailable', 'OutcomeUnknown', 'OutcomeUnknown', 'Unavailable'];
const misfit: FailureName[] = ['ContractBroken', 'OutcomeUnknown', 'OutcomeUnknown', 'Unavailable'];
const gateway: FailureName[] = ['Unavailable', 'OutcomeUnknown', 'Unavailable', 'Unavailable'];

test.each([
  ...[400, 402, 404, 405, 409, 413, 415, 422].map((status) => ({ status, names: everywhere('Invalid') })),
  ...[401, 403].map((status) => ({ status, names: everywhere('Unauthorized') })),
  { status: 429, names: everywhere('RateLimited') },
  ...[502, 503, 504].map((status) => ({ status, names: gateway })),
  ...[408, 500, 501, 599].map((status) => ({ status, names: lost })),
  ...[301, 303, 307, 308].map((status) => ({ status, names: misfit })),
])(
  'status $status has its name for a read, an effect, one with a look-up and one that may be repeated',
  async ({ status, names }) => {
    expect(await namesFor(json({ message: 'no' }, status))).toEqual(names);
  },
);

test.each([
  { what: 'a connection that breaks before the answer', respond: reset, names: lost },
  { what: 'a connection that breaks in the answer', respond: halfBody, names: lost },
  { what: 'no answer in time', respond: silent, names: lost, more: { timeoutMs: 200 } },
  { what: 'an answer that does not end in time', respond: endlessBody, names: lost, more: { timeoutMs: 200 } },
  { what: 'a truncated answer', respond: text('{"id":"b-'), names: misfit },
  { what: 'a page instead of JSON', respond: text('<h1>Welcome</h1>'), names: misfit },
  { what: 'an answer of the wrong type', respond: json({ id: 42 }), names: misfit },
  { what: 'an empty answer where one is needed', respond: text(''), names: misfit },
])('$what is lost or does not fit, by the kind of the call', async ({ respond, names, more }) => {
  expect(await namesFor(respond, more)).toEqual(names);
});

test('a refused connection and an unknown host are unavailable for every kind, since nothing was sent', async () => {
  const vendor = await startVendor(silent);
  await vendor.close();
  for (const url of [vendor.origin, 'http://nowhere.invalid/']) {
    for (const kind of kinds) {
      const error = await failureOf(aCall(url, { kind }));
      expect([error.name, error.status]).toEqual(['Unavailable', undefined]);
      expect(error.message).toMatch(/^acme bills: cannot be reached \(\w+\); nothing was sent$/);
    }
  }
});

test('a host of several addresses that all refuse, and a bad certificate, mean that nothing was sent', () => {
  const refused = Object.assign(new Error(), { code: 'ECONNREFUSED', syscall: 'connect' });
  const all = new AggregateError([refused, Object.assign(new Error(), { code: 'ETIMEDOUT' })]);
  const certificate = Object.assign(new Error(), { code: 'CERT_HAS_EXPIRED' });
  for (const cause of [refused, all, certificate]) {
    expect(networkFailure(new TypeError('fetch failed', { cause })).nothingSent).toBe(true);
  }
  const cut = Object.assign(new Error(), { code: 'ECONNRESET', syscall: 'read' });
  expect(networkFailure(new TypeError('fetch failed', { cause: cut }))).toEqual({
    code: 'ECONNRESET',
    nothingSent: false,
  });
});

test('the wish of a vendor to be left alone is kept, in seconds or as a date', async () => {
  const { origin } = await startVendor(json({}, 429, { 'retry-after': '7' }));
  expect((await failureOf(aCall(origin))).retryAfterMs).toBe(7_000);
  const nowMs = Date.parse('2026-03-02T09:00:00Z');
  expect(parseRetryAfter('Mon, 02 Mar 2026 09:01:30 GMT', nowMs)).toBe(90_000);
  expect(parseRetryAfter('Mon, 02 Mar 2026 08:00:00 GMT', nowMs)).toBe(0);
  expect(parseRetryAfter('99999999999999')).toBe(86_400_000);
  expect([parseRetryAfter(null), parseRetryAfter('soon'), parseRetryAfter('')]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test('a vendor may give a status another name', async () => {
  const { origin } = await startVendor(json({}, 403));
  expect((await failureOf(aCall(origin, { statusNames: { 403: 'Invalid' } }))).name).toBe('Invalid');
});

test('the abort of the caller passes through on a read, and leaves the outcome of an effect unknown', async () => {
  const vendor = await startVendor(silent);
  for (const kind of kinds) {
    const caller = new AbortController();
    const sent = vendor.nextRequest();
    const call = callVendor(aCall(vendor.origin, { kind, signal: caller.signal })).catch((error: unknown) => error);
    await sent;
    const reason = new Error('the worker stops');
    caller.abort(reason);
    const error = await call;
    if (kind === 'effect' || kind === 'effect-with-look-up') {
      expect(error).toMatchObject({ name: 'OutcomeUnknown', vendor: 'acme', operation: 'bills' });
    } else {
      expect(error).toBe(reason);
    }
  }
});

test('a call that was given up before it began sends nothing and throws the abort', async () => {
  const vendor = await startVendor(json({ id: 'b-1' }));
  const reason = new Error('the worker stops');
  await expect(callVendor(aCall(vendor.origin, { kind: 'effect', signal: AbortSignal.abort(reason) }))).rejects.toBe(
    reason,
  );
  expect(vendor.received).toEqual([]);
});

test('a redirect is not followed, so credentials stay with the address that they were meant for', async () => {
  const thief = await startVendor(json({ id: 'b-1' }));
  const vendor = await startVendor(text('', 307, { location: `${thief.origin}/` }));
  const error = await failureOf(aCall(vendor.origin, { headers: { 'x-auth-token': 'secret-key' } }));
  expect([error.name, thief.received]).toEqual(['ContractBroken', []]);
});

test('nothing is sent twice, whatever the answer', async () => {
  const vendor = await startVendor(json({}, 503, { 'retry-after': '0' }));
  await failureOf(aCall(vendor.origin, { method: 'GET', json: undefined }));
  expect(vendor.received).toHaveLength(1);
});

test('an answer that does not fit names the field and shows the text without what is private', async () => {
  const answer = {
    id: 42,
    personName: 'Jan Example',
    mail: 'jan@example.com',
    note: 'call +31 6 1234 5678',
    status: 'ready',
  };
  const { origin } = await startVendor(json(answer));
  const error = await failureOf(aCall(origin));
  expect([error.name, error.path, error.status]).toEqual(['ContractBroken', 'id', 200]);
  expect(error.message).toContain('"status":"ready"');
  expect(error.message).not.toMatch(/Jan|example\.com|1234/);
});

test('the text of a refusal is kept, on one line, shortened, and without what the request carried', async () => {
  const said = `Jan Example is not\u001b[31m known\n at jan@example.com. ${'x '.repeat(500)}`;
  for (const body of [{ message: said }, { errors: [{ message: said }] }, { error: said }, { detail: said }, said]) {
    const { origin } = await startVendor(json(body, 422));
    const { message } = await failureOf(aCall(origin, { privates: ['Jan Example'] }));
    expect(message).toMatch(/answered 422: "?… is not/);
    expect(message).not.toMatch(/[\p{Cc}]|Jan|example\.com/u);
    expect(message.length).toBeLessThan(400);
  }
});

test('a key or an address that HTTP cannot carry is one line that does not print it', async () => {
  for (const wrong of [{ headers: { 'x-auth-token': 'secret\nkey' } }, { url: 'http://user:secret@localhost/' }]) {
    const error = await failureOf(aCall('http://127.0.0.1:9/', wrong));
    expect(error.name).toBe('Invalid');
    expect(error.message).not.toContain('secret');
  }
});

test('what is private is found in every spelling', () => {
  const privates = ['Zoë van der Berg', 'secret-key', 'A+B (c)'];
  expect(redact('zoë VAN DER berg', privates)).toBe('…');
  expect(redact('"who":"Zo\\u00eb van der Berg"', privates)).toBe('"who":"…"');
  expect(redact('Mrs Berg, A+B (c), secret-key', privates)).toBe('Mrs …, …, …');
  expect(redact('{"personName":"Anna \\"An', [])).toBe('{"personName":"…"');
  expect(redact('{"toPhoneNumbers":["0612345678","06', [])).toBe('{"toPhoneNumbers":"…"');
  expect(redact('NL91ABNA0417164300 or 31612345678')).toBe('… or …');
  expect(redact('nl91abna0417164300, NL91 ABNA 0417 1643 00.')).toBe('…, ….');
  expect(redact('06-12345678, 06 12 34 56 78, (020) 123 45 67, +31 (0)6 1234 5678')).toBe('…, …, …, …');
  expect(redact('Bearer abc.123-def456, X-AUTH-TOKEN: s3cr3tvalue, token is missing')).toBe(
    'Bearer …, X-AUTH-TOKEN: …, token is missing',
  );
  expect(redact('link 5be41c4f-9fe6-403d-980b-5edc0139ee70 of 2026-03-02T09:00:00+00:00, case 20220216-6')).toBe(
    'link 5be41c4f-9fe6-403d-980b-5edc0139ee70 of 2026-03-02T09:00:00+00:00, case 20220216-6',
  );
  expect(redact(`contents: "${'QUJD'.repeat(40)}=="`)).toBe('contents: "…"');
  expect(redact('batch 20190403-965 of 2019-04-03, script 18301, cents 15497')).toBe(
    'batch 20190403-965 of 2019-04-03, script 18301, cents 15497',
  );
});

test('no text makes redaction fail or grow beyond one short line', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 600 }),
      fc.array(fc.string({ unit: 'binary' })),
      (given, privates) => {
        const shown = redact(given, privates);
        expect(shown.length).toBeLessThanOrEqual(301);
        expect(shown).not.toMatch(/\p{Cc}/u);
      },
    ),
  );
});

test('one table says for every failure what a retry may do', () => {
  expect(Object.fromEntries(Object.entries(failureTable).map(([name, { retry }]) => [name, retry]))).toEqual({
    Invalid: 'never',
    Unauthorized: 'a few times',
    RateLimited: 'after retryAfterMs',
    Unavailable: 'yes',
    OutcomeUnknown: 'only after the look-up',
    ContractBroken: 'never',
  });
});
