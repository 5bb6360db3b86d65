import { z } from 'zod';
import { gbp } from '../domain/bacs/batch.js';
import { totalsOf } from '../domain/bacs/control.js';
import { checkInstructions, type InstructionInput, type InstructionWarning } from '../domain/bacs/instructions.js';
import { defaultTransactionTypes } from '../domain/bacs/transaction-types.js';
import { calendarOf } from '../domain/calendar/bacs-calendar.js';
import { CalendarError } from '../domain/calendar/dates.js';
import { latestCalendarVersion } from '../domain/calendar/holidays.js';
import { checkPaymentDate } from '../domain/calendar/payment-dates.js';
import { canonicalJson } from '../domain/canonical-json.js';
import { type BusinessClock, businessTime } from '../domain/clock.js';
import type { Money } from '../domain/money.js';
import { type BacsInstruction, type BatchPage, rowsPerPage, type SubmitBacsBatchInput } from '../workflows/messages.js';
import { pageHash, sha256 } from './content-hash.js';
import { KEY, text } from './validate.js';

/** A Bacs batch as it is asked for. Amounts are in pence. */
export interface BatchRequest {
  /** Its name for all time: letters, digits and `. _ -`, at most 40. */
  key: string;
  /** Id of the payment profile at PTX, digits. */
  profileId: string;
  /** The entry day, `YYYY-MM-DD`. */
  paymentDate: string;
  /** Who submits; he cannot approve. */
  submittedBy: string;
  instructions: readonly InstructionInput[];
  /** PTX's index of every Bacs code that may be used; those of 99, 01 and 0N when left out. */
  transactionTypes?: Readonly<Record<string, string>>;
  /** The last input of a day, `HH:MM` in London; `21:30` when left out. */
  cutOff?: string;
  clock?: BusinessClock;
}

/** What is wrong: in a row (`index` from 0), or null in the batch itself. `problem` goes on where the value stood. */
export interface BatchFault {
  index: number | null;
  field: string;
  problem: string;
}

export interface PreparedBatch {
  /** All but what the client adds: how the workers are set up. */
  input: SubmitBacsBatchInput;
  pages: BatchPage[];
  contentHash: string;
  count: number;
  total: { debit: Money; credit: Money };
}

/** `batch` is there when no row and no field has a fault; the date is judged for itself, since it wears off. */
export interface BatchCheck {
  batch?: PreparedBatch;
  faults: BatchFault[];
  dateFault?: BatchFault;
  warnings: InstructionWarning[];
}

const DEFAULT_CUT_OFF = '21:30';
/** All rows pass through the history of one workflow, and that has a limit. */
const MOST_ROWS = 50_000;

const word = z.string('is not a text');
const rowSchema = z.object({
  sortCode: word,
  accountNumber: word,
  accountName: word,
  reference: word,
  amountMinor: z.unknown(), // Judged with its row.
  transactionType: word.optional(),
});
const requestSchema = z.object({
  key: word.regex(KEY, 'is not a key, write letters, digits and . _ - (at most 40)'),
  profileId: word.regex(/^\d{1,18}$/, 'is not the id of a profile, write digits'),
  submittedBy: text(100).regex(/^\P{Cc}*$/u, 'has control characters or line breaks, take them out'),
  paymentDate: word,
  cutOff: word.regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'is not a time of day, write 21:30').optional(),
  instructions: z
    .array(rowSchema, 'is not a list')
    .min(1, 'is empty, a batch has at least one payment')
    .max(MOST_ROWS, 'has more than 50,000 payments, split it into several batches'),
});

/**
 * Judges a batch without asking anybody, and makes it ready to be sent. Finds every fault at once; none of their texts
 * repeats what may be personal. `nowMs`: since 1970.
 * @param rowName how the caller's people find a row again
 */
