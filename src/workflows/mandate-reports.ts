import type { TriedBefore } from '../activities/ensure-shown.js';
import { type ConsequenceAct, consequenceOf, endsMandate, tidy } from '../domain/direct-debit/consequences.js';
import type { MandateState } from '../domain/direct-debit/mandate.js';
import type { ReportedRecord } from '../domain/direct-debit/reports.js';
import { mandateActivities } from './mandate-activities.js';
import { namesOf } from './mandate-commands.js';
import type { MandateFile } from './mandate-file.js';
import { askAboutClaim, bookReturn, presentAgain } from './mandate-returns.js';
import { atPtx, Dropped, enterCancelled, enterPhase, follow, Interrupted, look, move, step } from './mandate-steps.js';

/** A record that is being acted on. */
export interface Told {
  record: ReportedRecord;
  /** `ARUDD 0`. */
  name: string;
  /** The name with what it means: the reason of what follows. */
  text: string;
  /** Something more urgent has come up. */
  over: () => boolean;
}

/** What PTX may have made of a mandate by itself because of a report. */
const explaining: readonly ConsequenceAct[] = ['cancel', 'stop-everything', 'suspend-and-ask', 'lodge-again'];
/** What nobody has to decide about. */
const quiet: readonly ConsequenceAct[] = ['read-back', 'none', 'reactivate'];

/** How the timeline says what a mandate was suspended for. */
const SUSPENDED_FOR = 'suspended: ';
const STAYS_SUSPENDED = 'a person has suspended the mandate: it stays so';

/**
 * Acts on what a bank has reported: PTX is read first, since it applies reports itself, and only the difference is done. What
 * ends the mandate is taken before what was reported earlier. Interrupted, it is taken up again later, and nothing is done
 * or counted twice.
 */
export async function takeReport(file: MandateFile, next: ReportedRecord): Promise<void> {
  const { state } = file;
  const record = file.reports.find(endsMandate) ?? next;
  const over = () => file.cancelling() || (!endsMandate(record) && file.reports.some(endsMandate));
  const { report, code, eventId } = record;
  const { act, meaning } = consequenceOf(report, code);
  const name = code === null ? tidy(report) : `${tidy(report)} ${tidy(code)}`;
  const before = toldInLetters(state);
  try {
    if (!file.noted.has(eventId)) file.note(`reported by the bank: ${name}, ${meaning} (${eventId})`);
    file.noted.add(eventId);
    await follows(file, { record, name, text: `${name}: ${meaning}`, over }, act);
  } catch (error) {
    if (error instanceof Interrupted) return;
    if (!(error instanceof Dropped)) throw error;
    file.note(`what follows from ${name} was given up by a person`);
  }
  file.acted(record);
  if (state.mandateId !== null && toldInLetters(state) !== before) await seeLetters(file, over);
}

/** What a report can change that the payer has a letter of: the mandate's status, its account, one more collection. */
function toldInLetters({ statusAtPtx, accountHash, collections }: MandateState): string {
  return [statusAtPtx, accountHash, collections.filter(({ of }) => of !== null).length].join();
}

async function follows(file: MandateFile, told: Told, what: ConsequenceAct): Promise<void> {
  const { state } = file;
  const { record, text, over } = told;
  if (state.mandateId === null) {
    if (endsMandate(record)) return endBeforePtx(file, text);
    if (!quiet.includes(what)) file.raise('report', text);
    return;
  }
  const { mandate } = await look(file, { over });
  const came = ['ARUDD', 'DDICA'].includes(tidy(record.report)) ? bookReturn(file, told) : undefined;
  if (what === 'reactivate') return reactivate(file, told);
  explain(file, text, what);

  switch (what) {
    case 'cancel':
      return cancelFor(file, told);
    case 'stop-everything':
      return stopEverything(file, told);
    case 'suspend-and-ask':
      return suspendAndAsk(file, told);
    case 'lodge-again': {
      const shows = record.newAccountHash !== null && mandate.accountHash === record.newAccountHash;
      const isInForce = mandate.status === 'ACTIVE' || mandate.status === 'SUSPENDED';
      return shows && isInForce && state.phase !== 'cancelled' ? lodgeAgain(file, told) : suspendAndAsk(file, told);
    }
    case 're-present':
      return presentAgain(file, told, came);
    case 'reopen-and-ask':
      return askAboutClaim(file, told, came);
    case 'note-and-ask':
      return file.raise('report', text);
    default: // PTX has applied it, or there is nothing to do.
      return;
  }
}

/** The workflow knows of no mandate at PTX. */
function endBeforePtx(file: MandateFile, reason: string): void {
  if (file.state.phase === 'cancelled') return;
  if (file.asking) file.note('PTX may keep a contact, and a mandate in DRAFT, which does nothing there');
  enterCancelled(file, reason, 'bank');
}

/**
 * PTX applies reports by itself. What it shows then is explained by the one that says so, also where it was seen before that
 * one came; and by no other: a mandate is not cancelled because a collection was returned in the same hour.
 */
function explain(file: MandateFile, text: string, what: ConsequenceAct): void {
  const { state } = file;
  const unexplained = 'PTX shows ';
  follow(file, explaining.includes(what) ? text : `${unexplained}${state.statusAtPtx}`);
  if (!explaining.includes(what)) return;
  if (state.reasonBy === 'bank' && state.reason?.startsWith(unexplained)) {
    state.reason = text;
    file.note(`${state.phase}: ${text}`);
  }
  if (state.phase === 'suspended' && state.reason === text) state.suspendedByReport = true;
}

