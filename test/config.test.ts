import { expect, test } from '@jest/globals';
import {
  ConfigError,
  chosenVendors,
  configuredVendors,
  describeVariables,
  type Environment,
  readConfig,
  type VariableName,
} from '../src/config.js';

function faultsOf(read: () => unknown): string[] {
  try {
    read();
  } catch (error) {
    if (error instanceof ConfigError) return error.lines;
    throw error;
  }
  return [];
}

const faults = (name: VariableName, value: string) => faultsOf(() => readConfig([name], { [name]: value }));

test('a command is given the values of the variables that it names, parsed', () => {
  const config = readConfig(['ALPHACOMM_URL', 'ALPHACOMM_API_KEY', 'INCASSO_HTTP_TIMEOUT', 'WEBHOOK_PORT'], {
    ALPHACOMM_API_KEY: 'key',
    INCASSO_HTTP_TIMEOUT: '15m',
  });
  const timeoutMs: number = config.INCASSO_HTTP_TIMEOUT;
  expect(timeoutMs).toBe(900_000);
  expect(config).toEqual({
    ALPHACOMM_URL: 'https://reminders.alphacommapi.com/v1',
    ALPHACOMM_API_KEY: 'key',
    INCASSO_HTTP_TIMEOUT: 900_000,
    WEBHOOK_PORT: 8080,
  });
});

test('a command requires only the variables that it uses', () => {
  const env = { INCASSO_HTTP_TIMEOUT: 'abc', ALPHACOMM_URL: 'nonsense' };
  expect(readConfig(['INCASSO_TASK_QUEUE_PREFIX'], env)).toEqual({ INCASSO_TASK_QUEUE_PREFIX: 'incasso' });
});

test('all faults are told at once, a line for each variable', () => {
  const names = ['ALPHACOMM_API_KEY', 'INCASSO_HTTP_TIMEOUT', 'WEBHOOK_PORT', 'LOG_LEVEL'] as const;
  const env = { INCASSO_HTTP_TIMEOUT: 'abc', WEBHOOK_PORT: '99999', LOG_LEVEL: 'loud' };
  expect(faultsOf(() => readConfig(names, env))).toEqual([
    'ALPHACOMM_API_KEY: is missing, set it to the API key of CollectMAXX (X-AUTH-TOKEN)',
    'INCASSO_HTTP_TIMEOUT: "abc" is not a duration, write 30s, 15m, 36h or 14d',
    'WEBHOOK_PORT: "99999" is not a whole number from 0 to 65535',
    'LOG_LEVEL: "loud" is not a level, write fatal, error, warn, info, debug, trace, silent',
  ]);
});

test('an empty value counts as none, as compose files write it', () => {
  const env = { WEBHOOK_PORT: '', INCASSO_HEALTH_PORT: ' ', WEBHOOK_PASSWORD: '' };
  expect(readConfig(['WEBHOOK_PORT', 'INCASSO_HEALTH_PORT'], env)).toEqual({
    WEBHOOK_PORT: 8080,
    INCASSO_HEALTH_PORT: undefined,
  });
  expect(faultsOf(() => readConfig(['WEBHOOK_PASSWORD'], env))).toHaveLength(1);
});

test.each([
  'https://reminders.alphacommapi.com/v1',
  'https://proxy.example.com:8443/collect/graphql?tenant=1',
  'http://127.0.0.1:9000',
  'http://127.8.9.1/v1',
  'http://localhost:9000/v1',
  'http://[::1]:9000/v1',
])('a vendor address is used as it stands: %s', (url) => {
  expect(readConfig(['ALPHACOMM_URL'], { ALPHACOMM_URL: url })).toEqual({ ALPHACOMM_URL: url });
});

test.each([
  ['http://reminders.alphacommapi.com/v1', 'is not encrypted, write https:// (http:// is for loopback only)'],
  ['http://127.0.0.1.example.com/', 'is not encrypted, write https:// (http:// is for loopback only)'],
  ['http://localhost.example.com/', 'is not encrypted, write https:// (http:// is for loopback only)'],
  ['http://192.168.1.5/', 'is not encrypted, write https:// (http:// is for loopback only)'],
  ['http://[::2]/', 'is not encrypted, write https:// (http:// is for loopback only)'],
  ['ftp://example.com/', 'is not an address, write one that begins with https://'],
  ['reminders.alphacommapi.com/v1', 'is not an address, write one that begins with https://'],
  ['https:reminders.alphacommapi.com', 'is not an address, write one that begins with https://'],
  ['https://', 'is not an address, write one that begins with https://'],
])('a vendor address has to be safe: %s', (url, message) => {
  expect(faults('ALPHACOMM_URL', url)).toEqual([`ALPHACOMM_URL: "${url}" ${message}`]);
});

test.each<[VariableName, string]>([
  ['ALPHACOMM_API_KEY', 'hush hush'],
  ['ALPHACOMM_API_KEY', 'hush\n'],
  ['WEBHOOK_PASSWORD', 'hush\u0007'],
  ['INCASSO_PAYLOAD_KEY', 'hush'],
  ['ALPHACOMM_URL', 'https://user:hush@example.com/'],
])('a wrong secret is not repeated in its fault: %s', (name, value) => {
  const [line, ...others] = faults(name, value);
  expect(line).toMatch(new RegExp(`^${name}: the value (is|has) .*, (write|leave) `));
  expect(line).not.toContain('hush');
  expect(others).toEqual([]);
});

