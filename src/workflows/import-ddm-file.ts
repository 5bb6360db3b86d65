import { CancellationScope } from '@temporalio/workflow';
import type { DdmFileMark, DdmFileReading } from '../activities/ddm-files.js';
import { importOutcome } from '../domain/direct-debit/import-lines.js';
import { attempt } from './attempt.js';
import { ddmActivities } from './ddm-activities.js';
import { openDdmFile } from './ddm-file.js';
import { mandateActivities } from './mandate-activities.js';
import type { DdmFileView, ImportDdmFileInput } from './messages.js';
import { type Failure, failureOf } from './vendor-activities.js';

/** How far back a file by the same name is one of the same content, imported before. */
const LOOK_BACK_MS = 366 * 86_400_000;

/** Has PTX import a file of its own, follows it to its end, and fetches what PTX says of each line. */
export async function importDdmFile(input: ImportDdmFileInput): Promise<DdmFileView> {
  const file = openDdmFile(input);
  const activities = ddmActivities(input.httpTimeoutMs);
  const { readCollectionProfile } = mandateActivities(input.httpTimeoutMs);
  const { type, fileName, content } = input;
  const before: string[] = [];
  /** By PTX's clock, which is the business clock. */
  let triedMs = 0;
  const mark = (fromMs = triedMs): DdmFileMark => ({ type, fileName, fromMs, toMs: file.now(), except: before });

  file.next('read the collection profile');
  const profile = await file.step('step', () => unlessRefused(() => readCollectionProfile({ profile: input.profile })));
  if (profile === 'given up') return file.close('failed', GIVEN_UP);
  if ('refused' in profile) return file.close('failed', profile.refused);
  const profileId = profile.id;
  file.found({ profileId });

  file.next('look whether PTX has the file already');
  const known = await file.step('step', () => activities.findDdmFiles(mark(file.now() - LOOK_BACK_MS)));
  if (known === 'given up') return file.close('failed', GIVEN_UP);
  const taken = known.find((each) => each.taken);
  if (taken) {
    const why = 'what was imported once is not imported again';
    return file.close('failed', `PTX has file ${taken.fileId} by the name ${fileName}: ${why}`);
  }
  before.push(...known.map(({ fileId }) => fileId)); // Of these PTX took nothing: they may come again.

  const fileId = await handIn();
  if (fileId === 'given up') return file.close('failed', 'given up: PTX has not got the file');
  if (fileId === 'elsewhere') {
    return file.close('done', 'a person said that PTX has the file: what became of its lines is to be read there');
  }
  file.found({ fileId });
  file.note(`handed in: PTX has it as file ${fileId}`);

  const reading = await follow(fileId);
  if (reading === 'given up') return file.close('failed', 'given up: what PTX made of it is not known');
  file.found(reading);
  file.note(`PTX is done with it: ${reading.status}`);

  file.next('read what PTX says of its lines');
  const left = Math.max(0, (reading.processed ?? 0) - (reading.imported ?? 0));
  const log = await file.step('step', () => activities.readDdmFileLog({ fileId: reading.fileId, left }));
  if (log !== 'given up') Object.assign(file.state, log);
  const { outcome, reason } = importOutcome(file.state, reading.status);
  const said = [reason, log === 'given up' ? 'given up: what PTX says of its lines was not read' : null];
  const why = said.filter((each) => each !== null).join('; ');
  return file.close(outcome, why === '' ? null : why, why || `PTX imported ${reading.imported ?? 'all'} lines`);

  /** Sends it, and a second time only after a person has said that the first one did not arrive. */
  async function handIn(): Promise<string | 'given up' | 'elsewhere'> {
    for (;;) {
      file.next('hand in the file');
      triedMs ||= file.now();
      // What was sent is followed to its answer, also when the workflow is cancelled.
      const sent = await CancellationScope.nonCancellable(() =>
        attempt(() => activities.uploadDdmFile({ type, profileId, fileName, content }), never),
      );
      if (sent === 'given up') return sent;
      if ('answer' in sent) return sent.answer.fileId;
      const { failure } = sent;
      if (isUnclear(failure)) {
        const found = await lookUp(failure);
        if (found !== 'not there') return found;
      } else {
        const answer = await file.ask(
          'step',
          `${wordsOf(failure)}: retry to hand it in again, not-happened to give it up`,
        );
        if (answer !== 'retry') return 'given up';
      }
    }
  }

  /** Whether PTX has a file whose answer was lost. Its lists need a status to look by, so absence is no proof. */
  async function lookUp(lost: Failure): Promise<string | 'not there' | 'elsewhere'> {
    for (;;) {
      file.next('look whether PTX has the file');
      const looked = await attempt(() => activities.lookUpDdmFile(mark()), never);
      if (looked !== 'given up' && 'answer' in looked && looked.answer !== null) return looked.answer;
      const seen =
        looked !== 'given up' && 'failure' in looked ? wordsOf(looked.failure) : `PTX shows no file ${fileName}`;
      const answer = await file.ask(
        'upload',
        `${wordsOf(lost)}; ${seen}: happened if PTX has it, not-happened to hand it in again, retry to look again`,
      );
      if (answer === 'happened') return 'elsewhere';
      if (answer === 'not-happened') return 'not there';
    }
  }

  async function follow(fileId: string): Promise<DdmFileReading | 'given up'> {
    let ended = false;
    for (;;) {
      file.next('PTX works on the file');
      const followed = await attempt(() => activities.followDdmFile({ ...mark(), fileId, ended }), never);
      if (followed === 'given up') return followed;
      if ('answer' in followed) return followed.answer;
      const { failure } = followed;
      // A read has no outcome that is unknown: its time is over.
      const why = failure.name === 'OutcomeUnknown' ? 'PTX has come to no end with it for hours' : wordsOf(failure);
      const text = `${why}: retry to go on, happened if PTX is done with it, not-happened to give it up`;
      const answer = await file.ask('end', text);
      if (answer === 'not-happened') return 'given up';
      ended = answer === 'happened';
    }
  }
}

const GIVEN_UP = 'given up before anything was handed in';
const never = () => false;
const wordsOf = ({ name, message }: Failure): string => `${name}: ${message}`;

/** Whether PTX may have the file all the same. */
function isUnclear({ name, sent }: Failure): boolean {
  return name === 'OutcomeUnknown' || (name === 'Unavailable' && sent);
}

/** What a reading found, or why there is nothing: as long as nothing was handed in, that ends the matter. */
async function unlessRefused<T>(read: () => Promise<T>): Promise<T | { refused: string }> {
  try {
    return await read();
  } catch (error) {
    const { name, message } = failureOf(error); // A cancellation passes.
    if (name === 'Absent' || name === 'Invalid') return { refused: message };
    throw error;
  }
}
