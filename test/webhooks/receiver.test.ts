import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { beforeAll, expect, test } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { UnknownReferenceError } from '../../src/client/index.js';
import { anyFreePort } from '../../src/temporal/embedded/ports.js';
import { ReceiverAddressError, runWebhooks, startReceiver } from '../../src/workers/webhooks.js';
import {
  aCase,
  all,
  anonymousCall,
  basic,
  CREDENTIALS,
  callEvent,
  createLog,
  payLinkEvent,
  SAID,
} from '../support/fixtures.js';
import { startStack } from '../support/stack.js';
import { until } from '../support/until.js';

const MIB = 1024 * 1024;
let stack: Awaited<ReturnType<typeof startStack>>;
beforeAll(async () => {
  stack = await startStack();
});

const outcomeOf = async (response: Response) => [
  response.status,
  ((await response.json()) as { outcome: string }).outcome,
];
const parkedIds = async () => (await all(stack.incasso.parked.list())).map(({ id }) => id);

test('a payment reaches its case, and its double is harmless', async () => {
  const linkId = await stack.waitingCase('H-1');
  await stack.pay('H-1');
  const event = payLinkEvent('PayLinkPaid', 'H-1', linkId);
  expect(await outcomeOf(await stack.post(event))).toEqual([202, 'delivered']);
  expect(await stack.incasso.cases.result('H-1')).toMatchObject({ stage: 'paid' });
  expect(await outcomeOf(await stack.post(event))).toEqual([202, 'delivered']);
  expect(await outcomeOf(await stack.post(payLinkEvent('PayLinkVisited', '', linkId)))).toEqual([202, 'delivered']);
  expect(await stack.runsOf('H-1')).toHaveLength(1);
});

test.each([
  ['none', {}],
  ['wrong', { authorization: basic({ ...CREDENTIALS, password: 'guessed' }) }],
  ['right ones with more behind', { authorization: basic({ ...CREDENTIALS, password: `${CREDENTIALS.password}x` }) }],
  ['another scheme', { authorization: `Bearer ${CREDENTIALS.password}` }],
  ['not even Base64', { authorization: 'Basic %%%' }],
])('a sender with credentials that are %s is refused before anything is read', async (_, headers) => {
  const url = `${stack.receiver.url}/webhooks/alphacomm`;
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: '{broken',
  });
  expect(response.status).toBe(401);
  expect(response.headers.get('www-authenticate')).toMatch(/^Basic /);
});

test('what is no event gets its refusal, and disturbs nothing', async () => {
  const large = JSON.stringify(payLinkEvent('PayLinkPaid', 'x'.repeat(10 * MIB), 'l'));
  const statuses = await Promise.all([
    stack.post('{"id": broken').then(({ status }) => status),
    stack.post('').then(({ status }) => status),
    stack.post({ hello: 'there' }).then(({ status }) => status),
    stack.post([1, 2]).then(({ status }) => status),
    stack.post('null').then(({ status }) => status),
    stack.post('id=1', { 'content-type': 'application/x-www-form-urlencoded' }).then(({ status }) => status),
    stack.post('{}', { 'content-type': 'text/plain' }).then(({ status }) => status),
    stack.post(large).then(({ status }) => status),
    stack.post(large, { authorization: 'none' }).then(({ status }) => status),
    postInPieces([Buffer.from(large)]),
    stack.post(callEvent('H-unknown')).then(({ status }) => status),
  ]);
  expect(statuses).toEqual([400, 400, 422, 422, 422, 415, 415, 413, 401, 413, 202]);
  expect((await fetch(`${stack.receiver.url}/healthz`)).status).toBe(200);
});

test('a body without end is thrown away as it comes, not kept', async () => {
  const piece = Buffer.alloc(64 * 1024, 'x');
  const before = process.memoryUsage().arrayBuffers;
  let peak = 0;
  function* pieces() {
    yield Buffer.from('{"text": "');
    for (let i = 0; i < 1024; i += 1) {
      peak = Math.max(peak, process.memoryUsage().arrayBuffers - before);
      yield piece;
    }
  }
  expect(await postInPieces(pieces())).toBe(413);
  expect(peak).toBeLessThan(32 * MIB); // Of 64, the sender's own part included.
});

