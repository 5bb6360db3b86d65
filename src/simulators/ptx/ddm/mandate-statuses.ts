import type { Scheduler } from '../../shared/scheduler.js';
import { PtxRefusal } from '../answers.js';
import type { Ledger } from '../parts.js';
import type { Diary, MandateEntry, MandateStatus } from './model.js';
import type { Store } from './store.js';

interface StatusDeps {
  scheduler: Scheduler;
  ledger: Ledger;
  store: Store;
  diary: Diary;
}

/**
 * From where to where. The document lists no transitions: DRAFT is only for the time before the plan is there, so nothing goes back
 * to it and it cannot be suspended; what has ended stays so, since its instruction is cancelled at the bank.
 */
const NEXT: Readonly<Record<MandateStatus, readonly MandateStatus[]>> = {
  DRAFT: ['ACTIVE', 'CANCELLED', 'DELETED'],
  ACTIVE: ['SUSPENDED', 'CANCELLED', 'DELETED'],
  SUSPENDED: ['ACTIVE', 'CANCELLED', 'DELETED'],
  CANCELLED: [],
  DELETED: [],
};

/** How a mandate gets from one status to another, with what follows: its letter, its ledger entry, its rows. */
export function createMandateStatuses({ scheduler, ledger, store, diary }: StatusDeps) {
  /** Throws `PtxRefusal` where the status cannot follow, the same one included. */
  function refuse({ id, status: now }: MandateEntry, status: MandateStatus): void {
    if (!NEXT[now].includes(status))
      throw new PtxRefusal(409, `Mandate ${id} is ${now}, not to be ${status}`, 'status');
  }

  function activate(mandate: MandateEntry, note: (effect: 'mandate.activated' | 'mandate.reactivated') => void): void {
    if (mandate.activatedMs === undefined) {
      store.mandates.change(mandate, { status: 'ACTIVE', activatedMs: scheduler.now() });
      note('mandate.activated');
      const hasPlan = store.plans.live(mandate.id) !== undefined;
      store.letters.write(mandate, hasPlan ? 'NEW_MANDATE_WITH_PLAN' : 'NEW_MANDATE_NO_PLAN');
    } else {
      store.mandates.change(mandate, { status: 'ACTIVE' });
      note('mandate.reactivated');
      store.letters.write(mandate, 'REACTIVATE_MANDATE');
    }
    diary.activated(mandate);
  }

  return {
    refuse,

    /** Not safe to repeat: the same status again is refused. `detail` says who, where nobody used the API. Throws `PtxRefusal`. */
    set(mandate: MandateEntry, status: MandateStatus, detail?: string): void {
      refuse(mandate, status);
      const note = (effect: `mandate.${'activated' | 'reactivated' | 'suspended' | 'cancelled' | 'deleted'}`): void =>
        ledger.add(effect, { reference: mandate.reference, id: String(mandate.id), detail });
      if (status === 'ACTIVE') {
        activate(mandate, note);
        return;
      }
      store.mandates.change(mandate, { status });
      if (status === 'SUSPENDED') {
        note('mandate.suspended');
        store.letters.write(mandate, 'SUSPEND_MANDATE');
        diary.suspended(mandate);
        return;
      }
      note(status === 'DELETED' ? 'mandate.deleted' : 'mandate.cancelled');
      // Of a draft nobody was told, and no bank knows it.
      if (mandate.activatedMs !== undefined) store.letters.write(mandate, 'CANCEL_MANDATE');
      diary.ended(mandate);
    },
  };
}

export type MandateStatuses = ReturnType<typeof createMandateStatuses>;
