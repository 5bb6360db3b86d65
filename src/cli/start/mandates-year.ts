import type { Mandates, MandateView } from '../../client/index.js';
import { formatMinor } from '../../domain/money.js';
import { yearOfViews } from './mandates-check.js';
import type { Watchable, Watched } from './watch.js';

/** A mandate as the demo watches it. */
export type WatchedMandate = MandateView & Watched;

const LAST_OF_ALL = '9999-12-31';

/** Mandates to be watched over a year, cancelled ones too: what was collected before can still come back. */
export function watchableMandates({ list, show }: Pick<Mandates, 'list' | 'show'>): Watchable<WatchedMandate> {
  return {
    list: () => list(),
    async show(reference) {
      const view = await show(reference);
      const { collected } = yearOfViews([view], LAST_OF_ALL);
      return { ...view, outcome: null, paid: { minor: collected, currency: 'GBP' } };
    },
  };
}

/** Whether all that fell due until a day is decided. */
export function isDecided({ collections }: MandateView, lastDay: string): boolean {
  return collections.every(
    ({ dueDate, state }) => dueDate > lastDay || (state !== 'expected' && state !== 'submitted'),
  );
}

/** What all of them have brought so far, in a line. */
export function yearLine(views: ReadonlyMap<string, MandateView>): string {
  const { collected, cameBack, owed } = yearOfViews(views.values(), LAST_OF_ALL);
  return `collected ${formatMinor(collected)}, came back ${formatMinor(cameBack)}, owed ${formatMinor(owed)}`;
}

/** How it went, in a few words: `11 collected, 2 came back`. */
export function howItWent({ collections, reason }: MandateView): string {
  const count = (wanted: string) => collections.filter(({ state }) => state === wanted).length;
  const back = count('returned');
  const counts = `${count('cleared')} collected${back === 0 ? '' : `, ${back} came back`}`;
  return reason === null ? counts : `${counts}; ${reason}`;
}
