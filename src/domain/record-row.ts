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

type Value<Field extends keyof RecordRow> = RecordRow[Field] | null;

/** The values of a row in one order, null where it has none: in many rows the names would be most of the text. */
export type RowValues = [
  reference: string,
  personFamilyName: Value<'personFamilyName'>,
  toMailAddress: Value<'toMailAddress'>,
  toPhoneNumbers: Value<'toPhoneNumbers'>,
  invoiceDate: Value<'invoiceDate'>,
  invoiceDueDate: Value<'invoiceDueDate'>,
  invoiceReference: Value<'invoiceReference'>,
  invoiceCurrency: Value<'invoiceCurrency'>,
  invoiceAmountMinor: Value<'invoiceAmountMinor'>,
  invoiceNumber: Value<'invoiceNumber'>,
  personBirthDay: Value<'personBirthDay'>,
];

// Both ways by hand: a loop over the fields takes twice as long, and there are rows by the hundred thousand.

/** Takes the names off a row. The id of an import is made of this. */
export function valuesOf(row: RecordRow): RowValues {
  return [
    row.reference,
    row.personFamilyName ?? null,
    row.toMailAddress ?? null,
    row.toPhoneNumbers ?? null,
    row.invoiceDate ?? null,
    row.invoiceDueDate ?? null,
    row.invoiceReference ?? null,
    row.invoiceCurrency ?? null,
    row.invoiceAmountMinor ?? null,
    row.invoiceNumber ?? null,
    row.personBirthDay ?? null,
  ];
}

/** The inverse of `valuesOf`. */
export function rowOf(values: RowValues): RecordRow {
  const row: { [Field in keyof Required<RecordRow>]: RecordRow[Field] | undefined } = {
    reference: values[0],
    personFamilyName: values[1] ?? undefined,
    toMailAddress: values[2] ?? undefined,
    toPhoneNumbers: values[3] ?? undefined,
    invoiceDate: values[4] ?? undefined,
    invoiceDueDate: values[5] ?? undefined,
    invoiceReference: values[6] ?? undefined,
    invoiceCurrency: values[7] ?? undefined,
    invoiceAmountMinor: values[8] ?? undefined,
    invoiceNumber: values[9] ?? undefined,
    personBirthDay: values[10] ?? undefined,
  };
  return row as RecordRow; // Whoever writes it down leaves out what is undefined.
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
