import { randomInt } from 'node:crypto';
import type { Scheduler } from '../shared/scheduler.js';
import { PtxRefusal } from './answers.js';
import type { Calendar } from './calendar.js';
import { asBody, isCredit, isInstructionOfDebit, refuseFormulas } from './checks.js';
import type { PtxSubmission, SubmissionStatus } from './control-types.js';
import type { Instruction } from './instructions.js';
import type { Ledger } from './parts.js';
import type { Profile, Profiles } from './profiles.js';
import type { KnownUser } from './sessions.js';
import { parseDay, toDayTime, toLocalTime, toZonedTime } from './times.js';

/** A submission with its one batch. Amounts in pence. */
export interface Submission {
  readonly id: number;
  readonly batchId: number;
  readonly profile: Profile;
  readonly description: string;
  readonly entryMethod: 'MANUALENTRY' | 'FILEIMPORT';
  readonly paymentType: 'Bacs' | 'Faster Payments';
  readonly createdAt: number;
  readonly createdBy: KnownUser;
  readonly entries: Instruction[];
  /** How many entries there are for each payment day. */
  readonly days: Map<string, number>;
  status: SubmissionStatus;
  paymentDay: string;
  enteredBy: KnownUser;
  approvedBy: Set<string>;
  errorCount: number;
  warningCount: number;
  includedCount: number;
  auddisCount: number;
  debitCount: number;
  debitMinor: number;
  creditCount: number;
  creditMinor: number;
}

interface SubmissionDeps {
  scheduler: Scheduler;
  ledger: Ledger;
  calendar: Calendar;
  profiles: Profiles;
}

export interface Opening {
  profile: Profile;
  description: string;
  paymentDay: string;
  status: SubmissionStatus;
  entryMethod: Submission['entryMethod'];
  /** `Bacs` when left out. */
  paymentType?: Submission['paymentType'];
}

const FIRST_SUBMISSION = 126_091;
const FIRST_BATCH = 7_300_000;

/** The two-letter codes of the states; those of states that nobody has seen in an answer are two letters of their word. */
const STATUS_CODES: Readonly<Record<string, string>> = {
  Draft: 'DF',
  Entered: 'EN',
  Approved: 'AP',
  Committed: 'CM',
  Sent: 'SE',
  Rejected: 'RJ',
  Archived: 'AR',
};
export const statusCode = (status: SubmissionStatus): string =>
  STATUS_CODES[status] ?? status.slice(0, 2).toUpperCase();

/** Adds an entry to its submission's counts and totals, or takes it off. Only what is included carries money. */
export function count(submission: Submission, entry: Instruction, sign: 1 | -1): void {
  const days = (submission.days.get(entry.paymentDay) ?? 0) + sign;
  if (days === 0) submission.days.delete(entry.paymentDay);
  else submission.days.set(entry.paymentDay, days);
  if (entry.warnings !== undefined) submission.warningCount += sign;
  if (!entry.included) return;
  submission.includedCount += sign;
  if (isInstructionOfDebit(entry.code)) submission.auddisCount += sign;
  if (isCredit(entry.code)) {
    submission.creditCount += sign;
    submission.creditMinor += sign * entry.amountMinor;
  } else {
    submission.debitCount += sign;
    submission.debitMinor += sign * entry.amountMinor;
  }
}

