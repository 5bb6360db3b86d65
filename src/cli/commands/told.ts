import type { Acknowledgement } from '../../client/index.js';
import { formatMoney } from '../../domain/money.js';
import type { Output } from '../context.js';
import { printJson, printLine } from '../print.js';

/** Prints what a case says after somebody has told it something. */
export function printTold(out: Output, reference: string, { stage, owed }: Acknowledgement, json = false): void {
  if (json) printJson(out, { reference, stage, owed });
  else printLine(out, `${reference}: ${stage}, ${formatMoney(owed)} owed`);
}
