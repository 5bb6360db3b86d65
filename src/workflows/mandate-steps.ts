import type { TriedBefore } from '../activities/ensure-shown.js';
import type { MandateReading } from '../activities/mandate-readings.js';
import { addDays } from '../domain/calendar/dates.js';
import { hasCleared } from '../domain/direct-debit/clearing.js';
import type { Collection } from '../domain/direct-debit/collections.js';
import { expectPlan, settle } from '../domain/direct-debit/history.js';
import type { MandateQuestion } from '../domain/direct-debit/mandate.js';
import { openDayFrom } from '../domain/direct-debit/open-days.js';
import type { Attention } from '../domain/dossier.js';
import { attempt } from './attempt.js';
import { mandateActivities } from './mandate-activities.js';
import type { MandateFile } from './mandate-file.js';
import { missing, overdue } from './mandate-overdue.js';
import { resolutions } from './messages.js';
import type { Failure } from './vendor-activities.js';

/** Something more urgent came up: what was under way is left, and taken up again after it where it still matters. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** A person has said that what was under way is not wanted any more. */
export class Dropped extends Error {
  override readonly name = 'Dropped';
}

const never = () => false;

/** How the timeline says that a question is taken back. */
const SETTLED = 'settled at PTX';

/** How what PTX has taken, and does not show, fails in the end. */
const UNSEEN = 'OutcomeUnknown';

/** What is known of a step that was given up between its tries. */
const LEFT: Failure = { name: 'Left', message: 'given up', sent: true };

/**
 * A step that looks first what PTX shows, so that it is safe to try again: it is on any answer of a person, to whom it is
 * put when it fails for good. What PTX has said yes to and does not show is only looked for, until a person says that it has
 * not happened. Throws `Interrupted` as soon as `over` says so, and `Dropped` where a person gives it up.
 */
export async function step<T>(
  file: MandateFile,
  what: string,
  work: (again: TriedBefore) => Promise<T>,
  over = never,
): Promise<T> {
  for (;;) {
    if (over()) throw new Interrupted();
    const before = file.tried.get(what);
    const tried = await attempt(() => work(before === undefined ? {} : { before }), over);
    if (tried !== 'given up' && 'answer' in tried) {
      file.tried.delete(what);
      return tried.answer;
    }
    const { name, message, sent } = tried === 'given up' ? LEFT : tried.failure;
    if (name === UNSEEN) file.tried.set(what, 'made');
    if (tried === 'given up' || over()) {
      // Its last try may have sent something that PTX does not show yet.
      if (sent && file.tried.get(what) !== 'made') file.tried.set(what, { leftAtMs: Date.now() });
      throw new Interrupted();
    }
    const answer = await file.ask('step', `${what}: ${name}: ${message}`, over);
    if (answer === 'over') throw new Interrupted();
    if (answer === 'not-happened') file.tried.delete(what);
    if (file.state.phase === 'draft') await unlessEnded(file, over);
    else if (answer === 'not-happened') throw new Dropped();
  }
}

/** A mandate that is being set up may have been ended in PTX while a person was asked. Throws `Interrupted` then: that holds. */
export async function unlessEnded(file: MandateFile, over: () => boolean): Promise<void> {
  if (file.state.mandateId === null) return;
  const { readMandate } = mandateActivities(file.input.httpTimeoutMs);
  const read = await attempt(() => readMandate({ ...atPtx(file), letters: false }), over);
  if (read === 'given up') throw new Interrupted();
  if (!('answer' in read)) return; // What cannot be read now, the step that is tried again will meet.
  takeIn(file, read.answer);
  follow(file, `PTX shows ${file.state.statusAtPtx}`);
  if (file.state.phase === 'cancelled') throw new Interrupted();
}

/** Where the mandate is at PTX. Only after it was made there. */
export function atPtx({ state }: MandateFile) {
  const { contactId, mandateId, profile } = state;
  if (contactId === null || mandateId === null || profile === null) throw new Error('the mandate is not at PTX yet');
  return { contactId, mandateId, profileId: profile.id };
}

/** Reads the mandate at PTX, and takes over what it shows. */
export async function look(
  file: MandateFile,
  { letters = false, over = never }: { letters?: boolean; over?: () => boolean } = {},
): Promise<MandateReading> {
  const { readMandate } = mandateActivities(file.input.httpTimeoutMs);
  const reading = await step(file, 'read the mandate', () => readMandate({ ...atPtx(file), letters }), over);
  takeIn(file, reading);
  return reading;
}

type Move = 'ACTIVE' | 'SUSPENDED' | 'CANCELLED';

/** Moves the mandate at PTX, from where it may be moved, and takes over what PTX shows afterwards: that can be another status. */
export async function move(
  file: MandateFile,
  { to, from, over = never }: { to: Move; from: string[]; over?: () => boolean },
): Promise<string> {
  const { activate, suspend, cancel } = mandateActivities(file.input.httpTimeoutMs);
  const setStatus = { ACTIVE: activate, SUSPENDED: suspend, CANCELLED: cancel }[to];
  const request = { ...atPtx(file), status: to, from };
  const reading = await step(file, `set the mandate ${to}`, () => setStatus(request), over);
  takeIn(file, reading);
  return reading.mandate.status;
}

