import { type MandateFault, prepareMandate } from '../../client/prepare-mandate.js';
import { registerSearchAttributes } from '../../temporal/search-attributes.js';
import { withIncasso } from '../connect.js';
import type { Io } from '../context.js';
import { UsageError } from '../errors.js';
import { readCells } from '../input/csv-columns.js';
import { columnOf, mandateOptions, toMandate } from '../input/mandate-columns.js';
import { printJson, printLine } from '../print.js';
import { type MandateSetUpOptions, settingsOf } from './import.js';
import { mandateLimits } from './limits.js';

/** The options of `create`, as they were written: those of every mandate, and a text for each column of a file. */
export type MandateCreateOptions = MandateSetUpOptions & Readonly<Record<string, string | true | undefined>>;

const PLAN = ['amount', 'frequency', 'start_date'] as const;

/**
 * Starts one mandate. Its values are judged like the cells of a file; throws `UsageError` with every fault. Safe to repeat:
 * the same content under the same reference is recognised.
 */
export async function createMandate(options: MandateCreateOptions, { out, err }: Io): Promise<void> {
  const limits = mandateLimits();
  const written = Object.keys(mandateOptions).flatMap((column): [string, string][] => {
    const text = options[keyOf(column)];
    return typeof text === 'string' ? [[column, text]] : [];
  });
  const { values, faults } = readCells(new Map(written), mandateOptions, []);
  faults.push(...planFaults(written.map(([column]) => column)));
  const mandate = { ...toMandate(values), ...settingsOf(options) };
  const check = prepareMandate(mandate);
  if (faults.length === 0) faults.push(...check.faults.map(columnLine));
  if (faults.length > 0) throw new UsageError(faults.map(inOptions));
  const { reference, started, stage } = await withIncasso(async ({ mandates, temporal }) => {
    await registerSearchAttributes(temporal.connection, temporal.namespace);
    return mandates.setUp(mandate);
  }, limits);
  const warnings = check.warnings.map(columnLine).map(inOptions);
  for (const warning of warnings) printLine(err, warning);
  if (options.json) printJson(out, { reference, result: started ? 'started' : 'already-started', stage, warnings });
  else printLine(out, `${reference}: ${started ? 'started' : `already started before, now ${stage}`}`);
}

/** A plan is there whole, or not at all. */
function planFaults(given: readonly string[]): string[] {
  const why = 'is missing, and a plan has amount, frequency and start date';
  if (![...PLAN, 'end_date', 'occurrences'].some((name) => given.includes(name))) return [];
  return PLAN.filter((name) => !given.includes(name)).map((name) => `${name}: ${why}`);
}

const columnLine = ({ field, problem }: MandateFault): string => `${columnOf(field)}: ${problem}`;

/** `first_name` as commander has `--first-name`. */
const keyOf = (column: string): string => column.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

/** Column names at the beginning of a fault, as options. */
const inOptions = (fault: string): string => fault.replace(/^\w+(?=:)/, (column) => `--${column.replaceAll('_', '-')}`);
