import { ActivityFailure, TimeoutFailure } from '@temporalio/workflow';
import type { AskPtxInput, AskPtxResult, PtxAnswer, PtxQuestion } from './messages.js';
import { ptxActivities } from './ptx-activities.js';
import { failureOf } from './vendor-activities.js';

/** One question to PTX by somebody who waits for the answer; a failure of the vendor is an answer too. */
export async function askPtx({ question, httpTimeoutMs }: AskPtxInput): Promise<AskPtxResult> {
  try {
    return { answer: await answerTo(question, httpTimeoutMs) };
  } catch (error) {
    const { name, message } = failureOf(error); // A cancellation passes.
    return { failure: { name: nobodyCame(error) ? 'NoWorker' : name, message } };
  }
}

async function answerTo(question: PtxQuestion, httpTimeoutMs: number | undefined): Promise<PtxAnswer> {
  const { checkPtx, findPtxProfiles, listBacsMessages } = ptxActivities(httpTimeoutMs);
  const { what } = question;
  switch (what) {
    case 'check':
      return { what, check: await checkPtx() };
    case 'profiles':
      return { what, profiles: await findPtxProfiles({}) };
    case 'profile':
      return { what, profiles: await findPtxProfiles({ nameOrId: question.nameOrId }) };
    case 'messages':
      return { what, ...(await listBacsMessages()) };
  }
}

function nobodyCame(error: unknown): boolean {
  return error instanceof ActivityFailure && error.cause instanceof TimeoutFailure;
}
