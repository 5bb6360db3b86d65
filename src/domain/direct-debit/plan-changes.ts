import type { Money } from '../money.js';
import type { PlanAtPtx, PlanFrequency, PlanTerms } from './plans.js';

/** What of a plan is to change: what is left out stays. Null takes an end away. */
export interface PlanChange {
  amount?: Money;
  frequency?: PlanFrequency;
  start?: string;
  end?: string | null;
  occurrences?: number | null;
}

/** The plan after a change; undefined where PTX has it in a form that is none of ours, and the change does not say enough. */
export function termsAfter(plan: PlanAtPtx, change: PlanChange): PlanTerms | undefined {
  const frequency = change.frequency ?? plan.frequency;
  const start = change.start ?? plan.start;
  if (frequency === null || start === null) return undefined;
  const limits = { end: plan.end, occurrences: plan.occurrences };
  // A new limit of one kind takes the place of the other.
  if (change.end !== undefined) Object.assign(limits, { end: change.end, occurrences: null });
  if (change.occurrences !== undefined) {
    Object.assign(limits, { occurrences: change.occurrences, end: change.end ?? null });
  }
  return { amount: change.amount ?? plan.amount, frequency, start, ...limits };
}
