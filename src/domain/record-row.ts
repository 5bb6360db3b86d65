import type { CollectionPlan, CollectRecordInput } from './case.js';

/** A row as CollectMAXX takes it, without the script. Dates are `YYYY-MM-DD`, phones E.164, the amount is in cents. */
export interface RecordRow {
  reference: string;
  personFamilyName?: string;
  toMailAddress?: string;
  toPhoneNumbers?: string[];
  invoiceDate?: string;
  invoiceDueDate?: string;
  invoiceReference?: string;
  invoiceCurrency?: string;
  invoiceAmountMinor?: number;
  invoiceNumber?: string;
  personBirthDay?: string;
}

/** The debt that a row speaks of, as a case. What a case needs and the row does not have is empty, and no case. */
export function caseOf(row: RecordRow, plan: CollectionPlan): CollectRecordInput {
  const { reference, personFamilyName, toMailAddress, toPhoneNumbers, personBirthDay, invoiceDate } = row;
  return {
    reference,
    debtor: {
      ...(personFamilyName === undefined ? {} : { name: personFamilyName }),
      ...(toMailAddress === undefined ? {} : { email: toMailAddress }),
      phones: toPhoneNumbers ?? [],
      ...(personBirthDay === undefined ? {} : { birthDate: personBirthDay }),
    },
    invoice: {
      number: row.invoiceNumber ?? '',
      amount: { minor: row.invoiceAmountMinor ?? 0, currency: row.invoiceCurrency ?? '' },
      ...(invoiceDate === undefined ? {} : { date: invoiceDate }),
      dueDate: row.invoiceDueDate ?? '',
    },
    plan,
  };
}
