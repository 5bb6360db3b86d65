import type { QueryDefinition, UpdateDefinition } from '@temporalio/common';
import { isCancellation, setHandler } from '@temporalio/workflow';
import type { BusinessClock } from '../domain/clock.js';
import type { Dossier, NextAction } from '../domain/dossier.js';
import { openDossier, type Shown } from './dossier.js';
import type { Resolution } from './messages.js';
import { refuse, resolution } from './validators.js';
import { failureOf } from './vendor-activities.js';

/** What is known of any file that is handed in at PTX. */
export interface PtxFileState<Kind extends string> extends Dossier<Kind> {
  outcome: 'done' | 'failed' | null;
  reason: string | null;
}

export type PtxFileStage = 'running' | 'needs-attention' | 'done' | 'failed';

export interface PtxFileStanding {
  stage: PtxFileStage;
  reason: string | null;
}

/** How a file is named and shown. Nothing of what is shown may be personal. */
export interface PtxFileKind<Kind extends string, View> {
  /** Its reference in lists, and its name at PTX. */
  reference: string;
  fileName: string;
  clock: BusinessClock | undefined;
  view: () => View;
  /** What it is at PTX, for `IncassoVendorRefs`. */
  refs: () => string[];
  resolve: UpdateDefinition<PtxFileStanding, [Resolution]>;
  status: QueryDefinition<View>;
  /** Why an answer would not do, beside what holds for all. */
  refusal: (said: Resolution, question: Kind) => string | undefined;
}

/** What the open files of payments and of imports have in common: what people answer, the stage, and how it is shown. */
export function openPtxFile<Kind extends string, View extends NextAction>(
  state: PtxFileState<Kind>,
  { reference, fileName, clock, view, refs, resolve, status, refusal }: PtxFileKind<Kind, View>,
) {
  const dossier = openDossier({ reference, state, clock, shown });

  setHandler(
    resolve,
    (said) => {
      dossier.answer(said);
      return standingOf(state);
    },
    { validator: check },
  );
  setHandler(status, view);

  return {
    ...dossier,

    /** One step at PTX, as often as a person wants it tried. */
    async step<T>(kind: Kind, work: () => Promise<T>): Promise<T | 'given up'> {
      for (;;) {
        try {
          return await work();
        } catch (error) {
          if (isCancellation(error)) throw error;
          const { name, message } = failureOf(error);
          const answer = await dossier.ask(kind, `${name}: ${message}: retry to go on, not-happened to give it up`);
          if (answer !== 'retry') return 'given up';
        }
      }
    },

    /** `words`: how it went, for the timeline. */
    close(outcome: 'done' | 'failed', reason: string | null, words = `${outcome}: ${reason}`): View {
      state.outcome = outcome;
      state.reason = reason;
      dossier.note(words);
      dossier.next('nothing');
      return view();
    },
  };

  function shown(): Shown {
    const { stage, reason } = standingOf(state);
    const { nextAction, nextActionAt } = view();
    const details = [`**${stage}**: ${fileName}`, reason ?? '', nextAction ? `Next: ${nextAction}` : ''];
    return { stage, nextActionAt, refs: refs(), details };
  }

  function check(said: Resolution): void {
    const [question] = state.attentions;
    if (!question) refuse(`file ${reference} asks nothing: it is ${state.outcome ?? 'running'}`);
    resolution(said);
    const problem = refusal(said, question.kind);
    if (problem !== undefined) refuse(problem);
  }
}

/** The stage, and what stands in the way or has ended it. A question comes before the outcome, that before what goes on. */
export function standingOf({ attentions, outcome, reason }: PtxFileState<string>): PtxFileStanding {
  const [question] = attentions;
  return { stage: question ? 'needs-attention' : (outcome ?? 'running'), reason: question?.text ?? reason };
}
