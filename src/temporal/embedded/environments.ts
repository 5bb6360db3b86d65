import { Client, type Connection, type ConnectionPlugin } from '@temporalio/client';
import { TestWorkflowEnvironment, type TimeSkippingTestWorkflowEnvironmentOptions } from '@temporalio/testing';
import type { NativeConnection } from '@temporalio/worker';
import { connectClient, connectWorker } from '../connection.js';
import { registerSearchAttributes } from '../search-attributes.js';
import { findTimeSkippingServer } from './find-time-skipping-server.js';
import { startTemporalServer, type TemporalServer } from './server.js';
import type { Report } from './ways.js';

export type EnvironmentClientOptions = NonNullable<TimeSkippingTestWorkflowEnvironmentOptions['client']>;

export interface TimeSkippingOptions {
  /** What `findTimeSkippingServer` gave; absent: it is looked for. */
  path?: string;
  cacheDir?: string;
  report?: Report;
  /** For a data converter or interceptors. */
  client?: EnvironmentClientOptions;
}

/**
 * This server ends a connection that pings more often than every five minutes. What was under way is then sent again, and of
 * two sleeps at once it never ends one.
 */
const seldomPings: ConnectionPlugin = {
  name: 'seldom-pings',
  configureConnection: (options) => ({
    ...options,
    channelArgs: { ...options.channelArgs, 'grpc.keepalive_time_ms': 600_000 },
  }),
};

/**
 * An environment in which waiting costs nothing: time moves to the next timer while a result is awaited. One workflow
 * tree at a time: it has a single clock. Knows our search attributes; `teardown()` ends its server.
 */
export async function createTimeSkippingEnvironment(o: TimeSkippingOptions = {}): Promise<TestWorkflowEnvironment> {
  const cache = o.cacheDir === undefined ? {} : { cacheDir: o.cacheDir };
  const path = o.path ?? (await findTimeSkippingServer({ ...cache, report: o.report ?? (() => undefined) }));
  const client = o.client === undefined ? {} : { client: o.client };
  const server = { executable: { type: 'existing-path' as const, path } };
  const env = await TestWorkflowEnvironment.createTimeSkipping({ server, plugins: [seldomPings], ...client });
  try {
    await registerSearchAttributes(env.connection, env.namespace ?? 'default');
  } catch (error) {
    await env.teardown();
    throw error;
  }
  return env;
}

/** A real server in memory, with connections for clients and workers. */
export interface LocalEnvironment {
  env: { client: Client; connection: Connection; nativeConnection: NativeConnection; namespace: string };
  server: TemporalServer;
  /** Closes the connections and ends the server. Stop the workers first. */
  teardown(): Promise<void>;
}

/** Starts the `temporal` command `binary` (see `findTemporalServer`) in memory. Knows our search attributes. */
export async function createLocalEnvironment(o: {
  binary: string;
  client?: EnvironmentClientOptions;
}): Promise<LocalEnvironment> {
  const server = await startTemporalServer({ binary: o.binary });
  const stops = [server.stop];
  const teardown = async () => {
    for (const stop of stops.splice(0)) await stop();
  };
  try {
    const overrides = { address: server.address, namespace: server.namespace };
    const { client: plain, connection, namespace, close } = await connectClient({ overrides });
    stops.unshift(close);
    const native = await connectWorker({ overrides });
    stops.unshift(native.close);
    const client = o.client ? new Client({ connection, namespace, ...o.client }) : plain;
    return { env: { client, connection, nativeConnection: native.connection, namespace }, server, teardown };
  } catch (error) {
    await teardown();
    throw error;
  }
}
