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
  const rows = new Array<StartedRow>(inputs.length);
  const queue = inputs.entries();
  let failed: { error: unknown } | undefined;

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

  async function work(): Promise<void> {
    for (const [index, input] of queue) {
      if (failed) return;
      try {
        const row = await startOne(input);
        rows[index] = row;
        onRow(row, index);
      } catch (error) {
        failed ??= { error };
      }
    }
  }

  await Promise.all(Array.from({ length: AT_ONCE }, work));
  if (failed) throw failed.error;
  return rows;
}
