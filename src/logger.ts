import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger } from 'pino';

export interface LoggerOptions {
  level: string;
  /** The process that speaks: `worker`, `webhooks`. */
  name: string;
  /** Where the lines go; stderr when left out, since stdout is for what a command answers. */
  destination?: DestinationStream;
}

const SECRETS = ['authorization', 'x-auth-token', 'apiKey', 'token', 'password', 'secret', 'cookie', 'set-cookie'];
const PERSONAL = [
  ...['debtor', 'name', 'firstName', 'lastName', 'personFamilyName', 'birthDate', 'personBirthDay'],
  ...['email', 'emails', 'toMailAddress', 'phone', 'phones', 'toPhoneNumbers', 'remoteNumber'],
  ...['address', 'addressLines', 'postcode', 'iban', 'sortCode', 'accountNumber', 'accountName'],
  ...['description', 'invoiceDescription', 'shortUrl', 'body'],
];
const DEEPEST = 8;

// Compared in small letters without separators, so that one entry covers `api_key`, `apiKey` and `API-KEY`.
const bare = (key: string): string => key.toLowerCase().replaceAll(/[^a-z]/g, '');
const HIDDEN = new Set([...SECRETS, ...PERSONAL].map(bare));

const redactFields = (fields: object, depth: number): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields).map(([key, item]) => [key, HIDDEN.has(bare(key)) ? '[hidden]' : redact(item, depth)]),
  );

function redact(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null || 'toJSON' in value) return value;
  if (depth === DEEPEST) return '[deeper]'; // Also where a circle ends.
  if (value instanceof Error) {
    return { ...redactFields(pino.stdSerializers.err(value), depth + 1), name: value.name };
  }
  return Array.isArray(value) ? value.map((item) => redact(item, depth + 1)) : redactFields(value, depth + 1);
}

/**
 * Makes the log of a process: a line of JSON for each event, times in UTC. Values under the names of secrets and of
 * personal data are hidden at any depth; messages are not looked into, so they never carry such values.
 */
export function createLogger({ level, name, destination }: LoggerOptions): Logger {
  return pino(
    {
      level,
      base: { process: name, pid: process.pid },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      // pino's own redaction names a depth, and a vendor's error may hold its headers at any: so fields are walked.
      // What is bound to a child passes the formatters by, and only pino's redaction reaches it.
      formatters: { level: (label) => ({ level: label }), log: (fields) => redactFields(fields, 0) },
      redact: { paths: [...SECRETS, ...PERSONAL].map((key) => `["${key}"]`), censor: '[hidden]' },
    },
    destination ?? pino.destination({ dest: 2, sync: true }), // Synchronous: a killed process loses no line.
  );
}