test('an event of no known case is on the list as soon as it is answered, and twice the same is there once', async () => {
  const event = payLinkEvent('PayLinkPaid', 'H-none', randomUUID());
  expect(await outcomeOf(await stack.post(event))).toEqual([202, 'parked']);
  expect(await outcomeOf(await stack.post(event))).toEqual([202, 'parked']);
  const listed = (await all(stack.incasso.parked.list())).filter(({ id }) => id === `alphacomm:${event.id}`);
  const view = { vendor: 'alphacomm', event: 'PayLinkPaid', reference: 'H-none', stage: 'retrying' };
  expect(listed).toEqual([
    {
      ...view,
      id: `alphacomm:${event.id}`,
      receivedAt: expect.any(String),
      reason: expect.stringContaining(event.serviceId),
    },
  ]);
  expect(await stack.incasso.parked.show(`alphacomm:${event.id}`)).toEqual(listed[0]);
});

test('a call by somebody unknown needs attention at once, and ends by a person who discards it', async () => {
  const { parked } = stack.incasso;
  const call = anonymousCall();
  expect(await outcomeOf(await stack.post(call))).toEqual([202, 'parked']);
  const id = `alphacomm:${call.id}`;
  expect(await parked.show(id)).toMatchObject({ event: 'voice-v1', stage: 'needs-attention', reference: null });
  expect(await parkedIds()).toContain(id);
  await expect(parked.assign(id, { ...SAID, reference: 'H-0' })).rejects.toThrow(UnknownReferenceError);
  expect(await parked.discard(id, SAID)).toEqual({ stage: 'discarded' });
  await until('it is off the list', async () => !(await parkedIds()).includes(id));
  await expect(parked.discard(id, SAID)).rejects.toThrow(`parked event ${id} is closed (discarded)`);
  expect(await outcomeOf(await stack.post(call))).toEqual([202, 'parked']);
  expect(await parkedIds()).not.toContain(id);
});

test('a person gives a parked event to its case', async () => {
  const linkId = await stack.waitingCase('H-2');
  const call = anonymousCall();
  await stack.post(call);
  const id = `alphacomm:${call.id}`;
  expect(await stack.incasso.parked.assign(id, { ...SAID, reference: 'H-2' })).toEqual({ stage: 'delivered' });
  const { timeline } = await stack.incasso.cases.show('H-2');
  expect(timeline.map(({ what }) => what)).toContain('call reported: finished');
  expect(linkId).not.toBe('');
});

test('an event that is faster than the start of its case reaches it within seconds', async () => {
  const event = callEvent('H-3');
  expect(await outcomeOf(await stack.post(event))).toEqual([202, 'parked']);
  await stack.incasso.cases.start(aCase('H-3'));
  await until(
    'it was delivered',
    async () => (await stack.incasso.parked.show(`alphacomm:${event.id}`)).stage === 'delivered',
  );
  expect((await stack.incasso.cases.show('H-3')).timeline.map(({ what }) => what)).toContain('call reported: finished');
});

test('an event of a name that is not known is taken and needs attention', async () => {
  const event = { ...payLinkEvent('PayLinkVisited', 'H-1', 'l'), event: 'PayLinkRefunded', service: 'paylink' };
  expect(await outcomeOf(await stack.post(event))).toEqual([202, 'parked']);
  expect(await stack.incasso.parked.show(`alphacomm:${event.id}`)).toMatchObject({
    event: 'PayLinkRefunded',
    stage: 'needs-attention',
  });
});

test('an event id that is odd or endless is shortened to one that can be written down', async () => {
  for (const id of [`"' OR 1=1 ${'é'.repeat(2000)}`, 'a b']) {
    expect(await outcomeOf(await stack.post(callEvent('H-none', id)))).toEqual([202, 'parked']);
  }
  const odd = (await parkedIds()).filter((id) => id.startsWith('alphacomm:sha256-'));
  expect(odd).toHaveLength(2);
});

test('one line is logged for each event, and nothing personal is in it', async () => {
  const event = callEvent('H-none');
  await stack.post(event);
  const lines = stack.logged.filter(({ fields }) => fields.eventId === event.id);
  expect(lines).toHaveLength(1);
  expect(lines[0]?.fields).toEqual({
    vendor: 'alphacomm',
    event: 'VoiceCallCompleted',
    eventId: event.id,
    reference: 'H-none',
    outcome: 'parked',
  });
  expect(JSON.stringify(stack.logged)).not.toMatch(/612345678|513703800|guessed/);
});

