import { addDays, CalendarError } from '../domain/calendar/dates.js';
import type { Collection } from '../domain/direct-debit/collections.js';
import {
  lastRepresentationDate,
  mostRepresentations,
  representationDate,
} from '../domain/direct-debit/representation.js';
import { returnedCollection } from '../domain/direct-debit/returned.js';
import { collectionDay, dueDates } from '../domain/direct-debit/schedule.js';
import { formatMoney } from '../domain/money.js';
import { mandateActivities } from './mandate-activities.js';
import { order } from './mandate-commands.js';
import type { MandateFile } from './mandate-file.js';
import type { Told } from './mandate-reports.js';
import { step } from './mandate-steps.js';

/** Bacs takes the money of a claim after fourteen processing days, unless it is challenged with proof within about nine. */
const DAYS_TO_CHALLENGE = 9;
/** More due dates than a plan has in the month in which a collection may be presented again. */
const DUE_DATES_AHEAD = 12;
const DAYS_BACK = 14;
const PRESENTED_BY_PTX = 'PTX presents it again by itself';

/** Money that came back is owed again, whatever else follows. The same record again changes nothing. */
export function bookReturn(file: MandateFile, { record, name }: Told): Collection | undefined {
  const { state, calendar } = file;
  const meant = returnedCollection(state.collections, record, { calendar, today: file.today() });
  if (!meant) {
    file.note(`${name} names no collection that is known`);
    return undefined;
  }
  const { collection, isEarlier } = meant;
  if (collection.returnedEvent === record.eventId) return collection;
  if (isEarlier) {
    file.note(`collection ${collection.key} came back before PTX presented it again: ${name}`);
    return collection;
  }
  if (collection.returnedBy !== name) file.note(`collection ${collection.key} came back: ${name}`);
  Object.assign(collection, { state: 'returned', returnedBy: name, returnedEvent: record.eventId });
  return collection;
}

/** The debt is open again, and a person deals with the claim: nothing is refunded directly, or it would be paid twice. */
export function askAboutClaim(file: MandateFile, { text }: Told, came: Collection | undefined): void {
  const by = within(() => file.calendar.addProcessingDays(file.today(), DAYS_TO_CHALLENGE));
  const what = came ? nameOf(came) : 'no collection is known that it could mean';
  file.raise(
    'report',
    `${text} (${what}): challenge it with proof${by ? ` by ${by}` : ''} or let it be, and refund nothing`,
  );
}

/** A collection that the account could not pay: PTX presents it again, or we have it presented, or a person decides. */
export async function presentAgain(file: MandateFile, told: Told, came: Collection | undefined): Promise<void> {
  const { state } = file;
  const { text, over } = told;
  const ask = (why: string) => file.raise('report', `${text}${came ? ` (${nameOf(came)})` : ''}: ${why}`);
  if (!came) return ask('no collection is known that it could mean');
  const original = state.collections.find(({ key }) => key === came.of) ?? came;
  const again = state.collections.filter(({ of }) => of === original.key);
  const begun = again.find(({ rowId, state: now }) => rowId === null && now === 'expected');
  const giveUp = (why: string) => {
    if (begun) begun.state = 'stopped'; // PTX does not show it, and nobody goes on with it.
    ask(why);
  };
  if (state.phase !== 'active') return giveUp(`the mandate is ${state.phase}`);
  const presented = again
    .filter(({ rowId, state: now }) => rowId !== null && now !== 'stopped')
    .sort((a, b) => a.dueDate.localeCompare(b.dueDate));
  // A return that is told twice, or late, is one return.
  const latest = presented.at(-1) ?? original;
  if (latest.key !== came.key || latest.state !== 'returned') {
    const byPtx = (state.profile?.representationRetries ?? 0) > 0;
    return file.note(byPtx ? PRESENTED_BY_PTX : `collection ${original.key} is presented again already`);
  }

  // Of today: whoever presents again besides PTX collects twice.
  const { readCollectionProfile } = mandateActivities(file.input.httpTimeoutMs);
  const asked = { profile: state.profile?.id ?? file.input.profile };
  const profile = await step(file, 'read the collection profile', () => readCollectionProfile(asked), over);
  state.profile = profile;
  const { representationRetries: retries } = profile;
  if (retries > 0) {
    const done = Math.max(presented.length, ...[original, ...again].map(({ retryCount }) => retryCount));
    return done < retries ? file.note(PRESENTED_BY_PTX) : giveUp(`PTX has presented it ${done + 1} times`);
  }
  if (presented.length >= mostRepresentations)
    return giveUp(`it was presented again ${presented.length} times already`);
  const date = within(() =>
    representationDate(file.calendar, {
      original: original.dueDate,
      presentedOn: presented.at(-1)?.dueDate ?? null,
      today: file.today(),
      noticeDays: profile.oneOffNoticePeriod,
      delayDays: profile.representationDelay,
      notBefore: file.earliest('one-off').date,
      regularDays: regularDays(file),
    }),
  );
  if (date === undefined) return giveUp('no day within a month is left to present it again');
  if (begun) begun.dueDate = date; // PTX does not show it yet, so that its day may still be another one.
  const key = begun?.key ?? `${original.key}/r${again.length + 1}`;
  await order(file, { key, amountMinor: original.amount.minor, date, of: original.key, words: 'Payment again' }, over);

  const last = lastRepresentationDate(file.calendar, original.dueDate);
  const moved = state.collections.find((one) => one.key === key)?.dueDate ?? date;
  if (last !== undefined && moved > last) ask(`PTX presents it again on ${moved}, and not until ${last}: look there`);
}

const nameOf = ({ key, amount, dueDate }: Collection): string =>
  `collection ${key} of ${formatMoney(amount)} on ${dueDate}`;

/** Days on which the plan collects by itself, so far as they matter. */
function regularDays({ state: { plan, collections }, calendar, today }: MandateFile): string[] {
  const known = collections.flatMap(({ origin, dueDate }) => (origin === 'plan' ? [dueDate] : []));
  if (plan?.status !== 'ACTIVE') return known;
  const due = dueDates(plan, { after: addDays(today(), -DAYS_BACK), count: DUE_DATES_AHEAD });
  return [...known, ...due.map((day) => collectionDay(calendar, day))];
}

/** Undefined where the calendar's data end: a person decides then. */
function within<T>(find: () => T): T | undefined {
  try {
    return find();
  } catch (error) {
    if (error instanceof CalendarError) return undefined;
    throw error;
  }
}
