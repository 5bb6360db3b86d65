import { toDayTime, toUtcTime } from '../times.js';
import type { PlanEntry } from './model.js';

/**
 * How a plan is wrapped: under the name of its kind, that once more under `PaymentPlan`, or not at all. `documented` is what the
 * sample of each call shows: wrapped in lists, keyed elsewhere. `alternating` takes the next form with each plan.
 */
export type PlanForm = 'documented' | 'bare' | 'keyed' | 'wrapped' | 'alternating';

const FORMS = ['bare', 'keyed', 'wrapped'] as const;

/** The fields that only a kind has, by the page's names. */
function rhythmOf(plan: PlanEntry): object {
  switch (plan.kind) {
    case 'WeeklyPaymentPlan':
      return { everyNthWeek: plan.every, weekDays: plan.weekDays };
    case 'MonthlyPaymentPlan':
      return { everyNthMonth: plan.every, monthDays: plan.monthDays };
    case 'MonthlyPickPaymentPlan':
      return { everyNthMonth: plan.every, sequence: plan.sequence, weekDaySequence: plan.weekDaySequence };
    case 'YearlyPaymentPlan':
      return { monthOfYear: plan.monthsOfYear, monthDays: plan.monthDays };
  }
}

/** A plan by itself, its kind in `@type`. An id of 0 is none: the plan is not stored. Source: PTX API, "Get a payment plan". */
export function viewPlan(plan: PlanEntry): object {
  const pounds = (minor: number | undefined): number => (minor ?? 0) / 100;
  const lastCollected = [...plan.collected].sort().at(-1);
  return {
    '@type': plan.kind,
    amountType: 0,
    regularAmount: (plan.regularMinor / 100).toFixed(2),
    firstAmount: pounds(plan.firstMinor),
    lastAmount: pounds(plan.lastMinor),
    totalAmount: pounds(plan.totalMinor),
    ...(plan.id === 0 ? {} : { id: plan.id }),
    mandateId: plan.mandateId,
    profileId: plan.profileId,
    templateId: plan.templateId,
    status: plan.status,
    lastUpdated: toUtcTime(plan.updatedMs),
    restrictedDate: toDayTime(plan.restrictedDay),
    ...(lastCollected === undefined ? {} : { lastCollection: toDayTime(lastCollected) }),
    extracted: plan.collected.size,
    created: toUtcTime(plan.createdMs),
    description: plan.description,
    schedule: {
      ...plan.asked,
      numberOfOccurences: plan.occurrences ?? 0,
      startDate: plan.startDay,
      endDate: plan.endDay,
    },
    forecastExtracted: 0,
    forecastAction: 'NONE',
    forecasts: [],
    ...rhythmOf(plan),
  };
}

/** Wraps plans as a call answers them. */
export function createPlanWrapping(form: PlanForm = 'documented') {
  let answered = 0;
  function next(documented: 'keyed' | 'wrapped'): (typeof FORMS)[number] {
    if (form === 'documented') return documented;
    if (form !== 'alternating') return form;
    answered += 1;
    return FORMS[answered % FORMS.length] ?? 'bare';
  }
  return (plan: PlanEntry, documented: 'keyed' | 'wrapped' = 'keyed'): object => {
    const view = viewPlan(plan);
    const chosen = next(documented);
    if (chosen === 'bare') return view;
    const keyed = { [plan.kind]: view };
    return chosen === 'keyed' ? keyed : { PaymentPlan: keyed };
  };
}

export type PlanWrapping = ReturnType<typeof createPlanWrapping>;
