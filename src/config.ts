import type { z } from 'zod';
import { type LOG_LEVELS, temporals, type Variable, variables } from './config/variables.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment cannot be used. `lines` has one line for each fault, in words for the person who sets variables. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly lines: string[]) {
    super(lines.join('\n'));
  }
}

type Variables = typeof variables;
export type VariableName = keyof Variables;
type ValueOf<V extends Variable> = z.output<V['schema']> | (V extends { optional: true } ? undefined : never);

/** The parsed values of the variables asked for, by name. Durations are in milliseconds. */
export type Config<N extends VariableName = VariableName> = { [name in N]: ValueOf<Variables[name]> };

export type LogLevel = (typeof LOG_LEVELS)[number];

// What compose files write for "not given" is an empty value.
const given = (name: string, env: Environment): string | undefined => (env[name]?.trim() ? env[name] : undefined);

type Reading = { value: unknown } | { line: string };

function readVariable(name: VariableName, env: Environment): Reading {
  const variable: Variable = variables[name];
  const written = given(name, env) ?? variable.default;
  if (written === undefined) {
    return variable.optional ? { value: undefined } : { line: `${name}: is missing, set it to ${variable.meaning}` };
  }
  const parsed = variable.schema.safeParse(written);
  if (parsed.success) return { value: parsed.data };
  // A value with an @ may be an address with a password inside.
  const subject = variable.secret || written.includes('@') ? 'the value' : JSON.stringify(written);
  return { line: `${name}: ${subject} ${parsed.error.issues[0]?.message}` };
}

/**
 * Reads the variables that a command uses, and no others: what it does not name may be missing or wrong.
 * Throws `ConfigError` with a line for every fault at once.
 */
export function readConfig<const N extends VariableName>(
  names: readonly N[],
  env: Environment = process.env,
): Config<N> {
  const readings = names.map((name) => [name, readVariable(name, env)] as const);
  const lines = readings.flatMap(([, reading]) => ('line' in reading ? [reading.line] : []));
  if (lines.length > 0) throw new ConfigError([...new Set(lines)]);
  const values = readings.map(([name, reading]) => [name, 'value' in reading ? reading.value : undefined]);
  return Object.fromEntries(values) as Config<N>; // Each value is its own schema's output.
}

/** The vendors that there is code for, and the variables that a worker for each of them uses. */
export const vendorVariables = {
  alphacomm: ['ALPHACOMM_URL', 'ALPHACOMM_API_KEY'],
  accepteasy: ['ACCEPTEASY_URL', 'ACCEPTEASY_USERNAME', 'ACCEPTEASY_PASSWORD'],
  ptx: [
    'PTX_URL',
    'PTX_EMAIL',
    'PTX_PASSWORD',
    'PTX_APPROVER_EMAIL',
    'PTX_APPROVER_PASSWORD',
    'PTX_REALM',
    'PTX_PATHS',
    'PTX_TRANSACTION_TYPES',
    'PTX_SETTLE',
    'PTX_CONCURRENCY',
    'INCASSO_DATA_DIR',
    'INCASSO_SWEEP_INTERVAL',
  ],
} as const satisfies Record<string, readonly VariableName[]>;

export type Vendor = keyof typeof vendorVariables;

const vendors = Object.keys(vendorVariables) as Vendor[];

const isNeeded = (name: VariableName): boolean => !('default' in variables[name] || 'optional' in variables[name]);

/** The vendors for which every variable without a default is set; none of the values is checked yet. */
export function configuredVendors(env: Environment = process.env): Vendor[] {
  const isSet = (name: VariableName) => given(name, env) !== undefined;
  return vendors.filter((vendor) => vendorVariables[vendor].filter(isNeeded).every(isSet));
}

/** The vendors of `--vendors a,b`, or the configured ones when it was not given; `ConfigError` for unknown ones or none. */
export function chosenVendors(option: string | undefined, env: Environment = process.env): Vendor[] {
  if (option === undefined) {
    const configured = configuredVendors(env);
    if (configured.length > 0) return configured;
    const needs = vendors.map((vendor) => `${vendor} needs ${vendorVariables[vendor].filter(isNeeded).join(', ')}`);
    throw new ConfigError([`no vendor is configured: ${needs.join('; ')}`]);
  }
  const names = option.split(',').map((name) => name.trim());
  const isVendor = (name: string): name is Vendor => vendors.some((vendor) => vendor === name);
  const unknown = names.filter((name) => !isVendor(name));
  if (unknown.length > 0) {
    throw new ConfigError(
      unknown.map((name) => `--vendors: ${JSON.stringify(name)} is not a vendor, write ${vendors.join(',')}`),
    );
  }
  return [...new Set(names.filter(isVendor))];
}

export interface VariableDescription {
  name: string;
  meaning: string;
  /** Undefined: it has none, and is either needed or off. */
  default: string | undefined;
  required: boolean;
  secret: boolean;
  /** `temporal`: read by Temporal's own configuration, which `TEMPORAL_CONFIG_FILE` can replace. */
  readBy: 'incasso' | 'temporal';
}

/** Every variable of the product, for `--help` and docs/operations.md. */
export function describeVariables(): VariableDescription[] {
  const ours = Object.entries<Variable>(variables).map(([name, variable]) => ({
    name,
    meaning: variable.meaning,
    default: variable.default,
    required: variable.default === undefined && variable.optional !== true,
    secret: variable.secret === true,
    readBy: 'incasso' as const,
  }));
  const theirs = temporals.map(([name, meaning, default_]) => ({
    name,
    meaning,
    default: default_,
    required: false,
    secret: /API_KEY|KEY_DATA/.test(name),
    readBy: 'temporal' as const,
  }));
  return [...ours, ...theirs];
}
