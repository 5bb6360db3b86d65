import { setTimeout as delay } from 'node:timers/promises';
import {
  Client,
  Connection,
  defaultGrpcRetryOptions,
  isGrpcServiceError,
  makeGrpcRetryInterceptor,
} from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { NativeConnection, NativeConnectionOptions } from '@temporalio/worker';
import { createDataConverter } from './data-converter.js';

export interface TemporalOptions {
  /** Encrypts payloads, see `createDataConverter`. */
  payloadKey?: string | undefined;
  /** With an address, that of an embedded server, nothing of the environment's connection is used: no TLS, no API key. */
  overrides?: { address?: string | undefined; namespace?: string | undefined } | undefined;
}

export interface TemporalClient {
  client: Client;
  connection: Connection;
  namespace: string;
  /** Safe to repeat. */
  close(): Promise<void>;
}

export interface TemporalWorkerConnection {
  connection: NativeConnection;
  namespace: string;
  dataConverter: DataConverter;
  /** Only after the workers on it have stopped. */
  close(): Promise<void>;
}

/** No Temporal server answers at the address, or it does not let us in. The message is one line for the user. */
export class TemporalUnreachableError extends Error {
  override readonly name = 'TemporalUnreachableError';
}

const CONNECT_WITHIN_MS = 5000;
const MARGIN_MS = 50;
const GRPC_REFUSALS = new Set([7, 16]); // PERMISSION_DENIED, UNAUTHENTICATED

/**
 * Connects a client as the environment and the CLI's configuration file say (`TEMPORAL_ADDRESS` and so on, see the docs
 * of `temporal config`). Throws `TemporalUnreachableError` within 5 s where no server answers.
 */
export async function connectClient(options: TemporalOptions = {}): Promise<TemporalClient> {
  const { namespace, connectionOptions, address } = settings(options);
  const dataConverter = createDataConverter(options.payloadKey);
  const retries = createRetries();
  const interceptors = [retries.interceptor];
  const connection = Connection.lazy({ ...connectionOptions, interceptors, connectTimeout: CONNECT_WITHIN_MS });
  const close = async () => {
    await retries.settled();
    await connection.close();
  };
  try {
    await connection.ensureConnected();
  } catch (error) {
    await close();
    throw unreachable(address, error);
  }
  return {
    client: new Client({ connection, namespace, dataConverter }),
    connection,
    namespace,
    close,
  };
}

/** The SDK's own retries. One that was still waiting when its connection closed would end the process. */
function createRetries() {
  const { delayFunction, retryableDecider } = defaultGrpcRetryOptions();
  let closing = false;
  let nextAtMs = 0;
  return {
    interceptor: makeGrpcRetryInterceptor({
      retryableDecider: (attempt, status) => !closing && retryableDecider(attempt, status),
      delayFunction: (attempt, status) => {
        const delayMs = delayFunction(attempt, status);
        nextAtMs = Math.max(nextAtMs, Date.now() + delayMs);
        return delayMs;
      },
    }),
    /** Begins no retry any more, and resolves when the last one that waits has run. */
    async settled(): Promise<void> {
      closing = true;
      const leftMs = nextAtMs - Date.now();
      if (leftMs > 0) await delay(leftMs + MARGIN_MS);
    },
  };
}

/** The same for a worker. Install the `Runtime` first, where it is not to be the default one. */
export async function connectWorker(options: TemporalOptions = {}): Promise<TemporalWorkerConnection> {
  const { namespace, connectionOptions, address } = settings(options);
  const dataConverter = createDataConverter(options.payloadKey);
  const worker = await import('@temporalio/worker'); // Here, so that clients need not load native code and webpack.
  const connecting = worker.NativeConnection.connect({ ...compression(address), ...connectionOptions });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer')), CONNECT_WITHIN_MS);
  });
  try {
    const connection = await Promise.race([connecting, late]);
    return { connection, namespace, dataConverter, close: () => connection.close() };
  } catch (error) {
    // What arrives after all is not left open.
    connecting.then((connection) => connection.close()).catch(() => undefined);
    throw unreachable(address, error);
  } finally {
    clearTimeout(timer);
  }
}

/** On the same computer compressing costs more than it saves: for large payloads half of the server's time. */
function compression(address: string): Pick<NativeConnectionOptions, 'grpcCompression'> {
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]):/.test(address) ? { grpcCompression: { codec: 'none' } } : {};
}

function settings({ overrides }: TemporalOptions) {
  if (overrides?.address !== undefined) {
    const { address, namespace } = overrides;
    const connectionOptions: NativeConnectionOptions = { address };
    return { address, namespace: namespace ?? 'default', connectionOptions };
  }
  const { connectionOptions, namespace } = loadClientConnectConfig();
  const address = connectionOptions.address || 'localhost:7233'; // Set but empty counts as not set.
  return {
    address,
    namespace: overrides?.namespace || namespace || 'default',
    connectionOptions: { ...connectionOptions, address },
  };
}

function unreachable(address: string, cause: unknown): TemporalUnreachableError {
  const message = isRefusal(cause)
    ? `Temporal at ${address} refuses us: check TEMPORAL_API_KEY and TEMPORAL_TLS_*`
    : `Temporal at ${address} cannot be reached: start it or set TEMPORAL_ADDRESS`;
  return new TemporalUnreachableError(message, { cause });
}

function isRefusal(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (isGrpcServiceError(error.cause)) return GRPC_REFUSALS.has(error.cause.code);
  return /unauthenticated|permission ?denied/i.test(error.message); // The native connection gives only words.
}
