import { type ExecFileOptions, execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { promisify } from 'node:util';

/** Takes one line for the user. */
export type Report = (line: string) => void;

/** A path, with a word about what is there, or why there is none. */
export type Found = { path: string; about?: string } | { why: string };

/** One way to come by a program. `look` answers where it fails; it throws only what nobody planned for. */
export interface Way {
  name: string;
  look(): Promise<Found>;
}

/** Tries the ways in order, says in one line each what it found, and returns the first path. */
export async function firstWay(what: string, ways: readonly Way[], report: Report): Promise<string | undefined> {
  for (const { name, look } of ways) {
    const found = await look();
    if ('why' in found) {
      report(`${what}: ${name}: ${found.why}`);
      continue;
    }
    report(`${what}: ${name}: ${found.path}${found.about === undefined ? '' : ` (${found.about})`}`);
    return found.path;
  }
  return undefined;
}

/** Runs a program to its end. Returns what it printed, or undefined when it cannot be started or fails. */
export async function outputOf(command: string, args: readonly string[]): Promise<string | undefined> {
  const options: ExecFileOptions = { timeout: 15_000, windowsHide: true };
  try {
    const { stdout, stderr } = await promisify(execFile)(command, args, options);
    return `${stdout}${stderr}`.trim();
  } catch {
    return undefined;
  }
}

/** Where the PATH has a program. */
export async function onPath(program: string): Promise<string | undefined> {
  const printed =
    process.platform === 'win32'
      ? await outputOf('where', [program])
      : await outputOf('/bin/sh', ['-c', 'command -v "$1"', 'sh', program]);
  const [first] = (printed ?? '').split(/\r?\n/);
  return first === '' ? undefined : first;
}

/** Says whether a file exists that this user may run. */
export function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
