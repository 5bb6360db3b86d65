import type { Scheduler } from '../shared/scheduler.js';
import { PtxRefusal } from './answers.js';
import type { Calendar } from './calendar.js';
import { asBody, CODES, checkPayment, type PaymentFields, readPayment, type Warnings, warningsOf } from './checks.js';
import type { NewPtxInstruction, PtxInstruction, PtxInstructionChange } from './control-types.js';
import type { Ledger } from './parts.js';
import { count, type Submission, type Submissions } from './submissions.js';
import { parseDay, toDayTime, toLocalTime } from './times.js';

/** A payment in a batch. Its status follows its batch's. */
export interface Instruction extends PaymentFields {
  readonly id: number;
  readonly index: number;
  readonly submission: Submission;
  readonly createdAt: number;
  readonly isFromFile: boolean;
  paymentDay: string;
  included: boolean;
  warnings: Warnings | undefined;
}

interface InstructionDeps {
  scheduler: Scheduler;
  ledger: Ledger;
  calendar: Calendar;
  submissions: Submissions;
}

const FIRST_ID = 66_655_142;

/** Instructions of batches. Those of one batch are found without looking at others. */
export function createInstructions({ scheduler, ledger, calendar, submissions }: InstructionDeps) {
  const all: Instruction[] = [];
  const byId = new Map<string, Instruction>();

  function append(submission: Submission, fields: PaymentFields, paymentDay: string, included: boolean): Instruction {
    const now = scheduler.now();
    const entry: Instruction = {
      ...fields,
      id: FIRST_ID + all.length,
      index: submission.entries.length + 1,
      submission,
      createdAt: now,
      isFromFile: submission.entryMethod === 'FILEIMPORT',
      paymentDay,
      included,
      warnings: warningsOf(fields, calendar.refusePaymentDay(paymentDay, now)),
    };
    all.push(entry);
    byId.set(String(entry.id), entry);
    submission.entries.push(entry);
    count(submission, entry, 1);
    return entry;
  }

  function note(effect: 'instruction.created' | 'instruction.updated', entry: Instruction, detail?: string): void {
    const { reference, id, amountMinor } = entry;
    ledger.add(effect, { reference, id: String(id), amountMinor, detail });
  }

  function change(entry: Instruction, fields: PaymentFields, paymentDay: string, included: boolean): void {
    count(entry.submission, entry, -1);
    Object.assign(entry, fields, { paymentDay, included });
    entry.warnings = warningsOf(fields, calendar.refusePaymentDay(paymentDay, scheduler.now()));
    count(entry.submission, entry, 1);
  }

  function refuseUnlessDraft({ status, batchId }: Submission): void {
    if (status !== 'Draft') throw new PtxRefusal(400, `Batch ${batchId} is ${status}: it cannot be changed`, 'batchId');
  }

  function dayOf(body: Readonly<Record<string, unknown>>): string {
    const day = parseDay(body.paymentDate);
    if (day === undefined) throw new PtxRefusal(400, 'paymentDate is not a date', 'paymentDate');
    return day;
  }

  /** Throws `PtxRefusal`. */
  function find(id: unknown): Instruction {
    const entry = byId.get(String(id));
    if (entry === undefined) throw new PtxRefusal(404, `There is no instruction ${String(id)}`, 'id');
    return entry;
  }

  return {
    append,
    all: () => all,

    /** Not safe to repeat. Throws `PtxRefusal`. Source: PTX API, "Create an instruction". */
    create(given: unknown): Instruction {
      const body = asBody(given);
      const submission = submissions.byBatch(body.batchId, 400);
      const fields = readPayment(body);
      refuseUnlessDraft(submission);
      const entry = append(submission, fields, dayOf(body), body.included !== false);
      note('instruction.created', entry);
      return entry;
    },

    /** Throws `PtxRefusal`. Source: PTX API, "Update an instruction". */
    update(id: string, given: unknown): Instruction {
      const body = asBody(given);
      const entry = find(id);
      for (const name of ['batchId', 'index', 'status', 'createdDate', 'paymentType', 'isRefund']) {
        if (body[name] === undefined) throw new PtxRefusal(400, `${name} is mandatory`, name);
      }
      if (body.isRefund !== false) throw new PtxRefusal(400, 'isRefund must be false', 'isRefund');
      if (submissions.byBatch(body.batchId, 400) !== entry.submission) {
        throw new PtxRefusal(400, `Instruction ${id} is not in batch ${String(body.batchId)}`, 'batchId');
      }
      const fields = readPayment(body);
      refuseUnlessDraft(entry.submission);
      change(entry, fields, dayOf(body), body.included !== false);
      note('instruction.updated', entry);
      return entry;
    },

    /** Includes all instructions of a draft, or none. Safe to repeat. */
    setIncluded(submission: Submission, included: boolean): void {
      refuseUnlessDraft(submission);
      for (const entry of submission.entries) {
        if (entry.included === included) continue;
        change(entry, entry, entry.paymentDay, included);
        note('instruction.updated', entry);
      }
    },

    /** A person adds one, whatever the batch's status. Throws `PtxRefusal`. */
    addByHand({
      batchId,
      transactionCode = '99',
      name = '',
      text = 'STC TEXT',
      ...given
    }: NewPtxInstruction): Instruction {
      const submission = submissions.byBatch(batchId);
      const fields = checkPayment({ ...given, code: transactionCode, name, text });
      const entry = append(submission, fields, submission.paymentDay, true);
      note('instruction.created', entry, 'by a person');
      return entry;
    },

    /** A person changes one, whatever the batch's status. Throws `PtxRefusal`. */
    changeByHand(id: string, { transactionCode, included, ...given }: PtxInstructionChange): Instruction {
      const entry = find(id);
      const known = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
      const { code, sortCode, accountNumber, reference, name, text, amountMinor } = entry;
      const before = { code: transactionCode ?? code, sortCode, accountNumber, reference, name, text, amountMinor };
      change(entry, checkPayment({ ...before, ...known }), entry.paymentDay, included ?? entry.included);
      note('instruction.updated', entry, 'by a person');
      return entry;
    },
  };
}

