import { PtxRefusal } from '../answers.js';
import { asBody, type Body, pence, refuseFormulas } from '../checks.js';
import { parseDay } from '../times.js';
import type { PlanEntry, PlanKind } from './model.js';

/** What a body says of a plan. */
export type PlanFields = Omit<
  PlanEntry,
  'id' | 'mandateId' | 'profileId' | 'status' | 'restrictedDay' | 'createdMs' | 'updatedMs' | 'collected'
>;

export const PLAN_KINDS: readonly PlanKind[] = [
  'WeeklyPaymentPlan',
  'MonthlyPaymentPlan',
  'MonthlyPickPaymentPlan',
  'YearlyPaymentPlan',
];
const WEEK_DAYS = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'];
const MONTHS = 'JANUARY FEBRUARY MARCH APRIL MAY JUNE JULY AUGUST SEPTEMBER OCTOBER NOVEMBER DECEMBER'.split(' ');
const MONTH_DAYS = Array.from({ length: 31 }, (_, index) => `DAY${index + 1}`);
const SEQUENCES = ['FIRST', 'SECOND', 'THIRD', 'FOURTH', 'LAST'];
const PICKED_DAYS = ['WORKING_DAY', 'DAY', ...WEEK_DAYS];

/**
 * The one object that a body means: bare with `@type`, under the name of its kind, or that once more under `PaymentPlan`.
 * Throws `PtxRefusal`, also for several kinds side by side, which is how the page shows the alternatives.
 */
export function unwrap<Kind extends string>(given: unknown, kinds: readonly Kind[]): { kind: Kind; body: Body } {
  const outer = asBody(given);
  const wrapped = outer.PaymentPlan === undefined ? outer : asBody(outer.PaymentPlan);
  const keyed = kinds.filter((kind) => wrapped[kind] !== undefined);
  const [key] = keyed;
  const body = keyed.length === 1 && key !== undefined ? asBody(wrapped[key]) : wrapped;
  const kind = kinds.find((known) => known === (body['@type'] ?? key));
  if (keyed.length > 1 || kind === undefined || (key !== undefined && kind !== key)) {
    throw new PtxRefusal(400, `The body must be one of ${kinds.join()}`, '@type');
  }
  refuseFormulas(body);
  return { kind, body };
}

function words(body: Body, name: string, known: readonly string[]): string[] {
  const list = body[name];
  const isList = Array.isArray(list) && list.length > 0 && list.every((word) => known.includes(word as string));
  if (!isList) throw new PtxRefusal(400, `${name} must be a list of words like ${known[0]}`, name);
  return list as string[];
}

function word(body: Body, name: string, known: readonly string[]): string {
  const found = known.find((each) => each === body[name]);
  if (found === undefined) throw new PtxRefusal(400, `${name} must be one of ${known.join()}`, name);
  return found;
}

/** A whole number; nothing and the samples' 0 mean that there is none. */
function wholeNumber(value: unknown, name: string): number | undefined {
  if (value === undefined || value === null || value === 0) return undefined;
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
    throw new PtxRefusal(400, `${name} must be a whole number`, name);
  }
  return value;
}

/** Pence; nothing and 0 mean that there is no such amount. */
const amount = (body: Body, name: string): number | undefined =>
  body[name] === undefined || body[name] === null ? undefined : pence(body[name], name) || undefined;

function day(schedule: Body, name: string): string | undefined {
  if (schedule[name] === undefined || schedule[name] === null || schedule[name] === '') return undefined;
  const found = parseDay(schedule[name]);
  if (found === undefined) throw new PtxRefusal(400, `${name} is not a date`, name);
  return found;
}

function rhythm(kind: PlanKind, body: Body): Pick<PlanFields, 'every' | 'weekDays' | 'monthDays' | 'monthsOfYear'> {
  const none = { every: 1, weekDays: [], monthDays: [], monthsOfYear: [] };
  const months = wholeNumber(body.everyNthMonth, 'everyNthMonth') ?? 1;
  switch (kind) {
    case 'WeeklyPaymentPlan': {
      const every = wholeNumber(body.everyNthWeek, 'everyNthWeek') ?? 1;
      return { ...none, every, weekDays: words(body, 'weekDays', WEEK_DAYS) };
    }
    case 'MonthlyPaymentPlan':
      return { ...none, every: months, monthDays: words(body, 'monthDays', MONTH_DAYS) };
    case 'MonthlyPickPaymentPlan':
      return { ...none, every: months };
    case 'YearlyPaymentPlan': {
      const monthDays = words(body, 'monthDays', MONTH_DAYS);
      return { ...none, monthDays, monthsOfYear: words(body, 'monthOfYear', MONTHS) };
    }
  }
}

/** Reads and checks a plan. Throws `PtxRefusal`. Source: PTX API, "Create a payment plan", by its samples. */
export function readPlan(given: unknown): PlanFields & { id: unknown } {
  const { kind, body } = unwrap(given, PLAN_KINDS);
  const schedule = asBody(body.schedule ?? {});
  const startDay = day(schedule, 'startDate');
  const endDay = day(schedule, 'endDate');
  if (startDay === undefined) throw new PtxRefusal(400, 'schedule.startDate is mandatory', 'startDate');
  if (endDay !== undefined && endDay < startDay) throw new PtxRefusal(400, 'endDate is before startDate', 'endDate');
  const regularMinor = amount(body, 'regularAmount');
  if (regularMinor === undefined) throw new PtxRefusal(400, 'regularAmount is mandatory', 'regularAmount');
  const isPick = kind === 'MonthlyPickPaymentPlan';
  return {
    id: body.id,
    kind,
    templateId: wholeNumber(body.templateId, 'templateId'),
    description: typeof body.description === 'string' ? body.description : undefined,
    regularMinor,
    firstMinor: amount(body, 'firstAmount'),
    lastMinor: amount(body, 'lastAmount'),
    totalMinor: amount(body, 'totalAmount'),
    startDay,
    endDay,
    occurrences: wholeNumber(
      // The page has one r throughout, a live system two.
      schedule.numberOfOccurences ?? schedule.numberOfOccurrences,
      'numberOfOccurences',
    ),
    ...rhythm(kind, body),
    sequence: isPick ? word(body, 'sequence', SEQUENCES) : undefined,
    weekDaySequence: isPick ? word(body, 'weekDaySequence', PICKED_DAYS) : undefined,
    asked: schedule,
  };
}
