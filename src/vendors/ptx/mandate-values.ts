import { z } from 'zod';
import { filled } from '../answer-fields.js';
import { id, optionalDay, optionalMoment, optionalText, pence, text, withAsRead } from './answer-fields.js';
import type {
  CreatedOneOff,
  Mandate,
  MandateRow,
  MandateUpdate,
  NewMandate,
  NewOneOff,
  OwnerCheck,
} from './ddm-types.js';
import { plansSchema } from './plan-answers.js';
import { toPlan } from './plan-values.js';
import { toNumberId, toPounds, toUtcMidnight } from './values.js';

const fields = z.object({
  id,
  payerId: id,
  profileId: id,
  reference: z.string(),
  sortCode: z.string(),
  accountNumber: z.string(),
  accountName: text,
  altReference: optionalText,
  status: z.string(),
  comments: optionalText,
  created: optionalMoment,
  lastUpdated: optionalMoment,
  restrictedDate: optionalDay,
});

function inOurWords({ payerId, created, lastUpdated, ...mandate }: z.output<typeof fields>) {
  return filled({ ...mandate, contactId: payerId, createdAt: created, updatedAt: lastUpdated });
}

/** Source: PTX API, "Mandates", MandateDTO. */
export const mandateRowSchema = fields
  .extend({ paymentPlanIds: z.array(id).nullish() })
  .transform(
    ({ paymentPlanIds, ...mandate }): MandateRow => ({ ...inOurWords(mandate), planIds: paymentPlanIds ?? [] }),
  );

/** Source: PTX API, "Mandates", Mandate. */
export const mandateSchema: z.ZodType<Mandate> = withAsRead(
  fields.extend({ validationStatus: optionalText, paymentPlans: plansSchema }).transform(
    ({ validationStatus, paymentPlans, ...mandate }): Omit<Mandate, 'asRead'> => ({
      ...inOurWords(mandate),
      ...filled({ validationStatus }),
      plans: paymentPlans,
    }),
  ),
);

/** Whatever else the answer has: it may be the whole mandate. Source: PTX API, "Mandates", verify. */
export const ownerCheckSchema = z
  .object({ validationStatus: optionalText })
  .transform((answer): OwnerCheck => filled(answer));

/** It repeats what was asked for. Source: PTX API, "Mandates", one-off. */
export const createdOneOffSchema = z
  .object({ amount: pence.nullish(), dueDate: optionalDay })
  .nullish()
  .transform((answer): CreatedOneOff => filled({ amountMinor: answer?.amount ?? undefined, dueDate: answer?.dueDate }));

const REFERENCE = /^[A-Z0-9&\-./ ]{1,18}$/;

/** Throws `RangeError`, without the value, for what Bacs has no form for. */
function checkAccount({ sortCode, accountNumber }: Pick<NewMandate, 'sortCode' | 'accountNumber'>): void {
  if (!/^\d{6}$/.test(sortCode)) throw new RangeError('sortCode must be six digits');
  if (!/^\d{8}$/.test(accountNumber)) throw new RangeError('accountNumber must be eight digits');
}

function checkReference(reference: string): void {
  if (!REFERENCE.test(reference)) {
    throw new RangeError('reference must be 1 to 18 characters of A-Z, 0-9, &, -, ., / and blanks');
  }
}

/** What both a new and a changed mandate say, field by field: the objects that come in may have more. */
function fieldsOf(contactId: string, mandate: NewMandate | MandateUpdate) {
  const { profileId, reference, sortCode, accountNumber, accountName, altReference, comments } = mandate;
  return filled({
    payerId: toNumberId('contactId', contactId),
    profileId: toNumberId('profileId', profileId),
    ...{ reference, sortCode, accountNumber, accountName, altReference, comments },
  });
}

/** Source: PTX API, "Mandates", create and verify. */
export function toNewMandate(contactId: string, mandate: NewMandate) {
  checkReference(mandate.reference);
  checkAccount(mandate);
  return { ...fieldsOf(contactId, mandate), status: mandate.status ?? 'DRAFT' };
}

/** The whole mandate, its plans bare. What PTX sets itself stays away. Source: PTX API, "Mandates", update. */
export function toMandate(contactId: string, mandate: MandateUpdate) {
  const { lastUpdated: _, restrictedDate: __, paymentPlans, ...others } = mandate.asRead;
  if (mandate.reference !== mandate.asRead.reference) checkReference(mandate.reference); // Others may have broken the rule.
  checkAccount(mandate);
  const plans = mandate.plans.map((plan) => {
    const { restrictedDate: ___, ...sent } = toPlan(plan.mandateId ?? mandate.id, plan);
    return sent;
  });
  return {
    ...others,
    ...fieldsOf(contactId, mandate),
    id: toNumberId('mandateId', mandate.id),
    status: mandate.status,
    ...((paymentPlans !== undefined || plans.length > 0) && { paymentPlans: plans }),
  };
}

/** Source: PTX API, "Mandates", one-off. */
export function toOneOff({ amountMinor, dueDate, comments, type = 'DEBIT' }: NewOneOff) {
  return { amount: toPounds(amountMinor), dueDate: toUtcMidnight(dueDate), comments, paymentType: type };
}

/** For what an error must not repeat. */
export function personalValues({
  sortCode,
  accountNumber,
  accountName,
  reference,
}: NewMandate | MandateUpdate): string[] {
  return [sortCode, accountNumber, accountName, reference];
}

/** The code of an AUDDIS instruction. Throws `RangeError` for what is none. */
export function toInstructionCode(code: string): string {
  if (!/^0[A-Z]$/.test(code)) throw new RangeError('the code of an AUDDIS instruction must be one such as 0N');
  return code;
}
