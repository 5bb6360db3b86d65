import type { Command } from 'commander';
import { describeVariables, type VariableName } from '../config.js';

export interface Help {
  /** Each a comment and the line that does it. */
  examples: readonly (readonly [what: string, line: string])[];
  variables?: readonly VariableName[];
  /** Whether the command speaks to Temporal, and so reads its variables too. */
  temporal?: boolean;
}

/** Gives a command's help its examples and the environment variables that it reads. */
export function withHelp(command: Command, { examples, variables = [], temporal = false }: Help): Command {
  return command.addHelpText('after', () => {
    const parts = ['', 'Examples:', ...examples.flatMap(([what, line]) => [`  # ${what}`, `  $ ${line}`])];
    const names = [...variables, ...(temporal ? TEMPORAL : [])];
    if (names.length > 0) parts.push('', 'Environment:', ...variableLines(names));
    if (temporal) parts.push(MORE_TEMPORAL);
    return parts.join('\n');
  });
}

/** What every command that speaks to Temporal reads of our own variables. */
export const clientVariables = ['INCASSO_TASK_QUEUE_PREFIX', 'INCASSO_PAYLOAD_KEY'] as const;

const TEMPORAL = ['TEMPORAL_ADDRESS', 'TEMPORAL_NAMESPACE'];
const MORE_TEMPORAL = '  More of TEMPORAL_*, for TLS, API keys and profiles: `incasso help`.';

/** A line for each variable: all of them, or those that are named. */
export function variableLines(names?: readonly string[]): string[] {
  const described = describeVariables().filter(({ name }) => names === undefined || names.includes(name));
  const width = Math.max(...described.map(({ name }) => name.length));
  return described.map(({ name, meaning, default: value, required }) => {
    const note = value === undefined ? (required ? ' (no default)' : '') : ` (default ${value})`;
    return `  ${name.padEnd(width)}  ${meaning}${note}`;
  });
}
