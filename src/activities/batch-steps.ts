import { Context } from '@temporalio/activity';
import { type BatchItem, type BatchReview, gbp, type WarningSummary } from '../domain/bacs/batch.js';
import { totalsOf } from '../domain/bacs/control.js';
import { type SubmissionStatus, submissionStatus } from '../domain/bacs/status.js';
import { addDays } from '../domain/calendar/dates.js';
import { VendorError } from '../vendors/errors.js';
import type { PtxClient } from '../vendors/ptx/client.js';
import type { Instruction, Submission } from '../vendors/ptx/types.js';
import { digestOf, hashOf } from './batch-digests.js';
import type { BatchAtPtx } from './batches.js';
import { ensureOnce, type Settling } from './ensure.js';
import { mayHaveActed, notYet, refused, toApplicationFailure } from './failures.js';
import { whileHeartbeating } from './heartbeats.js';
import { createCodeOf } from './transaction-codes.js';
import { summarized } from './warnings.js';

export interface StepDeps {
  ptx: PtxClient;
  /** The second PTX user, for approvals; the same as `ptx` where there is none. */
  approver: PtxClient;
  settling: Settling;
  /** How often to look at what a person has to do at PTX. */
  lookEveryMs: number;
  transactionTypes: Readonly<Record<string, string>>;
}

/** Where a batch is at PTX, and how it is found there. */
export interface StepRequest extends BatchAtPtx {
  profileId: string;
  paymentDate: string;
}

/** A step that must not be made after an instant, in milliseconds since 1970. */
export interface TimedStep extends StepRequest {
  notAfterMs: number;
}

/** A step that is only made while PTX shows the very content that was approved. */
export interface ApprovedStep extends TimedStep {
  hash: string;
}

/** Where the batch is after a step. */
export interface StepAnswer {
  status: SubmissionStatus;
  /** PTX's own word. */
  word: string;
  /** PTX does not let this user do it. */
  forbidden?: string;
  /** It was there before this call: what it holds now is not known. */
  found?: true;
  /** Nothing was done, since it was too late, or since PTX shows another content. */
  refrained?: 'too late' | 'other content';
}

/** The batch as PTX shows it: what people approve, and what is compared before each step. */
export interface BatchReading extends StepAnswer {
  review: BatchReview;
  /** Of the included payments, as `digestOf` has it. */
  digest: string;
  warnings: WarningSummary;
}

interface Step {
  what: string;
  from: SubmissionStatus[];
  call: () => Promise<void>;
  /** Says why the step is not to be made now. */
  refrain?: () => Promise<StepAnswer['refrained']>;
}

const SHOWN = 5;

