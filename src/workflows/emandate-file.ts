import { setHandler } from '@temporalio/workflow';
import {
  type EMandateAtVendor,
  type EMandateOutcome,
  eMandateStageOf,
  eMandateViewOf,
  learned,
  noWithdrawal,
  type ObtainEMandateInput,
  openEMandateState,
} from '../domain/emandate.js';
import { monthsBetween } from '../domain/windows.js';
import { openDossier, type Shown } from './dossier.js';
import type { Resolution, Said } from './messages.js';
import * as messages from './messages.js';
import { refuse, resolution, words } from './validators.js';

/** How far the vendor's clock may be from ours. */
const SKEW_MS = 60_000;

/** The open file of one e-Mandate: what is known, what people said, and how it is shown. Handlers only record. */
export type EMandateFile = ReturnType<typeof openEMandateFile>;

export function openEMandateFile(input: ObtainEMandateInput) {
  const { reference } = input;
  const state = openEMandateState();
  const dossier = openDossier({ reference, state, clock: input.clock, shown });
  const file = {
    ...dossier,
    input,
    state,
    /** The sweep has seen a change that no reading has shown yet. */
    hinted: false,

    over: (): boolean => state.outcome !== null,

    /** Takes over what the vendor shows. `madeSinceMs`: when it can have been made at the earliest. */
    learn(read: EMandateAtVendor, madeSinceMs?: number) {
      const { mandate } = state;
      state.mandate = learned(mandate, read);
      if (mandate && mandate.status !== read.status) file.note(`CollectMAXX shows ${read.status}`);
      if (madeSinceMs === undefined) return;
      const madeMs = Date.parse(read.createdAt ?? '');
      const [from, to] = Number.isNaN(madeMs) ? [madeSinceMs - SKEW_MS, file.now() + SKEW_MS] : [madeMs, madeMs];
      state.months = monthsBetween(from, to).map(({ id }) => id);
    },

    /** Decides how it ends, unless that is decided: what a person said in the meantime stands. */
    decide(outcome: EMandateOutcome, reason: string | null) {
      if (state.outcome !== null) return;
      state.outcome = outcome;
      state.reason = reason;
    },
  };

  setHandler(messages.eMandateReported, ({ mandateId, status }) => {
    const { mandate } = state;
    // Another debtor's mandate may have the same reference, and a sweep may tell what is known already.
    if (mandate && (mandate.id !== mandateId || mandate.status === status)) return;
    file.hinted = true;
  });
  setHandler(
    messages.cancelEMandate,
    (said) => {
      file.decide('cancelled', said.why);
      file.note(`cancelled; ${noWithdrawal}`, said);
      return { stage: eMandateStageOf(state), reason: noWithdrawal };
    },
    { validator: (said) => checkCancel(file, said) },
  );
  setHandler(
    messages.resolveEMandate,
    (said) => {
      file.answer(said);
      return { stage: eMandateStageOf(state), reason: state.attentions[0]?.text ?? null };
    },
    { validator: (said) => checkResolve(file, said) },
  );
  setHandler(messages.eMandateStatus, () => eMandateViewOf(input, state));
  return file;

  function shown(): Shown {
    const { stage, outcome, nextAction, nextActionAt, mandate, reason } = eMandateViewOf(input, state);
    const refs = state.months.map(messages.eMandateMonthRef);
    return {
      stage,
      nextActionAt,
      refs: mandate === null ? [] : [messages.eMandateRef(mandate.id), ...refs],
      details: [
        `**${stage}**: ${mandate === null ? 'CollectMAXX has not named a mandate' : `CollectMAXX shows ${mandate.status}`}`,
        // What a person wrote can hold anything: it is shown to whoever asks for it, not on its page.
        reason !== null && outcome !== 'cancelled' ? `Reason: ${reason}` : '',
        nextAction ? `Next: ${nextAction}${nextActionAt ? ` at ${nextActionAt}` : ''}` : '',
      ],
    };
  }
}

// Validators only read, and throw to refuse. None may be async: an async validator never refuses.

function checkCancel({ input, state }: EMandateFile, { by, why }: Said): void {
  if (state.outcome !== null) refuse(`e-Mandate ${input.reference} is ${state.outcome}`);
  words(by, why);
}

function checkResolve({ input, state }: EMandateFile, answer: Resolution): void {
  if (state.attentions.length === 0 || state.outcome !== null) {
    refuse(`e-Mandate ${input.reference} asks nothing: its stage is ${eMandateStageOf(state)}`);
  }
  resolution(answer);
}
