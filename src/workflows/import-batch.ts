import { CancellationScope, condition } from '@temporalio/workflow';
import { attempt } from './attempt.js';
import { importActivities } from './import-activities.js';
import type { ImportFile } from './import-dossier.js';

/** Hands in all rows as one file, and follows its batch to the end. */
export async function importBatch(file: ImportFile): Promise<void> {
  const { input } = file;
  await condition(() => file.pages.size === input.pages.length);
  const batch = await handIn(file);
  if (batch === 'happened') return file.close('done', 'a person said that the vendor has the file');
  if (batch === 'not-happened') return file.close('failed', 'a person said that the vendor does not have the file');
  file.state.batch = batch;
  file.pages.clear(); // From here on the rows live at the vendor.
  file.note(`handed in as batch ${batch.name}`);
  return follow(file, batch.name);
}

/** Whether the vendor has a file whose answer was lost nobody but a person can say: it is never sent again blindly. */
async function handIn(file: ImportFile) {
  const { script, pages, httpTimeoutMs } = file.input;
  const { addImportFile } = importActivities(httpTimeoutMs);
  const request = { script, hashes: pages.map(({ hash }) => hash) };
  for (;;) {
    file.next('hand in the file');
    // What was sent is followed to its answer, also when the workflow is cancelled.
    const sent = await CancellationScope.nonCancellable(() => attempt(() => addImportFile(request), never));
    if (sent !== 'given up' && 'answer' in sent) return sent.answer;
    const { name, message } = sent === 'given up' ? GIVEN_UP : sent.failure;
    const answer = await file.ask(
      'file',
      `the file: ${name}: ${message}: answer happened if the vendor has it, not-happened to give it up, retry to hand it in again`,
    );
    if (answer === 'happened' || answer === 'not-happened') return answer;
  }
}

async function follow(file: ImportFile, name: string): Promise<void> {
  const { followImportBatch } = importActivities(file.input.httpTimeoutMs);
  for (;;) {
    file.next(`the vendor works on batch ${name}`);
    const followed = await attempt(() => followImportBatch({ name }), never);
    if (followed !== 'given up' && 'answer' in followed) {
      file.state.batch = followed.answer;
      if (followed.answer.status === 'done') return file.close('done');
      return file.close('failed', `the vendor ended batch ${name} with an error: its portal says why`);
    }
    const failure = followed === 'given up' ? GIVEN_UP : followed.failure;
    const answer = await file.ask(
      'batch',
      `batch ${name} cannot be followed: ${failure.name}: ${failure.message}: answer retry to go on, happened if the ` +
        'vendor has done it, not-happened if it failed',
    );
    if (answer === 'happened') return file.close('done', 'a person said that the batch is done');
    if (answer === 'not-happened') return file.close('failed', 'a person said that the batch has failed');
  }
}

const never = () => false;
const GIVEN_UP = { name: 'GivenUp', message: 'given up' };
