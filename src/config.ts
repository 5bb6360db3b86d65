import { z } from 'zod';
import { parseTransactionTypes } from './domain/bacs/transaction-types.js';
import { durationForm, formatDuration, parseDuration } from './domain/duration.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment cannot be used. `lines` has one line for each fault, in words for the person who sets variables. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly lines: string[]) {
    super(lines.join('\n'));
  }
}

// A fault's text continues a sentence that begins with the value.
const fault = (context: z.RefinementCtx<string>, message: string): never => {
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
};

const duration = (leastMs: number, mostMs = Number.POSITIVE_INFINITY) =>
  z.string().transform((text, context) => {
    const ms = parseDuration(text);
    if (ms === undefined) return fault(context, `is not a duration, ${durationForm}`);
    if (ms < leastMs) return fault(context, `is too short, write ${formatDuration(leastMs)} or more`);
    if (ms > mostMs) return fault(context, `is too long, write ${formatDuration(mostMs)} or less`);
    return ms;
  });

const wholeNumber = (least: number, most: number) =>
  z.string().transform((text, context) => {
    const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (number >= least && number <= most) return number;
    return fault(context, `is not a whole number from ${least} to ${most}`);
  });

const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);

// Kept as it was written, since the vendor's address is used as it stands: `URL` would add a slash.
const url = z.string().transform((text, context) => {
  const parsed = URL.canParse(text) ? new URL(text) : undefined;
  if (!parsed || !/^https?:\/\//i.test(text)) {
    return fault(context, 'is not an address, write one that begins with https://');
  }
  if (parsed.username || parsed.password) return fault(context, 'has credentials inside, leave them out');
  if (parsed.protocol === 'http:' && !isLoopback(parsed.hostname)) {
    return fault(context, 'is not encrypted, write https:// (http:// is for loopback only)');
  }
  return text;
});

const text = (form: RegExp, message: string) => z.string().regex(form, message);
const headerText = text(
  /^[\x21-\x7e]+$/,
  'has characters that a header cannot carry, write visible ASCII without spaces',
);
const filePath = text(/^[^\0]+$/, 'is not a path');

/** Scheme, host and port alone: paths are added behind it. */
const origin = url.transform((address) => address.replace(/\/+$/, ''));

const email = z.string().regex(/^[^\s@]+@[^\s@]+$/, 'is not an e-mail address');

const paths = z.string().transform((json, context) => {
  try {
    return z.record(z.string(), z.string().startsWith('/')).parse(JSON.parse(json));
  } catch {
    return fault(
      context,
      'is not a table of paths, write {"files.upload":"/payments-service/api/file/upload/{profileId}"}',
    );
  }
});

const transactionTypes = z.string().transform((text, context) => {
  const { types, faults } = parseTransactionTypes(text);
  return faults.length === 0 ? types : fault(context, `is wrong: ${faults.join('; ')}`);
});

// Several while keys are changed: the first encrypts, all decrypt.
const payloadKeys = z.string().transform((keys, context) => {
  if (keys.split(',').every((key) => /^[A-Za-z0-9+/_-]{43}=?$/.test(key.trim()))) return keys;
  return fault(context, 'is not a key, write 32 random bytes in base64 (openssl rand -base64 32)');
});

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

interface Variable {
  meaning: string;
  schema: z.ZodType<unknown, string>;
  /** As it would be written in the environment. */
  default?: string;
  /** May stay unset without a default: what it says is off then. */
  optional?: true;
  /** Never shown, neither in an error nor anywhere else. */
  secret?: true;
}

