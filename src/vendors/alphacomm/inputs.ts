import type { ImportFile, ImportRow, NewPayLink, PageQuery, SearchQuery } from './types.js';
import { dayToVendorInstant, toDigits, toVendorInstant } from './values.js';

// The vendor's spelling of what goes out. Absent fields stay absent: JSON leaves out what is undefined.

/** Source: CollectMAXX API, "Import", RowInput. Throws `RangeError` for an amount that is not whole cents. */
export function toRowInput(row: ImportRow) {
  // Each by its name: a copy of all the others costs twice as much, to make and to write.
  return {
    script: row.script,
    reference: row.reference,
    personFamilyName: row.personFamilyName,
    toMailAddress: row.toMailAddress,
    toPhoneNumbers: row.toPhoneNumbers,
    invoiceDate: row.invoiceDate,
    invoiceDueDate: row.invoiceDueDate,
    invoiceReference: row.invoiceReference,
    invoiceCurrency: row.invoiceCurrency,
    invoiceAmount: row.invoiceAmountMinor === undefined ? undefined : toDigits(row.invoiceAmountMinor),
    invoiceNumber: row.invoiceNumber,
    personBirthDay: row.personBirthDay,
  } satisfies Record<Exclude<keyof ImportRow, 'invoiceAmountMinor'> | 'invoiceAmount', unknown>;
}

/** Source: CollectMAXX API, "Import", FileInput. */
export function toFileInput({ extension, contents }: ImportFile) {
  const { buffer, byteOffset, byteLength } = contents;
  return { extension, contents: Buffer.from(buffer, byteOffset, byteLength).toString('base64') };
}

/** Source: CollectMAXX API, "PayLink", PayLinkInput. Throws `RangeError` for a wrong amount, date or instant. */
export function toPayLinkInput(link: NewPayLink) {
  return {
    attributes: link.attributes,
    personName: link.personName,
    invoiceAmount: toDigits(link.amountMinor),
    invoiceCurrency: link.currency,
    invoiceDescription: link.description,
    invoiceReference: link.invoiceReference,
    invoiceDate: dayToVendorInstant(link.invoiceDate),
    visibleUntil: link.visibleUntil === undefined ? undefined : toVendorInstant(link.visibleUntil),
  };
}

/**
 * Filters, order and page. Bounds go out in whole seconds, the outer ones, so that rounding finds more, never less.
 * Source: CollectMAXX API, "PayLink" and "E-Mandate", advanced search. Throws `RangeError` for a wrong instant.
 */
export function toSearch({ status, createdAfter, createdBefore, order, offset, limit }: SearchQuery) {
  const createdOn = {
    greaterThan: createdAfter === undefined ? undefined : toVendorInstant(createdAfter),
    lesserThan: createdBefore === undefined ? undefined : toVendorInstant(createdBefore, 'up'),
  };
  const bounded = createdAfter !== undefined || createdBefore !== undefined;
  return {
    filters: {
      status: status === undefined ? undefined : { equalTo: status },
      createdOn: bounded ? createdOn : undefined,
    },
    order: order === undefined ? undefined : { createdOn: order },
    ...toPaging({ offset, limit }),
  };
}

/** Throws `RangeError` for a page that is none. */
export function toPaging({ offset, limit }: PageQuery): PageQuery {
  const whole = [offset, limit].every((each) => Number.isSafeInteger(each) && each >= 0);
  if (!whole) throw new RangeError('offset and limit must be whole numbers, not below 0');
  return { offset, limit };
}
