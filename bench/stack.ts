import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createIncassoClient } from '../src/client/index.js';
import { readConfig } from '../src/config.js';
import { type ControlClient, createControlClient, type WebhookTarget } from '../src/simulators/control-client.js';
import { connectClient } from '../src/temporal/connection.js';
import { findTemporalServer, startTemporalServer } from '../src/temporal/embedded/index.js';
import { anyFreePort } from '../src/temporal/embedded/ports.js';
import { bareDebt, ourDebt } from './debt.js';
import { type Part, startPart } from './processes.js';

/** Ours, or the bare peer: two processes, and how a case is started and awaited. */
export interface Side {
  name: 'ours' | 'bare';
  start(reference: string): Promise<unknown>;
  /** Resolves when the workflow has ended. */
  ended(reference: string): Promise<unknown>;
  webhook: WebhookTarget;
  worker: Part;
  receiver: Part;
  /** A fresh worker in the place of the old one. */
  restartWorker(): Promise<void>;
}

/** One server and one simulator for both sides. */
export interface Stack {
  serverPid: number;
  simulator: Part;
  control: ControlClient;
  ours: Side;
  bare: Side;
  stop(): Promise<void>;
}

/** Starts all processes as they run in production: each of its own, the server with its database in a file. */
export async function startStack(): Promise<Stack> {
  const folder = await mkdtemp(join(tmpdir(), 'incasso-bench-'));
  const stops: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
  const stop = async () => {
    for (const end of stops.splice(0)) await end();
  };
  try {
    return { ...(await startAll(folder, (end) => stops.unshift(end))), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startAll(folder: string, atEnd: (end: () => Promise<unknown>) => void): Promise<Omit<Stack, 'stop'>> {
  const { TEMPORAL_CLI_PATH: cliPath } = readConfig(['TEMPORAL_CLI_PATH']);
  const binary = await findTemporalServer({ cliPath, report: () => undefined });
  const server = await startTemporalServer({ binary, dbFile: join(folder, 'temporal.db') });
  atEnd(server.stop);
  const { client, close } = await connectClient({ overrides: { address: server.address } });
  atEnd(close);

  const simulatorPort = await anyFreePort();
  const simulatorUrl = `http://127.0.0.1:${simulatorPort}`;
  const credentials = { username: 'vendor', password: randomBytes(12).toString('hex') };
  const env = {
    TEMPORAL_ADDRESS: server.address,
    INCASSO_TASK_QUEUE_PREFIX: 'incasso',
    ALPHACOMM_URL: `${simulatorUrl}/v1`,
    ALPHACOMM_API_KEY: 'key-of-the-measurement',
    WEBHOOK_USERNAME: credentials.username,
    WEBHOOK_PASSWORD: credentials.password,
  };
  const begin = async (args: string[], more: Record<string, string> = {}) => {
    const part = await startPart(args, folder, { ...env, ...more });
    atEnd(part.stop);
    return part;
  };
  const simulator = await begin(['simulator', String(simulatorPort)]);

  const side = async (
    { worker, webhooks, path }: { worker: string; webhooks: string; path: string },
    how: Pick<Side, 'name' | 'start' | 'ended'>,
  ): Promise<Side> => {
    const port = await anyFreePort();
    const made: Side = {
      ...how,
      webhook: { url: `http://127.0.0.1:${port}${path}`, ...credentials },
      receiver: await begin([webhooks], { WEBHOOK_PORT: String(port) }),
      worker: await begin([worker]),
      async restartWorker() {
        await made.worker.stop();
        made.worker = await begin([worker]);
      },
    };
    return made;
  };

  const incasso = createIncassoClient({ client });
  return {
    serverPid: server.pid,
    simulator,
    control: createControlClient(`${simulatorUrl}/control`),
    ours: await side(
      { worker: 'worker', webhooks: 'webhooks', path: '/webhooks/alphacomm' },
      {
        name: 'ours',
        start: (reference) => incasso.cases.start(ourDebt(reference)),
        ended: (reference) => client.workflow.getHandle(`collect:${reference}`).result(),
      },
    ),
    bare: await side(
      { worker: 'bare-worker', webhooks: 'bare-webhooks', path: '/' },
      {
        name: 'bare',
        start: (reference) =>
          client.workflow.start('bare', {
            workflowId: `bare:${reference}`,
            taskQueue: 'bare',
            args: [bareDebt(reference)],
          }),
        ended: (reference) => client.workflow.getHandle(`bare:${reference}`).result(),
      },
    ),
  };
}
