import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExitCode, Io } from '../../src/cli/context.js';
import { main } from '../../src/cli/main.js';

export interface Ran {
  code: ExitCode;
  out: string;
  err: string;
  /** The lines of stdout. */
  lines: string[];
  /** The lines of stderr: one per fault. */
  faults: string[];
  /** The lines of stdout as the JSON that they are. */
  json: Record<string, unknown>[];
}

const linesOf = (text: string): string[] => text.split('\n').filter((line) => line !== '');

/** Streams that keep what is written to them. `stop` is what Ctrl-C is to a process. */
export function createTerminal({ isTTY = false } = {}) {
  const written = { out: '', err: '' };
  let stop = () => {};
  const stopped = new Promise<void>((resolve) => {
    stop = resolve;
  });
  const io: Io = {
    out: { write: (text) => (written.out += text), isTTY },
    err: { write: (text) => (written.err += text), isTTY },
    stopped: () => stopped,
  };
  return { io, written, stop };
}

/** Runs one command line in this process; the variables hold for its time. */
export async function run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> {
  const { io, written } = createTerminal();
  const code = await withEnv(env, () => main(args, io));
  const lines = linesOf(written.out);
  return {
    code,
    ...written,
    lines,
    faults: linesOf(written.err),
    get json() {
      return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    },
  };
}

/** Runs something with variables set, and puts them back. */
export async function withEnv<T>(env: Readonly<Record<string, string>>, work: () => Promise<T>): Promise<T> {
  const before = Object.keys(env).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, env);
  try {
    return await work();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}

/** A folder of its own for the time of some work. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'incasso-cli-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const HEADER = 'reference,amount,currency,invoice_number,due_date,email,phone';

/** A file of debtors: the rows as they are given, behind the usual header. */
export async function debtorsFile(folder: string, rows: readonly string[], header = HEADER): Promise<string> {
  const file = join(folder, 'debtors.csv');
  await writeFile(file, `${[header, ...rows].join('\n')}\n`);
  return file;
}

/** A row for a debtor who can be mailed and called. */
export const row = (reference: string, amount = '100.00'): string =>
  `${reference},${amount},EUR,N-${reference},2026-02-01,debtor@example.com,+31600000000`;
