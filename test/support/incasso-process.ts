import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { atEnd, javascriptSources } from './servers.js';

export interface IncassoProcess {
  child: ChildProcess;
  /** What it has written to stderr so far. */
  errors(): string;
  /** Ends it at once, as a power failure would. */
  kill(): Promise<void>;
}

/** Starts a long-running command (`worker`, `webhooks`) and waits for its line `ready`. Ends with the test file. */
export async function startIncasso(args: string[], env: Record<string, string>): Promise<IncassoProcess> {
  const child = spawn(process.execPath, [join(javascriptSources(), '../bin/incasso.js'), ...args], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, TZ: 'UTC', ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  const ready = new Promise<void>((resolve, reject) => {
    child.stderr?.on('data', (data: Buffer) => {
      errors += data.toString();
      if (/^ready$/m.test(errors)) resolve();
    });
    child.once('exit', (code) => reject(new Error(`incasso ${args.join(' ')} ended with ${code}: ${errors}`)));
  });
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  atEnd(kill);
  await ready;
  return { child, errors: () => errors, kill };
}
