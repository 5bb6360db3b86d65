import { type Context, type ExitCode, type Io, processIo } from './context.js';
import { report } from './exit-codes.js';
import { createProgram } from './program.js';

/**
 * Runs one command line, without the names of node and the script, and answers with its exit code. Never throws: what
 * goes wrong is told on stderr, one line per fault.
 */
export async function main(argv: readonly string[], io: Io = processIo()): Promise<ExitCode> {
  const context: Context = { io, exitCode: 0 };
  try {
    await createProgram(context).parseAsync([...argv], { from: 'user' });
    return context.exitCode;
  } catch (error) {
    return report(error, io);
  }
}
