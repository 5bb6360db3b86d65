import { randomBytes, randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { createIncassoClient, type IncassoClient } from '../client/index.js';
import type { BusinessClock } from '../domain/clock.js';
import { createLogger } from '../logger.js';
import {
  type AccepteasyControlClient,
  createAccepteasyControlClient,
} from '../simulators/accepteasy/control-client.js';
import { type ControlClient, createControlClient } from '../simulators/control-client.js';
import { createPtxControlClient, type PtxControlClient } from '../simulators/ptx/control-client.js';
import { DEFAULT_COLLECTION_PROFILES } from '../simulators/ptx/ddm/collection-profiles.js';
import { connectClient, connectWorker, type TemporalOptions } from '../temporal/connection.js';
import { findTemporalServer, startTemporalServer } from '../temporal/embedded/index.js';
import { isPortFree } from '../temporal/embedded/ports.js';
import { registerSearchAttributes } from '../temporal/search-attributes.js';
import {
  bacsMessagesScheduleId,
  type VendorName,
  type WatchBacsMessagesInput,
  workflowTypes,
} from '../workflows/messages.js';
import { claimDatabase } from './embedded-database.js';
import { createLogFile } from './log-file.js';
import { installRuntime } from './run-worker.js';
import { defaultPortBase } from './simulators.js';
import { startVendorSimulators } from './vendor-simulators.js';
import { startReceiver } from './webhooks.js';
import { startWorker } from './worker.js';

export interface EmbeddedStackOptions {
  /** Takes the database and the logs; made where it is missing. */
  folder: string;
  /** The simulators' clock at the start, an RFC 3339 instant, and how fast it runs. */
  origin: string;
  speed: number;
  /** How often the sweeps look for what no webhook told, in real milliseconds, and at which vendors: all when left out. */
  sweeps: { everyMs: number; vendors?: readonly VendorName[] };
  /** `TEMPORAL_CLI_PATH`, see `findTemporalServer`. */
  cliPath?: string | undefined;
  /** Uses the server that the environment names (`TEMPORAL_ADDRESS`) instead of starting one. */
  useServer?: boolean;
  payloadKey?: string | undefined;
  /** Takes a line for each step. */
  report: (line: string) => void;
}

/** Server, simulators, receiver and worker in this process (the server as its child), wired to each other. */
export interface EmbeddedStack {
  incasso: IncassoClient;
  /** Plays the people at CollectMAXX, and knows what truly happened there. */
  control: ControlClient;
  /** The same for the payers of AcceptEasy's bills. */
  accepteasyControl: AccepteasyControlClient;
  /** The same for PTX. */
  ptxControl: PtxControlClient;
  /** Equal to the simulators': what a case's input carries. */
  clock: BusinessClock;
  /** None where the server is not ours. */
  temporal?: { address: string; uiUrl: string };
  simulatorUrl: string;
  logFile: string;
  /** Has what banks have left at PTX fetched now, and not only when its schedule comes round. */
  hearBanks(): Promise<void>;
  /** Rejects with one line when a part ends by itself; never resolves. */
  failed: Promise<never>;
  /** Stops everything, each part before those that it needs. Safe to repeat. */
  stop(): Promise<void>;
}

const HTTP_TIMEOUT_MS = 10_000;
const IMPORT_WINDOW_MS = 30_000;
const RECEIVER_PORT = 8080;
const PTX_SETTLE_MS = 500;
/** With the short notices that creditors agree on with their payers: on a busy machine some of it passes before a report is acted on. */
const COLLECTION_PROFILES = DEFAULT_COLLECTION_PROFILES.map((profile) => {
  return { ...profile, mandateNoticePeriod: 3, oneOffNoticePeriod: 3, representationDelay: 5 };
});
const VENDORS = ['alphacomm', 'accepteasy', 'ptx'] as const;
const PTX_CONCURRENCY = 8;
/** Real time from the writing of a letter to its leaving: at the demo's speed a night is over before anybody can keep one back. */
const LETTERS_GO_AFTER_MS = 10_000;

/** Starts all of it, or nothing: what had started is stopped when a later part does not start. */
export async function startEmbeddedStack(o: EmbeddedStackOptions): Promise<EmbeddedStack> {
  const stops: (() => Promise<unknown>)[] = [];
  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= stopAll(stops);
    return stopping;
  };
  try {
    return { ...(await startParts(o, (how) => stops.unshift(how))), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startParts(
  o: EmbeddedStackOptions,
  atStop: (how: () => Promise<unknown>) => void,
): Promise<Omit<EmbeddedStack, 'stop'>> {
  await mkdir(o.folder, { recursive: true });
  const log = createLogFile(join(o.folder, 'start.log'));
  atStop(async () => log.close());
  const logger = createLogger({ level: 'info', name: 'start', destination: log });
  const failures: Promise<unknown>[] = [];

  const server = o.useServer === true ? undefined : await startServer(o, atStop);
  const failing = (failure: Promise<unknown>) => {
    failure.catch(() => undefined); // Nobody listens yet when another part does not start, or any more when all is stopped.
    failures.push(failure);
  };
  if (server) failing(server.exited.then(() => Promise.reject(new Error('the Temporal server has ended by itself'))));
  const options: TemporalOptions = {
    ...(o.payloadKey === undefined ? {} : { payloadKey: o.payloadKey }),
    ...(server ? { overrides: { address: server.address, namespace: server.namespace } } : {}),
  };
  installRuntime(logger);
  const temporal = await connectClient(options);
  atStop(temporal.close);
  const native = await connectWorker(options);
  atStop(native.close);
  await registerSearchAttributes(temporal.connection, temporal.namespace);

  const taskQueue = server ? 'incasso' : 'incasso-demo'; // The real workers of a server that is not ours know nothing of it.
  const credentials = { username: 'demo', password: randomBytes(12).toString('hex') };
  const receiver = await startReceiver({
    client: temporal.client,
    taskQueue,
    host: '127.0.0.1',
    port: (await isPortFree(RECEIVER_PORT)) ? RECEIVER_PORT : 0,
    credentials,
    logger,
  });
  atStop(receiver.close);
  const secret = () => randomBytes(12).toString('hex');
  const apiKey = secret();
  const ptxUser = { email: 'demo@example.com', password: secret() };
  const accepteasy = { username: 'demo', password: secret() };
  const free = async (port: number) => ((await isPortFree(port)) ? port : 0);
  const simulators = await startVendorSimulators({
    ports: {
      alphacomm: await free(defaultPortBase),
      accepteasy: await free(defaultPortBase + 1),
      ptx: await free(defaultPortBase + 2),
    },
    apiKey,
    accepteasy,
    ptx: [ptxUser],
    directDebit: { collectionProfiles: COLLECTION_PROFILES, lettersGoAfterMs: LETTERS_GO_AFTER_MS * o.speed },
    webhooks: { origin: receiver.url, ...credentials },
    clock: { origin: o.origin, speed: o.speed },
  });
  atStop(simulators.close);
  const control = createControlClient(simulators.alphacomm.controlUrl);
  const { now } = await control.clock();
  // Read first: ours may be a little behind the simulators', never ahead of what has happened there.
  const clock: BusinessClock = { since: new Date().toISOString(), origin: now, speed: o.speed };

  // On a server that is not ours nothing may stay open that nobody goes on with.
  if (!server) atStop(() => endMandates(temporal.client, taskQueue));
  const worker = await startWorker({
    ...native,
    client: temporal.client,
    taskQueuePrefix: taskQueue,
    httpTimeoutMs: HTTP_TIMEOUT_MS,
    importWindowMs: IMPORT_WINDOW_MS,
    alphacomm: { url: simulators.alphacomm.url, apiKey },
    accepteasy: { url: simulators.accepteasy.url, ...accepteasy },
    ptx: {
      url: simulators.ptx.url,
      credentials: ptxUser,
      settleMs: PTX_SETTLE_MS,
      concurrency: PTX_CONCURRENCY,
      lookEveryMs: o.sweeps.everyMs,
      dataDir: join(o.folder, 'data'),
    },
  });
  atStop(worker.stop);
  failing(worker.done.then(() => new Promise<never>(() => undefined)));

  const incasso = createIncassoClient({ client: temporal.client, taskQueue, httpTimeoutMs: HTTP_TIMEOUT_MS });
  const sweepsHere = server !== undefined || (await incasso.schedules.list()).length === 0;
  if (sweepsHere) {
    for (const { id } of await incasso.schedules.apply({ vendors: VENDORS, ...o.sweeps, clock })) {
      if (!server) atStop(() => temporal.client.schedule.getHandle(id).delete());
    }
  } else o.report('that server has its own sweep: payments whose webhook is lost are found when the waits end');
  /** That server's own schedule asks its own PTX. */
  const watchHere = async () => {
    const input: WatchBacsMessagesInput = { httpTimeoutMs: HTTP_TIMEOUT_MS, clock };
    const workflowId = `${bacsMessagesScheduleId}-demo-${randomUUID()}`;
    await temporal.client.workflow.start(workflowTypes.watchBacsMessages, { workflowId, taskQueue, args: [input] });
  };

  const failed = Promise.race(failures) as Promise<never>;
  failed.catch(() => undefined); // Also when nobody listens any more, since all is being stopped.
  const { address, uiUrl } = server ?? {};
  return {
    incasso,
    control,
    clock,
    ...(address !== undefined && uiUrl !== undefined ? { temporal: { address, uiUrl } } : {}),
    accepteasyControl: createAccepteasyControlClient(simulators.accepteasy.controlUrl),
    ptxControl: createPtxControlClient(simulators.ptx.controlUrl),
    simulatorUrl: simulators.alphacomm.url,
    logFile: log.path,
    hearBanks: () => (sweepsHere ? incasso.schedules.run(bacsMessagesScheduleId) : watchHere()),
    failed,
  };
}

/** Mandates live on for years: those of the demo end with it. */
async function endMandates(client: Client, taskQueue: string): Promise<void> {
  const query = `WorkflowType = '${workflowTypes.setUpMandate}' AND TaskQueue = '${taskQueue}' AND ExecutionStatus = 'Running'`;
  for await (const { workflowId, runId } of client.workflow.list({ query })) {
    await client.workflow.getHandle(workflowId, runId).terminate('the demo that it was part of has ended');
  }
}

async function startServer(o: EmbeddedStackOptions, atStop: (how: () => Promise<unknown>) => void) {
  const binary = await findTemporalServer({ cliPath: o.cliPath, report: o.report });
  const database = await claimDatabase(o.folder);
  atStop(database.release);
  const server = await startTemporalServer({
    binary,
    dbFile: database.file,
    ui: true,
    preferStandardPorts: true,
    logFile: join(o.folder, 'temporal.log'),
  });
  atStop(server.stop);
  return server;
}

async function stopAll(stops: readonly (() => Promise<unknown>)[]): Promise<void> {
  const errors: unknown[] = [];
  // One part that does not stop as it should must not leave the others behind.
  for (const stop of stops) await stop().catch((error: unknown) => errors.push(error));
  if (errors.length > 0) throw errors[0];
}
