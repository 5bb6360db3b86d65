import { condition, isCancellation } from '@temporalio/workflow';
import type { EMandateRequest, NamelessEMandate, ShownEMandate } from '../activities/emandates.js';
import { isGiven, noWithdrawal, type ObtainEMandateInput } from '../domain/emandate.js';
import { attempt } from './attempt.js';
import { eMandateActivities } from './emandate-activities.js';
import { type EMandateFile, openEMandateFile } from './emandate-file.js';
import type { ClosedEMandate } from './messages.js';

const LAST_LOOK = 'give up, after a last look';

/**
 * Obtains one e-Mandate from a debtor: has CollectMAXX make it, waits until the debtor has given it at his bank, and gives
 * up after its own period, since the vendor shows no end but the good one.
 */
export async function obtainEMandate(input: ObtainEMandateInput): Promise<ClosedEMandate> {
  const file = openEMandateFile(input);
  try {
    await make(file);
    await waitUntilGiven(file);
  } catch (error) {
    if (!isCancellation(error)) throw error;
    file.decide('cancelled', 'the workflow was cancelled in Temporal');
    file.note(`cancelled; ${noWithdrawal}`, { by: 'Temporal', why: 'cancellation of the workflow' });
  }
  const { outcome, reason } = file.state;
  file.note(`closed as ${outcome}${outcome === 'given-up' ? `, ${reason}` : ''}`);
  file.next('nothing');
  const { personName: _, ...asked } = input;
  return { input: asked, state: file.state };
}

/** Has the mandate made, once, however often it has to be tried. Whether an earlier try made it is looked up. */
async function make(file: EMandateFile): Promise<void> {
  const { ensureEMandate } = eMandateActivities(file.input.httpTimeoutMs);
  const { reference, debtorReference, personName, type, reason } = file.input;
  const sinceMs = file.now();
  const mandate = { reference, debtorReference, personName, type, reason };
  let how: EMandateRequest['how'] = 'make';
  while (!file.over()) {
    const request: EMandateRequest = { mandate, since: file.iso(sinceMs), how };
    const made = await attempt(() => ensureEMandate(request), file.over);
    if (made === 'given up') return;
    if ('answer' in made) return answered(file, made.answer, sinceMs);
    const { name, message } = made.failure;
    const answer = await file.ask('creation', `make the e-Mandate: ${name}: ${message}`, file.over);
    // What a person knows to have happened is only looked for, and what has not happened needs no look-up. Only who was
    // asked about a mandate without a name has said whose that is.
    const look = name === ('Nameless' satisfies NamelessEMandate) ? 'look-nameless' : 'look';
    how = answer === 'happened' ? look : answer === 'not-happened' ? 'make' : 'look-then-make';
  }
}

function answered(file: EMandateFile, { mandate, refused }: ShownEMandate, sinceMs: number): void {
  if (mandate === null) {
    file.note('CollectMAXX refused the request');
    file.decide('rejected', refused);
    return;
  }
  file.learn(mandate, sinceMs);
  file.note('e-Mandate made');
}

/** One timer, and a reading for each change that the sweep reports; after the timer a last one. */
async function waitUntilGiven(file: EMandateFile): Promise<void> {
  const { state, input } = file;
  if (file.over()) return;
  const untilMs = file.now() + input.giveUpAfterMs;
  let elapsed = false;
  const waited = file.wait(() => file.over(), input.giveUpAfterMs, LAST_LOOK);
  waited.then(
    (ended) => {
      elapsed = !ended;
    },
    () => undefined, // The workflow was cancelled: whoever waits below hears of it.
  );
  state.phase = 'awaiting';
  file.next(LAST_LOOK, untilMs);
  while (!file.over()) {
    if (isGiven(state)) return file.decide('given', null);
    await condition(() => file.hinted || elapsed || file.over());
    if (file.over()) return;
    const last = elapsed;
    file.hinted = false;
    await read(file);
    if (!isGiven(state) && last && !file.hinted) {
      file.decide(
        'given-up',
        `not given in time: CollectMAXX shows ${state.mandate?.status}; the debtor can still give it there`,
      );
    }
  }
}

/** Reads the mandate. What cannot be read is put to a person. */
async function read(file: EMandateFile): Promise<void> {
  const { readEMandate } = eMandateActivities(file.input.httpTimeoutMs);
  const id = file.state.mandate?.id ?? '';
  while (!file.over()) {
    const tried = await attempt(() => readEMandate({ id }), file.over);
    if (tried === 'given up') return;
    if ('answer' in tried) return file.learn(tried.answer);
    const { name, message } = tried.failure;
    const answer = await file.ask('reading', `read the e-Mandate: ${name}: ${message}`, file.over);
    if (answer === 'happened') return file.decide('given', 'a person says that it was given');
    if (answer === 'not-happened') return;
  }
}