export function prepareBatch(
  request: BatchRequest,
  rowName: (index: number) => string = (index) => `instructions.${index}`,
  nowMs: number = Date.now(),
): BatchCheck {
  const { error } = requestSchema.safeParse(request);
  const faults: BatchFault[] = (error?.issues ?? []).map(toFault);
  // What is no list of texts cannot be read as payments.
  const readable = !faults.some(({ field, index }) => index !== null || field === 'instructions');
  const { instructions = [], transactionTypes = defaultTransactionTypes, cutOff = DEFAULT_CUT_OFF } = request;
  const checked = checkInstructions(readable ? instructions : [], transactionTypes, rowName);
  faults.push(...checked.faults);

  const hasTime = !faults.some(({ field }) => field === 'cutOff' || field === 'paymentDate');
  const problem = hasTime ? dateProblem(request, cutOff, nowMs) : undefined;
  return {
    faults,
    warnings: checked.warnings,
    ...(problem !== undefined && { dateFault: { index: null, field: 'paymentDate', problem } }),
    ...(faults.length === 0 && { batch: toBatch(request, checked.instructions, cutOff) }),
  };
}

/** A fault as the client's errors have it. */
export function faultLine({ index, field, problem }: BatchFault): string {
  if (index === null) return `${field}: ${problem}`;
  return field === 'row' ? `instructions.${index}: ${problem}` : `instructions.${index}.${field}: ${problem}`;
}

const MOST_WARNINGS = 100;

/** Lines for the first hundred warnings, and one that counts the rest by kind. */
export function warningLines(
  warnings: readonly InstructionWarning[],
  line = ({ index, text: what }: InstructionWarning) => `instructions.${index}.accountName: ${what}`,
): string[] {
  const rest = new Map<string, number>();
  for (const { kind } of warnings.slice(MOST_WARNINGS)) rest.set(kind, (rest.get(kind) ?? 0) + 1);
  const counts = [...rest].map(([kind, count]) => `${count} more of the kind ${kind}`);
  return [...warnings.slice(0, MOST_WARNINGS).map(line), ...counts];
}

function toFault({ path, message }: z.core.$ZodIssue): BatchFault {
  const [field = 'batch', index, column] = path;
  if (field !== 'instructions' || typeof index !== 'number')
    return { index: null, field: String(field), problem: message };
  return { index, field: column === undefined ? 'row' : String(column), problem: message };
}

function dateProblem({ paymentDate, clock }: BatchRequest, cutOff: string, nowMs: number): string | undefined {
  try {
    const check = checkPaymentDate(calendarOf(latestCalendarVersion), paymentDate, businessTime(nowMs, clock), cutOff);
    return check.ok ? undefined : check.problem;
  } catch (error) {
    if (error instanceof CalendarError) return error.message; // Nothing is known of the days to come.
    throw error;
  }
}

function toBatch(
  { key, profileId, paymentDate, submittedBy, clock }: BatchRequest,
  instructions: readonly BacsInstruction[],
  cutOff: string,
): PreparedBatch {
  const pages: BatchPage[] = [];
  for (let from = 0; from < instructions.length; from += rowsPerPage) {
    pages.push({ index: pages.length, rows: instructions.slice(from, from + rowsPerPage) });
  }
  const totals = totalsOf(instructions);
  const manifest = { ...totals, pages: pages.map(({ rows }) => ({ count: rows.length, hash: pageHash(rows) })) };
  const who = submittedBy.trim();
  const asked = { key, profileId, paymentDate, submittedBy: who.toLowerCase(), manifest };
  return {
    input: {
      key,
      profileId,
      paymentDate,
      submittedBy: who,
      from: { manifest },
      calendar: latestCalendarVersion,
      cutOff,
      ...(clock && { clock }),
    },
    pages,
    contentHash: sha256(canonicalJson(asked)),
    count: totals.count,
    total: { debit: gbp(totals.debitMinor), credit: gbp(totals.creditMinor) },
  };
}
