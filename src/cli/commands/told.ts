import type { Acknowledgement, Cases } from '../../client/index.js';
import { formatMoney } from '../../domain/money.js';
import { withIncasso } from '../connect.js';
import type { Output } from '../context.js';
import { printJson, printLine } from '../print.js';

/** Tells a case something, and prints what it says to that. */
export async function tellCase(
  out: Output,
  reference: string,
  say: (cases: Cases) => Promise<Acknowledgement>,
  json = false,
): Promise<void> {
  const { stage, owed } = await withIncasso(({ cases }) => say(cases));
  if (json) printJson(out, { reference, stage, owed });
  else printLine(out, `${reference}: ${stage}, ${formatMoney(owed)} owed`);
}
