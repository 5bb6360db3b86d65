import { createHash } from 'node:crypto';
import { Context } from '@temporalio/activity';
import { type BatchItem, type BatchReview, gbp } from '../domain/bacs/batch.js';
import { canonicalLines, totalsOf } from '../domain/bacs/control.js';
import { type SubmissionStatus, submissionStatus } from '../domain/bacs/status.js';
import { VendorError } from '../vendors/errors.js';
import type { PtxClient } from '../vendors/ptx/client.js';
import type { Instruction, Submission } from '../vendors/ptx/types.js';
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

/** `forbidden`: PTX does not let this user do it. */
export interface StepAnswer {
  status: SubmissionStatus;
  /** PTX's own word. */
  word: string;
  forbidden?: string;
}

/** The batch as PTX shows it: what people approve, and what is compared before each step. */
export interface BatchReading extends StepAnswer {
  review: BatchReview;
  warnings: string[];
}

const SHOWN = 5;

export function createBatchStepActivities({ ptx, approver, settling, lookEveryMs, transactionTypes }: StepDeps) {
  const codeOf = createCodeOf(transactionTypes);

  const submissionOf = async ({ submissionId, paymentDate }: StepRequest): Promise<Submission> => {
    const submission = await ptx.getSubmission(submissionId, paymentDate);
    if (!submission) throw refused(`PTX shows no submission ${submissionId} for ${paymentDate}: look for it there`);
    return submission;
  };

  const statusOf = async (request: StepRequest): Promise<StepAnswer> => {
    const { statusDescription: word = 'no status' } = await submissionOf(request);
    return { status: submissionStatus(word), word };
  };

  /** One transition, from its one state: what is past it already, or elsewhere, is only reported. */
  const step = (
    request: StepRequest,
    { what, from, call }: { what: string; from: SubmissionStatus[]; call: () => Promise<void> },
  ): Promise<StepAnswer> => {
    const movedOn = async () => {
      const answer = await statusOf(request);
      return from.includes(answer.status) ? undefined : answer;
    };
    return ensureOnce({
      what,
      settling,
      find: movedOn,
      act: async () => {
        let forbidden: string | undefined;
        try {
          await call();
        } catch (error) {
          if (!(error instanceof VendorError) || error.name !== 'Invalid') throw error;
          // Somebody else may have been faster; what PTX shows decides.
          const moved = await movedOn();
          if (moved) return moved;
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
    enterBatch: (request: StepRequest) =>
      step(request, { what: 'the entering', from: ['draft'], call: () => ptx.enterBatch(request) }),

    /** Entered to Approved, by the approver's login. Stays Entered where PTX wants another user. Source: PTX API, approve. */
    approveBatch: (request: StepRequest) =>
      step(request, { what: 'the approval', from: ['entered'], call: () => approver.approveBatch(request) }),

    /** Approved to Committed, for indirect submitters. Source: PTX API, commit. */
    commitBatch: (request: StepRequest) =>
      step(request, { what: 'the commitment', from: ['approved'], call: () => ptx.commitBatch(request) }),

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
          const instructions = await ptx.queryInstructions({ batchId: request.batchId });
          const { statusDescription: word = 'no status' } = submission;
          const coded = instructions.map((each) => ({ ...each, code: codeOf(each) }));
          const lines = canonicalLines({
            profileId: submission.profileId ?? request.profileId,
            paymentDate: submission.paymentDate ?? request.paymentDate,
            instructions: coded,
          });
          const counted = coded.filter(({ included }) => included);
          const byAmount = [...counted].sort((a, b) => b.amountMinor - a.amountMinor);
          const inOrder = [...counted].sort((a, b) => (a.index ?? 0) - (b.index ?? 0));
          return {
            status: submissionStatus(word),
            word,
            review: {
              hash: createHash('sha256').update(lines.join('\n')).digest('hex'),
              ...totalsOf(counted),
              first: inOrder.slice(0, SHOWN).map(toItem),
              largest: byAmount.slice(0, SHOWN).map(toItem),
            },
            warnings: summarized(
              instructions.flatMap((each) => each.warnings.map((text) => ({ of: each.reference, text }))),
            ),
          };
        } catch (error) {
          throw toApplicationFailure(error);
        }
      });
    },

    /** Waits until the batch is no longer Entered, looking now and then, for a person acts at PTX. Safe to repeat. */
    async awaitApprovalAtPtx(request: StepRequest): Promise<StepAnswer> {
      const answer = await looked(() => statusOf(request));
      if (answer.status === 'entered') throw notYet('the batch is still Entered', lookEveryMs);
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
