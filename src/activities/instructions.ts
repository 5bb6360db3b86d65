import { Context } from '@temporalio/activity';
import { totalsOf } from '../domain/bacs/control.js';
import { VendorError } from '../vendors/errors.js';
import type { PtxClient } from '../vendors/ptx/client.js';
import type { BacsInstruction } from '../workflows/messages.js';
import type { Settling } from './ensure.js';
import { mayHaveActed, notYet, refused, toApplicationFailure } from './failures.js';
import { whileHeartbeating } from './heartbeats.js';
import { createCodeOf } from './transaction-codes.js';
import { summarized } from './warnings.js';

export interface FillRequest {
  batchId: string;
  paymentDate: string;
  /** What the payees read, of the profile. */
  text: string;
  /** At most 500, which is what one activity takes. */
  rows: BacsInstruction[];
}

export interface FillAnswer {
  count: number;
  debitMinor: number;
  creditMinor: number;
  warnings: string[];
  /** When the last write went unanswered, in milliseconds since 1970; such a write may still land. */
  unansweredAtMs: number | null;
}

export interface CountRequest {
  batchId: string;
  count: number;
  debitMinor: number;
  creditMinor: number;
  unansweredAtMs: number | null;
}

export interface InstructionDeps {
  ptx: PtxClient;
  settling: Settling;
  transactionTypes: Readonly<Record<string, string>>;
  /** How many writes are under way at once. */
  concurrency: number;
}

/** What an attempt tells the next: whether a write went unanswered, and when. */
interface Mark {
  unansweredAtMs: number | null;
  cutOff: boolean;
}

const REFUSALS_SHOWN = 20;

