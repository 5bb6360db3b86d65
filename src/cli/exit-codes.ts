import { types } from 'node:util';
import { CommanderError } from 'commander';
import { readConfig } from '../config.js';
import type { ExitCode, Io } from './context.js';

// By name, so that a command loads only the modules that it needs: the errors of Temporal's client come with all of it.
const CODES: Readonly<Record<string, ExitCode>> = {
  UsageError: 2,
  ConfigError: 2,
  InvalidInputError: 2,
  UnknownReferenceError: 2,
  ReferenceTakenError: 2,
  UnknownParkedEventError: 2,
  UnknownScheduleError: 2,
  FileFault: 2,
  ReceiverAddressError: 2,
  TemporalUnreachableError: 3,
  UnreachableError: 3,
  NoWorkerError: 3,
  PtxAwayError: 3,
};

/** Tells a failure on stderr, one line per fault, and says with which code to exit. */
export function report(error: unknown, { err }: Io): ExitCode {
  // Commander has printed its own already, the help that somebody asked for included.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  for (const line of faultLines(error)) err.write(`${line}\n`);
  if (isDebugging() && types.isNativeError(error)) err.write(`${error.stack}\n`);
  return codeOf(error);
}

/** The lines that an error has for people, one per fault. */
export function faultLines(error: unknown): readonly string[] {
  if (!types.isNativeError(error)) return [String(error)];
  if ('lines' in error && Array.isArray(error.lines)) return error.lines;
  if ('faults' in error && Array.isArray(error.faults)) return error.faults;
  if (isPortInUse(error))
    return [`port ${error.port} of ${error.address} is in use: end the program that has it, or set another port`];
  return error.message.split('\n').filter((line) => line.trim() !== '');
}

function codeOf(error: unknown): ExitCode {
  if (!types.isNativeError(error)) return 1;
  return isPortInUse(error) ? 2 : (CODES[error.name] ?? 1);
}

function isPortInUse(error: Error): error is Error & { port: number; address: string } {
  return 'code' in error && error.code === 'EADDRINUSE' && 'port' in error;
}

function isDebugging(): boolean {
  try {
    return ['debug', 'trace'].includes(readConfig(['LOG_LEVEL']).LOG_LEVEL);
  } catch {
    return false; // A wrong level is told by the commands that use it.
  }
}
