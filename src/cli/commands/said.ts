import { type Command, Option } from 'commander';
import type { Resolution } from '../../client/index.js';
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

// The words of the contract (`resolutions` in messages.ts), which would load all of Temporal for a help text.
const RESOLUTIONS: readonly Resolution['as'][] = ['happened', 'not-happened', 'retry'];

/** Adds `--as`, the answer to what needs attention. */
export function withResolution(command: Command): Command {
  return command.addOption(
    new Option('--as <outcome>', 'what you found out').choices(RESOLUTIONS).makeOptionMandatory(),
  );
}
