import { anyAnswer, ifReadable } from './answer-fields.js';
import type { Ask } from './ask.js';
import { checkedPlanSchemaOf, planSchemaOf, plansSchema } from './plan-answers.js';
import type { CheckedPlan, NewPlan, Plan, PlanUpdate } from './plan-types.js';
import { toPlan } from './plan-values.js';
import { toId, toWord } from './values.js';

export interface OfMandate {
  contactId: string;
  mandateId: string;
}
export interface OfPlan extends OfMandate {
  planId: string;
}

/** The plans of a mandate; at present PTX keeps one. Source: PTX API, "Payment plans". */
export function createPlanOperations(ask: Ask) {
  return {
    /** The plans of a mandate. A read. */
    listPaymentPlans(mandate: OfMandate, signal?: AbortSignal): Promise<Plan[]> {
      return ask({
        operation: 'paymentPlans.list',
        kind: 'read',
        method: 'GET',
        request: () => ({ params: ofMandate(mandate) }),
        schema: plansSchema,
        signal,
      });
    },

    /** Adds a plan. **Not safe to repeat**: look whether the mandate has one first. */
    createPaymentPlan({ plan, ...mandate }: OfMandate & { plan: NewPlan }, signal?: AbortSignal): Promise<Plan> {
      return ask({
        operation: 'paymentPlans.create',
        kind: 'effect-with-look-up',
        request: () => ({ params: ofMandate(mandate), json: toPlan(mandate.mandateId, plan) }),
        schema: planSchemaOf(({ kind }) => kind === plan.kind),
        signal,
      });
    },

    /** One plan; `Invalid` with status 404 where there is none. A read. */
    getPaymentPlan(asked: OfPlan, signal?: AbortSignal): Promise<Plan> {
      return ask({
        operation: 'paymentPlans.get',
        kind: 'read',
        method: 'GET',
        request: () => ({ params: ofPlan(asked) }),
        schema: planSchemaOf(({ id }) => id === asked.planId),
        signal,
      });
    },

    /**
     * Writes a plan back as it was read, with what is to change; an end, a count of collections or a sum of its own that is
     * left out is taken away. Safe to repeat. Undefined where the answer shows no plan: read it back.
     */
    updatePaymentPlan(
      { plan, ...mandate }: OfMandate & { plan: PlanUpdate },
      signal?: AbortSignal,
    ): Promise<Plan | undefined> {
      return ask({
        operation: 'paymentPlans.update',
        kind: 'repeatable-effect',
        method: 'PUT',
        request: () => ({
          params: ofPlan({ ...mandate, planId: plan.id }),
          json: toPlan(mandate.mandateId, plan),
        }),
        schema: ifReadable(planSchemaOf(({ id }) => id === plan.id)),
        signal,
      });
    },

    /** Deletes a plan. Safe to repeat: then 404. */
    deletePaymentPlan(asked: OfPlan, signal?: AbortSignal): Promise<void> {
      return ask({
        operation: 'paymentPlans.delete',
        kind: 'repeatable-effect',
        method: 'DELETE',
        request: () => ({ params: ofPlan(asked) }),
        answer: 'text',
        schema: anyAnswer,
        signal,
      });
    },

    /**
     * Sets the status of a plan, `ACTIVE` or `SUSPENDED`. Read it first, and again after a lost answer or a 409. Undefined
     * where the answer shows no plan.
     */
    setPaymentPlanStatus(
      { status, ...asked }: OfPlan & { status: string },
      signal?: AbortSignal,
    ): Promise<Plan | undefined> {
      return ask({
        operation: 'paymentPlans.setStatus',
        kind: 'effect-with-look-up',
        request: () => ({ params: { ...ofPlan(asked), status: toWord('status', status) } }),
        schema: ifReadable(planSchemaOf(({ id }) => id === asked.planId)),
        signal,
      });
    },

    /**
     * Asks whether a plan is possible: what is not is `Invalid`. PTX may change the plan where it is, so it is no mere read;
     * safe to repeat. The path is a guess, so a 404 may mean that PTX has it elsewhere.
     */
    validatePaymentPlan(
      { plan, ...mandate }: OfMandate & { plan: NewPlan | PlanUpdate },
      signal?: AbortSignal,
    ): Promise<CheckedPlan | undefined> {
      return ask({
        operation: 'paymentPlans.validate',
        kind: 'repeatable-effect',
        request: () => ({ params: ofMandate(mandate), json: toPlan(mandate.mandateId, plan) }),
        schema: ifReadable(checkedPlanSchemaOf(({ kind }) => kind === plan.kind)),
        signal,
      });
    },
  };
}

function ofMandate({ contactId, mandateId }: OfMandate) {
  return { contactId: toId('contactId', contactId), mandateId: toId('mandateId', mandateId) };
}

function ofPlan({ planId, ...mandate }: OfPlan) {
  return { ...ofMandate(mandate), planId: toId('planId', planId) };
}
