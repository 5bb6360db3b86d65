import type { MandateReading } from '../activities/mandate-readings.js';
import { expectPlan, settle } from '../domain/direct-debit/history.js';
import { attempt } from './attempt.js';
import { mandateActivities } from './mandate-activities.js';
import type { MandateFile } from './mandate-file.js';

/** Something more urgent came up: what was under way is left, and taken up again after it where it still matters. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** A person has said that what was under way is not wanted any more. */
export class Dropped extends Error {
  override readonly name = 'Dropped';
}

const never = () => false;

/**
 * A step that looks first what PTX shows, so that it is safe to try again: it is on any answer of a person, to whom it is
 * put when it fails for good. Throws `Interrupted` as soon as `over` says so, and `Dropped` where a person gives it up.
 */
export async function step<T>(file: MandateFile, what: string, work: () => Promise<T>, over = never): Promise<T> {
  for (;;) {
    if (over()) throw new Interrupted();
    const tried = await attempt(work, over);
    if (tried === 'given up') throw new Interrupted();
    if ('answer' in tried) return tried.answer;
    const { name, message } = tried.failure;
    const answer = await file.ask('step', `${what}: ${name}: ${message}`, over);
    if (answer === 'over') throw new Interrupted();
    if (answer === 'not-happened' && file.state.phase !== 'draft') throw new Dropped();
  }
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
  const { collections, changes } = settle(state.collections, rows, { calendar, today, plan });
  for (const change of changes) file.note(change);
  state.collections = collections;
  expectNext(file);
  for (const { key, state: now, dueDate } of state.collections) {
    if (now === 'missing') file.raise('difference', `PTX shows no collection ${key}, which was due on ${dueDate}`);
  }
}

/** Expects what the plan collects next, or nothing where nothing is collected now. */
export function expectNext(file: MandateFile): void {
  const { state, calendar } = file;
  const collects = state.phase === 'active' && state.statusAtPtx === 'ACTIVE';
  state.collections = expectPlan(state.collections, collects ? state.plan : null, calendar, file.today());
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
  file.note(by === 'bank' ? `cancelled: ${reason}` : 'cancelled');
}

/** Follows what PTX shows where nobody here has moved it: a person has, in PTX. */
export function follow(file: MandateFile, why: string): void {
  const { state } = file;
  const { phase, statusAtPtx } = state;
  if (statusAtPtx === 'CANCELLED' || statusAtPtx === 'DELETED') enterCancelled(file, why, 'bank');
  else if (statusAtPtx === 'SUSPENDED' && phase === 'active') enterPhase(file, 'suspended', why);
  else if (statusAtPtx === 'ACTIVE' && phase === 'suspended') enterPhase(file, 'active', null);
  else if (statusAtPtx === 'ACTIVE' && phase === 'cancelled') {
    file.raise(
      'difference',
      `PTX shows ACTIVE again, though the mandate is cancelled (${state.reason}): cancel it there`,
    );
  }
}

/** What holds from now on, with its reason in the words of a bank or of PTX. */
export function enterPhase(file: MandateFile, phase: 'active' | 'suspended' | 'dormant', reason: string | null): void {
  const { state } = file;
  if (phase !== state.phase) file.note(reason === null ? phase : `${phase}: ${reason}`);
  state.phase = phase;
  state.reason = reason;
  state.reasonBy = reason === null ? null : 'bank';
  expectNext(file);
}
