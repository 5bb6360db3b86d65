import type { Collection } from '../domain/direct-debit/collections.js';
import { type Consequence, consequenceOf } from '../domain/direct-debit/consequences.js';
import type { ReportedRecord } from '../domain/direct-debit/reports.js';
import { mostRepresentations, representationDate } from '../domain/direct-debit/representation.js';
import { returnedCollection } from '../domain/direct-debit/returned.js';
import { mandateActivities } from './mandate-activities.js';
import { namesOf, order } from './mandate-commands.js';
import type { MandateFile } from './mandate-file.js';
import { atPtx, Dropped, enterCancelled, enterPhase, follow, Interrupted, look, move, step } from './mandate-steps.js';

/** Acts on what a bank has reported: PTX is read first, since it applies reports itself, and only the difference is done. */
export async function takeReport(file: MandateFile, record: ReportedRecord): Promise<void> {
  const { report, code, eventId } = record;
  const name = code === null ? report : `${report} ${code}`;
  const consequence = consequenceOf(report, code);
  try {
    if (!file.noted.has(eventId)) file.note(`reported by the bank: ${name}, ${consequence.meaning} (${eventId})`);
    file.noted.add(eventId);
    await act(file, record, name, consequence);
  } catch (error) {
    if (error instanceof Interrupted) return; // It is taken up again after the cancellation.
    if (!(error instanceof Dropped)) throw error;
    file.note(`what follows from ${name} was given up by a person`);
  }
  file.acted(record);
}

async function act(file: MandateFile, record: ReportedRecord, name: string, { act: what, meaning }: Consequence) {
  const { state } = file;
  const over = file.cancelling;
  const text = `${name}: ${meaning}`;
  if (state.mandateId === null) {
    if (what === 'cancel' || what === 'stop-everything') return enterCancelled(file, text, 'bank');
    return file.raise('report', text);
  }
  const reading = await look(file, { over });
  const came = comesBack(record.report) ? markReturned(file, record, name) : undefined;
  const wasActive = state.phase === 'active';
  const suspendedFor = state.suspendedByReport ? state.reason : null;
  follow(file, text);
  // PTX has applied the report by itself: it is the report that has suspended it.
  if (wasActive && state.phase === 'suspended') state.suspendedByReport = true;

  switch (what) {
    case 'cancel':
      return cancelFor(file, text, over);
    case 'stop-everything':
      return stopEverything(file, name, text, over);
    case 'suspend-and-ask':
      return suspendAndAsk(file, text, over);
    case 'lodge-again': {
      const shown = record.newAccountHash !== null && reading.mandate.accountHash === record.newAccountHash;
      if (!shown || state.phase === 'cancelled') return suspendAndAsk(file, text, over);
      return lodgeAgain(file, over);
    }
    case 'reactivate':
      return reactivate(file, suspendedFor, over);
    case 're-present':
      return presentAgain(file, came, text, over);
    case 'reopen-and-ask':
      if (!came) file.note(`${name} names no collection that is known`);
      return file.raise('report', text);
    case 'note-and-ask':
      return file.raise('report', text);
    default: // PTX has applied it, or there is nothing to do.
      return;
  }
}

const comesBack = (report: string): boolean => report === 'ARUDD' || report === 'DDICA';

/** Money that came back is owed again, whatever else follows. */
function markReturned(file: MandateFile, record: ReportedRecord, name: string): Collection | undefined {
  const came = returnedCollection(file.state.collections, record);
  if (came && came.returnedBy !== name) {
    file.note(`collection ${came.key} came back: ${name}`);
    Object.assign(came, { state: 'returned', returnedBy: name });
  }
  return came;
}

async function cancelFor(file: MandateFile, reason: string, over: () => boolean): Promise<void> {
  const { state } = file;
  if (state.phase !== 'cancelled') {
    const status = await move(file, { to: 'CANCELLED', from: ['DRAFT', 'ACTIVE', 'SUSPENDED'], over });
    if (status !== 'CANCELLED' && status !== 'DELETED') {
      return file.raise('report', `${reason}: the mandate could not be cancelled, PTX shows ${status}`);
    }
    enterCancelled(file, reason, 'bank');
  }
  await look(file, { over });
}