export function createBatchStepActivities({ ptx, approver, settling, lookEveryMs, transactionTypes }: StepDeps) {
  const codeOf = createCodeOf(transactionTypes);

  const submissionOf = async ({ submissionId, paymentDate }: StepRequest): Promise<Submission> => {
    // A day more on both sides: PTX keeps midnights of London, which a query by UTC may miss in summer.
    const days = { from: addDays(paymentDate, -1), to: addDays(paymentDate, 1) };
    const submission = (await ptx.querySubmissions({ paymentDate: days })).find(({ id }) => id === submissionId);
    if (!submission) {
      throw refused(`PTX shows no submission ${submissionId} for ${paymentDate}: look for it there`, 'Absent');
    }
    return submission;
  };

  const contentOf = async (request: StepRequest, submission: Submission) => {
    const instructions = await ptx.queryInstructions({ batchId: request.batchId });
    const coded = instructions.map((each) => ({ ...each, code: codeOf(each) }));
    const hash = hashOf({
      profileId: submission.profileId ?? request.profileId,
      paymentDate: submission.paymentDate ?? request.paymentDate,
      instructions: coded,
    });
    return { coded, hash };
  };

  const statusOf = async (request: StepRequest): Promise<StepAnswer> => {
    const { statusDescription: word = 'no status' } = await submissionOf(request);
    return { status: submissionStatus(word), word };
  };

  const refrainWhenLate = ({ notAfterMs }: TimedStep) => (Date.now() > notAfterMs ? ('too late' as const) : undefined);

  /** Right before the call, however long it took to come to that. */
  const refrainUnlessApproved = (request: ApprovedStep) => async () => {
    const { hash } = await contentOf(request, await submissionOf(request));
    return hash === request.hash ? refrainWhenLate(request) : ('other content' as const);
  };

  /** One transition, from its one state: what is past it already, or elsewhere, is only reported. */
  const step = (request: StepRequest, { what, from, call, refrain }: Step): Promise<StepAnswer> => {
    const movedOn = async () => {
      const answer = await statusOf(request);
      return from.includes(answer.status) ? undefined : answer;
    };
    return ensureOnce({
      what,
      settling,
      find: async () => {
        const moved = await movedOn();
        return moved && { ...moved, found: true as const };
      },
      act: async () => {
        const refrained = await refrain?.();
        if (refrained) return { ...(await statusOf(request)), refrained };
        let forbidden: string | undefined;
        try {
          await call();
        } catch (error) {
          if (!(error instanceof VendorError) || error.name !== 'Invalid') throw error;
          // Somebody else may have been faster; what PTX shows decides.
          const moved = await movedOn();
          if (moved) return { ...moved, found: true as const };
          if (error.status !== 403) throw error;
          forbidden = error.message;
        }
        const moved = await movedOn();
        if (moved) return moved;
        await Context.current().sleep(settling.answeredMs);
        return { ...(await statusOf(request)), ...(forbidden === undefined ? {} : { forbidden }) };
      },
    });
  };

  return {
    /** Draft to Entered, once. No instruction of the batch may be in flight. Source: PTX API, enter. */
    enterBatch: (request: TimedStep) =>
      step(request, {
        what: 'the entering',
        from: ['draft'],
        refrain: async () => refrainWhenLate(request),
        call: () => ptx.enterBatch(request),
      }),

    /** Entered to Approved, by the approver's login. Stays Entered where PTX wants another user. Source: PTX API, approve. */
    approveBatch: (request: ApprovedStep) =>
      step(request, {
        what: 'the approval',
        from: ['entered'],
        refrain: refrainUnlessApproved(request),
        call: () => approver.approveBatch(request),
      }),

    /** Approved to Committed, for indirect submitters. Source: PTX API, commit. */
    commitBatch: (request: ApprovedStep) =>
      step(request, {
        what: 'the commitment',
        from: ['approved'],
        refrain: refrainUnlessApproved(request),
        call: () => ptx.commitBatch(request),
      }),

    /** Rejects what is not committed yet. Source: PTX API, reject. */
    rejectBatch: ({ reason, ...request }: StepRequest & { reason: string }) =>
      step(request, {
        what: 'the rejection',
        from: ['draft', 'entered', 'approved'],
        call: () => ptx.rejectBatch({ ...request, reason }),
      }),

    /** Reads the batch and all its payments. Safe to repeat. */
    async readBatch(request: StepRequest): Promise<BatchReading> {
      return whileHeartbeating(async () => {
        try {
          const submission = await submissionOf(request);
          const { coded, hash } = await contentOf(request, submission);
          const { statusDescription: word = 'no status' } = submission;
          const counted = coded.filter(({ included }) => included);
          const byAmount = [...counted].sort((a, b) => b.amountMinor - a.amountMinor);
          const inOrder = [...counted].sort((a, b) => (a.index ?? 0) - (b.index ?? 0));
          return {
            status: submissionStatus(word),
            word,
            review: {
              hash,
              ...totalsOf(counted),
              first: inOrder.slice(0, SHOWN).map(toItem),
              largest: byAmount.slice(0, SHOWN).map(toItem),
            },
            digest: digestOf(counted),
            warnings: summarized(coded.flatMap((each) => each.warnings.map((text) => ({ of: each.reference, text })))),
          };
        } catch (error) {
          throw toApplicationFailure(error);
        }
      });
    },

    /** Waits until PTX shows another status, looking now and then, for a person acts there. Safe to repeat. */
    async awaitMoveAtPtx({ from, ...request }: StepRequest & { from: SubmissionStatus }): Promise<StepAnswer> {
      const answer = await looked(() => statusOf(request));
      if (answer.status === from) throw notYet(`PTX still shows ${answer.word}`, lookEveryMs);
      return answer;
    },
  };

  /** One look of many: what fails is looked at again the next time. */
  async function looked<T>(look: () => Promise<T>): Promise<T> {
    try {
      return await look();
    } catch (error) {
      if (mayHaveActed(error) || (error instanceof VendorError && error.name === 'Unavailable')) {
        throw notYet(error.message, lookEveryMs);
      }
      throw toApplicationFailure(error);
    }
  }
}

function toItem({
  code,
  sortCode,
  accountNumber,
  name,
  reference,
  amountMinor,
}: Instruction & { code: string }): BatchItem {
  return { code, sortCode, accountNumber, name, reference, amount: gbp(amountMinor) };
}