export type Instructions = ReturnType<typeof createInstructions>;

const indexOf = (code: string): string => Object.keys(CODES).find((index) => CODES[index] === code) ?? '0';

/** Draft, rejected or (from enter on) entered. */
export function statusOf({ submission: { status } }: Instruction): string {
  if (status === 'Draft' || status === 'Import in progress') return 'DF';
  return status.startsWith('Rejected') ? 'RJ' : 'EN';
}

const common = (entry: Instruction) => ({
  id: entry.id,
  batchId: entry.submission.batchId,
  index: entry.index,
  sortCode: entry.sortCode,
  accountNumber: entry.accountNumber,
  reference: entry.reference,
  name: entry.name,
  text: entry.text,
  type: 'DBACS',
  transactionType: indexOf(entry.code),
  transactionTypeCode: entry.code,
  paymentDate: toDayTime(entry.paymentDay),
  status: statusOf(entry),
  included: entry.included,
  isDDMEntry: false,
  createdDate: toLocalTime(entry.createdAt),
});

/** The answer to a creation or an update: the amount is a string. Source: PTX API, "Create an instruction". */
export const viewEntry = (entry: Instruction) => ({
  '@type': 'MdeEntry',
  ...common(entry),
  amount: (entry.amountMinor / 100).toFixed(2),
  ...(entry.warnings === undefined ? {} : { warning: entry.warnings }),
});

/** A row of a query, wrapped with its warnings: the amount is a number. Source: PTX API, "Instructions by batch id". */
export const viewInstruction = (entry: Instruction) => ({
  '@type': 'ModelMessages',
  model: {
    '@type': statusOf(entry) === 'DF' && !entry.isFromFile ? 'MdeEntry' : 'BacsInstruction',
    ...common(entry),
    amount: entry.amountMinor / 100,
  },
  warning: entry.warnings ?? {},
});

/** As it truly is, for the control API. */
export const tellInstruction = (entry: Instruction): PtxInstruction => ({
  id: entry.id,
  batchId: entry.submission.batchId,
  index: entry.index,
  transactionCode: entry.code,
  sortCode: entry.sortCode,
  accountNumber: entry.accountNumber,
  name: entry.name,
  reference: entry.reference,
  text: entry.text,
  amountMinor: entry.amountMinor,
  paymentDate: entry.paymentDay,
  status: statusOf(entry),
  included: entry.included,
});
