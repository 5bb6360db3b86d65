import { resolve } from 'node:path';
import { Runtime } from '@temporalio/worker';
import { type Config, ConfigError, chosenVendors, readConfig, vendorVariables } from '../config.js';
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
  const native = await connectWorker(payloadKey);
  await registerSearchAttributes(temporal.connection, temporal.namespace);
  const worker = await startWorker({
    connection: native.connection,
    client: temporal.client,
    namespace: native.namespace,
    dataConverter: native.dataConverter,
    taskQueuePrefix: config.INCASSO_TASK_QUEUE_PREFIX,
    httpTimeoutMs: config.INCASSO_HTTP_TIMEOUT,
    importWindowMs: config.INCASSO_IMPORT_WINDOW,
    ...(names.includes('alphacomm')
      ? { alphacomm: { url: config.ALPHACOMM_URL, apiKey: config.ALPHACOMM_API_KEY } }
      : {}),
    ...(names.includes('accepteasy')
      ? {
          accepteasy: {
            url: config.ACCEPTEASY_URL,
            username: config.ACCEPTEASY_USERNAME,
            password: config.ACCEPTEASY_PASSWORD,
          },
        }
      : {}),
    ...(names.includes('ptx') ? { ptx: ptxSettings(config) } : {}),
  });
  const health =
    config.INCASSO_HEALTH_PORT === undefined
      ? undefined
      : await startHealthServer(config.INCASSO_HEALTH_PORT, {
          state: worker.state,
          metricsUrl: `http://127.0.0.1:${metricsPort}/metrics`,
        });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void worker.stop());
  process.stderr.write('ready\n');
  try {
    await worker.done;
  } finally {
    await health?.close();
    await native.close();
    await temporal.close();
  }
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
