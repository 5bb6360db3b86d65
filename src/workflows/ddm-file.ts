import { type Dossier, nextActionOf } from '../domain/dossier.js';
import type { DdmFileView, DdmLine, ImportDdmFileInput } from './messages.js';
import * as messages from './messages.js';
import { openPtxFile, type PtxFileState, standingOf } from './ptx-file.js';

/**
 * `step`: something at PTX failed; `upload`: the answer was lost, and PTX shows no such file; `end`: whether PTX is done with
 * it cannot be told.
 */
export type DdmFileQuestion = 'step' | 'upload' | 'end';

interface DdmFileState extends PtxFileState<DdmFileQuestion> {
  profileId: string | null;
  fileId: string | null;
  status: string | null;
  processed: number | null;
  imported: number | null;
  lines: DdmLine[];
  errorCount: number;
  warningCount: number;
}

export type OpenDdmFile = ReturnType<typeof openDdmFile>;

/** The open file of an import: what is known of it, what people said, and how it is shown. */
export function openDdmFile(input: ImportDdmFileInput) {
  const dossier: Dossier<DdmFileQuestion> = { timeline: [], attentions: [], next: { what: '', at: null } };
  const state: DdmFileState = {
    ...dossier,
    outcome: null,
    reason: null,
    profileId: null,
    fileId: null,
    status: null,
    processed: null,
    imported: null,
    lines: [],
    errorCount: 0,
    warningCount: 0,
  };
  const { fileName } = input;
  const file = openPtxFile(state, {
    reference: fileName,
    fileName,
    clock: input.clock,
    view,
    refs: () => (state.fileId === null ? [] : [messages.ddmFileRef(state.fileId)]),
    resolve: messages.resolveDdmFile,
    status: messages.ddmFileStatus,
    refusal({ as }, question) {
      if (as !== 'happened' || question !== 'step') return undefined;
      return 'what PTX has is read there: answer `retry` to go on, or `not-happened` to give the file up';
    },
  });

  return {
    ...file,
    state,

    /** Takes over what PTX told. */
    found(told: Partial<Pick<DdmFileState, 'profileId' | 'fileId' | 'status' | 'processed' | 'imported'>>) {
      Object.assign(state, told);
      file.show();
    },
  };

  function view(): DdmFileView {
    const { contentHash: id, type, profile } = input;
    const { profileId, fileId, status, processed, imported, lines, errorCount, warningCount, timeline } = state;
    return {
      id,
      ...standingOf(state),
      type,
      profile,
      fileName,
      profileId,
      fileId,
      status,
      processed,
      imported,
      lines,
      errorCount,
      warningCount,
      ...nextActionOf(state, state.outcome === null),
      timeline,
    };
  }
}
