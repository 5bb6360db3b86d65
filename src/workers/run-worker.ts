import { resolve } from 'node:path';
import { Runtime } from '@temporalio/worker';
import { type Config, ConfigError, chosenVendors, readConfig, type Vendor, vendorVariables } from '../config.js';
import { createLogger, type Logger } from '../logger.js';
import { connectClient, connectWorker } from '../temporal/connection.js';
import { anyFreePort } from '../temporal/embedded/ports.js';
import { registerSearchAttributes } from '../temporal/search-attributes.js';
import { startHealthServer } from './health-server.js';
import type { PtxSettings } from './ptx-activities.js';
import { startWorker } from './worker.js';

const VARIABLES = [
  'INCASSO_TASK_QUEUE_PREFIX',
  'INCASSO_HTTP_TIMEOUT',
  'INCASSO_IMPORT_WINDOW',
  'INCASSO_PAYLOAD_KEY',
  'INCASSO_HEALTH_PORT',
  'LOG_LEVEL',
] as const;

/** The `worker` process: reads its configuration, says `ready` when it takes work, and drains when it is told to stop. */
export async function runWorker({ vendors }: { vendors?: string }): Promise<void> {
  const names = chosenVendors(vendors);
  const config = readConfig([...VARIABLES, ...names.flatMap((name) => vendorVariables[name])]);
  const logger = createLogger({ level: config.LOG_LEVEL, name: 'worker' });
  const payloadKey = config.INCASSO_PAYLOAD_KEY === undefined ? {} : { payloadKey: config.INCASSO_PAYLOAD_KEY };
  const metricsPort = config.INCASSO_HEALTH_PORT === undefined ? undefined : await anyFreePort();
  installRuntime(logger, metricsPort);
  const temporal = await connectClient(payloadKey);
  const stops = [temporal.close];
  try {
    const native = await connectWorker(payloadKey);
    stops.unshift(native.close);
    await registerSearchAttributes(temporal.connection, temporal.namespace);
    const worker = await startWorker({
      connection: native.connection,
      client: temporal.client,
      namespace: native.namespace,
      dataConverter: native.dataConverter,
      taskQueuePrefix: config.INCASSO_TASK_QUEUE_PREFIX,
      httpTimeoutMs: config.INCASSO_HTTP_TIMEOUT,
      importWindowMs: config.INCASSO_IMPORT_WINDOW,
      ...vendorSettings(names, config),
    });
    if (config.INCASSO_HEALTH_PORT !== undefined) {
      const metricsUrl = `http://127.0.0.1:${metricsPort}/metrics`;
      const health = await startHealthServer(config.INCASSO_HEALTH_PORT, { state: worker.state, metricsUrl });
      stops.unshift(health.close);
    }
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void worker.stop());
    process.stderr.write('ready\n');
    await worker.done;
  } finally {
    // Also where it did not start: what is left open would keep the process alive.
    for (const stop of stops) await stop();
  }
}

type VendorConfig = Config<(typeof vendorVariables)[Vendor][number]>;

/** What each vendor's activities need, of those that this worker serves. */
function vendorSettings(names: readonly Vendor[], config: VendorConfig) {
  const { ALPHACOMM_URL, ALPHACOMM_API_KEY, ACCEPTEASY_URL, ACCEPTEASY_USERNAME, ACCEPTEASY_PASSWORD } = config;
  const serves = (vendor: Vendor) => names.includes(vendor);
  return {
    ...(serves('alphacomm') && { alphacomm: { url: ALPHACOMM_URL, apiKey: ALPHACOMM_API_KEY } }),
    ...(serves('accepteasy') && {
      accepteasy: { url: ACCEPTEASY_URL, username: ACCEPTEASY_USERNAME, password: ACCEPTEASY_PASSWORD },
    }),
    ...(serves('ptx') && { ptx: ptxSettings(config) }),
  };
}

function ptxSettings(config: Config<(typeof vendorVariables.ptx)[number]>): PtxSettings {
  const { PTX_APPROVER_EMAIL: email, PTX_APPROVER_PASSWORD: password } = config;
  if ((email === undefined) !== (password === undefined)) {
    throw new ConfigError(['PTX_APPROVER_EMAIL, PTX_APPROVER_PASSWORD: one is missing, set both or none']);
  }
  return {
    url: config.PTX_URL,
    credentials: { email: config.PTX_EMAIL, password: config.PTX_PASSWORD },
    ...(email === undefined || password === undefined ? {} : { approver: { email, password } }),
    ...(config.PTX_REALM === undefined ? {} : { realm: config.PTX_REALM }),
    ...(config.PTX_PATHS === undefined ? {} : { paths: config.PTX_PATHS }),
    ...(config.PTX_TRANSACTION_TYPES === undefined ? {} : { transactionTypes: config.PTX_TRANSACTION_TYPES }),
    settleMs: config.PTX_SETTLE,
    concurrency: config.PTX_CONCURRENCY,
    lookEveryMs: config.INCASSO_SWEEP_INTERVAL,
    dataDir: resolve(config.INCASSO_DATA_DIR),
  };
}

/** Temporal's runtime is one for the process: our logger, our order of shutting down, and metrics where they are asked for. */
export function installRuntime(
  logger: Pick<Logger, 'trace' | 'debug' | 'info' | 'warn' | 'error'>,
  metricsPort?: number,
): void {
  const write = (level: 'debug' | 'info' | 'warn' | 'error') => (message: string, meta?: object) =>
    logger[level](meta ?? {}, message);
  Runtime.install({
    shutdownSignals: [],
    logger: {
      log: (level, message, meta) => write(levelOf(level))(message, meta),
      trace: write('debug'),
      debug: write('debug'),
      info: write('info'),
      warn: write('warn'),
      error: write('error'),
    },
    telemetryOptions: {
      logging: { filter: { core: 'WARN', other: 'ERROR' }, forward: {} },
      ...(metricsPort === undefined ? {} : { metrics: { prometheus: prometheus(metricsPort) } }),
    },
  });
}

// These three flags give the metrics the names of Temporal's own dashboards.
function prometheus(port: number) {
  return {
    bindAddress: `127.0.0.1:${port}`,
    countersTotalSuffix: true,
    unitSuffix: true,
    useSecondsForDurations: true,
  };
}

/** The SDK logs arguments at TRACE: nothing below DEBUG may pass. */
function levelOf(level: string): 'debug' | 'info' | 'warn' | 'error' {
  const known = level.toLowerCase();
  return known === 'info' || known === 'warn' || known === 'error' ? known : 'debug';
}
