import { Context } from '@temporalio/activity';
import type { ProfileFacts } from '../domain/bacs/batch.js';
import { totalsOf } from '../domain/bacs/control.js';
import { addDays } from '../domain/calendar/dates.js';
import { canonicalJson } from '../domain/canonical-json.js';
import type { PtxClient } from '../vendors/ptx/client.js';
import type { Submission } from '../vendors/ptx/types.js';
import type { BacsInstruction } from '../workflows/messages.js';
import { digestOf, sha256 } from './batch-digests.js';
import type { StepAnswer } from './batch-steps.js';
import { ensureOnce, type Settling } from './ensure.js';
import { mayHaveActed, notYet, refused, toApplicationFailure } from './failures.js';
import { whileHeartbeating } from './heartbeats.js';

export interface BatchDeps {
  ptx: PtxClient;
  settling: Settling;
  /** Bacs code to PTX index (`PTX_TRANSACTION_TYPES`). */
  transactionTypes: Readonly<Record<string, string>>;
}

export interface NewBatchRequest {
  key: string;
  profileId: string;
  paymentDate: string;
}

/** The two ids of one batch at PTX, and the day by which its submission is found. */
export interface BatchAtPtx {
  submissionId: string;
  batchId: string;
}

/** A key is looked for this long around its date: whoever uses it again does so with another one. */
const MARKED_WITHIN_DAYS = 31;

/** How the mark stands in a description: at its very end. */
export const markOf = (key: string): string => ` [${key}]`;

export function createBatchActivities({ ptx, settling, transactionTypes }: BatchDeps) {
  return {
    /** Adds up a page of rows, so that the whole is known before anything is sent. Speaks to nobody. */
    async addUpPage({ rows, announced }: { rows: BacsInstruction[]; announced: string }) {
      const hash = sha256(canonicalJson(rows));
      // Nothing is known of what stands in it: rows may be no payments at all.
      if (hash !== announced) return { hash, count: 0, debitMinor: 0, creditMinor: 0, digest: digestOf([]) };
      const unknown = rows.find(({ code }) => !(code in transactionTypes));
      if (unknown) throw refused(`transaction type ${unknown.code} has no PTX index: set PTX_TRANSACTION_TYPES`);
      return { ...totalsOf(rows), hash, digest: digestOf(rows) };
    },

    /** What decides about batches of a payment profile. Safe to repeat. Source: PTX API, "Payment profiles". */
    async readProfile({ profileId }: { profileId: string }): Promise<ProfileFacts & { warnings: string[] }> {
      try {
        const profiles = await whileHeartbeating(() => ptx.queryPaymentProfiles());
        const profile = profiles.find(({ id }) => id === profileId);
        if (!profile) throw refused(`PTX has no payment profile ${profileId}; \`incasso ptx profiles\` lists them`);
        const { name, status, connectionType = '', dataEntryMethod, originatorsStatementText: text = '' } = profile;
        if (status !== undefined && status !== 'AP') {
          throw refused(`payment profile ${profileId} (${name}) is not approved at PTX: its status is ${status}`);
        }
        if (!/^(in)?direct$/i.test(connectionType)) {
          throw refused(
            `payment profile ${profileId} (${name}) has an unknown connection type: ${connectionType || 'none'}`,
          );
        }
        if (text.trim() === '')
          throw refused(
            `payment profile ${profileId} (${name}) has no statement text, which PTX wants with each payment`,
          );
        const manual = dataEntryMethod === undefined || dataEntryMethod === 'MANUALENTRY';
        return {
          id: profileId,
          name,
          indirect: /^indirect$/i.test(connectionType),
          approvals: Math.max(1, profile.numberOfApprovals),
          text,
          warnings: manual ? [] : [`payment profile ${profileId} is meant for ${dataEntryMethod}`],
        };
      } catch (error) {
        throw toApplicationFailure(error);
      }
    },

    /**
     * Makes an empty batch under its mark, once. A batch that a lost answer left behind shows no batch id: it is rejected
     * while it is empty, and made anew; one with payments is refused. Source: PTX API, "Payment batches", create.
     */
    ensureBatch({ key, profileId, paymentDate }: NewBatchRequest): Promise<BatchAtPtx> {
      return ensureOnce({
        what: 'the batch',
        settling,
        find: async () => {
          const marked = await findMarked(ptx, key, paymentDate);
          for (const submission of marked) await putAway(ptx, submission);
          return undefined;
        },
        act: () => ptx.createBatch({ profileId, paymentDate, description: `Payments of ${paymentDate}${markOf(key)}` }),
      });
    },

    /** Rejects the empty batches that lost answers left under a mark. Safe to repeat. */
    async putAwayBatch({ key, paymentDate }: { key: string; paymentDate: string }): Promise<StepAnswer> {
      return whileHeartbeating(async () => {
        await Context.current().sleep(settling.cutOffMs);
        try {
          // What has payments, or has come further, is not of this batch: its ids were never known here.
          const left = (await findMarked(ptx, key, paymentDate)).filter(isEmptyDraft);
          for (const submission of left) await putAway(ptx, submission);
        } catch (error) {
          throw toApplicationFailure(error);
        }
        return { status: 'rejected', word: 'Rejected' };
      });
    },
  };
}

async function findMarked(ptx: PtxClient, key: string, paymentDate: string): Promise<Submission[]> {
  const from = addDays(paymentDate, -MARKED_WITHIN_DAYS);
  const submissions = await ptx.querySubmissions({
    paymentDate: { from, to: addDays(paymentDate, MARKED_WITHIN_DAYS) },
  });
  return submissions.filter(({ description }) => description?.endsWith(markOf(key)));
}

function isEmptyDraft({ statusDescription = '', debitCount, creditCount, entryCount = 0 }: Submission): boolean {
  return statusDescription.toLowerCase() === 'draft' && Math.max(debitCount + creditCount, entryCount) === 0;
}

/** Makes room for a batch under a mark that is there already, or refuses. */
async function putAway(
  ptx: PtxClient,
  { id, statusDescription = '', debitCount, creditCount, entryCount = 0 }: Submission,
) {
  const count = Math.max(debitCount + creditCount, entryCount);
  const status = statusDescription.toLowerCase();
  if (count > 0) {
    throw refused(
      `PTX has submission ${id} (${statusDescription}, ${count} payments) under this key: a key is used once`,
    );
  }
  if (status === 'rejected') return;
  if (status !== 'draft')
    throw refused(`PTX has submission ${id} (${statusDescription}) under this key: a key is used once`);
  try {
    await ptx.rejectBatch({ submissionId: id, reason: 'Made anew, since the answer to its creation was lost' });
  } catch (error) {
    // The next look shows what has become of it.
    throw mayHaveActed(error) ? notYet(`${error.message}; the batch is looked up again`, 1_000) : error;
  }
}
