import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { createIncassoClient, type IncassoClient } from '../src/client/index.js';
import { readConfig } from '../src/config.js';
import { type ControlClient, createControlClient } from '../src/simulators/control-client.js';
import { connectClient } from '../src/temporal/connection.js';
import { findTemporalServer, startTemporalServer } from '../src/temporal/embedded/index.js';
import { anyFreePort } from '../src/temporal/embedded/ports.js';
import { type Part, startPart } from './processes.js';

/** What an import runs on, each in a process of its own: the server with its database in a file, simulator, worker. */
export interface ImportStack {
  client: Client;
  incasso: IncassoClient;
  control: ControlClient;
  vendor: { url: string; apiKey: string };
  serverPid: number;
  simulator: Part;
  worker: Part;
  stop(): Promise<void>;
}

/** Starts all of it; what it writes goes into the folder. */
export async function startImportStack(folder: string): Promise<ImportStack> {
  const stops: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const end of stops.splice(0)) await end();
  };
  try {
    const { TEMPORAL_CLI_PATH: cliPath } = readConfig(['TEMPORAL_CLI_PATH']);
    const binary = await findTemporalServer({ cliPath, report: () => undefined });
    const server = await startTemporalServer({ binary, dbFile: join(folder, 'temporal.db') });
    stops.unshift(server.stop);
    const { client, close } = await connectClient({ overrides: { address: server.address } });
    stops.unshift(close);
    const port = await anyFreePort();
    const vendor = { url: `http://127.0.0.1:${port}/v1`, apiKey: 'key-of-the-measurement' };
    const env = {
      TEMPORAL_ADDRESS: server.address,
      INCASSO_TASK_QUEUE_PREFIX: 'incasso',
      ALPHACOMM_URL: vendor.url,
      ALPHACOMM_API_KEY: vendor.apiKey,
    };
    const simulator = await startPart(['simulator', String(port)], folder, env);
    stops.unshift(simulator.stop);
    const worker = await startPart(['worker'], folder, env);
    stops.unshift(worker.stop);
    const incasso = createIncassoClient({ client });
    const control = createControlClient(`http://127.0.0.1:${port}/control`);
    return { client, incasso, control, vendor, serverPid: server.pid, simulator, worker, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
