import { z } from 'zod';
import { instructionRowSchema, writtenInstructionSchema } from './answers.js';
import type { Ask } from './ask.js';
import { entities, fields } from './entities.js';
import { type Criterion, whereId, whereSince, whereText } from './query.js';
import type { RowQuery, RowReader } from './rows.js';
import type { CreatedInstruction, Instruction, InstructionUpdate, NewInstruction, PaymentDetails } from './types.js';
import { toId, toMidnight, toNumberId, toPounds } from './values.js';

type InstructionQuery =
  | 'instructions.queryByBatchId'
  | 'instructions.queryCreatedSince'
  | 'instructions.queryCreatedSinceByBatchId'
  | 'instructions.queryByReferenceAndBatchId';

const byId = ({ id }: { id: string }): string => id;

/** The payments of a batch. Source: PTX API, "Payment instructions". */
export function createInstructionOperations(ask: Ask, rows: RowReader) {
  function search(
    operation: InstructionQuery,
    criteria: () => Criterion[],
    signal: AbortSignal | undefined,
  ): RowQuery<Instruction> {
    const query = () => ({ ...entities.instructions, criteria: criteria() });
    return { operation, query, row: instructionRowSchema, idOf: byId, signal };
  }
  const ofBatch = (batchId: string, signal: AbortSignal | undefined) =>
    search('instructions.queryByBatchId', () => [whereId(fields.instructionBatchId, batchId)], signal);

  return {
    /**
     * Adds a payment to a batch in draft, whatever the warnings. **Not safe to repeat**: look for it in the batch first. Never
     * while the batch is being entered.
     */
    createInstruction(instruction: NewInstruction, signal?: AbortSignal): Promise<CreatedInstruction> {
      return ask({
        operation: 'instructions.create',
        kind: 'effect-with-look-up',
        request: () => ({ json: toNewEntry(instruction), privates: personalValues(instruction) }),
        schema: writtenInstructionSchema,
        signal,
      });
    },

    /** Writes an instruction back as it was read, with what is to change. Safe to repeat; not while its batch is entered. */
    updateInstruction(instruction: InstructionUpdate, signal?: AbortSignal): Promise<CreatedInstruction> {
      return ask({
        operation: 'instructions.update',
        kind: 'repeatable-effect',
        method: 'PUT',
        request: () => ({
          params: { entryId: toId('id', instruction.id) },
          json: toEntry(instruction),
          privates: personalValues(instruction),
        }),
        schema: writtenInstructionSchema,
        signal,
      });
    },

    /** Takes all instructions of a batch into its file, or out of it. Safe to repeat; not while the batch is entered. */
    includeInstructions(
      { batchId, included }: { batchId: string; included: boolean },
      signal?: AbortSignal,
    ): Promise<void> {
      return ask({
        operation: 'instructions.setIncluded',
        kind: 'repeatable-effect',
        request: () => ({ params: { batchId: toId('batchId', batchId), included: String(included) } }),
        answer: 'text',
        schema: z.string().transform(() => undefined),
        signal,
      });
    },

    /** All instructions of a batch. A read. */
    queryInstructions({ batchId }: { batchId: string }, signal?: AbortSignal): Promise<Instruction[]> {
      return rows.all(ofBatch(batchId, signal));
    },

    /** The same page by page, each instruction once, with the number of all: a big batch never stands in memory. A read. */
    eachInstructionPage(
      { batchId }: { batchId: string },
      onPage: (instructions: Instruction[], total: number) => Promise<void> | void,
      signal?: AbortSignal,
    ): Promise<void> {
      return rows.each(ofBatch(batchId, signal), onPage);
    },

    /** What was created at an instant or later, in all batches. A read. */
    queryInstructionsCreatedSince({ since }: { since: string }, signal?: AbortSignal): Promise<Instruction[]> {
      const criteria = () => [whereSince(fields.instructionCreated, since)];
      return rows.all(search('instructions.queryCreatedSince', criteria, signal));
    },

    /** What was created in a batch at an instant or later. A read. */
    queryInstructionsCreatedSinceByBatch(
      { batchId, since }: { batchId: string; since: string },
      signal?: AbortSignal,
    ): Promise<Instruction[]> {
      const criteria = () => [
        whereSince(fields.instructionCreated, since),
        whereId(fields.instructionBatchId, batchId),
      ];
      return rows.all(search('instructions.queryCreatedSinceByBatchId', criteria, signal));
    },

    /** The instructions of a batch whose reference contains this, without regard to case: the caller matches. A read. */
    queryInstructionsByReference(
      { batchId, reference }: { batchId: string; reference: string },
      signal?: AbortSignal,
    ): Promise<Instruction[]> {
      const criteria = () => [
        whereText(fields.instructionReference, 'CONTAINS', reference),
        whereId(fields.instructionBatchId, batchId),
      ];
      return rows.all(search('instructions.queryByReferenceAndBatchId', criteria, signal));
    },
  };
}

/** Source: PTX API, "Payment instructions", create, MdeEntry. */
function toNewEntry({ amountMinor, batchId, paymentDate, ...fields }: NewInstruction) {
  return {
    ...fields,
    included: true,
    batchId: toNumberId('batchId', batchId),
    paymentDate: toMidnight(paymentDate),
    amount: toPounds(amountMinor),
  };
}

/** Source: PTX API, "Payment instructions", update, MdeEntry. What is missing is refused here, since PTX needs it. */
function toEntry(instruction: InstructionUpdate) {
  const { id, batchId, index, status, createdDate, paymentDate, transactionType } = instruction;
  const needed = { index, status, createdDate, paymentDate, transactionType };
  const missing = Object.entries(needed).find(([, value]) => value === undefined);
  if (missing) throw new RangeError(`${missing[0]} is missing: read the instruction before it is changed`);
  return {
    '@type': 'MdeEntry',
    id: toNumberId('id', id),
    batchId: toNumberId('batchId', batchId),
    index,
    sortCode: instruction.sortCode,
    accountNumber: instruction.accountNumber,
    reference: instruction.reference,
    name: instruction.name,
    text: instruction.text,
    type: instruction.type ?? 'DBACS',
    transactionType,
    transactionTypeCode: instruction.transactionCode,
    paymentDate: toMidnight(paymentDate ?? ''),
    amount: toPounds(instruction.amountMinor),
    status,
    included: instruction.included,
    isDDMEntry: instruction.isDdmEntry ?? false,
    createdDate,
    paymentType: 'Bacs',
    isRefund: false,
  };
}

function personalValues({ sortCode, accountNumber, name, reference }: PaymentDetails): string[] {
  return [sortCode, accountNumber, name, reference];
}