const variables = {
  ALPHACOMM_URL: {
    meaning: 'the complete GraphQL address of CollectMAXX, used as it stands',
    default: 'https://reminders.alphacommapi.com/v1',
    schema: url,
  },
  ALPHACOMM_API_KEY: { meaning: 'the API key of CollectMAXX (X-AUTH-TOKEN)', secret: true, schema: headerText },
  ACCEPTEASY_URL: {
    meaning: 'the origin of AcceptEasy; the code adds /v2/…',
    default: 'https://api.acceptemail.com',
    schema: origin,
  },
  ACCEPTEASY_USERNAME: {
    meaning: 'the account name at AcceptEasy (Basic authentication)',
    schema: text(/^[\x20-\x39\x3b-\x7e]+$/, 'is not a user name, write visible ASCII without a colon'),
  },
  ACCEPTEASY_PASSWORD: { meaning: 'the key of that account', secret: true, schema: headerText },
  PTX_URL: {
    meaning: 'the origin of PTX; the code adds /payments-service/api/…',
    default: 'https://uk.pt-x.com',
    schema: origin,
  },
  PTX_EMAIL: { meaning: 'the login of the PTX user; only one process may use it at a time', schema: email },
  PTX_PASSWORD: { meaning: 'the password of that user', secret: true, schema: text(/^.+$/, 'is empty') },
  PTX_APPROVER_EMAIL: {
    meaning: 'a second PTX user, used for approvals only; the one login approves when unset',
    optional: true,
    schema: email,
  },
  PTX_APPROVER_PASSWORD: {
    meaning: 'the password of the second PTX user',
    optional: true,
    secret: true,
    schema: text(/^.+$/, 'is empty'),
  },
  PTX_REALM: {
    meaning: 'the realm of the queries for users and roles, as Bottomline support names it',
    optional: true,
    schema: text(/^[\w.:-]+$/, 'is not a realm, write it as Bottomline support gave it'),
  },
  PTX_PATHS: {
    meaning: 'paths of PTX that differ from the documented ones: JSON of operation id to path',
    optional: true,
    schema: paths,
  },
  PTX_TRANSACTION_TYPES: {
    meaning: "PTX's index of a Bacs transaction code beyond 99, 01 and 0N: 17=3,18=4",
    optional: true,
    schema: transactionTypes,
  },
  PTX_CUT_OFF: {
    meaning: 'the last input of a day, in London time',
    default: '21:30',
    schema: text(/^([01]\d|2[0-3]):[0-5]\d$/, 'is not a time of day, write 21:30'),
  },
  PTX_SETTLE: {
    meaning: 'how long a write in flight may take to land before "not there" counts',
    default: '5s',
    schema: duration(0, 3_600_000),
  },
  PTX_CONCURRENCY: { meaning: 'how many calls to PTX are under way at once', default: '8', schema: wholeNumber(1, 64) },
  INCASSO_DATA_DIR: {
    meaning: 'the folder that keeps reports and exports, by id',
    default: '.incasso/data',
    schema: filePath,
  },
  WEBHOOK_HOST: {
    meaning: 'the address that the webhook receiver listens on',
    default: '127.0.0.1',
    schema: text(/^[\w.:%-]+$/, 'is not a host, write an IP address or a host name'),
  },
  WEBHOOK_PORT: {
    meaning: 'the port of the webhook receiver; 0 takes a free one',
    default: '8080',
    schema: wholeNumber(0, 65_535),
  },
  WEBHOOK_USERNAME: {
    meaning: 'the user name that vendors send with their webhooks (Basic authentication)',
    schema: text(/^[\x20-\x39\x3b-\x7e]+$/, 'is not a user name, write visible ASCII without a colon'),
  },
  WEBHOOK_PASSWORD: {
    meaning: 'the password that vendors send with their webhooks (Basic authentication)',
    secret: true,
    schema: text(/^[\x20-\x7e]+$/, 'has characters that Basic authentication cannot carry, write visible ASCII'),
  },
  INCASSO_TASK_QUEUE_PREFIX: {
    meaning: 'the prefix of the task queues',
    default: 'incasso',
    schema: text(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'is not a prefix, write letters, digits and . _ - (at most 100)'),
  },
  INCASSO_HTTP_TIMEOUT: {
    meaning: 'how long one call to a vendor may take',
    default: '30s',
    schema: duration(1_000, 3_600_000),
  },
  INCASSO_IMPORT_WINDOW: {
    meaning: 'how long a lost import answer is looked up before it counts as absent',
    default: '2h',
    schema: duration(1_000),
  },
  INCASSO_PAYLOAD_KEY: {
    meaning:
      'encrypts the payloads in Temporal, the same for every process: 32 bytes in base64, after it by commas the older keys',
    optional: true,
    secret: true,
    schema: payloadKeys,
  },
  INCASSO_SWEEP_INTERVAL: {
    meaning: 'how often the sweeps run, from 1s',
    default: '15m',
    schema: duration(1_000),
  },
  INCASSO_HEALTH_PORT: {
    meaning: 'the port of a worker for /healthz, /readyz and /metrics; off when unset',
    optional: true,
    schema: wholeNumber(0, 65_535),
  },
  TEMPORAL_CLI_PATH: {
    meaning: 'the temporal command to run as the embedded server; looked for when unset',
    optional: true,
    schema: filePath,
  },
  TEMPORAL_TEST_SERVER_PATH: {
    meaning: 'the time-skipping test server; looked for when unset',
    optional: true,
    schema: filePath,
  },
  LOG_LEVEL: {
    meaning: `how much is logged: ${LOG_LEVELS.join(', ')}`,
    default: 'info',
    schema: z.enum(LOG_LEVELS, { error: `is not a level, write ${LOG_LEVELS.join(', ')}` }),
  },
} as const satisfies Record<string, Variable>;

