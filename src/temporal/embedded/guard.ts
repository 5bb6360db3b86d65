import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import type { Socket } from 'node:net';

/** A program under guard: it ends when its owner stops it, exits, or is killed. */
export interface GuardedProcess {
  /** Of the program itself, not of its guard. */
  readonly pid: number;
  /** Resolves once the program and its guard are gone; never rejects. `code` is the program's, null after a signal. */
  readonly exited: Promise<{ code: number | null }>;
  /** The end of what the program printed (at most 4,000 characters); empty when that went to a file. */
  outputTail(): string;
  /** Ends the program and waits until it is gone. Safe to repeat. */
  stop(): Promise<void>;
}

export interface GuardedCommand {
  command: string;
  args: readonly string[];
  /** Added to the environment of this process. */
  env?: Readonly<Record<string, string>>;
  /** Takes what the program prints; absent: kept in memory, see `outputTail`. */
  logFile?: string;
  /** Between SIGTERM and SIGKILL; 0 kills at once, for a program that has nothing to lose. */
  graceMs: number;
}

// The guard leads a process group of its own, so that Ctrl-C reaches the owner alone and the owner decides the order of
// the stop. The channel to the owner is its lifeline: the kernel closes it however the owner ends, SIGKILL included.
const GUARD_PROGRAM = `
const { spawn } = require('node:child_process');
const [graceMs, command, ...args] = process.argv.slice(1);
const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
const tell = (message) => { if (process.connected) process.send(message, () => {}); };
const signalAll = (name) => {
  try { process.platform === 'win32' ? child.kill(name) : process.kill(-process.pid, name); } catch { child.kill(name); }
};
let stopping = false;
function stop() {
  if (stopping) return;
  stopping = true;
  if (Number(graceMs) === 0) return child.kill('SIGKILL');
  signalAll('SIGTERM');
  setTimeout(() => child.kill('SIGKILL'), Number(graceMs));
}
for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(name, stop);
process.on('disconnect', stop);
child.on('spawn', () => tell({ pid: child.pid }));
child.on('error', (error) => { tell({ error: error.message }); process.exitCode = 127; setImmediate(() => process.exit()); });
child.on('exit', (code) => {
  if (stopping) signalAll('SIGKILL'); // What the program had started, and this guard too, now that it has seen the end.
  process.exit(code ?? 1);
});
`;

const TAIL_LENGTH = 4000;

/**
 * Starts a program that cannot outlive this process: a small guard process starts it and ends it, with all that it has
 * started, when this process is gone, even by SIGKILL. Rejects when the program cannot be started. The guard does not
 * keep this process alive.
 */
export async function spawnGuarded(o: GuardedCommand): Promise<GuardedProcess> {
  const log = o.logFile === undefined ? undefined : openSync(o.logFile, 'a');
  const guard = spawn(process.execPath, ['-e', GUARD_PROGRAM, '--', String(o.graceMs), o.command, ...o.args], {
    detached: true,
    windowsHide: true,
    env: { ...process.env, ...o.env },
    stdio: ['ignore', log ?? 'pipe', log ?? 'pipe', 'ipc'],
  });
  if (log !== undefined) closeSync(log); // The guard has its own copy.
  const outputTail = keepTail(guard);
  const exited = new Promise<{ code: number | null }>((resolve) => {
    guard.once('exit', (code) => resolve({ code }));
  });
  const pid = await startedPid(guard);
  guard.unref();
  guard.channel?.unref();
  void exited.then(() => endOrphan(pid)); // In case somebody killed the guard alone.
  return {
    pid,
    exited,
    outputTail,
    async stop() {
      guard.ref();
      if (guard.connected) guard.disconnect();
      await exited;
    },
  };
}

function startedPid(guard: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    guard.once('message', (message: { pid: number } | { error: string }) => {
      if ('pid' in message) resolve(message.pid);
      else reject(new Error(message.error));
    });
    guard.once('error', reject);
    guard.once('exit', (code) => reject(new Error(`its guard process ended at once (exit code ${code})`)));
  });
}

function keepTail(guard: ChildProcess): () => string {
  let tail = '';
  for (const stream of [guard.stdout, guard.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      tail = (tail + text).slice(-TAIL_LENGTH);
    });
    (stream as Socket | null)?.unref();
  }
  return () => tail.trim();
}

function endOrphan(pid: number): void {
  try {
    process.kill(pid, 'SIGTERM');
  } catch {
    // Already gone, as it should be.
  }
}
