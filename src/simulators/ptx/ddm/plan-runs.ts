import type { Scheduler } from '../../shared/scheduler.js';
import type { Calendar } from '../calendar.js';
import { type Agenda, morningOf } from './agenda.js';
import type { MandateEntry, PlanEntry } from './model.js';
import { onOrAfter, processingDaysBefore } from './processing-days.js';
import type { Rows } from './rows.js';
import { amountOf, type Due, dueDays } from './schedule.js';
import type { Store } from './store.js';

interface PlanRunDeps {
  scheduler: Scheduler;
  calendar: Calendar;
  store: Store;
  agenda: Agenda;
  rows: Rows;
  /** Processing days between the making of a collection and its payment day, at least the two that Bacs needs. */
  collectAheadDays: number;
}

const BACS_DAYS = 2;

/**
 * Turns due days into collections, some days ahead of each. A plan that runs has one piece of work in the agenda: its next due day.
 * A due day that is no longer possible when its turn comes is passed over.
 */
export function createPlanRuns({ scheduler, calendar, store, agenda, rows, collectAheadDays }: PlanRunDeps) {
  const runs = new Map<number, Iterator<Due, undefined>>();
  const aheadDays = Math.max(BACS_DAYS, collectAheadDays);

  /** The first day on which a plan may take money. */
  function firstAllowed(plan: PlanEntry, mandate: MandateEntry): string {
    const days = [plan.restrictedDay, mandate.restrictedDay, calendar.earliestPaymentDay(scheduler.now())];
    return days.reduce((latest, day) => (day > latest ? day : latest));
  }

  function collect(plan: PlanEntry, mandate: MandateEntry, due: Due, paymentDay: string): void {
    plan.collected.add(due.day);
    const facts = { paymentType: 'DIRECT_DEBIT', code: '17', amountMinor: amountOf(plan, due), paymentDay } as const;
    rows.add(mandate, { ...facts, planId: plan.id, plannedDay: due.day }, due.isLast);
  }

  function next(plan: PlanEntry, mandate: MandateEntry, run: Iterator<Due, undefined>): void {
    for (let due = run.next().value; due !== undefined; due = run.next().value) {
      if (plan.collected.has(due.day)) continue;
      const meant = due;
      const paymentDay = onOrAfter(calendar, meant.day);
      if (paymentDay < firstAllowed(plan, mandate)) continue;
      const sweepDay = processingDaysBefore(calendar, paymentDay, aheadDays);
      if (morningOf(sweepDay) > scheduler.now()) {
        agenda.add(sweepDay, () => {
          if (runs.get(plan.id) !== run) return;
          if (paymentDay >= firstAllowed(plan, mandate)) collect(plan, mandate, meant, paymentDay);
          next(plan, mandate, run);
        });
        return;
      }
      collect(plan, mandate, meant, paymentDay);
    }
    runs.delete(plan.id);
  }

  return {
    /** Starts, or starts anew, to collect; a plan or mandate that is not ACTIVE only stops. Safe to repeat. */
    follow(plan: PlanEntry): void {
      runs.delete(plan.id);
      const mandate = store.mandates.find(plan.mandateId);
      if (mandate?.status !== 'ACTIVE' || plan.status !== 'ACTIVE') return;
      const run = dueDays(plan, calendar.isProcessingDay);
      runs.set(plan.id, run);
      next(plan, mandate, run);
    },

    /** Safe to repeat. */
    stop: (plan: PlanEntry): void => void runs.delete(plan.id),

    /** Deletes what waits of a plan and is not on its way to Bacs yet: with `from`, only what is due from that day on. */
    dropUnsent(plan: PlanEntry, from = ''): void {
      const unsent = calendar.earliestPaymentDay(scheduler.now());
      rows.drop(
        plan.mandateId,
        ({ planId, paymentDay }) => planId === plan.id && paymentDay >= unsent && paymentDay >= from,
      );
    },
  };
}

export type PlanRuns = ReturnType<typeof createPlanRuns>;
