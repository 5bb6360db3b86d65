/** 0 done; 1 done, but something was refused or failed; 2 wrong usage or input; 3 something cannot be reached. */
export type ExitCode = 0 | 1 | 2 | 3;

export interface Output {
  write(text: string): unknown;
  /** Whether a person watches: bars and tables are redrawn then. */
  isTTY?: boolean | undefined;
  columns?: number | undefined;
  rows?: number | undefined;
}

/** What a command speaks to: answers go to `out`, faults and progress to `err`. */
export interface Io {
  out: Output;
  err: Output;
  /** Resolves at the first SIGINT or SIGTERM after it was asked for. One that comes later, to hurry us, ends the process. */
  stopped(): Promise<void>;
  /** Asks the person at the terminal, and gives the answer; not there where nobody sits. */
  ask?: ((question: string) => Promise<string>) | undefined;
}

/** One run of the command line. */
export interface Context {
  io: Io;
  exitCode: ExitCode;
}

/** What a command's action is for commander: keeps the exit code, 0 when it gives none. */
export function acting<A extends unknown[]>(
  context: Context,
  // biome-ignore lint/suspicious/noConfusingVoidType: most commands have nothing to say about their exit code.
  run: (...args: A) => Promise<ExitCode | void>,
): (...args: A) => Promise<void> {
  return async (...args) => {
    context.exitCode = (await run(...args)) ?? 0;
  };
}

/** The streams and signals of this very process. */
export function processIo(): Io {
  // Whoever reads us, `head` for one, may have seen enough.
  const closed = (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  };
  process.stdout.on('error', closed);
  process.stderr.on('error', closed);
  return {
    out: process.stdout,
    err: process.stderr,
    ask: process.stdin.isTTY && process.stderr.isTTY ? askTerminal : undefined,
    stopped: () =>
      new Promise((resolve) => {
        let first: number | undefined;
        const told = () => {
          first ??= Date.now();
          // Under npm one Ctrl-C arrives twice: from the terminal, and from npm. A later one is a person's impatience.
          if (Date.now() - first > AGAIN_MS) process.exit(1);
          resolve();
        };
        for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, told);
      }),
  };
}

const AGAIN_MS = 1000;

async function askTerminal(question: string): Promise<string> {
  const { createInterface } = await import('node:readline/promises');
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const ended = new Promise<string>((resolve) => terminal.once('close', () => resolve(''))); // Ctrl-C, Ctrl-D: no answer.
  try {
    return await Promise.race([terminal.question(question), ended]);
  } finally {
    terminal.close();
  }
}