async function cancelFor(file: MandateFile, { text, over }: Told): Promise<void> {
  if (file.state.phase === 'cancelled') return;
  const status = await move(file, { to: 'CANCELLED', from: ['DRAFT', 'ACTIVE', 'SUSPENDED'], over });
  if (status === 'CANCELLED' || status === 'DELETED') return enterCancelled(file, text, 'bank');
  file.raise('report', `${text}: the mandate could not be cancelled, PTX shows ${status}`);
}

/** The payer has died: nothing is collected any more, and nothing is written. */
async function stopEverything(file: MandateFile, told: Told): Promise<void> {
  const { record, name, over } = told;
  const today = file.today();
  // PTX may have written because of the report before we heard of it: what has gone since that day should not have.
  const heard = record.effectiveDate !== null && record.effectiveDate < today ? record.effectiveDate : today;
  await cancelFor(file, told);
  const { suppressLetters } = mandateActivities(file.input.httpTimeoutMs);
  const request = { ...atPtx(file), reference: file.input.reference, since: `${heard}T00:00:00.000Z` };
  const { suppressed, gone } = await step(file, 'suppress the letters', () => suppressLetters(request), over);
  for (const letter of [...suppressed.map((one) => ({ ...one, status: 'SUPPRESSED' })), ...gone])
    file.seeLetter(letter);
  if (suppressed.length > 0) file.note(`letters suppressed: ${namesOf(suppressed)}`);
  if (gone.length > 0) file.raise('letters', `${name}: letters have gone that should not have: ${namesOf(gone)}`);
}

async function suspendAndAsk(file: MandateFile, { text, over }: Told): Promise<void> {
  const { state } = file;
  if (state.phase === 'active') {
    const status = await move(file, { to: 'SUSPENDED', from: ['ACTIVE'], over });
    if (status === 'SUSPENDED') {
      enterPhase(file, 'suspended', text);
      state.suspendedByReport = true;
    } else follow(file, text);
  }
  file.raise('report', text);
}

/** PTX shows the new details: the bank that holds the account now has to be given the instruction, once. */
async function lodgeAgain(file: MandateFile, { over }: Told): Promise<void> {
  const { state, input } = file;
  if (state.lodgements.slice(state.lodgedBefore).some(({ code, status }) => code === '0N' && status !== 'DELETED')) {
    return file.note('the instruction is lodged with the new details already');
  }
  const { ensureLodgement } = mandateActivities(input.httpTimeoutMs);
  const request = { ...atPtx(file), known: state.lodgements.map(({ rowId }) => rowId) };
  const lodge = (again: TriedBefore) => ensureLodgement({ ...request, ...again });
  const { paymentDate } = await step(file, 'lodge the instruction anew', lodge, over);
  file.note(`the instruction is lodged anew on ${paymentDate}`);
  await look(file, { over });
}

/** Only what a report has suspended: what a person has, a person reactivates. With it goes the question of that report. */
async function reactivate(file: MandateFile, { text, over }: Told): Promise<void> {
  const { state } = file;
  const { phase, statusAtPtx, reasonBy } = state;
  if (phase === 'cancelled') {
    // To cancel it there would send a 0C because of this report: a person decides.
    if (statusAtPtx !== 'ACTIVE') return;
    return file.raise('report', `${text}: PTX shows ACTIVE again, though the mandate is cancelled: cancel it there`);
  }
  if (phase === 'suspended' && !state.suspendedByReport) {
    // Somebody here, or, as far as can be told, in PTX: what he does there himself is followed.
    if (reasonBy === 'person' && statusAtPtx === 'ACTIVE') return suspendAgain(file, text, over);
    if (statusAtPtx === 'SUSPENDED') file.note(STAYS_SUSPENDED);
  } else if (phase === 'suspended') {
    const status = await move(file, { to: 'ACTIVE', from: ['SUSPENDED'], over });
    if (status !== 'ACTIVE') file.raise('report', `${text}: the mandate was not reactivated, PTX shows ${status}`);
  }
  follow(file, `PTX shows ${state.statusAtPtx}`);
  if (state.phase !== 'active') return;
  const suspended = state.timeline.findLast(({ what }) => what.startsWith(SUSPENDED_FOR));
  const question = suspended?.what.slice(SUSPENDED_FOR.length);
  state.attentions = state.attentions.filter(({ kind, text: asked }) => kind !== 'report' || asked !== question);
  state.suspendedByReport = false;
}

/** PTX has reactivated by itself what a person here has suspended. */
async function suspendAgain(file: MandateFile, text: string, over: () => boolean): Promise<void> {
  file.note(STAYS_SUSPENDED);
  const status = await move(file, { to: 'SUSPENDED', from: ['ACTIVE'], over });
  if (status === 'SUSPENDED') return;
  file.raise('report', `${text}: the mandate does not stay suspended, PTX shows ${status}`);
  follow(file, `PTX shows ${status}`);
}

async function seeLetters(file: MandateFile, over: () => boolean): Promise<void> {
  try {
    await look(file, { letters: true, over });
  } catch (error) {
    if (!(error instanceof Interrupted) && !(error instanceof Dropped)) throw error;
  }
}
