import type { Client } from '@temporalio/client';
import type { FastifyInstance } from 'fastify';
import { createEventDelivery } from '../client/delivery.js';
import { ConfigError, readConfig } from '../config.js';
import { createLogger, type Logger } from '../logger.js';
import { connectClient } from '../temporal/connection.js';
import { registerSearchAttributes } from '../temporal/search-attributes.js';
import { accepteasyRoute } from '../webhooks/accepteasy.js';
import { alphacommRoute } from '../webhooks/alphacomm.js';
import type { Credentials } from '../webhooks/credentials.js';
import { createReceiver } from '../webhooks/receiver.js';

export interface ReceiverSettings {
  client: Client;
  taskQueue: string;
  host: string;
  /** 0 takes a free one. */
  port: number;
  /** Without them everybody is let in. */
  credentials?: Credentials;
  logger: Pick<Logger, 'info' | 'warn' | 'error'>;
}

export interface RunningReceiver {
  /** Without a path, for example `http://127.0.0.1:8080`. */
  url: string;
  /** Takes no more requests and lets those that are open end, for at most 10 s. Safe to repeat. */
  close(): Promise<void>;
}

/** The address of the receiver cannot be listened on. The message is one line for the user. */
export class ReceiverAddressError extends Error {
  override readonly name = 'ReceiverAddressError';
}

/** Above the time that one event may take. */
const DRAINED_WITHIN_MS = 10_000;

const VARIABLES = [
  'WEBHOOK_HOST',
  'WEBHOOK_PORT',
  'INCASSO_TASK_QUEUE_PREFIX',
  'INCASSO_PAYLOAD_KEY',
  'LOG_LEVEL',
] as const;
const CREDENTIALS = ['WEBHOOK_USERNAME', 'WEBHOOK_PASSWORD'] as const;

/** Starts the receiver of all vendors' webhooks. Throws `ReceiverAddressError`. The client stays the caller's to close. */
export async function startReceiver({ host, port, ...settings }: ReceiverSettings): Promise<RunningReceiver> {
  const delivery = createEventDelivery(settings.client, settings);
  const app = createReceiver({ ...settings, delivery, vendorRoutes: [alphacommRoute, accepteasyRoute] });
  try {
    const url = await app.listen({ host, port });
    return { url, close: () => drain(app) };
  } catch (error) {
    await app.close();
    throw new ReceiverAddressError(`${host}:${port} ${problemOf(error)}`, { cause: error });
  }
}

/** A sender that never ends its request must not hold up the end for ever. */
async function drain(app: FastifyInstance): Promise<void> {
  const cut = setTimeout(() => app.server.closeAllConnections(), DRAINED_WITHIN_MS);
  try {
    await app.close();
  } finally {
    clearTimeout(cut);
  }
}

/**
 * The `webhooks` process: reads its configuration, says `ready` when it takes webhooks, and drains when it is told to
 * stop. Throws `ConfigError` without credentials, unless it is `insecure`, `TemporalUnreachableError` and
 * `ReceiverAddressError`; nothing listens then.
 */
export async function runWebhooks({ insecure }: { insecure: boolean }): Promise<void> {
  const config = readConfig(VARIABLES);
  const credentials = insecure ? undefined : readCredentials();
  const payloadKey = config.INCASSO_PAYLOAD_KEY === undefined ? {} : { payloadKey: config.INCASSO_PAYLOAD_KEY };
  const logger = createLogger({ level: config.LOG_LEVEL, name: 'webhooks' });
  const { client, connection, namespace, close } = await connectClient(payloadKey);
  try {
    await registerSearchAttributes(connection, namespace);
    const receiver = await startReceiver({
      client,
      taskQueue: config.INCASSO_TASK_QUEUE_PREFIX,
      host: config.WEBHOOK_HOST,
      port: config.WEBHOOK_PORT,
      logger,
      ...(credentials ? { credentials } : {}),
    });
    const told = toldToStop();
    process.stderr.write('ready\n');
    logger.info({ url: receiver.url, insecure }, 'listening');
    await told;
    await receiver.close();
  } finally {
    await close();
  }
}

function readCredentials(): Credentials {
  try {
    const { WEBHOOK_USERNAME: username, WEBHOOK_PASSWORD: password } = readConfig(CREDENTIALS);
    return { username, password };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new ConfigError([...error.lines, 'webhooks: give both, or let everybody in by --insecure']);
  }
}

function toldToStop(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve());
  });
}

function problemOf(error: unknown): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return 'is in use: stop what listens there, or set WEBHOOK_PORT';
    case 'EACCES':
      return 'may not be listened on: set WEBHOOK_PORT to 1024 or above';
    default:
      return `cannot be listened on (${(error as Error).message}): set WEBHOOK_HOST and WEBHOOK_PORT`;
  }
}