/** Takes over what PTX shows: its status decides, and what has changed in the collections is noted. */
export function takeIn(file: MandateFile, { mandate, plan, rows, lodgements, letters }: MandateReading): void {
  const { state, calendar } = file;
  const today = file.today();
  state.statusAtPtx = mandate.status;
  state.restrictedDate = mandate.restrictedDate;
  state.plan = plan;
  if (state.accountHash !== mandate.accountHash) {
    state.lodgedBefore = state.accountHash === null ? 0 : state.lodgements.length;
    state.accountHash = mandate.accountHash;
  }
  state.lodgements = lodgements;
  for (const letter of letters) file.seeLetter(letter);
  const wasPlanned = new Set(state.collections.flatMap(({ key, state: now }) => (now === 'expected' ? [key] : [])));
  const { collections, changes, differences } = settle(state.collections, rows, { calendar, today, plan });
  for (const change of changes) differences.includes(change) ? differ(file, change) : file.note(change);
  const shown = new Set(rows.map(({ rowId }) => rowId));
  state.collections = collections.map((one) => {
    const isGone = one.state === 'submitted' && one.rowId !== null && !shown.has(one.rowId);
    if (isGone && hasCleared(calendar, one.dueDate, today)) return { ...one, state: 'missing' };
    // Nothing is missing where PTX was told to collect nothing any more.
    const isUnplanned = one.origin === 'plan' && (mandate.status !== 'ACTIVE' || plan?.status !== 'ACTIVE');
    return one.state === 'missing' && isUnplanned && wasPlanned.has(one.key) ? { ...one, state: 'stopped' } : one;
  });
  expectNext(file);
  withdrawDone(file);
  for (const text of missing(file)) differ(file, text, 'overdue');
}

/** What PTX has done since is no question any more. */
function withdrawDone(file: MandateFile): void {
  const { state } = file;
  const open = overdue(file);
  const isDone = ({ kind, text }: Attention<MandateQuestion>) => kind === 'overdue' && !open.includes(text);
  for (const { text } of state.attentions.filter(isDone)) file.note(`${SETTLED}: ${text}`);
  state.attentions = state.attentions.filter((asked) => !isDone(asked));
}

/** Puts to a person that PTX does not do what is expected: once, unless he has it looked at again and it is still so. */
export function differ(file: MandateFile, text: string, kind: MandateQuestion = 'difference'): void {
  const words = ['needs attention', SETTLED, ...resolutions.map((as) => `resolved as ${as}`)];
  const said = words.map((word) => `${word}: ${text}`);
  const last = file.state.timeline.findLast(({ what }) => said.includes(what))?.what;
  const isOpen = last === undefined || [`resolved as retry: ${text}`, `${SETTLED}: ${text}`].includes(last);
  if (isOpen) file.raise(kind, text);
}

/** Expects what the plan collects next, on `from` at the earliest, or nothing where nothing is collected now. */
export function expectNext(file: MandateFile, from = file.today()): void {
  const { state, calendar } = file;
  const collects = state.phase === 'active' && state.statusAtPtx === 'ACTIVE';
  state.collections = expectPlan(state.collections, collects ? state.plan : null, calendar, from);
}

/** It has ended, for whatever reason: nothing is expected any more, and no command is taken. */
export function enterCancelled(file: MandateFile, reason: string, by: 'bank' | 'person'): void {
  const { state } = file;
  if (state.phase === 'cancelled') return;
  state.phase = 'cancelled';
  state.reason = reason;
  state.reasonBy = by;
  state.cancelledOn = file.today();
  expectNext(file);
  // What PTX has of it all the same, its row tells.
  for (const { key } of state.collections.filter(({ state: now }) => now === 'expected')) stopCollection(file, key);
  file.note(by === 'bank' ? `cancelled: ${reason}` : 'cancelled');
}

/** A collection that was begun, and that PTX has no row of, is not to be made any more. */
export function stopCollection({ state }: MandateFile, key: string): void {
  const isMeant = (one: Collection) => one.key === key && one.state === 'expected' && one.rowId === null;
  state.collections = state.collections.map((one) => (isMeant(one) ? { ...one, state: 'stopped' } : one));
}

/** Follows what PTX shows where nobody here has moved it: a person has, in PTX. */
export function follow(file: MandateFile, why: string): void {
  const { state } = file;
  const { phase, statusAtPtx } = state;
  if (statusAtPtx === 'CANCELLED' || statusAtPtx === 'DELETED') enterCancelled(file, why, 'bank');
  else if (statusAtPtx === 'SUSPENDED' && phase === 'active') {
    state.suspendedByReport = false;
    enterPhase(file, 'suspended', why);
  } else if (statusAtPtx === 'ACTIVE' && phase === 'suspended') {
    state.suspendedByReport = false;
    enterPhase(file, 'active', null);
  } else if (statusAtPtx === 'ACTIVE' && phase === 'cancelled') {
    file.raise(
      'difference',
      `PTX shows ACTIVE again, though the mandate is cancelled (${state.reason}): cancel it there`,
    );
  }
}

/** What holds from now on, with its reason in the words of a bank or of PTX. */
export function enterPhase(file: MandateFile, phase: 'active' | 'suspended' | 'dormant', reason: string | null): void {
  const { state, calendar } = file;
  const resumes = state.phase === 'suspended' && phase === 'active';
  if (phase !== state.phase) file.note(reason === null ? phase : `${phase}: ${reason}`);
  state.phase = phase;
  state.reason = reason;
  state.reasonBy = reason === null ? null : 'bank';
  // PTX hands in two working days ahead: what is due before that is not collected when a mandate comes back.
  expectNext(
    file,
    resumes ? openDayFrom(calendar, addDays(openDayFrom(calendar, addDays(file.today(), 1)), 1)) : undefined,
  );
}
