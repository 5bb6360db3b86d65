import type { Cases, CollectRecordInput } from '../../client/index.js';
import { faultLines } from '../exit-codes.js';

/** What became of a row: a new case, one that was started before with the same content, or none. */
export interface StartedRow {
  reference: string;
  result: 'started' | 'already-started' | 'refused';
  /** Why it was refused. */
  reason: string | null;
}

const AT_ONCE = 20;
const REFUSALS = new Set(['ReferenceTakenError', 'InvalidInputError']);

/**
 * Starts a case for every row, some at a time. A row that is refused does not stop the others; anything else does, once
 * the starts under way have ended, and is thrown then. Safe to repeat. `onRow` hears of each row as it is settled.
 */
export async function startCases(
  cases: Pick<Cases, 'start'>,
  inputs: readonly CollectRecordInput[],
  onRow: (row: StartedRow, index: number) => void,
): Promise<StartedRow[]> {
  const rows = new Array<StartedRow>(inputs.length);
  const queue = inputs.entries();
  let failed: { error: unknown } | undefined;

  async function work(): Promise<void> {
    for (const [index, input] of queue) {
      if (failed) return;
      try {
        const row = await start(cases, input);
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

async function start(cases: Pick<Cases, 'start'>, input: CollectRecordInput): Promise<StartedRow> {
  const { reference } = input;
  try {
    const { started } = await cases.start(input);
    return { reference, result: started ? 'started' : 'already-started', reason: null };
  } catch (error) {
    if (!(error instanceof Error && REFUSALS.has(error.name))) throw error;
    return { reference, result: 'refused', reason: faultLines(error).join('; ') };
  }
}
