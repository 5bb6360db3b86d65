import type {
  Acknowledgement,
  BatchAcknowledgement,
  Batches,
  BillAcknowledgement,
  Bills,
  Cases,
} from '../../client/index.js';
import { formatMoney } from '../../domain/money.js';
import { withIncasso } from '../connect.js';
import type { ExitCode, Io, Output } from '../context.js';
import { printable, printJson, printLine } from '../print.js';

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

/** Tells a bill something, and prints what it says to that. */
export async function tellBill(
  out: Output,
  srrid: string,
  say: (bills: Bills) => Promise<BillAcknowledgement>,
  json = false,
): Promise<void> {
  const { stage, owed } = await withIncasso(({ bills }) => say(bills));
  if (json) printJson(out, { srrid, stage, owed });
  else printLine(out, `${srrid}: ${stage}, ${formatMoney(owed)} owed`);
}

/** Tells a batch something, and prints what came of it. Answers 1, with the reason, when that needs a person again. */
export async function tellBatch(
  { out, err }: Pick<Io, 'out' | 'err'>,
  key: string,
  say: (batches: Batches) => Promise<BatchAcknowledgement>,
  { json = false }: { json?: boolean | undefined } = {},
): Promise<ExitCode> {
  const { stage, reason } = await withIncasso(({ batches }) => say(batches));
  if (json) printJson(out, { key, stage, reason });
  else printLine(out, `${key}: ${stage}`);
  if (stage !== 'needs-attention' || !reason) return 0;
  printLine(err, printable(reason));
  return 1;
}
