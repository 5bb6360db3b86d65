import type {
  Acknowledgement,
  BatchAcknowledgement,
  Batches,
  BillAcknowledgement,
  Bills,
  Cases,
  DdmFileAcknowledgement,
  IncassoClient,
  MandateAcknowledgement,
  Mandates,
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
  io: Pick<Io, 'out' | 'err'>,
  key: string,
  say: (batches: Batches) => Promise<BatchAcknowledgement>,
  { json = false }: { json?: boolean | undefined } = {},
): Promise<ExitCode> {
  const { stage, reason } = await withIncasso(({ batches }) => say(batches));
  return printTold(io, { key, stage, reason }, key, json);
}

/** Tells a mandate something, and prints what came of it. Answers 1, with the reason, when that needs a person. */
export async function tellMandate(
  io: Pick<Io, 'out' | 'err'>,
  reference: string,
  say: (mandates: Mandates) => Promise<MandateAcknowledgement>,
  { json = false }: { json?: boolean | undefined } = {},
): Promise<ExitCode> {
  const { stage, reason } = await withIncasso(({ mandates }) => say(mandates));
  return printTold(io, { reference, stage, reason }, reference, json);
}

/** Tells a file that was handed in something, and prints what came of it. Answers 1, with the reason, as `tellBatch` does. */
export async function tellFile(
  io: Pick<Io, 'out' | 'err'>,
  id: string,
  say: (incasso: IncassoClient) => Promise<DdmFileAcknowledgement>,
  { json = false }: { json?: boolean | undefined } = {},
): Promise<ExitCode> {
  const { stage, reason } = await withIncasso(say);
  return printTold(io, { id, stage, reason }, id, json);
}

function printTold(
  { out, err }: Pick<Io, 'out' | 'err'>,
  told: { stage: string; reason: string | null; key?: string; reference?: string; id?: string },
  name: string,
  json: boolean,
): ExitCode {
  const { stage, reason } = told;
  if (json) printJson(out, told);
  else printLine(out, `${name}: ${stage}`);
  if (stage !== 'needs-attention' || !reason) return 0;
  printLine(err, printable(reason));
  return 1;
}
