import { z } from 'zod';
import { filled } from '../answer-fields.js';
import {
  count,
  countOrNone,
  flag,
  id,
  optionalCount,
  optionalDay,
  optionalFlag,
  optionalId,
  optionalText,
  pence,
  text,
  warningsByField,
} from './answer-fields.js';
import type { CreatedBatch, CreatedTemplate, Instruction, PaymentProfile, Submission } from './types.js';

// What is needed must be there; all else may be missing, and unknown fields and words are no fault.

/** Source: PTX API, "Payment profiles", PaymentProfileMinimal. */
export const paymentProfileSchema = z
  .object({
    id,
    name: z.string(),
    status: optionalText,
    connectionType: optionalText,
    numberOfApprovals: count,
    dataEntryMethod: optionalText,
    serviceType: optionalText,
    originatorsStatementText: optionalText,
    originatingAccountName: optionalText,
    originatingSortCode: optionalText,
    originatingAccountNumber: optionalText,
    type: optionalText,
    submissionSigningMethod: optionalText,
    bacsTransmissionType: optionalText,
    promptForDate: optionalFlag,
  })
  .transform((profile): PaymentProfile => filled(profile));

/** The submission is called `submission` in one answer and `submissionId` in the other. Source: PTX API, "Payment batches". */
export const createdBatchSchema = z
  .object({ id, submission: optionalId, submissionId: optionalId })
  .transform(({ id: batchId, submission, submissionId = submission }, context): CreatedBatch => {
    if (submissionId !== undefined) return { batchId, submissionId };
    context.addIssue({ code: 'custom', path: ['submission'], message: 'the id of the submission is missing' });
    return z.NEVER;
  });

const said = z
  .array(z.object({ message: text }))
  .nullish()
  .transform((messages) => (messages ?? []).map(({ message }) => message));

/** Source: PTX API, "Payment batches", create a batch template; what `model` holds is not shown. */
export const createdTemplateSchema = z
  .object({
    model: z.object({ id: optionalId, templateId: optionalId }).nullish(),
    warningMessages: said,
    errorMessages: said,
  })
  .transform(
    ({ model, warningMessages: warnings, errorMessages: errors }): CreatedTemplate =>
      filled({ templateId: model?.templateId ?? model?.id, warnings, errors }),
  );

/** Source: PTX API, "Payment batches", SubmissionResponse. */
export const submissionSchema = z
  .object({
    id,
    application: optionalId,
    applicationName: optionalText,
    description: optionalText,
    status: optionalText,
    statusDescription: optionalText,
    workflowStatus: optionalText,
    paymentDate: optionalDay,
    debitCount: count,
    creditCount: count,
    debitTotal: pence,
    creditTotal: pence,
    entryCount: optionalCount,
    errorCount: countOrNone,
    warningCount: countOrNone,
    auddisCount: optionalCount,
    numberOfApprovals: optionalCount,
    entryMethod: optionalText,
    indirect: optionalFlag,
    enteredBy: optionalText,
    enteredById: optionalText,
    enteredDate: optionalText,
  })
  .transform(
    ({ application, applicationName, debitTotal, creditTotal, enteredDate, ...fields }): Submission => ({
      ...filled({ profileId: application, profileName: applicationName, enteredDateText: enteredDate }),
      ...filled(fields),
      debitMinor: debitTotal,
      creditMinor: creditTotal,
    }),
  );

const instructionFields = z.object({
  id,
  batchId: id,
  index: optionalCount,
  sortCode: z.string(),
  accountNumber: z.string(),
  name: text,
  reference: text,
  text,
  amount: pence,
  transactionType: optionalText,
  transactionTypeCode: optionalText,
  type: optionalText,
  status: optionalText,
  included: flag,
  isDDMEntry: optionalFlag,
  paymentDate: optionalDay,
  createdDate: optionalText,
  warning: warningsByField,
});

/** A query wraps each row with its warnings; a row that came bare has both in one. */
const wrapped = (row: unknown): unknown =>
  typeof row === 'object' && row !== null && 'model' in row ? row : { model: row };

/** Source: PTX API, "Payment instructions", MdeEntry and BacsInstruction. */
export const instructionRowSchema = z
  .preprocess(wrapped, z.object({ model: instructionFields, warning: warningsByField }))
  .transform(({ model, warning }): Instruction => {
    const { amount, transactionTypeCode, isDDMEntry, warning: ownWarnings, ...rest } = model;
    return {
      ...filled({ transactionCode: transactionTypeCode, isDdmEntry: isDDMEntry, ...rest }),
      amountMinor: amount,
      warnings: [...warning, ...ownWarnings],
    };
  });

/** Of the created or changed instruction, what is not known yet. Source: PTX API, "Payment instructions". */
export const writtenInstructionSchema = z
  .object({ id, warning: warningsByField })
  .transform(({ id: written, warning }) => ({ id: written, warnings: warning }));
