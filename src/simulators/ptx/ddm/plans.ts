import type { Scheduler } from '../../shared/scheduler.js';
import { PtxRefusal } from '../answers.js';
import type { Calendar } from '../calendar.js';
import type { PtxEffect } from '../control-types.js';
import type { Ledger } from '../parts.js';
import { londonDay } from '../times.js';
import type { CollectionProfiles } from './collection-profiles.js';
import type { Diary, MandateEntry, PlanEntry } from './model.js';
import { type PlanFields, readPlan } from './plan-body.js';
import { dueDays } from './schedule.js';
import type { Store } from './store.js';

interface PlanDeps {
  scheduler: Scheduler;
  ledger: Ledger;
  calendar: Calendar;
  profiles: CollectionProfiles;
  store: Store;
  diary: Diary;
}

const later = (a: string, b: string): string => (a > b ? a : b);

/** The payment plans of mandates: one for each. Source: PTX API, "Payment plans". */
export function createPlans({ scheduler, ledger, calendar, profiles, store, diary }: PlanDeps) {
  function note(effect: PtxEffect, { id, mandateId, regularMinor }: PlanEntry): void {
    const reference = store.mandates.find(mandateId)?.reference;
    ledger.add(effect, { reference, id: String(id), amountMinor: regularMinor });
  }

  function refuseEnded({ id, status }: MandateEntry): void {
    if (status === 'CANCELLED' || status === 'DELETED') {
      throw new PtxRefusal(409, `Mandate ${id} is ${status}: its plan cannot change`, 'status');
    }
  }

  /** Throws `PtxRefusal` for one that is unknown, deleted or another mandate's. */
  function of(mandate: MandateEntry, id: unknown): PlanEntry {
    const plan = store.plans.find(id);
    if (plan === undefined || plan.mandateId !== mandate.id || plan.status === 'DELETED') {
      throw new PtxRefusal(404, `Mandate ${mandate.id} has no payment plan ${String(id)}`, 'id');
    }
    return plan;
  }

  /** A plan's terms change what the payer was told: notice counts from now, and not before the mandate's own. */
  const restrictedDay = ({ profileId, restrictedDay: own }: MandateEntry): string =>
    later(own, calendar.after(londonDay(scheduler.now()), profiles.usable(profileId).mandateNoticePeriod));

  /**
   * The start that the plan gets: the first due day that notice allows, as a one-off or an imported line is moved too. The start
   * of a plan that has collected stays, or a change of its amount would shift its rhythm.
   */
  function startOf(fields: PlanFields, restricted: string, stored?: PlanEntry): string {
    const isRunning = stored !== undefined && stored.collected.size > 0 && fields.startDay === stored.startDay;
    if (isRunning || fields.startDay >= restricted) return fields.startDay;
    for (const { day } of dueDays({ ...fields, occurrences: undefined }, calendar.isProcessingDay)) {
      if (day >= restricted) return day;
    }
    throw new PtxRefusal(400, `The plan ends before ${restricted}, when it could collect first`, 'endDate');
  }

  function fieldsFor(mandate: MandateEntry, given: unknown, stored?: PlanEntry) {
    const { id, ...fields } = readPlan(given);
    const restricted = restrictedDay(mandate);
    return { id, fields: { ...fields, startDay: startOf(fields, restricted, stored), restrictedDay: restricted } };
  }

  /** Of a draft nobody was told yet: the letter of its activation tells it all. */
  function tell(mandate: MandateEntry): void {
    if (mandate.activatedMs !== undefined) store.letters.write(mandate, 'CHANGE_MANDATE');
  }

  /** Throws `PtxRefusal`. */
  function update(mandate: MandateEntry, plan: PlanEntry, given: unknown): PlanEntry {
    refuseEnded(mandate);
    const { id, fields } = fieldsFor(mandate, given, plan);
    if (id !== undefined && String(id) !== String(plan.id)) throw new PtxRefusal(400, `id is not ${plan.id}`, 'id');
    store.plans.change(plan, fields);
    note('plan.updated', plan);
    tell(mandate);
    diary.planSaved(plan);
    return plan;
  }

  return {
    of,
    live: ({ id }: MandateEntry): PlanEntry | undefined => store.plans.live(id),

    /** Throws `PtxRefusal`: 409 while the mandate has a plan, or when it has ended. Not safe to repeat. */
    create(mandate: MandateEntry, given: unknown): PlanEntry {
      refuseEnded(mandate);
      const { fields } = fieldsFor(mandate, given);
      const existing = store.plans.live(mandate.id);
      if (existing !== undefined) {
        throw new PtxRefusal(409, `Mandate ${mandate.id} has the payment plan ${existing.id} already`, 'paymentPlan');
      }
      const now = scheduler.now();
      const plan = store.plans.create({
        ...fields,
        mandateId: mandate.id,
        profileId: mandate.profileId,
        status: 'ACTIVE',
        createdMs: now,
        updatedMs: now,
        collected: new Set(),
      });
      note('plan.created', plan);
      tell(mandate);
      diary.planSaved(plan);
      return plan;
    },

    /** Replaces the terms. Throws `PtxRefusal`. */
    update: (mandate: MandateEntry, id: unknown, given: unknown): PlanEntry => update(mandate, of(mandate, id), given),

    /**
     * Checks a plan. The page says that a valid one has its details updated: a body with the id of the mandate's plan changes that
     * one, any other is only shown as it would be. Throws `PtxRefusal`.
     */
    validate(mandate: MandateEntry, given: unknown): PlanEntry {
      const live = store.plans.live(mandate.id);
      if (live !== undefined && String(readPlan(given).id) === String(live.id)) return update(mandate, live, given);
      const now = scheduler.now();
      const { fields } = fieldsFor(mandate, given);
      const own = { id: 0, mandateId: mandate.id, profileId: mandate.profileId, status: 'ACTIVE' } as const;
      return { ...fields, ...own, createdMs: now, updatedMs: now, collected: new Set() };
    },

    /** Throws `PtxRefusal`: 409 for the status that it has. */
    setStatus(mandate: MandateEntry, id: unknown, status: unknown): PlanEntry {
      const plan = of(mandate, id);
      if (status !== 'ACTIVE' && status !== 'SUSPENDED') {
        throw new PtxRefusal(400, 'status must be ACTIVE or SUSPENDED', 'status');
      }
      refuseEnded(mandate);
      if (plan.status === status) throw new PtxRefusal(409, `Payment plan ${plan.id} is ${status}`, 'status');
      store.plans.change(plan, { status });
      note(status === 'ACTIVE' ? 'plan.reactivated' : 'plan.suspended', plan);
      if (status === 'ACTIVE') diary.planSaved(plan);
      else diary.planEnded(plan);
      return plan;
    },

    /** Throws `PtxRefusal`: 404 when it is deleted already. */
    delete(mandate: MandateEntry, id: unknown): void {
      const plan = of(mandate, id);
      refuseEnded(mandate);
      store.plans.change(plan, { status: 'DELETED' });
      note('plan.deleted', plan);
      tell(mandate);
      diary.planEnded(plan);
    },
  };
}

export type Plans = ReturnType<typeof createPlans>;
