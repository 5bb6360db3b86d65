import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { defaultPayloadConverter, type Payload, type PayloadCodec } from '@temporalio/common';
import { createDataConverter } from '../../src/temporal/data-converter.js';

const DEBTOR = { name: 'J. Jansen', iban: 'NL91ABNA0417164300' };
const keyA = randomBytes(32).toString('base64');
const keyB = randomBytes(32).toString('base64');

test.each([undefined, ''])('without a key (%p) payloads are stored and read as they are', async (none) => {
  const payload = payloadOf(DEBTOR);
  expect(await codec(none).encode([payload])).toEqual([payload]);
  expect(await read(none, payload)).toEqual(DEBTOR);
});

test('who has no key is told which one is missing', async () => {
  const [stored] = await codec(keyA).encode([payloadOf(DEBTOR)]);
  await expect(read(undefined, stored)).rejects.toThrow(
    /^a payload is encrypted with key [0-9a-f]{8}, which INCASSO_PAYLOAD_KEY does not hold: set it to the keys of the workers$/,
  );
});

test('with a key nothing readable is stored, and what is read is what was written', async () => {
  const [stored] = await codec(keyA).encode([payloadOf(DEBTOR)]);
  expect(bytesOf(stored)).not.toMatch(/Jansen|ABNA|json/);
  expect(await read(keyA, stored)).toEqual(DEBTOR);
});

test('the same value is stored differently each time', async () => {
  const [one, two] = await codec(keyA).encode([payloadOf(DEBTOR), payloadOf(DEBTOR)]);
  expect(bytesOf(one)).not.toEqual(bytesOf(two));
});

test('no value at all, an empty text and binary data survive', async () => {
  for (const value of [undefined, null, '', new Uint8Array([0, 255, 128])]) {
    const [stored] = await codec(keyA).encode([payloadOf(value)]);
    expect(await read(keyA, stored)).toEqual(value);
  }
});

test('a new key in front encrypts, the old one behind it still reads', async () => {
  const [old] = await codec(keyA).encode([payloadOf(DEBTOR)]);
  const [fresh] = await codec(`${keyB},${keyA}`).encode([payloadOf(DEBTOR)]);
  expect(await read(`${keyB}, ${keyA}`, old)).toEqual(DEBTOR);
  expect(await read(keyB, fresh)).toEqual(DEBTOR);
  await expect(read(keyA, fresh)).rejects.toThrow(
    /^a payload is encrypted with key [0-9a-f]{8}, which INCASSO_PAYLOAD_KEY/,
  );
});

test('what was stored before the first key stays readable', async () => {
  expect(await read(keyA, payloadOf(DEBTOR))).toEqual(DEBTOR);
});

test('a payload that somebody changed is refused', async () => {
  const [stored] = await codec(keyA).encode([payloadOf(DEBTOR)]);
  for (const at of [0, 20, -1]) {
    const data = Buffer.from(stored?.data ?? []);
    data[at < 0 ? data.length + at : at] = (data.at(at) ?? 0) ^ 1;
    await expect(read(keyA, { ...stored, data })).rejects.toThrow('was changed after it was written');
  }
  await expect(read(keyA, { ...stored, data: new Uint8Array(3) })).rejects.toThrow('was changed after it was written');
});

test.each([
  ['too short', randomBytes(16).toString('base64')],
  ['not base64', '*'.repeat(44)],
  ['an empty second key', `${keyA},`],
])('a wrong key is one clear line: %s', (_, key) => {
  expect(() => createDataConverter(key)).toThrow(/^INCASSO_PAYLOAD_KEY: key [12] is not base64 of 32 bytes; .*$/);
});

function codec(key: string | undefined): PayloadCodec {
  const [first] = createDataConverter(key).payloadCodecs ?? [];
  if (first === undefined) throw new Error('no codec');
  return first;
}

async function read(key: string | undefined, stored: Payload | undefined): Promise<unknown> {
  const [payload] = await codec(key).decode([stored ?? {}]);
  return defaultPayloadConverter.fromPayload(payload ?? {});
}

function payloadOf(value: unknown): Payload {
  return defaultPayloadConverter.toPayload(value);
}

function bytesOf(payload: Payload | undefined): string {
  return Buffer.from(payload?.data ?? []).toString('latin1');
}
