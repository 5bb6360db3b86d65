// Plans and plan templates in our words, as in ddm-types.ts.

/** PTX's object as it was read. It holds personal data. */
export type AsRead = Readonly<Record<string, unknown>>;

export type PlanKind = 'WeeklyPaymentPlan' | 'MonthlyPaymentPlan' | 'MonthlyPickPaymentPlan' | 'YearlyPaymentPlan';
export type TemplateKind =
  | 'WeeklyPlanTemplate'
  | 'MonthlyPlanTemplate'
  | 'MonthlyPickPlanTemplate'
  | 'YearlyPlanTemplate';

interface Weekly<Kind> {
  kind: Kind;
  /** Every so many weeks. */
  every: number;
  /** `MONDAY`, `TUESDAY` … */
  weekDays: string[];
}
interface Monthly<Kind> {
  kind: Kind;
  /** Every so many months. */
  every: number;
  /** `DAY1` … `DAY31`. */
  monthDays: string[];
}
interface MonthlyPick<Kind> {
  kind: Kind;
  /** Every so many months. */
  every: number;
  /** `FIRST`; no other word is documented. */
  sequence: string;
  /** `WORKING_DAY`; no other word is documented. */
  weekDaySequence: string;
}
interface Yearly<Kind> {
  kind: Kind;
  /** `JANUARY`, `FEBRUARY` … */
  months: string[];
  monthDays: string[];
}

/** The days of a schedule as they were read, whatever its kind. */
interface DaysAsRead {
  every?: number;
  weekDays?: string[];
  monthDays?: string[];
  months?: string[];
  sequence?: string;
  weekDaySequence?: string;
}

/** How much, and from when to when. At most one of end and occurrences. */
interface PlanSums {
  amountMinor: number;
  /** Of the first and the last collection where they differ, and of all together. */
  firstMinor?: number;
  lastMinor?: number;
  totalMinor?: number;
  /** `YYYY-MM-DD`. */
  end?: string;
  occurrences?: number;
  /** Of the schedule. */
  comments?: string;
}

/** A plan to be made, of one of the four kinds. Source: PTX API, "Payment plans". */
export type NewPlan = PlanSums & {
  /** `YYYY-MM-DD`: the first due date. */
  start: string;
  /** The mandate's collection profile. */
  profileId?: string;
  templateId?: string;
  description?: string;
} & (
    | Weekly<'WeeklyPaymentPlan'>
    | Monthly<'MonthlyPaymentPlan'>
    | MonthlyPick<'MonthlyPickPaymentPlan'>
    | Yearly<'YearlyPaymentPlan'>
  );

/** A collection that PTX foresees. */
export interface PlanForecast {
  date?: string;
  amountMinor: number;
  number?: number;
  code?: string;
}

/** A plan as PTX has it; what is 0 or empty there is absent here. */
export interface Plan extends PlanSums, DaysAsRead {
  id: string;
  kind: PlanKind | (string & {});
  /** `ACTIVE`, `SUSPENDED`; no other word is documented. */
  status?: string;
  mandateId?: string;
  profileId?: string;
  templateId?: string;
  description?: string;
  start?: string;
  /** PTX collects nothing on it before this day. */
  restrictedDate?: string;
  lastCollection?: string;
  forecasts: PlanForecast[];
  asRead: AsRead;
}

/** A plan that was only checked: it may have no id. */
export type CheckedPlan = Omit<Plan, 'id'> & { id?: string };

/** A plan as it was read, with what is to change; a `NewPlan` with the `id` and `asRead` of the live one will do too. */
export type PlanUpdate = Omit<Plan, 'restrictedDate' | 'lastCollection' | 'forecasts'>;

/** A template that plans are made from. Source: PTX API, "Plan templates". */
export type NewPlanTemplate = Partial<PlanSums> & {
  name: string;
  start?: string;
  allowFrequencyChange?: boolean;
  allowAmountChange?: boolean;
} & (
    | Weekly<'WeeklyPlanTemplate'>
    | Monthly<'MonthlyPlanTemplate'>
    | MonthlyPick<'MonthlyPickPlanTemplate'>
    | Yearly<'YearlyPlanTemplate'>
  );

/** A template as PTX has it. */
export interface PlanTemplate extends Partial<PlanSums>, DaysAsRead {
  id: string;
  kind: TemplateKind | (string & {});
  name?: string;
  start?: string;
  allowFrequencyChange?: boolean;
  allowAmountChange?: boolean;
  asRead: AsRead;
}
