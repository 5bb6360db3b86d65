import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { get } from 'node:http';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { Client } from '@temporalio/client';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import { main } from '../../src/cli/main.js';
import { createDataConverter } from '../../src/temporal/data-converter.js';
import { type CodecServerSettings, startCodecServer } from '../../src/workers/codec-server.js';
import { createTerminal, withEnv } from '../cli/support.js';
import { createLog } from '../support/fixtures.js';
import { atEnd, startRealServer, temporalBinary } from '../support/servers.js';
import { until } from '../support/until.js';

const DEBTOR = { name: 'J. Jansen', iban: 'NL91ABNA0417164300' };
const UI = 'http://localhost:8233';
const keyA = randomBytes(32).toString('base64');
const keyB = randomBytes(32).toString('base64');

interface JsonPayload {
  metadata?: Record<string, string>;
  data?: string;
}

async function start(payloadKey: string, more: Partial<CodecServerSettings> = {}) {
  const { lines, logger } = createLog();
  const settings = { payloadKey, host: '127.0.0.1', port: 0, uiOrigins: [UI], logger, ...more };
  const server = await startCodecServer(settings);
  atEnd(() => server.close());
  return { ...server, lines };
}

async function post(url: string, body: unknown, headers: Record<string, string> = {}) {
  const sent = { 'content-type': 'application/json', 'x-namespace': 'default', ...headers };
  const response = await fetch(url, { method: 'POST', headers: sent, body: JSON.stringify(body) });
  const answer = (await response.json()) as { payloads?: JsonPayload[]; error?: string };
  return { status: response.status, headers: response.headers, ...answer };
}

/** A value as Temporal stores it under a key, in the JSON form of its protobuf message. */
async function stored(payloadKey: string, value: unknown): Promise<JsonPayload> {
  const [codec] = createDataConverter(payloadKey).payloadCodecs ?? [];
  const payload = defaultPayloadConverter.toPayload(value);
  const [encrypted = payload] = (await codec?.encode([payload])) ?? [];
  return json(encrypted);
}

function json({ metadata, data }: Payload): JsonPayload {
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
  const entries = Object.entries(metadata ?? {}).map(([name, value]) => [name, base64(value)]);
  return { metadata: Object.fromEntries(entries), data: base64(data ?? new Uint8Array()) };
}

const text = (payload: JsonPayload | undefined) => Buffer.from(payload?.data ?? '', 'base64').toString();
const encodingOf = (payload: JsonPayload | undefined) =>
  Buffer.from(payload?.metadata?.encoding ?? '', 'base64').toString();

test('what a worker has encrypted is decrypted, in its order, and what was never encrypted comes back as it is', async () => {
  const { url, lines } = await start(keyA);
  const plain = json(defaultPayloadConverter.toPayload('plain'));
  const { status, payloads } = await post(`${url}/decode`, {
    payloads: [await stored(keyA, DEBTOR), plain, await stored(keyA, undefined)],
  });
  expect(status).toBe(200);
  expect(payloads?.map(text)).toEqual([JSON.stringify(DEBTOR), '"plain"', '']);
  expect(payloads?.map(encodingOf)).toEqual(['json/plain', 'json/plain', 'binary/null']);
  expect(lines).toEqual([
    { level: 'info', text: 'payloads read', fields: { way: 'decode', namespace: 'default', payloads: 3 } },
  ]);
});

test('what is encoded for a worker can be read with the key, and with no other', async () => {
  const { url } = await start(keyA);
  const { payloads } = await post(`${url}/encode`, { payloads: [json(defaultPayloadConverter.toPayload(DEBTOR))] });
  expect(encodingOf(payloads?.[0])).toBe('binary/encrypted');
  expect(text(payloads?.[0])).not.toContain('Jansen');
  expect(text((await post(`${url}/decode`, { payloads })).payloads?.[0])).toBe(JSON.stringify(DEBTOR));
  const other = await start(keyB);
  expect(await post(`${other.url}/decode`, { payloads })).toMatchObject({ status: 400 });
});

test('after a rotation the old key behind the new one still reads, and the new one writes', async () => {
  const { url } = await start(`${keyB},${keyA}`);
  const { payloads } = await post(`${url}/decode`, {
    payloads: [await stored(keyA, 'old'), await stored(keyB, 'new')],
  });
  expect(payloads?.map(text)).toEqual(['"old"', '"new"']);
  const { payloads: encoded } = await post(`${url}/encode`, { payloads });
  const fresh = await start(keyB);
  expect((await post(`${fresh.url}/decode`, { payloads: encoded })).payloads?.map(text)).toEqual(['"old"', '"new"']);
});