export function createInstructionActivities({ ptx, settling, transactionTypes, concurrency }: InstructionDeps) {
  const codeOf = createCodeOf(transactionTypes);
  const settleMs = ({ cutOff }: Mark) => (cutOff ? settling.cutOffMs : settling.answeredMs);

  return {
    /**
     * Adds rows to a batch in draft, each once: what is there by reference, account, code and amount is not written again,
     * and after an unanswered write only what two readings, a settling time apart, do not show. Safe to repeat. Of rows that
     * PTX refuses all are named at once. Source: PTX API, "Payment instructions", create.
     */
    async fillBatch(request: FillRequest): Promise<FillAnswer> {
      const { info, sleep, heartbeat, cancellationSignal } = Context.current();
      const silent: Mark = { unansweredAtMs: Date.now(), cutOff: true }; // A worker that died has left writes in flight.
      const mark: Mark =
        info.attempt === 1 ? { unansweredAtMs: null, cutOff: false } : ((info.heartbeatDetails as Mark) ?? silent);
      const warnings: { of: string; text: string }[] = [];
      const refusals: string[] = [];
      let unsure = false;

      const write = async (row: BacsInstruction) => {
        cancellationSignal.throwIfAborted();
        try {
          const made = await ptx.createInstruction(toNew(request, row));
          for (const text of made.warnings) warnings.push({ of: row.reference, text });
        } catch (error) {
          if (mayHaveActed(error)) {
            unsure = true;
            mark.unansweredAtMs = Date.now();
            mark.cutOff ||= error.status === undefined;
            heartbeat(mark);
          } else if (error instanceof VendorError && error.name === 'Invalid') {
            refusals.push(`${row.reference}: ${error.message}`);
          } else throw error;
        }
      };

      const fill = async () => {
        let rows = request.rows;
        if (info.attempt > 1) rows = await missing(request.batchId, rows);
        if (rows.length > 0 && info.attempt > 1 && mark.unansweredAtMs !== null) {
          await sleep(Math.max(0, mark.unansweredAtMs + settleMs(mark) - Date.now()));
          rows = await missing(request.batchId, rows);
        }
        await inParallel(rows, concurrency, write);
      };

      // From here on a death leaves writes in flight, unless an attempt that ended well says otherwise.
      heartbeat(silent);
      try {
        await whileHeartbeating(fill, () => ({ unansweredAtMs: Date.now(), cutOff: true }));
      } catch (error) {
        heartbeat(mark);
        throw toApplicationFailure(error);
      }
      heartbeat(mark);
      if (unsure) throw notYet('some writes were not answered; they are looked up before another try', 1);
      if (refusals.length > 0) {
        const more = refusals.length > REFUSALS_SHOWN ? `; and ${refusals.length - REFUSALS_SHOWN} more` : '';
        throw refused(
          `PTX refused ${refusals.length} payments: ${refusals.slice(0, REFUSALS_SHOWN).join('; ')}${more}`,
        );
      }
      return { ...totalsOf(request.rows), warnings: summarized(warnings), unansweredAtMs: mark.unansweredAtMs };
    },

    /**
     * Says whether a batch has exactly the payments that it should have: count and totals equal in two readings, the first
     * one a settling time after the last unanswered write. Safe to repeat.
     */
    async countBatch({
      batchId,
      unansweredAtMs,
      ...wanted
    }: CountRequest): Promise<{ agrees: boolean; found: string }> {
      const { sleep } = Context.current();
      const read = async () => {
        const rows = await ptx.queryInstructions({ batchId });
        const totals = totalsOf(rows.filter(({ included }) => included).map((row) => ({ ...row, code: codeOf(row) })));
        const agrees =
          totals.count === wanted.count &&
          totals.debitMinor === wanted.debitMinor &&
          totals.creditMinor === wanted.creditMinor &&
          rows.length === wanted.count;
        return {
          agrees,
          found: `${rows.length} payments, ${totals.debitMinor} pence of debits, ${totals.creditMinor} of credits`,
        };
      };
      return whileHeartbeating(async () => {
        try {
          if (unansweredAtMs !== null) await sleep(Math.max(0, unansweredAtMs + settling.cutOffMs - Date.now()));
          const first = await read();
          if (!first.agrees) await sleep(settling.answeredMs);
          const second = await read();
          return { agrees: first.found === second.found && second.agrees, found: second.found };
        } catch (error) {
          throw toApplicationFailure(error);
        }
      });
    },
  };

  function toNew({ batchId, paymentDate, text }: FillRequest, row: BacsInstruction) {
    const transactionType = transactionTypes[row.code];
    if (transactionType === undefined)
      throw refused(`transaction type ${row.code} has no PTX index: set PTX_TRANSACTION_TYPES`);
    return {
      batchId,
      paymentDate,
      text,
      sortCode: row.sortCode,
      accountNumber: row.accountNumber,
      name: row.accountName,
      reference: row.reference,
      amountMinor: row.amountMinor,
      transactionType,
      paymentType: 'Bacs' as const,
    };
  }

  /** The rows that the batch does not have. */
  async function missing(batchId: string, rows: BacsInstruction[]): Promise<BacsInstruction[]> {
    const there = new Set(
      (await ptx.queryInstructions({ batchId })).map((found) => markOf({ ...found, code: codeOf(found) })),
    );
    return rows.filter((row) => !there.has(markOf(row)));
  }
}

/** What tells one payment of a batch from every other: the batch has no two that are equal in it. */
function markOf(
  row: Pick<BacsInstruction, 'reference' | 'sortCode' | 'accountNumber' | 'amountMinor' | 'code'>,
): string {
  return [row.reference, row.sortCode, row.accountNumber, row.amountMinor, row.code].join('|');
}

/** Works on all, so many at once; after one has failed no new one is begun, and those under way are waited for. */
async function inParallel<T>(items: readonly T[], atOnce: number, work: (item: T) => Promise<void>): Promise<void> {
  const rest = items.values();
  let failed: { error: unknown } | undefined;
  const one = async () => {
    for (const item of rest) {
      if (failed) return;
      await work(item).catch((error: unknown) => {
        failed ??= { error };
      });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, one));
  if (failed) throw failed.error;
}