type Variables = typeof variables;
export type VariableName = keyof Variables;
type ValueOf<V extends Variable> = z.output<V['schema']> | (V extends { optional: true } ? undefined : never);

/** The parsed values of the variables asked for, by name. Durations are in milliseconds. */
export type Config<N extends VariableName = VariableName> = { [name in N]: ValueOf<Variables[name]> };

export type LogLevel = (typeof LOG_LEVELS)[number];

// What compose files write for "not given" is an empty value.
const given = (name: string, env: Environment): string | undefined => (env[name]?.trim() ? env[name] : undefined);

type Reading = { value: unknown } | { line: string };

function readVariable(name: VariableName, env: Environment): Reading {
  const variable: Variable = variables[name];
  const written = given(name, env) ?? variable.default;
  if (written === undefined) {
    return variable.optional ? { value: undefined } : { line: `${name}: is missing, set it to ${variable.meaning}` };
  }
  const parsed = variable.schema.safeParse(written);
  if (parsed.success) return { value: parsed.data };
  // A value with an @ may be an address with a password inside.
  const subject = variable.secret || written.includes('@') ? 'the value' : JSON.stringify(written);
  return { line: `${name}: ${subject} ${parsed.error.issues[0]?.message}` };
}

/**
 * Reads the variables that a command uses, and no others: what it does not name may be missing or wrong.
 * Throws `ConfigError` with a line for every fault at once.
 */
export function readConfig<const N extends VariableName>(
  names: readonly N[],
  env: Environment = process.env,
): Config<N> {
  const readings = names.map((name) => [name, readVariable(name, env)] as const);
  const lines = readings.flatMap(([, reading]) => ('line' in reading ? [reading.line] : []));
  if (lines.length > 0) throw new ConfigError([...new Set(lines)]);
  const values = readings.map(([name, reading]) => [name, 'value' in reading ? reading.value : undefined]);
  return Object.fromEntries(values) as Config<N>; // Each value is its own schema's output.
}

/** The vendors that there is code for, and the variables that a worker for each of them uses. */
export const vendorVariables = {
  alphacomm: ['ALPHACOMM_URL', 'ALPHACOMM_API_KEY'],
  accepteasy: ['ACCEPTEASY_URL', 'ACCEPTEASY_USERNAME', 'ACCEPTEASY_PASSWORD'],
  ptx: [
    'PTX_URL',
    'PTX_EMAIL',
    'PTX_PASSWORD',
    'PTX_APPROVER_EMAIL',
    'PTX_APPROVER_PASSWORD',
    'PTX_REALM',
    'PTX_PATHS',
    'PTX_TRANSACTION_TYPES',
    'PTX_SETTLE',
    'PTX_CONCURRENCY',
    'INCASSO_DATA_DIR',
    'INCASSO_SWEEP_INTERVAL',
  ],
} as const satisfies Record<string, readonly VariableName[]>;

export type Vendor = keyof typeof vendorVariables;

const vendors = Object.keys(vendorVariables) as Vendor[];

