import { condition, setHandler } from '@temporalio/workflow';
import {
  type BatchQuestion,
  type BatchState,
  batchStageOf,
  batchViewOf,
  openBatchState,
  type SubmitBacsBatchInput,
} from '../domain/bacs/batch.js';
import { type BacsCalendar, calendarOf } from '../domain/calendar/bacs-calendar.js';
import { lastMoment } from '../domain/calendar/payment-dates.js';
import type { Said } from '../domain/dossier.js';
import { formatMoney } from '../domain/money.js';
import * as check from './batch-validators.js';
import { openDossier, type Shown } from './dossier.js';
import type { BacsInstruction } from './messages.js';
import * as messages from './messages.js';

/** How long an approver waits for what his approval leads to; after that he looks for himself. */
const ANSWER_WITHIN_MS = 4_000;

/** The open file of one batch: what is known, what people said, and how it is shown. Handlers only record. */
export type BatchFile = ReturnType<typeof openBatchFile>;

export function openBatchFile(input: SubmitBacsBatchInput) {
  const state = openBatchState(input);
  const calendar: BacsCalendar = calendarOf(input.calendar);
  const pageCount = 'manifest' in input.from ? input.from.manifest.pages.length : 0;
  const dossier = openDossier({ reference: input.key, state, clock: input.clock, shown: () => shown(input, state) });
  const file = {
    ...dossier,
    input,
    state,
    /** The rows by page, until they are at PTX. */
    pages: new Map<number, BacsInstruction[]>(),
    pageCount,
    /** When a write to PTX last went unanswered, in real time: it may still land. */
    unansweredAtMs: null as number | null,
    wroteUntil(ms: number) {
      file.unansweredAtMs = Math.max(file.unansweredAtMs ?? 0, ms);
    },
    /** Rows are still wanted. */
    takingIn: true,
    /** What the rows come to, as `digestOf` has it; null where they did not come through us. */
    digest: null as string | null,
    /** How far PTX has shown the batch, as a rank of its statuses: what is behind that was taken back there. */
    farthest: -1,
    /** What is odd about the profile: for those who approve. */
    ofProfile: [] as string[],
    /** The hash of what was offered for approval while PTX showed it Entered. */
    offered: null as string | null,
    /** It is being taken back: nobody's word changes that any more. */
    withdrawing: false,
    /** Somebody rejected the batch: nothing of it goes on. */
    rejected: undefined as Said | undefined,
    /** Rejecting comes too late: the batch is committed, or about to be. */
    committing: false,
    /** Business time after which the batch cannot be committed for its date any more. */
    lastMomentMs: lastMoment(calendar, input.paymentDate, input.cutOff),
    /** The approvals are complete, and what follows from them is under way. */
    acting: false,

    over: (): boolean => file.rejected !== undefined,
    /** PTX shows it rejected already: there is nothing left to reject. */
    gone: false,
    /** The batch may be at PTX, with or without our knowing its ids. */
    made: state.submissionId !== null,

    ask(kind: BatchQuestion, text: string, over: () => boolean): Promise<messages.Resolution['as'] | 'over'> {
      const asked = dossier.ask(kind, text, over);
      file.acting = false; // Whoever waits for what his approval leads to is answered: a person has to look.
      return asked;
    },
    isApproved: () => state.profile !== null && state.approvals.length >= state.profile.approvals,
    voidApprovals(why: string) {
      if (state.approvals.length > 0) file.note(`approvals void: ${why}`);
      state.approvals = [];
    },
  };

  setHandler(messages.addPage, (page: Partial<messages.BatchPage> | undefined) => {
    const { index, rows } = page ?? {};
    // A signal cannot be refused: what is no page of this batch is left alone.
    if (typeof index !== 'number' || !Number.isInteger(index) || !Array.isArray(rows) || !file.takingIn) return;
    if (index >= 0 && index < pageCount && !file.pages.has(index)) file.pages.set(index, rows);
  });

  const acknowledge = (): messages.BatchAcknowledgement => ({
    stage: batchStageOf(state),
    reason: state.attentions[0]?.text ?? state.reason,
  });
  setHandler(
    messages.approveBatch,
    async ({ by, hash }) => {
      if (!check.hasApproved(file, by)) {
        state.approvals.push({ by: by.trim(), at: file.iso(file.now()), hash });
        file.note(`approved (${state.approvals.length} of ${state.profile?.approvals ?? 1})`, { by, why: hash });
        file.show();
      }
      if (!file.isApproved()) return acknowledge();
      file.acting = true;
      await condition(() => !file.acting, ANSWER_WITHIN_MS);
      return acknowledge();
    },
    { validator: (said) => check.approve(file, said) },
  );
  setHandler(
    messages.rejectBatch,
    (said) => {
      file.rejected = said;
      file.note('rejected', said);
      return acknowledge();
    },
    { validator: (said) => check.reject(file, said) },
  );
  setHandler(
    messages.commitBatch,
    ({ by }) => {
      const [question] = state.attentions;
      if (question) file.answer({ as: 'retry', by, why: 'commit' });
      return acknowledge();
    },
    { validator: (said) => check.commit(file, said) },
  );
  setHandler(
    messages.resolveBatch,
    (said) => {
      file.answer(said);
      return acknowledge();
    },
    { validator: (said) => check.resolve(file, said) },
  );
  setHandler(messages.batchStatus, () => batchViewOf(input, state));
  return file;
}

function shown(input: SubmitBacsBatchInput, state: BatchState): Shown {
  const view = batchViewOf(input, state);
  const { stage, count, total, approvals, approvalsNeeded, nextAction, nextActionAt, submissionId } = view;
  const sums = [total.debit, total.credit].filter(({ minor }) => minor > 0).map(formatMoney);
  // What a person wrote can hold anything: it is shown to whoever asks for the batch, not on its page.
  const reason = state.attentions.length > 0 ? view.reason : null;
  return {
    stage,
    nextActionAt,
    refs: submissionId === null ? [] : [messages.submissionRef(submissionId)],
    details: [
      `**${stage}**: ${count} payments${sums.length > 0 ? `, ${sums.join(' and ')}` : ''}, to be paid on ${input.paymentDate}`,
      approvalsNeeded === null ? '' : `Approved by ${approvals.length} of ${approvalsNeeded}`,
      reason ? `Reason: ${reason}` : '',
      nextAction ? `Next: ${nextAction}${nextActionAt ? ` at ${nextActionAt}` : ''}` : '',
    ],
  };
}
