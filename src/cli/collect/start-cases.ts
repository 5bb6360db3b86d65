import type { Cases, CollectRecordInput } from '../../client/index.js';
import { type StartedRow, startRows } from '../rows/start.js';

/** Starts a case for every row, as `startRows` does. */
export function startCases(
  cases: Pick<Cases, 'start'>,
  inputs: readonly CollectRecordInput[],
  onRow: (row: StartedRow, index: number) => void,
): Promise<StartedRow[]> {
  const start = (input: CollectRecordInput) => cases.start(input);
  return startRows(inputs, { referenceOf: ({ reference }) => reference, start }, onRow);
}
