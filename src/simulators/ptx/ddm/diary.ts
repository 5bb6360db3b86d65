import { londonDay } from '../times.js';
import { createAgenda } from './agenda.js';
import type { Diary, MandateEntry } from './model.js';
import { createPlanRuns } from './plan-runs.js';
import { onOrAfter } from './processing-days.js';
import { createRows, type RowDeps } from './rows.js';

export interface DiaryDeps extends Omit<RowDeps, 'agenda'> {
  /** How many processing days before its payment day a plan's collection appears; 5 when left out, at least 2. */
  collectAheadDays?: number | undefined;
}

const COLLECT_AHEAD_DAYS = 5;

/**
 * What PTX does by itself with mandates and plans: instructions to the banks, collections on their days, letters about one-offs.
 * All of it on the simulated clock, in its order however far that jumps. Give `diary` to the records; the rest is for control.
 */
export function createDiary({ collectAheadDays = COLLECT_AHEAD_DAYS, ...deps }: DiaryDeps) {
  const { scheduler, calendar, store, profiles } = deps;
  const agenda = createAgenda(scheduler);
  const rows = createRows({ ...deps, agenda });
  const runs = createPlanRuns({ ...deps, agenda, rows, collectAheadDays });

  const isSilent = ({ profileId }: MandateEntry): boolean => profiles.find(profileId)?.suppressAuddis === true;

  /** A mandate's live plan collects, or stops to. */
  function followPlan(mandateId: number): void {
    const plan = store.plans.live(mandateId);
    if (plan !== undefined) runs.follow(plan);
  }

  /** Nothing more is collected. What the bank has ended itself is not cancelled there again. */
  function cease(mandate: MandateEntry): void {
    for (const plan of store.plans.ofMandate(mandate.id)) runs.stop(plan);
    rows.drop(mandate.id);
  }

  const diary: Diary = {
    activated(mandate) {
      const isLodged = rows.lodging(mandate.id) !== undefined;
      if (!isLodged && !isSilent(mandate)) rows.addInstruction(mandate, '0N');
      followPlan(mandate.id);
    },

    suspended(mandate) {
      followPlan(mandate.id);
      rows.drop(mandate.id);
    },

    ended(mandate) {
      cease(mandate);
      if (rows.lodging(mandate.id) !== undefined) rows.addInstruction(mandate, '0C');
    },

    accountChanged(mandate, before) {
      const isLodged = rows.lodging(mandate.id) !== undefined;
      if (isLodged) rows.addInstruction(before, '0C');
      const isNeeded = mandate.status === 'ACTIVE' && !isSilent(mandate);
      if (isLodged || isNeeded) rows.addInstruction(mandate, '0N');
      // The notice starts again, and the new bank has no instruction yet.
      rows.drop(mandate.id, ({ paymentDay }) => paymentDay < mandate.restrictedDay);
      rows.readdress(mandate);
      followPlan(mandate.id);
    },

    planSaved(plan) {
      // What was notified before the change is taken as it was notified.
      runs.dropUnsent(plan, plan.status === 'ACTIVE' ? plan.restrictedDay : '');
      runs.follow(plan);
    },

    planEnded(plan) {
      runs.stop(plan);
      runs.dropUnsent(plan);
    },

    oneOff(mandate, { type, amountMinor, day, comments }) {
      const now = scheduler.now();
      const noticed = calendar.after(londonDay(now), profiles.find(mandate.profileId)?.oneOffNoticePeriod ?? 0);
      const bounds = [noticed, calendar.earliestPaymentDay(now), ...(type === 'DEBIT' ? [mandate.restrictedDay] : [])];
      const paymentDay = onOrAfter(
        calendar,
        bounds.reduce((latest, bound) => (bound > latest ? bound : latest), day),
      );
      const isRefund = type === 'REFUND';
      store.letters.write(mandate, isRefund ? 'REFUND_PAYMENT' : 'ONE_OFF_PAYMENT', {
        amountMinor,
        dueDay: paymentDay,
        comments,
      });
      const paymentType = isRefund ? 'REFUND' : 'ONE_OFF';
      return rows.add(mandate, { paymentType, code: isRefund ? '99' : '17', paymentDay, amountMinor, comments });
    },

    instruct: (mandate, code) => rows.addInstruction(mandate, code),
  };

  return { diary, rows, followPlan, cease };
}

export type DiaryParts = ReturnType<typeof createDiary>;