test('the metrics count events by vendor, event and outcome', async () => {
  const text = await (await fetch(`${stack.receiver.url}/metrics`)).text();
  expect(text).toMatch(
    /^incasso_webhook_events_total\{vendor="alphacomm",event="PayLinkPaid",outcome="delivered"\} \d+$/m,
  );
  expect(text).toMatch(/event="other",outcome="parked"/);
  expect(text).toMatch(/event="none",outcome="not-authentic"/);
  expect(text).toMatch(/^incasso_webhook_duration_seconds_bucket\{vendor="alphacomm",le="\+Inf"\} \d+$/m);
});

test('while Temporal is away, the vendor is told within seconds to deliver again, and the receiver stays alive', async () => {
  const connection = Connection.lazy({ address: `127.0.0.1:${await anyFreePort()}` });
  const client = new Client({ connection });
  const { logger, lines } = createLog();
  const receiver = await startReceiver({ client, taskQueue: 'q', host: '127.0.0.1', port: 0, logger });
  const since = Date.now();
  const response = await fetch(`${receiver.url}/webhooks/alphacomm`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(callEvent('H-1')),
  });
  expect(response.status).toBe(503);
  expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(Date.now() - since).toBeLessThan(8000);
  expect((await fetch(`${receiver.url}/readyz`)).status).toBe(503);
  expect((await fetch(`${receiver.url}/healthz`)).status).toBe(200);
  expect(lines).toMatchObject([{ level: 'error', fields: { outcome: 'unavailable', reference: 'H-1' } }]);
  await receiver.close();
  await connection.close();
  expect((await fetch(`${stack.receiver.url}/readyz`)).status).toBe(200);
});

test('a port that is in use, and missing credentials, are one clear line each, and nothing listens', async () => {
  const port = await anyFreePort();
  const other = createServer().listen(port, '127.0.0.1');
  await until('it listens', () => other.listening);
  const { client, taskQueue } = stack;
  const starting = startReceiver({ client, taskQueue, host: '127.0.0.1', port, logger: createLog().logger });
  await expect(starting).rejects.toThrow(ReceiverAddressError);
  await expect(starting).rejects.toThrow(`127.0.0.1:${port} is in use: stop what listens there, or set WEBHOOK_PORT`);
  other.close();
  await expect(runWebhooks({ insecure: false })).rejects.toThrow(
    /WEBHOOK_USERNAME[^\n]*\n.*WEBHOOK_PASSWORD[^\n]*\n.*--insecure/,
  );
});

test('what is under way when the receiver is told to stop is still answered', async () => {
  const { client, taskQueue } = stack;
  const receiver = await startReceiver({ client, taskQueue, host: '127.0.0.1', port: 0, logger: createLog().logger });
  const answers = [1, 2, 3].map(() =>
    fetch(`${receiver.url}/webhooks/alphacomm`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(callEvent('H-none')),
    }),
  );
  await until('they arrived', async () =>
    (await (await fetch(`${receiver.url}/metrics`)).text()).includes('outcome="parked"'),
  );
  await receiver.close();
  for (const answer of await Promise.all(answers)) expect(answer.status).toBe(202);
});

/** Posts without saying how long the body is, all of it, whatever the answer may be. HTTP's own clients stop at an answer. */
async function postInPieces(pieces: Iterable<Buffer>): Promise<number> {
  const { hostname, port } = new URL(stack.receiver.url);
  const socket = connect(Number(port), hostname);
  let answer = '';
  socket.on('data', (data) => {
    answer += data;
  });
  const head = ['POST /webhooks/alphacomm HTTP/1.1', `host: ${hostname}`, `authorization: ${basic(CREDENTIALS)}`];
  socket.write([...head, 'content-type: application/json', 'transfer-encoding: chunked', '', ''].join('\r\n'));
  for (const piece of pieces) {
    socket.write(`${piece.length.toString(16)}\r\n`);
    socket.write(piece);
    if (!socket.write('\r\n')) await once(socket, 'drain');
  }
  socket.write('0\r\n\r\n');
  const status = await until('an answer', () => /^HTTP\/1.1 (\d+)/.exec(answer)?.[1]);
  socket.destroy();
  return Number(status);
}
