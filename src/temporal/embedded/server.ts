import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { registerSearchAttributes, searchAttributeFlags } from '../search-attributes.js';
import { type GuardedProcess, spawnGuarded } from './guard.js';
import { anyFreePort, isListening, isPortFree, LOOPBACK } from './ports.js';

export interface TemporalServerOptions {
  /** The `temporal` command, see `findTemporalServer`. */
  binary: string;
  /** Keeps everything in this SQLite file; absent: in memory, and stopping is a matter of milliseconds. */
  dbFile?: string;
  /** An error when in use. 0 or absent: 7233 where `preferStandardPorts` and free, else any. */
  grpcPort?: number;
  /** The same with 8233. */
  uiPort?: number;
  ui?: boolean;
  preferStandardPorts?: boolean;
  /** Takes what the server logs (errors only). */
  logFile?: string;
}

/** A running server with the search attributes of `messages.ts`. */
export interface TemporalServer {
  readonly address: string;
  readonly uiUrl?: string;
  readonly namespace: 'default';
  readonly pid: number;
  /** Resolves when the server has ended, whoever ended it; never rejects. */
  readonly exited: Promise<void>;
  /** Ends the server and waits until it is gone. Safe to repeat. Its file stays. */
  stop(): Promise<void>;
}

const HEALTHY_WITHIN_MS = 30_000;
const GRACE_MS = 5000; // It takes up to 2.3 s to write its file and end.
const NAMESPACE = 'default';

/**
 * Starts Temporal's development server on the loopback address and returns once it answers and knows our search
 * attributes. The server ends with this process, even when that is killed. Throws one line when it does not start.
 */
export async function startTemporalServer(o: TemporalServerOptions): Promise<TemporalServer> {
  for (let attempt = 1; ; attempt += 1) {
    const grpcPort = await choosePort(o.grpcPort, o.preferStandardPorts === true ? 7233 : undefined);
    const uiPort = o.ui === true ? await choosePort(o.uiPort, o.preferStandardPorts === true ? 8233 : undefined) : 0;
    const server = await spawnServer(o, serverArgs(o, grpcPort, uiPort));
    try {
      await untilServing(server, grpcPort);
    } catch (error) {
      await server.stop();
      const log = o.logFile === undefined ? server.outputTail() : await readFile(o.logFile, 'utf8').catch(() => '');
      // Another program was faster on a port that we had chosen ourselves.
      if (/address already in use|can't set frontend port/i.test(log.slice(-4000)) && attempt < 3) continue;
      const said = log.trim().split('\n').at(-1) ?? '';
      throw new Error(`the Temporal server ${o.binary} ${(error as Error).message}${said === '' ? '' : `: ${said}`}`);
    }
    return {
      address: `${LOOPBACK}:${grpcPort}`,
      ...(o.ui === true ? { uiUrl: `http://${LOOPBACK}:${uiPort}` } : {}),
      namespace: NAMESPACE,
      pid: server.pid,
      exited: server.exited.then(() => undefined),
      stop: () => server.stop(),
    };
  }
}

async function spawnServer(o: TemporalServerOptions, args: string[]): Promise<GuardedProcess> {
  const log = o.logFile === undefined ? {} : { logFile: o.logFile };
  const graceMs = o.dbFile === undefined ? 0 : GRACE_MS;
  try {
    return await spawnGuarded({ command: o.binary, args, graceMs, ...log });
  } catch (error) {
    throw new Error(`the Temporal server ${o.binary} cannot be started: ${(error as Error).message}`);
  }
}

async function choosePort(wanted: number | undefined, preferred: number | undefined): Promise<number> {
  if (wanted !== undefined && wanted !== 0) {
    if (await isPortFree(wanted)) return wanted;
    throw new Error(`port ${wanted} of ${LOOPBACK} is in use: end the program that has it, or choose another port`);
  }
  return preferred !== undefined && (await isPortFree(preferred)) ? preferred : anyFreePort();
}

function serverArgs(o: TemporalServerOptions, grpcPort: number, uiPort: number): string[] {
  return [
    ...['server', 'start-dev', '--ip', LOOPBACK, '--port', String(grpcPort), '--log-level', 'error'],
    ...(o.ui === true ? ['--ui-port', String(uiPort)] : ['--headless']),
    // Without waiting for the disk at each commit: a killed server loses nothing, a computer without power may.
    ...(o.dbFile === undefined ? [] : ['--db-filename', o.dbFile]),
    ...(o.dbFile === undefined ? [] : ['--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=0']),
    ...searchAttributeFlags().flatMap(([name, type]) => ['--search-attribute', `${name}=${type}`]),
  ];
}

async function untilServing(server: GuardedProcess, port: number): Promise<void> {
  const start = new AbortController();
  const fail = (why: string) => start.abort(new Error(why));
  const end = Date.now() + HEALTHY_WITHIN_MS;
  const late = setTimeout(() => fail(`does not answer after ${HEALTHY_WITHIN_MS / 1000} s`), HEALTHY_WITHIN_MS);
  void server.exited.then(({ code }) => fail(`ended while it started (exit code ${code})`));
  const connection = Connection.lazy({ address: `${LOOPBACK}:${port}` });
  try {
    await poll(start.signal, () => isListening(port)); // First, since gRPC waits a second after a failed attempt.
    await poll(start.signal, () => hasNamespace(connection));
    // A server ignores its flags for a file that exists already.
    await connection.withDeadline(end, () => registerSearchAttributes(connection, NAMESPACE));
  } finally {
    clearTimeout(late);
    await connection.close();
  }
}

async function poll(signal: AbortSignal, isDone: () => Promise<boolean>): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    if (await isDone()) return;
    await delay(50);
  }
}

function hasNamespace(connection: Connection): Promise<boolean> {
  const ask = () => connection.workflowService.describeNamespace({ namespace: NAMESPACE });
  return connection.withDeadline(Date.now() + 2000, ask).then(
    () => true,
    () => false,
  );
}
