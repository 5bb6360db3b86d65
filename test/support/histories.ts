import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { fileURLToPath } from 'node:url';
import { test } from '@jest/globals';
import type { Client } from '@temporalio/client';
import { historyFromJSON, historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import type { temporal } from '@temporalio/proto';

export type History = temporal.api.history.v1.IHistory;

/** The ways through the workflows of CollectMAXX; `test/workflows/record-histories.ts` plays them. */
export const casePaths = [
  'case-paid',
  'case-paid-in-parts',
  'case-overpaid',
  'case-unpaid-after-rounds',
  'case-answered',
  'case-paid-while-calling',
  'case-rejected',
  'case-voice-refused',
  'case-without-phone',
  'case-own-link',
  'case-held-and-resumed',
  'case-hold-ended',
  'case-cancelled',
  'case-cancelled-in-temporal',
  'case-recorded-payment',
  'case-import-looked-up',
  'case-import-repeated',
  'case-voice-import-unclear',
  'case-needs-attention-resolved',
  'case-reading-failed',
  'case-stop-failed',
  'case-reopened-by-money',
  'case-reopened-by-call',
  'parked-delivered',
  'parked-assigned',
  'parked-discarded',
  'sweep-first',
  'sweep-next',
] as const;

/** Those of Bacs batches; `test/workflows/record-batch-histories.ts` plays them. */
export const batchPaths = [
  'batch-committed',
  'batch-direct',
  'batch-rejected',
  'batch-cancelled-in-temporal',
  'batch-changed-at-ptx',
  'batch-moved-at-ptx',
  'batch-rejected-at-ptx',
  'batch-wants-another-user',
  'batch-of-unknown-profile',
  'batch-lost-answers',
  'batch-from-file',
] as const;

/** Those of e-Mandates; `test/workflows/record-emandate-histories.ts` plays them. */
export const emandatePaths = [
  'emandate-given',
  'emandate-given-up',
  'emandate-given-at-the-last-look',
  'emandate-rejected',
  'emandate-cancelled',
  'emandate-cancelled-in-temporal',
  'emandate-cancelled-while-asking',
  'emandate-looked-up',
  'emandate-needs-attention',
  'emandate-sweep',
] as const;

/** Those of what is asked of PTX beside batches; `test/workflows/record-ptx-histories.ts` plays them. */
export const ptxPaths = [
  'file-done',
  'file-refused',
  'file-answer-lost',
  'file-of-unclear-batch',
  'file-given-up',
  'question-check',
  'question-profiles',
  'question-profile',
  'question-messages',
  'question-failed',
  'messages-watched',
  'lease-ended',
] as const;

/** Those of PTX's own files and of the reconciliation; `test/workflows/record-ddm-histories.ts` plays them. */
export const ddmPaths = [
  'ddm-done',
  'ddm-in-part',
  'ddm-known-at-ptx',
  'ddm-without-profile',
  'ddm-answer-lost',
  'ddm-handed-in-again',
  'ddm-said-to-be-there',
  'ddm-given-up',
  'ddm-log-given-up',
  'reconcile-first',
  'reconcile-next',
] as const;

/** Those of Direct Debit mandates; `test/workflows/record-mandate-histories.ts` plays them. */
export const mandatePaths = [
  'mandate-collected',
  'mandate-plan-added',
  'mandate-plan-changed',
  'mandate-suspended',
  'mandate-one-off',
  'mandate-letters-kept-back',
  'mandate-owner-asked',
  'mandate-not-the-payers',
  'mandate-plan-too-early',
  'mandate-taken-over',
  'mandate-answers-lost',
  'mandate-set-up-asked',
  'mandate-given-up',
  'mandate-overtaken',
  'mandate-cancelled-in-temporal',
  'mandate-cancelled-while-asking',
  'mandate-presented-again',
  'mandate-claimed-back',
  'mandate-reactivated-by-bank',
  'mandate-lodged-anew',
  'mandate-cancelled-by-bank',
  'mandate-payer-died',
  'mandate-first-run',
  'mandate-next-run',
] as const;

/** Those of bills, and of cases that have one; `test/workflows/record-bill-histories.ts` plays them. */
export const billPaths = [
  'bill-paid',
  'bill-queued',
  'bill-creation-failed',
  'bill-answer-lost',
  'bill-sent-again',
  'bill-expired',
  'bill-held-and-resumed',
  'bill-hold-ended',
  'bill-cancelled',
  'bill-cancelled-in-temporal',
  'bill-came-back',
  'bill-reading-failed',
  'bill-needs-attention',
  'bill-reopened-by-money',
  'bill-paid-and-case-told',
  'bill-cancelled-for-case',
  'case-paid-by-bill',
  'case-paid-and-bill-told',
  'bill-sweep-first',
  'bill-sweep-next',
] as const;

/** Those of imports, and of a case that begins with one; `test/workflows/record-import-histories.ts` plays them. */
export const importPaths = [
  'import-rows',
  'import-collected',
  'import-case',
  'import-looked-up',
  'import-needs-attention',
  'import-refused',
  'import-cancelled-in-temporal',
  'import-in-a-new-run',
  'import-file',
  'import-file-answer-lost',
  'import-file-given-up',
] as const;

/** Every way that has a committed history; `npm run histories` records those that have none. */
export const historyPaths = [
  ...casePaths,
  ...batchPaths,
  ...ptxPaths,
  ...ddmPaths,
  ...mandatePaths,
  ...emandatePaths,
  ...billPaths,
  ...importPaths,
] as const;

export type HistoryPath = (typeof historyPaths)[number];

/** The folder of the committed histories. */
export const historiesFolder = fileURLToPath(new URL('../histories/', import.meta.url));

const fileOf = (path: string) => `${historiesFolder}${path}.json`;

export function isRecorded(path: HistoryPath): boolean {
  return existsSync(fileOf(path));
}

/** Reads a history and the id of its workflow. Throws where it was never recorded. */
export function readHistory(path: HistoryPath): { workflowId: string; history: History } {
  const history = historyFromJSON(JSON.parse(readFileSync(fileOf(path), 'utf8')));
  const workflowId = history.events?.[0]?.workflowExecutionStartedEventAttributes?.workflowId ?? path;
  return { workflowId, history };
}

/** Keeps a history as replays accept it, an event a line, without a word of the computer on which it was recorded. */
function writeHistory(path: HistoryPath, history: History): void {
  const { events } = JSON.parse(historyToJSON(history)) as { events: unknown[] };
  const lines = events.map((event) => JSON.stringify(event, withoutComputer).replaceAll(`@${hostname()}`, '@host'));
  writeFileSync(fileOf(path), `{"events":[\n${lines.join(',\n')}\n]}\n`);
}

function withoutComputer(key: string, value: unknown): unknown {
  if (key === 'identity') return 'recorder';
  return key === 'stackTrace' ? '' : value;
}

/** Gives the workflow whose last run is the history; `runId`: another one is. */
type Play<Path> = (path: Path) => Promise<string | { workflowId: string; runId: string }>;

/** Plays those paths that have no history yet, each to its end, and keeps what is left. */
export function recordHistories<Path extends HistoryPath>(
  paths: readonly Path[],
  plays: Record<Path, Play<Path>>,
  client: () => Client,
): void {
  const missing = paths.filter((path) => !isRecorded(path));
  if (missing.length === 0) {
    test('every path has its history', () => undefined);
    return;
  }
  test.each(missing)('records %s', async (path) => {
    const played = await plays[path](path);
    const { workflowId, runId } = typeof played === 'string' ? { workflowId: played, runId: undefined } : played;
    await client().workflow.getHandle(workflowId).result();
    writeHistory(path, await client().workflow.getHandle(workflowId, runId).fetchHistory());
  });
}