test('a payload of another key, or one that was changed, is refused in words that hold nothing of it', async () => {
  const { url, lines } = await start(keyA);
  const foreign = await post(`${url}/decode`, { payloads: [await stored(keyB, DEBTOR)] });
  expect(foreign).toMatchObject({
    status: 400,
    error: expect.stringMatching(
      /^a payload is encrypted with key [0-9a-f]{8}, which INCASSO_PAYLOAD_KEY does not hold/,
    ),
  });
  const whole = await stored(keyA, DEBTOR);
  const bytes = Buffer.from(whole.data ?? '', 'base64');
  bytes[20] = (bytes[20] ?? 0) ^ 1;
  const changed = await post(`${url}/decode`, { payloads: [{ ...whole, data: bytes.toString('base64') }] });
  expect(changed).toMatchObject({ status: 400, error: expect.stringContaining('was changed after it was written') });
  expect(lines.map(({ level }) => level)).toEqual(['warn', 'warn']);
});

test.each([
  ['no payloads', {}],
  ['payloads that are no list', { payloads: 'all' }],
  ['bytes that are not base64', { payloads: [{ data: '*' }] }],
])('%s are refused', async (_, body) => {
  const { url } = await start(keyA);
  expect(await post(`${url}/decode`, body)).toMatchObject({ status: 400, error: expect.stringContaining('payloads') });
});

test('only JSON is read, and only by POST', async () => {
  const { url } = await start(keyA);
  const body = JSON.stringify({ payloads: [] });
  const typed = await fetch(`${url}/decode`, { method: 'POST', headers: { 'content-type': 'text/plain' }, body });
  expect(typed.status).toBe(400);
  expect((await fetch(`${url}/decode`)).status).toBe(404);
});

test("the page of the Temporal UI is let in by the browser's question before it, and no other page", async () => {
  const { url } = await start(keyA);
  const ask = (origin: string) =>
    fetch(`${url}/decode`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,x-namespace',
      },
    });
  const allowed = await ask(UI);
  expect([allowed.status, allowed.headers.get('access-control-allow-origin')]).toEqual([204, UI]);
  expect(allowed.headers.get('access-control-allow-headers')).toContain('x-namespace');
  const refused = await ask('https://example.com');
  expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([403, null]);
  const payloads = [await stored(keyA, DEBTOR)];
  const read = await post(`${url}/decode`, { payloads }, { origin: UI });
  expect([read.status, read.headers.get('access-control-allow-origin')]).toEqual([200, UI]);
  const foreign = await post(`${url}/decode`, { payloads }, { origin: 'https://example.com' });
  expect(foreign).toMatchObject({ status: 403, error: expect.stringContaining('--ui-origin') });
  expect(foreign.payloads).toBeUndefined();
});

test('on loopback nobody asks under a name from outside, so that no page gets in by renaming itself', async () => {
  const { url } = await start(keyA);
  const status = await new Promise((resolve, reject) => {
    get(`${url}/healthz`, { headers: { host: 'example.com' } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).once('error', reject);
  });
  expect(status).toBe(403);
});

test('the command listens on loopback, says when it is ready, and goes no further without being told', async () => {
  const { io, written, stop } = createTerminal();
  const port = String(21_000 + (process.pid % 10_000));
  const env = { INCASSO_PAYLOAD_KEY: keyA, LOG_LEVEL: 'silent' };
  const running = withEnv(env, () => main(['codec', '--port', port], io));
  await until('it is ready', () => written.err === 'ready\n');
  const { payloads } = await post(`http://127.0.0.1:${port}/decode`, { payloads: [await stored(keyA, DEBTOR)] });
  expect(text(payloads?.[0])).toBe(JSON.stringify(DEBTOR));
  stop();
  expect(await running).toBe(0);
  await expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow();

  const refused = createTerminal();
  expect(await withEnv(env, () => main(['codec', '--host', '0.0.0.0'], refused.io))).toBe(2);
  expect(refused.written.err).toMatch(/^--host 0\.0\.0\.0: whoever reaches it can read everything; .*--insecure.*\n$/);
  const keyless = createTerminal();
  expect(await withEnv({ INCASSO_PAYLOAD_KEY: '' }, () => main(['codec'], keyless.io))).toBe(2);
  expect(keyless.written.err).toBe('INCASSO_PAYLOAD_KEY: is missing, set it to the keys of the workers\n');
});

test("Temporal's own command shows a name only by the codec server", async () => {
  const { env, server } = await startRealServer();
  const { url } = await start(keyA);
  const client = new Client({ connection: env.connection, dataConverter: createDataConverter(keyA) });
  await client.workflow.start('nobody', { workflowId: 'codec-1', taskQueue: 'nobody', args: [DEBTOR] });
  const show = async (...more: string[]) => {
    const args = ['workflow', 'show', '--workflow-id', 'codec-1', '--output', 'json', '--address', server.address];
    const { stdout } = await promisify(execFile)(temporalBinary(), [...args, ...more]);
    return stdout.includes('Jansen') || stdout.includes(Buffer.from(JSON.stringify(DEBTOR)).toString('base64'));
  };
  expect([await show(), await show('--codec-endpoint', url)]).toEqual([false, true]);
});
