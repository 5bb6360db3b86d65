import { allHandlersFinished, CancellationScope, condition, continueAsNew, isCancellation } from '@temporalio/workflow';
import { openResults, settleAll } from '../domain/row-results.js';
import { importBatch } from './import-batch.js';
import { type ImportFile, type ImportState, openImport } from './import-dossier.js';
import { importPage, NOT_HANDED_IN } from './import-page.js';
import type { ClosedImport, ImportRecordsInput } from './messages.js';

/** Pages whose calls are under way: while one is answered, the other keeps the vendor busy. */
const PAGES_AT_ONCE = 2;

/** Hands many rows to one CollectMAXX script, by pages or in a file: each row once, each with a result. */
export async function importRecords(input: ImportRecordsInput, carried?: ImportState): Promise<ClosedImport> {
  const file = openImport(input, carried);
  file.show();
  try {
    await file.work.run(() => (input.as === 'file' ? importBatch(file) : importRows(file)));
  } catch (error) {
    if (!isCancellation(error)) throw error;
    await endCancelled(file);
  }
  await CancellationScope.nonCancellable(() => condition(allHandlersFinished));
  // A person may have ended it when it was about to go on in another run.
  if (!file.state.outcome && file.cancelled) await endCancelled(file);
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

/** What was sent is settled first. */
async function endCancelled(file: ImportFile): Promise<void> {
  const byPerson = file.cancelled;
  file.cancelled = true;
  await CancellationScope.nonCancellable(() => condition(() => file.working.size === 0));
  if (file.input.as === 'rows') leaveOutTheRest(file);
  const { batch } = file.state;
  const left = batch === null ? '' : `: the vendor goes on with batch ${batch.name}`;
  file.close('failed', byPerson ? `a person cancelled it${left}` : 'the workflow was cancelled in Temporal');
}

function leaveOutTheRest({ state, input }: ImportFile): void {
  for (const [index, { count }] of input.pages.entries())
    state.results[index] ??= settleAll(openResults(count), 'open', NOT_HANDED_IN);
}