/** Submissions and their batches: each is one of the other, under ids that have nothing in common. */
export function createSubmissions({ scheduler, ledger, calendar, profiles }: SubmissionDeps) {
  const all: Submission[] = [];
  const byId = new Map<string, Submission>();
  const byBatch = new Map<string, Submission>();
  let nextId = FIRST_SUBMISSION;
  let nextBatch = FIRST_BATCH;

  function open(opening: Opening, user: KnownUser): Submission {
    nextId += randomInt(1, 9);
    nextBatch += randomInt(1, 900);
    const submission: Submission = {
      paymentType: 'Bacs',
      ...opening,
      id: nextId,
      batchId: nextBatch,
      createdAt: scheduler.now(),
      createdBy: user,
      enteredBy: user,
      entries: [],
      days: new Map(),
      approvedBy: new Set(),
      errorCount: 0,
      warningCount: 0,
      includedCount: 0,
      auddisCount: 0,
      debitCount: 0,
      debitMinor: 0,
      creditCount: 0,
      creditMinor: 0,
    };
    all.push(submission);
    byId.set(String(submission.id), submission);
    byBatch.set(String(submission.batchId), submission);
    return submission;
  }

  return {
    open,
    all: () => all,
    find: (id: unknown): Submission | undefined => byId.get(String(id)),
    findByBatch: (batchId: unknown): Submission | undefined => byBatch.get(String(batchId)),

    /** Throws `PtxRefusal`. */
    byId(id: unknown): Submission {
      const submission = byId.get(String(id));
      if (submission === undefined) throw new PtxRefusal(404, `There is no submission ${String(id)}`);
      return submission;
    },
    /** Throws `PtxRefusal`. */
    byBatch(batchId: unknown, status: 400 | 404 = 404): Submission {
      const submission = byBatch.get(String(batchId));
      if (submission === undefined) throw new PtxRefusal(status, `There is no batch ${String(batchId)}`, 'batchId');
      return submission;
    },

    /** Makes an empty draft; without a payment date, for the earliest. Not safe to repeat. Source: PTX API, "Create a new payment batch". */
    create(given: unknown, user: KnownUser): Submission {
      const body = asBody(given);
      refuseFormulas(body);
      const profile = profiles.usable(body.application);
      const { inputMethod, description, paymentType = 'Bacs', paymentDate } = body;
      if (inputMethod !== undefined && !['manual', 'file'].includes(String(inputMethod).toLowerCase())) {
        throw new PtxRefusal(400, 'inputMethod must be Manual or File', 'inputMethod');
      }
      if (paymentType !== 'Bacs' && paymentType !== 'Faster Payments') {
        throw new PtxRefusal(400, 'paymentType must be Bacs or Faster Payments', 'paymentType');
      }
      const paymentDay =
        paymentDate === undefined ? calendar.earliestPaymentDay(scheduler.now()) : parseDay(paymentDate);
      if (paymentDay === undefined) throw new PtxRefusal(400, 'paymentDate is not a date', 'paymentDate');
      const fault = calendar.refusePaymentDay(paymentDay, scheduler.now());
      if (fault !== undefined) throw new PtxRefusal(400, fault, 'paymentDate');
      const named = typeof description === 'string' && description !== '';
      const submission = open(
        {
          profile,
          description: named ? description : `${profile.name}-${scheduler.now()}`,
          paymentDay,
          status: 'Draft',
          entryMethod: 'MANUALENTRY',
          paymentType,
        },
        user,
      );
      ledger.add('batch.created', { reference: submission.description, id: String(submission.id) });
      return submission;
    },
  };
}

export type Submissions = ReturnType<typeof createSubmissions>;

const common = (submission: Submission) => ({
  application: submission.profile.id,
  applicationName: submission.profile.name,
  paymentDate: toDayTime(submission.paymentDay),
  description: submission.description,
  statusDescription: submission.status,
  debitCount: submission.debitCount,
  debitTotal: submission.debitMinor / 100,
  creditCount: submission.creditCount,
  creditTotal: submission.creditMinor / 100,
  paymentType: submission.paymentType,
  errorCount: submission.errorCount,
  warningCount: submission.warningCount,
  auddisCount: submission.auddisCount,
  multiplePaymentDates: submission.days.size > 1,
  entryCount: submission.entries.length,
  possibleDuplicate: false,
  indirect: submission.profile.connectionType === 'INDIRECT',
  riskCount: 0,
});

/** The answer to the creation of a batch: the only one that has both ids. Source: PTX API, "Create a new payment batch". */
export const viewHeader = (submission: Submission) => ({
  '@type': 'MdeHeader',
  id: submission.batchId,
  ...common(submission),
  enteredDate: toZonedTime(submission.createdAt),
  enteredBy: submission.enteredBy.key,
  status: submission.status === 'Draft' ? 'DRAFT' : statusCode(submission.status),
  originatorInfo: {
    sortCode: '217217',
    accountNumber: '21702170',
    accountName: 'TEST ACC NAME',
    statementText: submission.profile.originatorsStatementText,
    sun: Number(submission.profile.sun),
    destinationStatementText: submission.profile.originatorsStatementText,
  },
  submission: submission.id,
  includedCount: submission.includedCount,
  rti: false,
  paymentFileSigned: false,
  isDDMEntry: false,
});

/** A row of a query, which lacks the batch's id. Source: PTX API, "Rejected batches between dates". */
export const viewSubmission = (submission: Submission) => ({
  '@type': 'SubmissionResponse',
  id: submission.id,
  ...common(submission),
  applicationDescription: `${submission.profile.name} (${submission.profile.sun})`,
  entryMethod: submission.entryMethod,
  enteredDate: toLocalTime(submission.createdAt),
  enteredBy: submission.enteredBy.name,
  enteredById: submission.enteredBy.key,
  status: statusCode(submission.status),
  numFiles: 1,
  entryTotal: (submission.debitMinor + submission.creditMinor) / 100,
  sun: submission.profile.sun,
  earliestProcessingDate: toDayTime(submission.paymentDay),
  transmissionType: 'Test',
  submissionSigningMethod: 'SMARTCARD',
  bureau: false,
  workflowStatus: 'Created',
  numberOfApprovals: submission.profile.numberOfApprovals,
});

/** As it truly is, for the control API. */
export const tellSubmission = (submission: Submission): PtxSubmission => ({
  submissionId: submission.id,
  batchId: submission.batchId,
  profileId: submission.profile.id,
  description: submission.description,
  status: submission.status,
  paymentDate: submission.paymentDay,
  entryCount: submission.entries.length,
  includedCount: submission.includedCount,
  debitCount: submission.debitCount,
  debitTotalMinor: submission.debitMinor,
  creditCount: submission.creditCount,
  creditTotalMinor: submission.creditMinor,
  errorCount: submission.errorCount,
});
