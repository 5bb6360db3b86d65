import { Context } from '@temporalio/activity';
import type { WarningSummary } from '../domain/bacs/batch.js';
import { totalsOf } from '../domain/bacs/control.js';
import { inParallel } from '../domain/in-parallel.js';
import { VendorError } from '../vendors/errors.js';
import type { PtxClient } from '../vendors/ptx/client.js';
import type { BacsInstruction } from '../workflows/messages.js';
import { digestOf } from './batch-digests.js';
import type { Settling } from './ensure.js';
import { mayHaveActed, notYet, pauseAfter, refused, toApplicationFailure } from './failures.js';
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
  /** The number of the first row in the batch, from 1: rows are named by it, since a reference may name a person. */
  firstRow: number;
  /** When an earlier fill of these rows failed, in milliseconds since 1970: they may be there, or still on their way. */
  failedAtMs: number | null;
}

export interface FillAnswer {
  count: number;
  debitMinor: number;
  creditMinor: number;
  warnings: WarningSummary;
  /** When the last write went unanswered, in milliseconds since 1970; such a write may still land. */
  unansweredAtMs: number | null;
}

export interface CountRequest {
  batchId: string;
  count: number;
  debitMinor: number;
  creditMinor: number;
  /** Of the rows, as `digestOf` has it. */
  digest: string | null;
  unansweredAtMs: number | null;
}

export interface InstructionDeps {
  ptx: PtxClient;
  settling: Settling;
  transactionTypes: Readonly<Record<string, string>>;
  /** How many writes are under way at once. */
  concurrency: number;
}

/** What an attempt that ended by itself tells the next: whether a write went unanswered, and when. */
interface Mark {
  unansweredAtMs: number | null;
  cutOff: boolean;
  ended: true;
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
      const mark = openMark(info.attempt, info.heartbeatDetails, request.failedAtMs);
      const again = mark.unansweredAtMs !== null || info.attempt > 1;
      const warnings: { of: string; text: string }[] = [];
      const refusals: string[] = [];
      const unsure: VendorError[] = [];

      const write = async ([index, row]: [number, BacsInstruction]) => {
        cancellationSignal.throwIfAborted();
        try {
          const made = await ptx.createInstruction(toNew(request, row));
          for (const text of made.warnings) warnings.push({ of: row.reference, text });
        } catch (error) {
          if (mayHaveActed(error)) {
            mark.unansweredAtMs = Date.now();
            mark.cutOff ||= error.status === undefined;
            unsure.push(error);
            // PTX is in trouble: what is left is not thrown after it.
            if (unsure.length >= concurrency || error.name === 'Unavailable') throw error;
          } else if (error instanceof VendorError && error.name === 'Invalid') {
            refusals.push(`row ${request.firstRow + index}: ${error.message}`);
          } else throw error;
        }
      };

      const fill = async () => {
        let rows: [number, BacsInstruction][] = [...request.rows.entries()];
        if (again) rows = await missing(request.batchId, rows);
        if (rows.length > 0 && mark.unansweredAtMs !== null) {
          await sleep(Math.max(0, mark.unansweredAtMs + settleMs(mark) - Date.now()));
          rows = await missing(request.batchId, rows);
        }
        await inParallel(rows, concurrency, write);
      };

      heartbeat(); // What an attempt before this one has said is over: this one may die too.
      try {
        await whileHeartbeating(fill);
      } catch (error) {
        heartbeat(mark);
        if (unsure.length === 0) throw toApplicationFailure(error);
      }
      heartbeat(mark);
      const [first] = unsure;
      if (first) {
        throw notYet(
          `${unsure.length} writes were not answered (${first.message}); they are looked up before another try`,
          pauseAfter(first, info.attempt),
        );
      }
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
        const all = (await ptx.queryInstructions({ batchId })).map((row) => ({ ...row, code: codeOf(row) }));
        const rows = all.filter(({ included }) => included);
        const totals = totalsOf(rows);
        const agrees =
          totals.count === wanted.count &&
          totals.debitMinor === wanted.debitMinor &&
          totals.creditMinor === wanted.creditMinor &&
          (wanted.digest === null || digestOf(rows) === wanted.digest);
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
  async function missing(batchId: string, rows: [number, BacsInstruction][]): Promise<[number, BacsInstruction][]> {
    const found = await ptx.queryInstructions({ batchId });
    const there = new Set(found.map((each) => markOf({ ...each, code: codeOf(each) })));
    return rows.filter(([, row]) => !there.has(markOf(row)));
  }
}

/** What is known of writes before this attempt. Without the last word of an attempt, its worker may have died just now. */
function openMark(attempt: number, details: Partial<Mark> | undefined, failedAtMs: number | null): Mark {
  if (attempt > 1 && details?.ended !== true) return { unansweredAtMs: Date.now(), cutOff: true, ended: true };
  const told = attempt > 1 ? (details as Mark) : undefined;
  if (told) return told;
  return { unansweredAtMs: failedAtMs, cutOff: failedAtMs !== null, ended: true };
}

/** What tells one payment of a batch from every other: the batch has no two that are equal in it. */
function markOf(
  row: Pick<BacsInstruction, 'reference' | 'sortCode' | 'accountNumber' | 'amountMinor' | 'code'>,
): string {
  return [row.reference, row.sortCode, row.accountNumber, row.amountMinor, row.code].join('|');
}
