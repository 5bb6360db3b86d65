import type { Command } from 'commander';
import { wordsValue } from '../values.js';

/** Who says it and why, as every change by a person has it. */
export interface SaidOptions {
  by: string;
  why: string;
}

/** Adds `--by` and `--why`, both needed. */
export function withSaid(command: Command): Command {
  return command
    .requiredOption('--by <who>', 'who says so; it stands in the timeline', wordsValue)
    .requiredOption('--why <text>', 'why; it stands in the timeline', wordsValue);
}

/** Adds `--json`. */
export function withJson(command: Command, what = 'print JSON, for programs'): Command {
  return command.option('--json', what);
}
