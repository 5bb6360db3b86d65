import {
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  isCancellation,
  workflowInfo,
} from '@temporalio/workflow';
import { latestCalendarVersion } from '../domain/calendar/holidays.js';
import type { MandateAsked, MandateState, SetUpMandateInput } from '../domain/direct-debit/mandate.js';
import { cancel } from './mandate-commands.js';
import { type MandateFile, openMandateFile } from './mandate-file.js';
import { isBusy, isOver, nextMoment, work } from './mandate-life.js';
import { setUp } from './mandate-set-up.js';
import { Dropped, Interrupted } from './mandate-steps.js';
import type { ClosedMandate } from './messages.js';

/** A new run before a wait of weeks: a release then meets short histories, and a replay is quick. */
const LONG_HISTORY = 500;

/** With a new run comes the calendar of the release: its data reach about two years ahead, and days off are proclaimed. */
const LONG_RUN_MS = 365 * 86_400_000;

/**
 * Sets a Direct Debit mandate up at PTX, and lives on as its entity: takes what people ask for and what banks report, and
 * follows its collections, until three months after the last one of a cancelled mandate. `carried` is what the run before
 * has left: it goes on without the payer's name and account.
 */
export async function setUpMandate(
  input: SetUpMandateInput | MandateAsked,
  carried?: MandateState,
): Promise<ClosedMandate> {
  const file = openMandateFile(input, carried);
  const shielded = new CancellationScope({ cancellable: false });
  try {
    if ('contact' in input && carried === undefined) await begin(file, input);
    await live(file);
  } catch (error) {
    if (!isCancellation(error)) throw error;
    await shielded.run(() => end(file));
  }
  file.note('closed');
  file.next('nothing');
  await shielded.run(() => condition(allHandlersFinished));
  return { input: asked(input), state: file.state };
}

async function begin(file: MandateFile, input: SetUpMandateInput): Promise<void> {
  try {
    await setUp(file, input);
  } catch (error) {
    if (!(error instanceof Interrupted || error instanceof Dropped)) throw error;
  }
}

async function live(file: MandateFile): Promise<void> {
  const begunAtMs = file.now();
  for (;;) {
    await work(file);
    if (isOver(file)) {
      await condition(allHandlersFinished);
      if (isBusy(file)) continue;
      return;
    }
    const { what, atMs } = nextMoment(file);
    file.next(what, atMs);
    const { continueAsNewSuggested, historyLength } = workflowInfo();
    if (continueAsNewSuggested || historyLength > LONG_HISTORY || file.now() - begunAtMs > LONG_RUN_MS) {
      await condition(allHandlersFinished);
      if (isBusy(file)) continue;
      // The calendar of this release: the one that it began with may have ended.
      const input = { ...asked(file.input), calendar: latestCalendarVersion };
      await continueAsNew<typeof setUpMandate>(input, file.state);
    }
    const isCalled = () => isBusy(file) || isOver(file);
    if (!(await file.wait(isCalled, atMs - file.now(), what))) file.stale = true;
  }
}

/** Whoever cancels the workflow in Temporal cancels the mandate: nothing would watch it any more. */
async function end(file: MandateFile): Promise<void> {
  file.note('cancel', { by: 'Temporal', why: 'cancellation of the workflow' });
  try {
    await cancel(file, { why: 'the workflow was cancelled in Temporal' });
  } catch (error) {
    if (!(error instanceof Dropped)) throw error;
  }
  // What banks have reported meanwhile is nobody else's any more; what people asked for has come too late.
  file.commands = [];
  await work(file);
}

/** What is kept of the input: nothing personal. */
function asked({ ...input }: SetUpMandateInput | MandateAsked): MandateAsked {
  if (!('contact' in input)) return input;
  const { contact: _, account: __, ...rest } = input;
  return rest;
}
