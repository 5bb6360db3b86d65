import { Context } from '@temporalio/activity';
import { filled } from '../vendors/answer-fields.js';
import { VendorError } from '../vendors/errors.js';
import type { Plan, PtxClient } from '../vendors/ptx/client.js';
import type { PlanAtPtx, PlanTerms } from '../workflows/messages.js';
import { ensureOnce, type Settling } from './ensure.js';
import { ensureShown, type TriedBefore } from './ensure-shown.js';
import { refused, toApplicationFailure } from './failures.js';
import { whileHeartbeating } from './heartbeats.js';
import { lookedUp } from './looked-up.js';
import { type AtPtx, createMandateReader } from './mandate-readings.js';
import { fulfils, toNewPlan, toPlanAtPtx } from './plan-terms.js';

export interface PlanDeps {
  ptx: PtxClient;
  settling: Settling;
}

export interface NewPlanRequest extends AtPtx, TriedBefore {
  profileId: string;
  plan: PlanTerms;
}

export interface PlanChangeRequest extends AtPtx {
  planId: string;
  plan: PlanTerms;
}

export interface EnsuredPlan {
  /** As PTX shows it: its start may be later than the one that was asked for. */
  plan: PlanAtPtx;
  warnings: string[];
}

/** The plan of a mandate; PTX keeps one. Source: PTX API, "Payment plans". */
export function createPlanActivities({ ptx, settling }: PlanDeps) {
  const { livePlansOf, mandateOf } = createMandateReader(ptx);

  /** The last look before anything is sent: a bank may have reported since it was asked for, and PTX applies that itself. */
  async function refuseUnless(at: AtPtx, statuses: readonly string[]): Promise<void> {
    const { status } = await mandateOf(at);
    if (statuses.includes(status)) return;
    throw refused(
      `mandate ${at.mandateId} is ${status} at PTX: its plan is left as it is unless it is ${statuses.join(' or ')}`,
    );
  }

  /** The live plan, where it is the one that is asked for. Any other is in the way. */
  async function findPlan(at: AtPtx, terms: PlanTerms): Promise<Plan | undefined> {
    const live = await livePlansOf(at);
    const other = live.find((plan) => !fulfils(plan, terms, { startMoved: true }));
    if (other) {
      throw refused(
        `mandate ${at.mandateId} has plan ${other.id} at PTX, on other terms: change that plan, or end it there first`,
      );
    }
    return live[0];
  }

  async function onlyPlan(at: AtPtx, planId: string): Promise<Plan> {
    const live = await livePlansOf(at);
    const plan = live.find(({ id }) => id === planId);
    if (plan) return plan;
    const [other] = live;
    throw refused(
      other
        ? `mandate ${at.mandateId} has plan ${other.id} at PTX in place of plan ${planId}: look there, and change that one`
        : `mandate ${at.mandateId} has no plan at PTX: add one`,
    );
  }

  return {
    /**
     * Adds a plan, once: it is validated, then added, then read back. A live plan on the same terms is taken over; one on
     * other terms is refused. The mandate is read right before: it must be a draft or active. Safe to repeat.
     */
    async ensurePlan({ profileId, plan: terms, before, ...at }: NewPlanRequest): Promise<EnsuredPlan> {
      const warnings: string[] = [];
      const plan = toNewPlan(terms, profileId);
      const find = () => findPlan(at, terms);
      const { shown } = await ensureShown({
        what: 'the plan',
        settling,
        before,
        find,
        act: async () => {
          await refuseUnless(at, ['DRAFT', 'ACTIVE']);
          await validate(at, plan, warnings);
          // Validation may have written it already: the document says that a valid plan is updated.
          if (!(await find())) await ptx.createPaymentPlan({ ...at, plan });
        },
      });
      return { plan: toPlanAtPtx(shown), warnings };
    },

    /**
     * Changes the live plan to these terms and reads it back; one that has them is left alone. The mandate is read right
     * before: it must be active. Safe to repeat.
     */
    async changePlan({ planId, plan: terms, ...at }: PlanChangeRequest): Promise<EnsuredPlan> {
      const asAsked = async () => {
        const plan = await onlyPlan(at, planId);
        return fulfils(plan, terms) ? plan : undefined;
      };
      const found = await ensureOnce<Plan | undefined>({
        what: 'the change of the plan',
        settling,
        find: asAsked,
        act: async () => {
          await refuseUnless(at, ['ACTIVE']);
          await lookedUp(ptx.updatePaymentPlan({ ...at, plan: changed(await onlyPlan(at, planId), terms) }));
          return undefined;
        },
      });
      if (found) return { plan: toPlanAtPtx(found), warnings: [] };
      const shown = await whileHeartbeating(async () => {
        const changed = await asAsked();
        if (changed) return changed;
        await Context.current().sleep(settling.answeredMs);
        return onlyPlan(at, planId);
      }).catch((error: unknown) => {
        throw toApplicationFailure(error);
      });
      const isAsAsked = fulfils(shown, terms, { startMoved: true });
      return {
        plan: toPlanAtPtx(shown),
        warnings: isAsAsked ? [] : [`PTX shows plan ${planId} otherwise than it was asked for`],
      };
    },
  };

  /** Where PTX has no validation at that address the plan is added without it. */
  async function validate(at: AtPtx, plan: ReturnType<typeof toNewPlan>, warnings: string[]): Promise<void> {
    try {
      await ptx.validatePaymentPlan({ ...at, plan });
    } catch (error) {
      if (!(error instanceof VendorError) || error.name !== 'Invalid' || error.status !== 404) throw error;
      warnings.push('PTX has no validation of plans at its address, so the plan was added without it');
    }
  }
}

/** The plan as it was read on other terms: of its sums and days none are kept, what else it has stays. */
function changed(
  { id, asRead, status, mandateId, profileId, templateId, description, comments }: Plan,
  terms: PlanTerms,
) {
  const kept = { status, mandateId, templateId, description, comments };
  return { ...toNewPlan(terms, profileId), ...filled(kept), id, asRead };
}
