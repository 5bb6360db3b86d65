import type { Scheduler } from '../../shared/scheduler.js';
import { fromLondon } from '../times.js';

const SEVEN_MS = 7 * 3_600_000;

/** 07:00 in London on a day, as an instant. */
export const morningOf = (day: string): number => fromLondon(Date.parse(`${day}T00:00:00Z`) + SEVEN_MS);

/** Work for mornings, 07:00 in London: one task of the clock for each day that has any, in the order of adding. */
export function createAgenda(scheduler: Scheduler) {
  const mornings = new Map<string, (() => void)[]>();

  return {
    /** Runs at 07:00 of the day (YYYY-MM-DD); at once, but not before this returns, when that is over. */
    add(day: string, run: () => void): void {
      const waiting = mornings.get(day);
      if (waiting !== undefined) {
        waiting.push(run);
        return;
      }
      const work = [run];
      mornings.set(day, work);
      scheduler.after(morningOf(day) - scheduler.now(), () => {
        mornings.delete(day); // What is added while it runs has a task of its own.
        for (const each of work) each();
      });
    },
  };
}

export type Agenda = ReturnType<typeof createAgenda>;
