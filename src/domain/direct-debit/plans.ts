import type { Money } from '../money.js';

export const planFrequencies = ['weekly', 'monthly', 'quarterly', 'yearly'] as const;
export type PlanFrequency = (typeof planFrequencies)[number];

/** PTX's four kinds of plan. */
export type PlanKind = 'WeeklyPaymentPlan' | 'MonthlyPaymentPlan' | 'MonthlyPickPaymentPlan' | 'YearlyPaymentPlan';

/** A plan as it is asked for: weekday, day of the month and month come from the start. At most one of end and occurrences. */
export interface PlanTerms {
  amount: Money;
  frequency: PlanFrequency;
  /** `YYYY-MM-DD`: the first due date. */
  start: string;
  end: string | null;
  occurrences: number | null;
}

/** A plan as PTX shows it. `frequency` is null for what is none of ours, for example the second working day of a month. */
export interface PlanAtPtx {
  id: string;
  kind: PlanKind | (string & {});
  /** `ACTIVE`, `SUSPENDED`, or another word of PTX. */
  status: string;
  amount: Money;
  frequency: PlanFrequency | null;
  /** The first due date as PTX has it, which may be later than the one that was asked for. */
  start: string | null;
  end: string | null;
  occurrences: number | null;
  /** PTX collects nothing on it before this day. */
  restrictedDate: string | null;
}
