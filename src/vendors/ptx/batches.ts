import { z } from 'zod';
import { createdBatchSchema, createdTemplateSchema } from './answers.js';
import type { Ask, PtxRequest } from './ask.js';
import type { PtxOperation } from './paths.js';
import type { CreatedBatch, CreatedTemplate, NewBatch } from './types.js';
import { toId, toMidnight, toNumberId } from './values.js';

/** The answer is not documented, and mostly empty: a good status is a yes, and the state tells what came of it. */
const noValue = z.string().transform(() => undefined);

/** Making batches, and moving them from state to state. Source: PTX API, "Payment batches". */
export function createBatchOperations(ask: Ask) {
  function move(operation: PtxOperation, request: () => PtxRequest, signal?: AbortSignal): Promise<void> {
    return ask({ operation, kind: 'effect-with-look-up', request, answer: 'text', schema: noValue, signal });
  }
  const step =
    (operation: PtxOperation) =>
    ({ submissionId }: { submissionId: string }, signal?: AbortSignal): Promise<void> =>
      move(operation, () => ({ params: { submissionId: toId('submissionId', submissionId) } }), signal);

  return {
    /**
     * Makes an empty batch in draft. **Not safe to repeat**: look for its description among the submissions of its payment
     * date first. Throws `Invalid` where PTX refuses the date.
     */
    createBatch(batch: NewBatch, signal?: AbortSignal): Promise<CreatedBatch> {
      const { profileId, description, paymentDate, submissionSigningMethod = 'SMARTCARD' } = batch;
      const request = () => ({
        json: {
          inputMethod: 'manual',
          description,
          application: toId('profileId', profileId),
          paymentDate: toMidnight(paymentDate),
          paymentType: 'Bacs',
          submissionSigningMethod,
        },
      });
      const schema = createdBatchSchema;
      return ask({ operation: 'batches.create', kind: 'effect-with-look-up', request, schema, signal });
    },

    /** Makes a template of a batch. **Not safe to repeat**, and no call lists templates to look it up. */
    createTemplate(
      { batchId, templateName }: { batchId: string; templateName: string },
      signal?: AbortSignal,
    ): Promise<CreatedTemplate> {
      const request = () => ({
        params: { batchId: toId('batchId', batchId) },
        json: { templateName, batchId: toNumberId('batchId', batchId) },
      });
      const schema = createdTemplateSchema;
      return ask({ operation: 'batches.createTemplate', kind: 'effect', request, schema, signal });
    },

    /** Makes a batch with the instructions of a template. **Not safe to repeat**: nothing of it can be chosen as a mark. */
    createBatchFromTemplate({ templateId }: { templateId: string }, signal?: AbortSignal): Promise<CreatedBatch> {
      const request = () => ({ params: { templateId: toId('templateId', templateId) } });
      const schema = createdBatchSchema;
      return ask({ operation: 'batches.createFromTemplate', kind: 'effect', request, schema, signal });
    },

    /**
     * From draft to entered. Never while an instruction of the batch is being written, by anyone: PTX is not safe against
     * that. Look at the status before a repeat, as with every move that follows.
     */
    enterBatch(
      { submissionId, profileId }: { submissionId: string; profileId: string },
      signal?: AbortSignal,
    ): Promise<void> {
      const request = () => ({
        params: { submissionId: toId('submissionId', submissionId), paymentProfileId: toId('profileId', profileId) },
      });
      return move('batches.enter', request, signal);
    },

    /** From entered to approved, or an approval towards it where the profile wants several. */
    approveBatch: step('batches.approve'),

    /** To rejected, for ever. */
    rejectBatch(
      { submissionId, reason }: { submissionId: string; reason: string },
      signal?: AbortSignal,
    ): Promise<void> {
      const request = () => ({ params: { submissionId: toId('submissionId', submissionId) }, json: { reason } });
      return move('batches.reject', request, signal);
    },

    /** From approved back to entered. */
    unapproveBatch: step('batches.unapprove'),

    /** From approved to committed; only on a profile of an indirect submitter. */
    commitBatch: step('batches.commit'),

    /** Hides a batch from the lists; cannot be undone. */
    archiveBatch: step('batches.archive'),
  };
}
