import { type Dossier, nextActionOf } from '../domain/dossier.js';
import type { BacsFileError, BacsFileView, UploadBacsFileInput } from './messages.js';
import * as messages from './messages.js';
import { openPtxFile, type PtxFileState, standingOf } from './ptx-file.js';

/** `step`: something at PTX failed; `batch`: its batch cannot be told from others. */
type Question = 'step' | 'batch';

interface BacsFileState extends PtxFileState<Question> {
  fileId: string | null;
  submissionId: string | null;
  batchId: string | null;
  paymentDate: string | null;
  errors: BacsFileError[];
  errorCount: number;
}

type Ids = Pick<BacsFileState, 'fileId' | 'submissionId' | 'batchId' | 'paymentDate'>;

/** The open file of a payment file: what is known of it, what people said, and how it is shown. */
export function openBacsFile(input: UploadBacsFileInput) {
  const dossier: Dossier<Question> = { timeline: [], attentions: [], next: { what: '', at: null } };
  const state: BacsFileState = {
    ...dossier,
    outcome: null,
    reason: null,
    fileId: null,
    submissionId: null,
    batchId: null,
    paymentDate: null,
    errors: [],
    errorCount: 0,
  };
  const fileName = `${input.key}.${input.extension}`;
  const file = openPtxFile(state, {
    reference: input.key,
    fileName,
    clock: input.clock,
    view,
    refs: () => (state.submissionId === null ? [] : [messages.submissionRef(state.submissionId)]),
    resolve: messages.resolveBacsFile,
    status: messages.bacsFileStatus,
    refusal({ as }) {
      if (as !== 'happened') return undefined;
      return 'what PTX has is read there: answer `retry` to look again, or `not-happened` to give the file up';
    },
  });

  return {
    ...file,
    state,
    fileName,

    /** Takes over what PTX told; what it did not tell now stays as it is known. */
    found(ids: Partial<Ids>) {
      for (const name of ['fileId', 'submissionId', 'batchId', 'paymentDate'] as const) {
        state[name] = ids[name] ?? state[name];
      }
      file.show();
    },

    done: () => file.close('done', null, `batch ${input.key} was given to the approvers`),
    fail: (reason: string) => file.close('failed', reason),
  };

  function view(): BacsFileView {
    const { key, contentHash, profileId, by } = input;
    const { fileId, submissionId, batchId, paymentDate, errors, errorCount, timeline } = state;
    return {
      id: contentHash,
      key,
      ...standingOf(state),
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
}