/** The payer has died: nothing is collected any more, and nothing is written. */
async function stopEverything(file: MandateFile, name: string, reason: string, over: () => boolean): Promise<void> {
  await cancelFor(file, reason, over);
  const { suppressLetters } = mandateActivities(file.input.httpTimeoutMs);
  const request = { ...atPtx(file), reference: file.input.reference };
  const { suppressed, gone } = await step(file, 'suppress the letters', () => suppressLetters(request), over);
  for (const letter of [...suppressed.map((one) => ({ ...one, status: 'SUPPRESSED' })), ...gone])
    file.seeLetter(letter);
  if (suppressed.length > 0) file.note(`letters suppressed: ${namesOf(suppressed)}`);
  if (gone.length > 0) file.raise('letters', `${name}: letters have gone that should not have: ${namesOf(gone)}`);
}

async function suspendAndAsk(file: MandateFile, reason: string, over: () => boolean): Promise<void> {
  const { state } = file;
  if (state.phase === 'active') {
    const status = await move(file, { to: 'SUSPENDED', from: ['ACTIVE'], over });
    if (status === 'SUSPENDED') {
      enterPhase(file, 'suspended', reason);
      state.suspendedByReport = true;
    } else follow(file, `PTX shows ${status}`);
    await look(file, { over });
  }
  file.raise('report', reason);
}

/** PTX shows the new details: the bank that holds the account now has to be given the instruction, once. */
async function lodgeAgain(file: MandateFile, over: () => boolean): Promise<void> {
  const { state, input } = file;
  if (state.lodgements.slice(state.lodgedBefore).some(({ code, status }) => code === '0N' && status !== 'DELETED')) {
    return file.note('the instruction is lodged with the new details already');
  }
  const { ensureLodgement } = mandateActivities(input.httpTimeoutMs);
  const request = { ...atPtx(file), since: file.iso(file.now()) };
  const { paymentDate } = await step(file, 'lodge the instruction anew', () => ensureLodgement(request), over);
  file.note(`the instruction is lodged anew on ${paymentDate}`);
  await look(file, { over });
}

/** Only what a report has suspended: what a person has, a person reactivates. With it goes the question of that report. */
async function reactivate(file: MandateFile, suspendedFor: string | null, over: () => boolean): Promise<void> {
  const { state } = file;
  if (state.phase === 'suspended' && !state.suspendedByReport) {
    return file.note('a person has suspended the mandate: it stays so');
  }
  if (state.phase === 'suspended') {
    const status = await move(file, { to: 'ACTIVE', from: ['SUSPENDED'], over });
    if (status !== 'ACTIVE') return file.raise('difference', `the mandate was not reactivated: PTX shows ${status}`);
  }
  if (state.phase === 'cancelled') return;
  state.attentions = state.attentions.filter(({ text }) => text !== suspendedFor);
  state.suspendedByReport = false;
  enterPhase(file, 'active', null);
  await look(file, { over });
}

/** A collection that the account could not pay: PTX presents it again, or we have it presented, or a person decides. */
async function presentAgain(
  file: MandateFile,
  came: Collection | undefined,
  text: string,
  over: () => boolean,
): Promise<void> {
  const { state, calendar } = file;
  const { profile } = state;
  if (!came || !profile) return file.raise('report', `${text}: no collection is known that it could mean`);
  if (state.phase !== 'active') return file.raise('report', `${text}: the mandate is ${state.phase}`);
  if (profile.representationRetries > came.retryCount) return file.note('PTX presents it again by itself');
  const key = came.of ?? came.key;
  const original = state.collections.find((one) => one.key === key) ?? came;
  const again = state.collections.filter(({ of }) => of === key);
  const ordered = again.filter(({ rowId }) => rowId !== null);
  if (ordered.length >= mostRepresentations) {
    return file.raise('report', `${text}: presented again ${ordered.length} times already`);
  }
  // One that was begun is ended, on the day that it was begun for.
  const begun = again.find(({ rowId, state: now }) => rowId === null && now === 'expected');
  const date = begun
    ? begun.dueDate
    : representationDate(calendar, {
        original: original.dueDate,
        presentedOn: ordered.at(-1)?.dueDate ?? null,
        today: file.today(),
        noticeDays: profile.oneOffNoticePeriod,
        delayDays: profile.representationDelay,
        regularDays: state.collections.flatMap(({ origin, dueDate }) => (origin === 'plan' ? [dueDate] : [])),
      });
  if (date === undefined) return file.raise('report', `${text}: no day within a month is left to present it again`);
  const amountMinor = original.amount.minor;
  const asked = { key: begun?.key ?? `${key}/r${again.length + 1}`, amountMinor, date, of: key };
  await order(file, { ...asked, words: 'Payment presented again' }, over);
}
