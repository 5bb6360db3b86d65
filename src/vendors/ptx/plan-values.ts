import type { AsRead, NewPlan, NewPlanTemplate, PlanTemplate, PlanUpdate } from './plan-types.js';
import { toDay, toNumberId, toPounds, toPoundsNumber } from './values.js';

type Json = Record<string, unknown>;
type Schedule = NewPlan | PlanUpdate | NewPlanTemplate | PlanTemplate;

/** The fields that tell a kind's days. */
const DAYS = ['everyNthWeek', 'everyNthMonth', 'weekDays', 'monthDays', 'monthOfYear', 'sequence', 'weekDaySequence'];
const DAYS_OF: readonly [RegExp, readonly string[]][] = [
  [/^Weekly/, ['everyNthWeek', 'weekDays']],
  [/^MonthlyPick/, ['everyNthMonth', 'sequence', 'weekDaySequence']],
  [/^Monthly(?!Pick)/, ['everyNthMonth', 'monthDays']],
  [/^Yearly/, ['monthOfYear', 'monthDays']],
];

/**
 * A plan as PTX takes it: bare, its kind first. What it was read with goes back where it has no word of ours. Throws
 * `RangeError` for what PTX has no form for. Source: PTX API, "Payment plans".
 */
export function toPlan(mandateId: string, plan: NewPlan | PlanUpdate): Json {
  const { profileId, templateId, description } = plan;
  return {
    ...toSchedule(plan, 0),
    mandateId: toNumberId('mandateId', mandateId),
    ...(profileId !== undefined && { profileId: toNumberId('profileId', profileId) }),
    ...(templateId !== undefined && { templateId: toNumberId('templateId', templateId) }),
    ...(description !== undefined && { description }),
    ...('id' in plan && { id: toNumberId('planId', plan.id) }),
    ...('status' in plan && plan.status !== undefined && { status: plan.status }),
  };
}

/** A template as PTX takes it, in the same way. Source: PTX API, "Plan templates". */
export function toTemplate(template: NewPlanTemplate | PlanTemplate): Json {
  const { name, allowFrequencyChange, allowAmountChange } = template;
  return {
    ...toSchedule(template, '0'),
    ...(name !== undefined && { templateName: name }),
    ...(allowFrequencyChange !== undefined && { allowFrequencyChange }),
    ...(allowAmountChange !== undefined && { allowAmountChange }),
    ...('id' in template && { id: toNumberId('templateId', template.id) }),
  };
}

/** `amountType` is a number in plans and a text in templates; no other value is shown. */
function toSchedule(ours: Schedule, amountType: 0 | '0'): Json {
  const read: AsRead = 'asRead' in ours ? ours.asRead : {};
  const others = Object.fromEntries(Object.entries(read).filter(([name]) => ![...DAYS, '@type'].includes(name)));
  const { amountMinor } = ours;
  return {
    '@type': ours.kind,
    amountType,
    ...others,
    ...(amountMinor === undefined ? {} : { regularAmount: toPounds(amountMinor) }),
    firstAmount: toSum(ours.firstMinor, read.firstAmount),
    lastAmount: toSum(ours.lastMinor, read.lastAmount),
    totalAmount: toSum(ours.totalMinor, read.totalAmount),
    schedule: toTimes(ours, (read.schedule ?? {}) as Json),
    ...toDays(ours, read),
  };
}

/** What is left out is taken away; PTX writes that as 0. */
const orNone = (value: number | undefined, read: unknown): number | undefined =>
  value ?? (read === undefined || read === null ? undefined : 0);
const toSum = (minor: number | undefined, read: unknown): number | undefined =>
  orNone(minor === undefined ? undefined : toPoundsNumber(minor), read);

const COUNTS = ['numberOfOccurences', 'numberOfOccurrences'];

function toTimes({ start, end, occurrences, comments }: Schedule, read: Json): Json {
  // In the spelling that it was read in; the document's own, with one r, for a new one.
  const spellings = COUNTS.filter((name) => name in read);
  return {
    ...read,
    ...(comments !== undefined && { comments }),
    ...(start !== undefined && { startDate: toDay(start) }),
    endDate: end === undefined ? undefined : toDay(end),
    ...Object.fromEntries(
      (spellings.length > 0 ? spellings : COUNTS.slice(0, 1)).map((name) => [name, orNone(occurrences, read[name])]),
    ),
  };
}

/** The days of the plan's own kind alone. Of a kind that is not documented they go back as they were read. */
function toDays(ours: Schedule, read: AsRead): Json {
  const [, names] = DAYS_OF.find(([kind]) => kind.test(ours.kind)) ?? [];
  const { every, weekDays, monthDays, months, sequence, weekDaySequence } = ours as Partial<PlanUpdate>;
  const given: Json = {
    ...{ everyNthWeek: every, everyNthMonth: every, weekDays, monthDays, monthOfYear: months },
    ...{ sequence, weekDaySequence },
  };
  const isSameKind = read['@type'] === ours.kind;
  return Object.fromEntries(
    (names ?? DAYS).map((name) => [
      name,
      names === undefined ? read[name] : (given[name] ?? (isSameKind ? read[name] : undefined)),
    ]),
  );
}
