import { addDays } from '../domain/calendar/dates.js';
import { londonInstant } from '../domain/calendar/london.js';
import { clearsOn } from '../domain/direct-debit/clearing.js';
import { closesOn, dormancyOf, dormantOn, warnsOn } from '../domain/direct-debit/dormancy.js';
import { carryOut } from './mandate-commands.js';
import type { MandateFile } from './mandate-file.js';
import { overdue, presentedByPtx } from './mandate-overdue.js';
import { takeReport } from './mandate-reports.js';
import { Dropped, differ, enterPhase, follow, Interrupted, look, move } from './mandate-steps.js';

/** When something is looked at that falls on a day: banks have reported by then. */
const MORNING = '09:00';

const DAYS_UNTIL_ANOTHER_LOOK = 7;

interface Moment {
  day: string;
  what: string;
}

/** Whether anything is to be done now. */
export const isBusy = (file: MandateFile): boolean => file.commands.length > 0 || file.reports.length > 0 || file.stale;

/**
 * Does what is to be done, the most urgent first: a cancellation, then what banks have reported, then what people asked for,
 * then what has to be read again.
 */
export async function work(file: MandateFile): Promise<void> {
  while (isBusy(file)) {
    const cancellation = file.commands.find(({ what }) => what === 'cancel');
    const [report] = file.reports;
    const command = cancellation ?? (report ? undefined : file.commands[0]);
    if (command) await carryOut(file, command);
    else if (report) await takeReport(file, report);
    else await review(file);
    file.show();
  }
}

/** Reads what has become of it, and draws the conclusions. */
async function review(file: MandateFile): Promise<void> {
  const { state } = file;
  file.stale = false;
  if (state.mandateId === null) return;
  const over = () => file.commands.length > 0 || file.reports.length > 0;
  try {
    await look(file, { over });
    follow(file, `PTX shows ${state.statusAtPtx}`);
    for (const text of overdue(file)) differ(file, text, 'overdue');
    await ageOf(file, over);
  } catch (error) {
    if (error instanceof Interrupted) file.stale = true;
    else if (error instanceof Dropped) file.note('what was looked at was left as it is by a person');
    else throw error;
  }
}

/** No bank keeps an instruction for ever that nothing is collected on: first people are warned, then nothing goes on. */
async function ageOf(file: MandateFile, over: () => boolean): Promise<void> {
  const { state } = file;
  const since = lastActivity(file);
  if (since === null || state.phase === 'cancelled') return;
  const age = dormancyOf({ lastActivity: since }, file.today());
  if (age === 'live') {
    state.dormancyWarned = false;
    if (state.phase === 'dormant') enterPhase(file, state.statusAtPtx === 'SUSPENDED' ? 'suspended' : 'active', null);
  }
  if (age === 'warn' && !state.dormancyWarned) {
    state.dormancyWarned = true;
    file.note(`nothing was collected since ${since}: dormant on ${dormantOn(since)}`);
  }
  if (age !== 'dormant' || state.phase === 'dormant') return;
  // PTX itself would go on with a plan that begins late.
  if (state.plan && state.statusAtPtx === 'ACTIVE') await move(file, { to: 'SUSPENDED', from: ['ACTIVE'], over });
  enterPhase(file, 'dormant', `nothing was collected since ${since}: no bank keeps the instruction, set up a new one`);
}

/** The latest day that a bank has heard of the mandate. */
function lastActivity({ state }: MandateFile): string | null {
  const days = [
    ...state.lodgements.flatMap(({ code, paymentDate }) => (code === '0N' ? [paymentDate] : [])),
    ...state.collections.flatMap(({ state: now, dueDate }) =>
      ['submitted', 'cleared'].includes(now) ? [dueDate] : [],
    ),
  ];
  return days.reduce(
    (latest: string | null, day) => (latest === null || day > latest ? day : latest),
    state.activatedOn,
  );
}

/** What comes next by itself, and when, in business time. */
export function nextMoment(file: MandateFile): { what: string; atMs: number } {
  const [first] = momentsOf(file).sort((a, b) => (a.day < b.day ? -1 : 1));
  // Nothing dates itself: a look once a year.
  const { day, what } = first ?? { day: addDays(file.today(), 366), what: 'read the mandate' };
  return { what, atMs: londonInstant(day, MORNING) };
}

function momentsOf(file: MandateFile): Moment[] {
  const { state, calendar } = file;
  const moments: Moment[] = [];
  // What was looked at on its day and is not as it should be is looked at again, without hurry: a person knows of it.
  const at = (day: string, what: string) => {
    const isOver = londonInstant(day, MORNING) <= file.now();
    moments.push({ day: isOver ? addDays(file.today(), DAYS_UNTIL_ANOTHER_LOOK) : day, what });
  };
  for (const { dueDate, key, state: now } of state.collections) {
    if (now !== 'expected' && now !== 'submitted') continue;
    at(clearsOn(calendar, dueDate), `see whether collection ${key} of ${dueDate} has cleared`);
  }
  for (const { day, key } of presentedByPtx(file)) at(day, `see whether PTX has presented collection ${key} again`);
  const closing = closingDay(file);
  // The answer to an open question closes it, whenever that comes.
  if (closing !== null && state.attentions.length === 0) at(closing, 'close the mandate');
  const since = lastActivity(file);
  if (closing === null && since !== null && state.phase !== 'dormant') {
    if (state.dormancyWarned) at(dormantOn(since), 'the mandate becomes dormant');
    else at(warnsOn(since), 'warn that the mandate becomes dormant');
  }
  return moments;
}

/** When a cancelled mandate is closed: reports of what was collected come for months. Null while it is not cancelled. */
function closingDay({ state, calendar }: MandateFile): string | null {
  if (state.phase !== 'cancelled') return null;
  const cleared = state.collections.flatMap(({ state: now, dueDate }) =>
    now === 'cleared' ? [clearsOn(calendar, dueDate)] : [],
  );
  return closesOn(cleared.reduce((latest, day) => (day > latest ? day : latest), state.cancelledOn ?? ''));
}

/** Whether nothing more can come: closed is closed, and a later report goes to a person. */
export function isOver(file: MandateFile): boolean {
  const { state } = file;
  const day = closingDay(file);
  const open = state.collections.some(({ state: now }) => now === 'expected' || now === 'submitted');
  return day !== null && !open && state.attentions.length === 0 && file.now() >= londonInstant(day, MORNING);
}
