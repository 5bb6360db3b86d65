import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { until } from './until.js';

export interface Part {
  pid: number;
  /** Lets it drain, and waits until it is gone. Safe to repeat. */
  stop(): Promise<void>;
}

/** Starts one process of `part.ts` and waits for its line `ready`. It ends with this process, however that ends. */
export async function startPart(args: string[], folder: string, env: Record<string, string>): Promise<Part> {
  const log = join(folder, `${args[0]}.log`);
  const file = openSync(log, 'w'); // A file, so that reading what it logs costs this process nothing.
  const child = spawn(process.execPath, [fileURLToPath(new URL('part.js', import.meta.url)), ...args], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, TZ: 'UTC', LANG: 'C.UTF-8', ...env },
    stdio: ['ignore', file, file, 'ipc'],
  });
  closeSync(file);
  child.channel?.unref();
  const gone = once(child, 'exit');
  await until(`${args[0]} is ready`, () => {
    const text = readFileSync(log, 'utf8');
    if (child.exitCode !== null) throw new Error(`${args[0]} ended: ${text.trim().split('\n').at(-1)}`);
    return /^ready$/m.test(text);
  });
  return {
    pid: child.pid as number, // It is ready, so it was started.
    async stop() {
      child.kill('SIGTERM');
      await gone;
    },
  };
}

const TICK_MS = 10; // USER_HZ is 100 on every Linux that Node runs on.

/** CPU time of a process so far, all threads, user and system, in milliseconds: fields 14 and 15 of `/proc/<pid>/stat`. */
export function cpuMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

/** Resident memory of a process, in MiB: `VmRSS` of `/proc/<pid>/status`. */
export function residentMib(pid: number): number {
  const [, kib] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kib) / 1024;
}
