import { z } from 'zod';
import {
  duration,
  email,
  filePath,
  headerText,
  origin,
  paths,
  payloadKeys,
  text,
  transactionTypes,
  url,
  wholeNumber,
} from './values.js';

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** A variable of the environment. */
export interface Variable {
  meaning: string;
  schema: z.ZodType<unknown, string>;
  /** As it would be written in the environment. */
  default?: string;
  /** May stay unset without a default: what it says is off then. */
  optional?: true;
  /** Never shown, neither in an error nor anywhere else. */
  secret?: true;
}

/** Every variable of the product. */
export const variables = {
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
  INCASSO_LODGEMENT_DAYS: {
    meaning: 'working days from the lodging of a Direct Debit instruction to the first collection on it',
    default: '5',
    schema: wholeNumber(2, 60),
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

/** What Temporal's own configuration reads: name, meaning, default. */
export const temporals: readonly (readonly [name: string, meaning: string, default_?: string])[] = [
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
