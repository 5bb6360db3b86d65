import { z } from 'zod';
import { filled } from '../answer-fields.js';
import {
  countAboveNone,
  id,
  optionalCount,
  optionalDay,
  optionalFlag,
  optionalId,
  optionalPence,
  optionalText,
  pence,
  withAsRead,
} from './answer-fields.js';
import type { CheckedPlan, Plan, PlanForecast, PlanTemplate } from './plan-types.js';

const words = z
  .array(z.string())
  .nullish()
  .transform((given) => (given?.length ? given : undefined));

const schedule = z
  .object({
    // The document has one r, live systems two.
    numberOfOccurences: countAboveNone,
    numberOfOccurrences: countAboveNone,
    comments: optionalText,
    startDate: optionalDay,
    endDate: optionalDay,
  })
  .nullish()
  .transform((given) => ({
    start: given?.startDate,
    end: given?.endDate,
    occurrences: given?.numberOfOccurrences ?? given?.numberOfOccurences,
    comments: given?.comments,
  }));

/** What plans and templates of all kinds may have. */
const common = z.object({
  '@type': z.string(),
  regularAmount: optionalPence,
  firstAmount: optionalPence,
  lastAmount: optionalPence,
  totalAmount: optionalPence,
  schedule,
  everyNthWeek: countAboveNone,
  everyNthMonth: countAboveNone,
  weekDays: words,
  monthDays: words,
  monthOfYear: words,
  sequence: optionalText,
  weekDaySequence: optionalText,
});

function commonOf(read: z.output<typeof common>) {
  const { weekDays, monthDays, monthOfYear: months, sequence, weekDaySequence } = read;
  return {
    kind: read['@type'],
    ...read.schedule,
    amountMinor: read.regularAmount,
    firstMinor: read.firstAmount,
    lastMinor: read.lastAmount,
    totalMinor: read.totalAmount,
    every: read.everyNthWeek ?? read.everyNthMonth,
    ...{ weekDays, monthDays, months, sequence, weekDaySequence },
  };
}

const forecast = z
  .object({
    amount: pence,
    collectionDate: optionalDay,
    collectionNumber: optionalCount,
    transactionCode: optionalText,
  })
  .transform(
    ({ amount, collectionDate, collectionNumber, transactionCode }): PlanForecast =>
      filled({ amountMinor: amount, date: collectionDate, number: collectionNumber, code: transactionCode }),
  );

const planFields = common.extend({
  regularAmount: pence,
  status: optionalText,
  mandateId: optionalId,
  profileId: optionalId,
  templateId: optionalId,
  description: optionalText,
  restrictedDate: optionalDay,
  lastCollection: optionalDay,
  forecasts: z
    .array(forecast)
    .nullish()
    .transform((given) => given ?? []),
});

function planOf(read: z.output<typeof planFields>): Omit<CheckedPlan, 'id' | 'asRead'> {
  const { status, mandateId, profileId, templateId, description, restrictedDate, lastCollection, forecasts } = read;
  return filled({
    ...commonOf(read),
    amountMinor: read.regularAmount,
    ...{ status, mandateId, profileId, templateId, description, restrictedDate, lastCollection, forecasts },
  });
}

/** Source: PTX API, "Payment plans". */
const planSchema: z.ZodType<Plan> = withAsRead(
  planFields.extend({ id }).transform((read) => ({ ...planOf(read), id: read.id })),
);

/** Source: PTX API, "Payment plans", validate. */
const checkedPlanSchema: z.ZodType<CheckedPlan> = withAsRead(
  planFields.extend({ id: optionalId }).transform((read) => filled({ ...planOf(read), id: read.id })),
);

/** Source: PTX API, "Plan templates". */
const templateSchema: z.ZodType<PlanTemplate> = withAsRead(
  common
    .extend({ id, templateName: optionalText, allowFrequencyChange: optionalFlag, allowAmountChange: optionalFlag })
    .transform((read) => {
      const { templateName: name, allowFrequencyChange, allowAmountChange } = read;
      return filled({ ...commonOf(read), id: read.id, name, allowFrequencyChange, allowAmountChange });
    }),
);

const KEYED = /(PaymentPlan|PlanTemplate)$/;

/** The bare objects in an answer that keys them by kind, once or twice, or not; a kind that only a key names is put in. */
function bare(answer: unknown, key?: string): unknown[] {
  if (answer === undefined || answer === null) return [];
  if (Array.isArray(answer)) return answer.flatMap((each) => bare(each, key));
  if (typeof answer !== 'object') return [answer];
  const inside = Object.entries(answer).filter(([name]) => KEYED.test(name));
  if (inside.length > 0) return inside.flatMap(([name, member]) => bare(member, name));
  return [key === undefined ? answer : { '@type': key, ...answer }];
}

const listOf = <T>(each: z.ZodType<T>): z.ZodType<T[]> => z.preprocess((answer) => bare(answer), z.array(each));

/** The document's samples show the four kinds beside each other where one is meant: the one that was asked for counts. */
function oneOf<T>(list: z.ZodType<T[]>, isMeant: (each: T) => boolean): z.ZodType<T> {
  return list.transform((all, context) => {
    const meant = all.length === 1 ? all[0] : all.find(isMeant);
    if (meant !== undefined) return meant;
    context.addIssue({ code: 'custom', message: all.length === 0 ? 'it shows no plan' : 'it shows several plans' });
    return z.NEVER;
  });
}

/** All plans in an answer, whatever form each has. */
export const plansSchema = listOf(planSchema);
/** All templates in an answer, whatever form each has. */
export const templatesSchema = listOf(templateSchema);

/** The plan in an answer; of several the one that is meant. */
export const planSchemaOf = (isMeant: (plan: Plan) => boolean) => oneOf(plansSchema, isMeant);
/** The plan in an answer to a check, which may have no id yet. */
export const checkedPlanSchemaOf = (isMeant: (plan: CheckedPlan) => boolean) =>
  oneOf(listOf(checkedPlanSchema), isMeant);
/** The template in an answer; of several the one that is meant. */
export const templateSchemaOf = (isMeant: (template: PlanTemplate) => boolean) => oneOf(templatesSchema, isMeant);
