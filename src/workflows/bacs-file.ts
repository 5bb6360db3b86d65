import { setHandler } from '@temporalio/workflow';
import { type Dossier, nextActionOf } from '../domain/dossier.js';
import { openDossier, type Shown } from './dossier.js';
import type { BacsFileError, BacsFileStage, BacsFileView, Resolution, UploadBacsFileInput } from './messages.js';
import * as messages from './messages.js';
import { refuse, resolution } from './validators.js';

/** `step`: something at PTX failed; `batch`: its batch cannot be told from others. */
type Question = 'step' | 'batch';

interface BacsFileState extends Dossier<Question> {
  outcome: 'done' | 'failed' | null;
  reason: string | null;
  fileId: string | null;
  submissionId: string | null;
  batchId: string | null;
  paymentDate: string | null;
  errors: BacsFileError[];
  errorCount: number;
}

type Ids = Pick<BacsFileState, 'fileId' | 'submissionId' | 'batchId' | 'paymentDate'>;

export type BacsFile = ReturnType<typeof openBacsFile>;

/** The open file of a payment file: what is known of it, what people said, and how it is shown. */
export function openBacsFile(input: UploadBacsFileInput) {
  const state: BacsFileState = {
    outcome: null,
    reason: null,
    fileId: null,
    submissionId: null,
    batchId: null,
    paymentDate: null,
    errors: [],
    errorCount: 0,
    timeline: [],
    attentions: [],
    next: { what: '', at: null },
  };
  const fileName = `${input.key}.${input.extension}`;
  const dossier = openDossier({ reference: input.key, state, clock: input.clock, shown });

  setHandler(
    messages.resolveBacsFile,
    (said) => {
      dossier.answer(said);
      return { stage: stageOf(state), reason: reasonOf(state) };
    },
    { validator: (said) => check(input.key, state, said) },
  );
  setHandler(messages.bacsFileStatus, view);

  return {
    ...dossier,
    state,
    fileName,

    /** Takes over what PTX told; what it did not tell now stays as it is known. */
    found(ids: Partial<Ids>) {
      for (const name of ['fileId', 'submissionId', 'batchId', 'paymentDate'] as const) {
        state[name] = ids[name] ?? state[name];
      }
      dossier.show();
    },

    close(outcome: 'done' | 'failed', reason: string | null): BacsFileView {
      state.outcome = outcome;
      state.reason = reason;
      dossier.note(outcome === 'done' ? `batch ${input.key} was given to the approvers` : `failed: ${reason}`);
      dossier.next('nothing');
      return view();
    },
  };

  function view(): BacsFileView {
    const { key, contentHash, profileId, by } = input;
    const { fileId, submissionId, batchId, paymentDate, errors, errorCount, timeline } = state;
    return {
      id: contentHash,
      key,
      stage: stageOf(state),
      reason: reasonOf(state),
      profileId,
      fileName,
      by,
      fileId,
      submissionId,
      batchId,
      paymentDate,
      errors,
      errorCount,
      ...nextActionOf(state, state.outcome === null),
      timeline,
    };
  }

  function shown(): Shown {
    const { stage, nextAction, nextActionAt, submissionId } = view();
    return {
      stage,
      nextActionAt,
      refs: submissionId === null ? [] : [messages.submissionRef(submissionId)],
      details: [`**${stage}**: ${fileName}`, reasonOf(state) ?? '', nextAction ? `Next: ${nextAction}` : ''],
    };
  }
}

function stageOf({ attentions, outcome }: BacsFileState): BacsFileStage {
  return attentions.length > 0 ? 'needs-attention' : (outcome ?? 'running');
}

function reasonOf({ attentions, reason }: BacsFileState): string | null {
  return attentions[0]?.text ?? reason;
}

function check(key: string, { attentions, outcome }: BacsFileState, said: Resolution): void {
  if (attentions.length === 0) refuse(`file ${key} asks nothing: it is ${outcome ?? 'running'}`);
  resolution(said);
  if (said.as === 'happened') {
    refuse('what PTX has is read there: answer `retry` to look again, or `not-happened` to give the file up');
  }
}