const isNeeded = (name: VariableName): boolean => !('default' in variables[name] || 'optional' in variables[name]);

/** The vendors for which every variable without a default is set; none of the values is checked yet. */
export function configuredVendors(env: Environment = process.env): Vendor[] {
  const isSet = (name: VariableName) => given(name, env) !== undefined;
  return vendors.filter((vendor) => vendorVariables[vendor].filter(isNeeded).every(isSet));
}

/** The vendors of `--vendors a,b`, or the configured ones when it was not given; `ConfigError` for unknown ones or none. */
export function chosenVendors(option: string | undefined, env: Environment = process.env): Vendor[] {
  if (option === undefined) {
    const configured = configuredVendors(env);
    if (configured.length > 0) return configured;
    const needs = vendors.map((vendor) => `${vendor} needs ${vendorVariables[vendor].filter(isNeeded).join(', ')}`);
    throw new ConfigError([`no vendor is configured: ${needs.join('; ')}`]);
  }
  const names = option.split(',').map((name) => name.trim());
  const isVendor = (name: string): name is Vendor => vendors.some((vendor) => vendor === name);
  const unknown = names.filter((name) => !isVendor(name));
  if (unknown.length > 0) {
    throw new ConfigError(
      unknown.map((name) => `--vendors: ${JSON.stringify(name)} is not a vendor, write ${vendors.join(',')}`),
    );
  }
  return [...new Set(names.filter(isVendor))];
}

export interface VariableDescription {
  name: string;
  meaning: string;
  /** Undefined: it has none, and is either needed or off. */
  default: string | undefined;
  required: boolean;
  secret: boolean;
  /** `temporal`: read by Temporal's own configuration, which `TEMPORAL_CONFIG_FILE` can replace. */
  readBy: 'incasso' | 'temporal';
}

const temporals: readonly (readonly [name: string, meaning: string, default_?: string])[] = [
  ['TEMPORAL_ADDRESS', 'host and port of the Temporal server', 'localhost:7233'],
  ['TEMPORAL_NAMESPACE', 'the namespace that the cases live in', 'default'],
  ['TEMPORAL_API_KEY', 'the API key of Temporal Cloud'],
  ['TEMPORAL_PROFILE', 'the profile of the configuration file to use', 'default'],
  [
    'TEMPORAL_CONFIG_FILE',
    "Temporal's configuration file (TOML)",
    "temporalio/temporal.toml in the user's configuration folder",
  ],
  ['TEMPORAL_TLS', 'whether to connect by TLS', 'false; true with an API key'],
  ['TEMPORAL_TLS_CLIENT_CERT_PATH', 'the file of the client certificate (mTLS)'],
  ['TEMPORAL_TLS_CLIENT_CERT_DATA', 'the client certificate itself, in PEM'],
  ['TEMPORAL_TLS_CLIENT_KEY_PATH', "the file of the client's private key"],
  ['TEMPORAL_TLS_CLIENT_KEY_DATA', "the client's private key itself, in PEM"],
  ['TEMPORAL_TLS_SERVER_CA_CERT_PATH', "the file of the certificate authority that signed the server's certificate"],
  ['TEMPORAL_TLS_SERVER_CA_CERT_DATA', 'that certificate itself, in PEM'],
  ['TEMPORAL_TLS_SERVER_NAME', "the name to expect in the server's certificate"],
  ['TEMPORAL_TLS_DISABLE_HOST_VERIFICATION', 'true skips the check of that name; never in production', 'false'],
];

/** Every variable of the product, for `--help` and docs/operations.md. */
export function describeVariables(): VariableDescription[] {
  const ours = Object.entries<Variable>(variables).map(([name, variable]) => ({
    name,
    meaning: variable.meaning,
    default: variable.default,
    required: variable.default === undefined && variable.optional !== true,
    secret: variable.secret === true,
    readBy: 'incasso' as const,
  }));
  const theirs = temporals.map(([name, meaning, default_]) => ({
    name,
    meaning,
    default: default_,
    required: false,
    secret: /API_KEY|KEY_DATA/.test(name),
    readBy: 'temporal' as const,
  }));
  return [...ours, ...theirs];
}