test.each<[VariableName, string, string]>([
  ['INCASSO_HTTP_TIMEOUT', '0s', 'is too short, write 1s or more'],
  ['INCASSO_HTTP_TIMEOUT', '2h', 'is too long, write 1h or less'],
  ['INCASSO_SWEEP_INTERVAL', '0s', 'is too short, write 1s or more'],
  ['INCASSO_SWEEP_INTERVAL', '15', 'is not a duration, write 30s, 15m, 36h or 14d'],
  ['INCASSO_TASK_QUEUE_PREFIX', 'a b', 'is not a prefix, write letters, digits and . _ - (at most 100)'],
  ['WEBHOOK_PORT', '80.5', 'is not a whole number from 0 to 65535'],
  ['WEBHOOK_PORT', '-1', 'is not a whole number from 0 to 65535'],
  ['WEBHOOK_PORT', '0x50', 'is not a whole number from 0 to 65535'],
  ['WEBHOOK_HOST', 'http://here', 'is not a host, write an IP address or a host name'],
  ['WEBHOOK_USERNAME', 'a:b', 'is not a user name, write visible ASCII without a colon'],
])('a wrong value is one line that says what to write: %s=%s', (name, value, message) => {
  expect(faults(name, value)).toEqual([`${name}: "${value}" ${message}`]);
});

test('a payload key is 32 bytes, and the older keys may stand after it', () => {
  const [key, older] = [Buffer.alloc(32, 7).toString('base64'), Buffer.alloc(32, 9).toString('base64')];
  for (const keys of [key, `${key},${older}`]) {
    expect(readConfig(['INCASSO_PAYLOAD_KEY'], { INCASSO_PAYLOAD_KEY: keys }).INCASSO_PAYLOAD_KEY).toBe(keys);
  }
  expect(readConfig(['INCASSO_PAYLOAD_KEY'], {}).INCASSO_PAYLOAD_KEY).toBeUndefined();
  expect(faults('INCASSO_PAYLOAD_KEY', `${key},`)).toHaveLength(1);
});

test.each<[string, Environment, string[]]>([
  ['none without its key', { ALPHACOMM_URL: 'https://example.com' }, []],
  ['none with an empty key', { ALPHACOMM_API_KEY: '' }, []],
  ['with a key', { ALPHACOMM_API_KEY: 'key' }, ['alphacomm']],
  ['with half a login', { PTX_EMAIL: 'payments@example.com' }, []],
  ['with a login', { PTX_EMAIL: 'payments@example.com', PTX_PASSWORD: 'word' }, ['ptx']],
])('a vendor counts as configured by what it cannot do without: %s', (_, env, vendors) => {
  expect(configuredVendors(env)).toEqual(vendors);
});

test('a worker serves the vendors that it is told, else the configured ones, and at least one', () => {
  expect(chosenVendors('alphacomm', {})).toEqual(['alphacomm']);
  expect(chosenVendors('alphacomm, alphacomm', {})).toEqual(['alphacomm']);
  expect(chosenVendors(undefined, { ALPHACOMM_API_KEY: 'key' })).toEqual(['alphacomm']);
  expect(faultsOf(() => chosenVendors(undefined, {}))).toEqual([
    'no vendor is configured: alphacomm needs ALPHACOMM_API_KEY; accepteasy needs ACCEPTEASY_USERNAME, ACCEPTEASY_PASSWORD; ptx needs PTX_EMAIL, PTX_PASSWORD',
  ]);
  expect(faultsOf(() => chosenVendors('alfacomm,', {}))).toEqual([
    '--vendors: "alfacomm" is not a vendor, write alphacomm,accepteasy,ptx',
    '--vendors: "" is not a vendor, write alphacomm,accepteasy,ptx',
  ]);
});

test('settings of PTX are read as tables, times and origins, and a wrong one is named', () => {
  const good = {
    PTX_TRANSACTION_TYPES: '17=3',
    PTX_PATHS: '{"files.upload":"/x/{id}"}',
    PTX_URL: 'https://pt.example/',
  };
  const names = ['PTX_TRANSACTION_TYPES', 'PTX_PATHS', 'PTX_URL', 'PTX_CUT_OFF', 'PTX_SETTLE'] as const;
  expect(readConfig(names, good)).toMatchObject({
    PTX_TRANSACTION_TYPES: { '99': '0', '17': '3' },
    PTX_PATHS: { 'files.upload': '/x/{id}' },
    PTX_URL: 'https://pt.example',
    PTX_CUT_OFF: '21:30',
    PTX_SETTLE: 5_000,
  });
  expect(faults('PTX_TRANSACTION_TYPES', '17')).toEqual([expect.stringContaining('write code=index like 17=3,18=4')]);
  expect(faults('PTX_PATHS', '[]')).toEqual([expect.stringContaining('is not a table of paths')]);
  expect(faults('PTX_CUT_OFF', '24:00')).toEqual([expect.stringContaining('is not a time of day')]);
  expect(faults('PTX_EMAIL', 'nobody')).toEqual([expect.stringContaining('is not an e-mail address')]);
});

test('every variable is described, and every default is a value that it accepts', () => {
  const descriptions = describeVariables();
  const ours = descriptions.filter(({ readBy }) => readBy === 'incasso');
  for (const { name, default: default_, meaning } of descriptions) {
    expect(name).toMatch(/^[A-Z][A-Z_]+$/);
    expect(meaning).not.toBe('');
    if (default_ === undefined) continue;
    if (ours.some((variable) => variable.name === name)) expect(faults(name as VariableName, default_)).toEqual([]);
  }
  expect(ours.filter(({ required }) => required).map(({ name }) => name)).toEqual([
    'ALPHACOMM_API_KEY',
    'ACCEPTEASY_USERNAME',
    'ACCEPTEASY_PASSWORD',
    'PTX_EMAIL',
    'PTX_PASSWORD',
    'WEBHOOK_USERNAME',
    'WEBHOOK_PASSWORD',
  ]);
  expect(descriptions.map(({ name }) => name)).toContain('TEMPORAL_ADDRESS');
});
