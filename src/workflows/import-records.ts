import { allHandlersFinished, CancellationScope, condition, continueAsNew, isCancellation } from '@temporalio/workflow';
import { NOT_IMPORTED, openResults, settleAll } from '../domain/row-results.js';
import { importBatch } from './import-batch.js';
import { type ImportFile, type ImportState, openImport } from './import-dossier.js';
import { importPage } from './import-page.js';
import type { ClosedImport, ImportRecordsInput } from './messages.js';

/** Pages whose calls are under way: while one is answered, the other keeps the vendor busy. */
const PAGES_AT_ONCE = 2;

/** Hands many rows to one CollectMAXX script, by pages or in a file: each row once, each with a result. */
export async function importRecords(input: ImportRecordsInput, carried?: ImportState): Promise<ClosedImport> {
  const file = openImport(input, carried);
  file.show();
  try {
    if (input.as === 'file') await importBatch(file);
    else await importRows(file);
  } catch (error) {
    if (!isCancellation(error)) throw error;
    file.cancelled = true;
    await CancellationScope.nonCancellable(() => condition(() => file.working.size === 0));
    if (input.as === 'rows') leaveOutTheRest(file);
    file.close('failed', 'the workflow was cancelled in Temporal');
  }
  await CancellationScope.nonCancellable(() => condition(allHandlersFinished));
  if (!file.state.outcome) await continueAsNew<typeof importRecords>(input, file.state);
  return file.closed();
}

/** Works on pages as they come, until all are settled; or leaves what is still to come to the next run. */
async function importRows(file: ImportFile): Promise<void> {
  const { pages, working } = file;
  const shielded = new CancellationScope({ cancellable: false });
  for (;;) {
    const mayBegin = () => pages.size > working.size && working.size < PAGES_AT_ONCE;
    await condition(() => mayBegin() || (pages.size === 0 && (file.isSettled() || file.isFull())));
    if (file.isSettled()) return file.close('done');
    if (pages.size === 0) return;
    for (const [index, rows] of pages) {
      if (!mayBegin()) break;
      if (working.has(index)) continue;
      working.add(index);
      // What was sent is followed to its end, also when the workflow is cancelled.
      void shielded.run(async () => {
        file.settle(index, await importPage(file, index, rows));
        working.delete(index);
      });
    }
  }
}

function leaveOutTheRest({ state, input }: ImportFile): void {
  const rest = { status: NOT_IMPORTED, messages: [{ message: 'the import was cancelled' }] };
  for (const [index, { count }] of input.pages.entries())
    state.results[index] ??= settleAll(openResults(count), 'open', rest);
}
