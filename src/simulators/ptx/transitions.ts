import type { Scheduler } from '../shared/scheduler.js';
import { PtxRefusal } from './answers.js';
import type { Calendar } from './calendar.js';
import { asBody, refuseFormulas } from './checks.js';
import type { PtxEffect, SubmissionStatus } from './control-types.js';
import type { Ledger } from './parts.js';
import type { KnownUser } from './sessions.js';
import type { Submission } from './submissions.js';

interface TransitionDeps {
  scheduler: Scheduler;
  ledger: Ledger;
  calendar: Calendar;
}

const BY_HAND: Readonly<Record<string, PtxEffect>> = {
  Entered: 'batch.entered',
  Approved: 'batch.approved',
  Committed: 'batch.committed',
  Sent: 'batch.sent',
  Rejected: 'batch.rejected',
  Archived: 'batch.archived',
};

/**
 * What moves a submission on. Each throws `PtxRefusal`: 409 from the wrong state, 400 where the call never fits, 403 without
 * the right. Source: PTX API, "Payment batches".
 */
export function createTransitions({ scheduler, ledger, calendar }: TransitionDeps) {
  /** How many requests are writing instructions of a batch, and how many are entering it, at this very moment. */
  const writing = new Map<number, number>();
  const entering = new Map<number, number>();
  /** Batches that were written while somebody was entering them. */
  const disturbed = new Set<number>();

  function begin(under: Map<number, number>, batchId: number): () => void {
    under.set(batchId, (under.get(batchId) ?? 0) + 1);
    return () => {
      const left = (under.get(batchId) ?? 1) - 1;
      if (left > 0) under.set(batchId, left);
      else under.delete(batchId);
    };
  }

  function note(effect: PtxEffect, submission: Submission, detail?: string): void {
    const amountMinor = submission.debitMinor + submission.creditMinor;
    ledger.add(effect, { reference: submission.description, id: String(submission.id), amountMinor, detail });
  }

  function move(submission: Submission, to: SubmissionStatus, effect: PtxEffect, detail?: string): void {
    submission.status = to;
    note(effect, submission, detail);
    if (to === 'Committed') sweepLater(submission);
  }

  /** What is committed is taken by the next hourly sweep, unless a person has moved it in the meantime. */
  function sweepLater(submission: Submission): void {
    scheduler.after(calendar.untilSweep(scheduler.now()), () => {
      if (submission.status === 'Committed') move(submission, 'Sent', 'batch.sent');
    });
  }

  function refuseUnless(submission: Submission, from: readonly SubmissionStatus[], verb: string): void {
    if (from.includes(submission.status)) return;
    throw new PtxRefusal(409, `Submission ${submission.id} is ${submission.status}: it cannot be ${verb}`, 'status');
  }

  function refuseWithout(right: boolean | undefined): void {
    if (right === false) throw new PtxRefusal(403, 'The user does not have this right', 'entitlement');
  }

  return {
    /** Marks that an instruction of a batch is being written; call what it gives when that is over. */
    writeBegins: (batchId: number) => begin(writing, batchId),
    /** An instruction of a batch was written. */
    wrote(batchId: number): void {
      if (entering.has(batchId)) disturbed.add(batchId);
    },
    /** Marks that a batch is being entered; call what it gives when that is over. */
    enterBegins: (batchId: number) => begin(entering, batchId),

    /** Not thread safe, as documented: an instruction that is written at the same time breaks the batch. */
    enter(submission: Submission, profileId: string, user: KnownUser): void {
      if (String(submission.profile.id) !== profileId) {
        throw new PtxRefusal(400, `Submission ${submission.id} is not of profile ${profileId}`, 'paymentProfileId');
      }
      refuseUnless(submission, ['Draft'], 'entered');
      if (writing.has(submission.batchId) || disturbed.has(submission.batchId)) {
        submission.errorCount += 1;
        move(submission, 'Rejected', 'batch.broken', 'an instruction was being written');
        return;
      }
      if (submission.includedCount === 0) throw new PtxRefusal(400, `Submission ${submission.id} has no entries`);
      submission.enteredBy = user;
      submission.approvedBy = new Set();
      move(submission, 'Entered', 'batch.entered');
    },

    approve(submission: Submission, user: KnownUser): void {
      refuseWithout(user.may?.approve);
      refuseUnless(submission, ['Entered'], 'approved');
      if (submission.profile.approvals === 'distinct-users') {
        if (user !== submission.enteredBy) submission.approvedBy.add(user.key);
        if (submission.approvedBy.size < submission.profile.numberOfApprovals) return;
      }
      move(submission, 'Approved', 'batch.approved');
    },

    unapprove(submission: Submission, user: KnownUser): void {
      refuseWithout(user.may?.approve);
      refuseUnless(submission, ['Approved'], 'unapproved');
      submission.approvedBy = new Set();
      move(submission, 'Entered', 'batch.unapproved');
    },

    reject(submission: Submission, given: unknown): void {
      if (given !== undefined) refuseFormulas(asBody(given));
      refuseUnless(submission, ['Draft', 'Entered', 'Approved'], 'rejected');
      move(submission, 'Rejected', 'batch.rejected');
    },

    commit(submission: Submission, user: KnownUser): void {
      if (submission.profile.connectionType !== 'INDIRECT') {
        throw new PtxRefusal(400, 'Only submissions of indirect submitters can be committed', 'connectionType');
      }
      refuseWithout(user.may?.commit);
      refuseUnless(submission, ['Approved'], 'committed');
      move(submission, 'Committed', 'batch.committed');
    },

    archive(submission: Submission): void {
      refuseUnless(submission, ['Sent', 'Rejected'], 'archived');
      move(submission, 'Archived', 'batch.archived');
    },

    /** A person or the vendor itself moves it, from any state to any. */
    setByHand(submission: Submission, status: SubmissionStatus): void {
      const isBack = submission.status === 'Approved' && status === 'Entered';
      const effect = isBack ? 'batch.unapproved' : BY_HAND[status];
      if (effect === undefined) submission.status = status;
      else move(submission, status, effect, 'by a person');
    },
  };
}

export type Transitions = ReturnType<typeof createTransitions>;
