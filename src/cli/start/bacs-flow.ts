import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { BatchView } from '../../client/index.js';
import { calendarOf } from '../../domain/calendar/bacs-calendar.js';
import { latestCalendarVersion } from '../../domain/calendar/holidays.js';
import { paymentDates } from '../../domain/calendar/payment-dates.js';
import { businessTime } from '../../domain/clock.js';
import type { PtxLedgerEntry } from '../../simulators/ptx/control-types.js';
import { batchLines } from '../batch/lines.js';
import { UsageError } from '../errors.js';
import { readPaymentsFile } from '../input/payments-file.js';
import { instant, printLine } from '../print.js';
import type { Flow } from './flow.js';

/** Ten minutes in a second: a batch is made, approved and committed within one bank day. */
const SPEED = 600;
const CUT_OFF = '21:30';
/** Indirect, and wants two approvals. */
const PROFILE = '8308';
const SUBMITTER = 'sam';
const APPROVERS = ['ann', 'bob'];
const LOOK_EVERY_MS = 250;

export const demoPayments = fileURLToPath(new URL('../../../examples/payments.csv', import.meta.url));

/** The example's payments as one Bacs batch: submitted by one person, approved by two others, and committed. */
export async function bacsFlow(): Promise<Flow> {
  const { rows, faults } = await readPaymentsFile(demoPayments);
  if (faults.length > 0) throw new UsageError(faults.map(({ text }) => text));
  const instructions = rows.map(({ instruction }) => instruction);
  const key = `DEMO-${Date.now().toString(36).toUpperCase()}`;

  return {
    speed: SPEED,

    hints: ({ temporal }) => {
      const address = temporal ? `TEMPORAL_ADDRESS=${temporal.address} ` : '';
      return [`${address}incasso batch show ${key}`];
    },

    async play({ incasso, ptxControl, clock }, io, signal) {
      const { batches } = incasso;
      const calendar = calendarOf(latestCalendarVersion);
      const { earliest } = paymentDates(calendar, businessTime(Date.now(), clock), CUT_OFF);
      const paymentDate = calendar.addProcessingDays(earliest, 1);
      const tell = (text: string) => {
        const at = instant(new Date(businessTime(Date.now(), clock)).toISOString()).slice(0, 16);
        printLine(io.out, `${at}  ${text}`);
      };

      const reached = async (...stages: BatchView['stage'][]): Promise<BatchView> => {
        for (;;) {
          signal.throwIfAborted();
          const view = await batches.show(key);
          if (stages.includes(view.stage) || view.stage === 'needs-attention') return view;
          await delay(LOOK_EVERY_MS, undefined, { signal });
        }
      };

      await batches.submit({ key, profileId: PROFILE, paymentDate, submittedBy: SUBMITTER, instructions, clock });
      tell(`batch ${key}: ${instructions.length} payments for ${paymentDate}, submitted by ${SUBMITTER}`);
      const entered = await reached('awaiting-approval');
      tell(`${entered.stage}: ${entered.nextAction ?? entered.reason ?? ''}`);
      for (const by of APPROVERS) {
        const { stage, reason } = await batches.approve(key, { by, hash: entered.hash ?? '' });
        tell(`approved by ${by}: ${stage}${reason ? `: ${reason}` : ''}`);
      }
      const view = await reached('committed', 'rejected');
      printLine(io.out);
      for (const line of batchLines(view)) printLine(io.out, line);
      printLine(io.out);
      const ledger = checkBatch(await ptxControl.ledger(), view, instructions.length);
      printLine(io.out, `the ledger of PTX: ${ledger.counts}; ${ledger.faults.length === 0 ? 'each effect once' : ''}`);
      for (const fault of ledger.faults) printLine(io.out, `  ${fault}`);
      return view.stage === 'committed' && ledger.faults.length === 0;
    },
  };
}

const STEPS = ['batch.created', 'batch.entered', 'batch.approved', 'batch.committed'] as const;

/** Holds what happened at PTX against the batch: every step once, and every payment once. */
export function checkBatch(
  ledger: readonly PtxLedgerEntry[],
  view: Pick<BatchView, 'key' | 'total'>,
  payments: number,
) {
  const own = ledger.filter(({ reference }) => reference?.endsWith(`[${view.key}]`));
  const faults = STEPS.flatMap((step) => {
    const times = own.filter(({ effect }) => effect === step).length;
    return times === 1 ? [] : [`${step} happened ${times} times`];
  });
  const made = ledger.filter(({ effect }) => effect === 'instruction.created');
  if (made.length !== payments) faults.push(`${made.length} payments were made, submitted were ${payments}`);
  const pence = made.reduce((sum, { amountMinor = 0 }) => sum + amountMinor, 0);
  const wanted = view.total.debit.minor + view.total.credit.minor;
  if (pence !== wanted) faults.push(`the payments come to ${pence} pence, the batch to ${wanted}`);
  return {
    counts: `${made.length} payments, ${own.map(({ effect }) => effect.replace('batch.', '')).join(', ')}`,
    faults,
  };
}
