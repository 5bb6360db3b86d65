import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import type { DataConverter, Payload, PayloadCodec } from '@temporalio/common';

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;
const LENGTH_BYTES = 4;
const ENCODING = 'binary/encrypted';
const KEY_ID = 'encryption-key-id';
const VARIABLE = 'INCASSO_PAYLOAD_KEY';

interface PayloadKey {
  /** The first digits of the key's SHA-256: names the key and says nothing about it. */
  id: string;
  secret: Buffer;
}

/**
 * What client, worker and replay need to read each other's payloads. Without a key Temporal stores them as plain JSON;
 * with one it stores AES-256-GCM. `payloadKey` is base64 of 32 bytes; of several, separated by commas, the first encrypts
 * and all decrypt, so a new key is put in front and an old one stays until its last history is gone. Payloads from before
 * the first key stay readable; what is encrypted is refused in plain words where its key is missing. Memos, summaries,
 * heartbeats and current details are payloads too. Search attributes and the messages of failures are never encrypted.
 */
export function createDataConverter(payloadKey: string | undefined): DataConverter {
  const isOff = payloadKey === undefined || payloadKey.trim() === '';
  return { payloadCodecs: [isOff ? plainCodec : createEncryptionCodec(payloadKey)] };
}

/** Leaves all as it is. It is there for who has no key and meets somebody else's: the SDK would only say `Unknown encoding`. */
const plainCodec: PayloadCodec = {
  encode: async (payloads) => payloads,
  decode: async (payloads) => payloads.map((payload) => (isEncrypted(payload) ? decrypt(payload, new Map()) : payload)),
};

function createEncryptionCodec(payloadKey: string): PayloadCodec {
  const keys = payloadKey.split(',').map(parseKey);
  const [first] = keys;
  if (first === undefined) throw new Error(`${VARIABLE} is empty`);
  const byId = new Map(keys.map((key) => [key.id, key]));
  return {
    async encode(payloads) {
      return payloads.map((payload) => encrypt(payload, first));
    },
    async decode(payloads) {
      return payloads.map((payload) => (isEncrypted(payload) ? decrypt(payload, byId) : payload));
    },
  };
}

function isEncrypted({ metadata }: Payload): boolean {
  return text(metadata?.encoding) === ENCODING;
}

function parseKey(base64: string, index: number): PayloadKey {
  const secret = Buffer.from(base64.trim(), 'base64');
  if (secret.length !== 32 || !/^[A-Za-z0-9+/_-]{43}=?$/.test(base64.trim())) {
    throw new Error(`${VARIABLE}: key ${index + 1} is not base64 of 32 bytes; openssl rand -base64 32 makes one`);
  }
  return { id: createHash('sha256').update(secret).digest('hex').slice(0, 8), secret };
}

function encrypt(payload: Payload, { id, secret }: PayloadKey): Payload {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(ALGORITHM, secret, iv);
  const data = Buffer.concat([iv, cipher.update(serialize(payload)), cipher.final(), cipher.getAuthTag()]);
  return { metadata: { encoding: bytes(ENCODING), [KEY_ID]: bytes(id) }, data };
}

function decrypt(payload: Payload, keys: ReadonlyMap<string, PayloadKey>): Payload {
  const id = text(payload.metadata?.[KEY_ID]);
  const key = keys.get(id);
  if (key === undefined) {
    const advice = keys.size === 0 ? 'set it to the keys of the workers' : 'add that key at its end';
    throw new Error(`a payload is encrypted with key ${id}, which ${VARIABLE} does not hold: ${advice}`);
  }
  const data = Buffer.from(payload.data ?? []);
  try {
    const decipher = createDecipheriv(ALGORITHM, key.secret, data.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
    decipher.setAuthTag(data.subarray(-TAG_BYTES));
    return deserialize(Buffer.concat([decipher.update(data.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]));
  } catch (error) {
    throw new Error(`a payload encrypted with key ${id} was changed after it was written: it cannot be read`, {
      cause: error,
    });
  }
}

/** The metadata as JSON after its length, then the data as it is. */
function serialize({ metadata, data }: Payload): Buffer {
  const entries = Object.entries(metadata ?? {}).map(([name, value]) => [name, Buffer.from(value).toString('base64')]);
  const head = Buffer.from(JSON.stringify(Object.fromEntries(entries)));
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(head.length);
  return Buffer.concat([length, head, data ?? new Uint8Array()]);
}

function deserialize(plain: Buffer): Payload {
  const end = LENGTH_BYTES + plain.readUInt32BE(0);
  const head: Record<string, string> = JSON.parse(plain.toString('utf8', LENGTH_BYTES, end));
  const metadata = Object.entries(head).map(([name, value]) => [name, Buffer.from(value, 'base64')]);
  return { metadata: Object.fromEntries(metadata), data: plain.subarray(end) };
}

function bytes(value: string): Uint8Array {
  return Buffer.from(value);
}

function text(value: Uint8Array | null | undefined): string {
  return Buffer.from(value ?? []).toString('utf8');
}
