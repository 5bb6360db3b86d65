import { inParallel } from '../../domain/in-parallel.js';
import { faultLines } from '../exit-codes.js';

/** What became of a row: a new case or bill, one that was started before with the same content, or none. */
export interface StartedRow {
  reference: string;
  result: 'started' | 'already-started' | 'refused';
  /** Why it was refused. */
  reason: string | null;
}

const AT_ONCE = 20;
const REFUSALS = new Set(['ReferenceTakenError', 'InvalidInputError']);

/**
 * Starts something for every row, some at a time. A row that is refused does not stop the others; anything else does, once
 * the starts under way have ended, and is thrown then. Safe to repeat. `onRow` hears of each row as it is settled.
 */
export async function startRows<Input>(
  inputs: readonly Input[],
  { referenceOf, start }: { referenceOf(input: Input): string; start(input: Input): Promise<{ started: boolean }> },
  onRow: (row: StartedRow, index: number) => void,
): Promise<StartedRow[]> {
  async function startOne(input: Input): Promise<StartedRow> {
    const reference = referenceOf(input);
    try {
      const { started } = await start(input);
      return { reference, result: started ? 'started' : 'already-started', reason: null };
    } catch (error) {
      if (!(error instanceof Error && REFUSALS.has(error.name))) throw error;
      return { reference, result: 'refused', reason: faultLines(error).join('; ') };
    }
  }

  return inParallel(inputs, AT_ONCE, async (input, index) => {
    const row = await startOne(input);
    onRow(row, index);
    return row;
  });
}
