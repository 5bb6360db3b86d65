import { addDays } from '../domain/calendar/dates.js';
import { clearsOn, hasCleared } from '../domain/direct-debit/clearing.js';
import type { Collection } from '../domain/direct-debit/collections.js';
import { openDayFrom } from '../domain/direct-debit/open-days.js';
import type { MandateFile } from './mandate-file.js';

/** Collections whose day has passed, and that PTX has no row of. */
export function missing({ state }: MandateFile): string[] {
  const gone = state.collections.filter(({ state: now }) => now === 'missing');
  return gone.map(({ key, dueDate }) => `PTX shows no collection ${key}, which was due on ${dueDate}`);
}

/** What should have become of collections by today, and has not. */
export function overdue(file: MandateFile): string[] {
  const { calendar, state } = file;
  const today = file.today();
  const stuck = state.collections.filter(
    ({ state: now, dueDate }) => now === 'submitted' && hasCleared(calendar, dueDate, today),
  );
  return [
    ...missing(file),
    ...stuck.map(
      ({ key, dueDate }) => `PTX shows collection ${key} of ${dueDate} neither as collected nor as returned`,
    ),
    ...presentedByPtx(file)
      .filter(({ day }) => day <= today)
      .map(({ key, dueDate }) => `PTX has not presented collection ${key} of ${dueDate} again`),
  ];
}

/**
 * What came back, and PTX presents again by itself, each with the day by which it must have done so: it cannot before the bank's
 * report, and that comes until a collection would count as cleared.
 */
export function presentedByPtx({ state, calendar }: MandateFile) {
  const { profile, collections, phase } = state;
  if (!profile || phase !== 'active') return [];
  const isPresented = (one: Collection) =>
    collections.some(({ of, retryCount }) => of === (one.of ?? one.key) && retryCount > one.retryCount);
  return collections.flatMap((one) => {
    const { key, dueDate, retryCount } = one;
    const isDue =
      one.state === 'returned' && one.returnedBy === 'ARUDD 0' && profile.representationRetries > retryCount;
    if (!isDue || isPresented(one)) return [];
    const delayed = addDays(openDayFrom(calendar, addDays(dueDate, profile.representationDelay)), 1);
    const reported = addDays(clearsOn(calendar, dueDate), 1);
    return [{ key, dueDate, day: openDayFrom(calendar, delayed > reported ? delayed : reported) }];
  });
}
