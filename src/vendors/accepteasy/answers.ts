import { z } from 'zod';
import { filled } from '../answer-fields.js';
import { optionalError, optionalInstant, optionalText, word } from './answer-fields.js';
import { billSchema } from './bill-answers.js';
import type { BillUpdate, BulkStatus, Communication, CreationStatus, PaymentMethod, SearchPage } from './types.js';
import { toCommunicationStatus, toCreationStatus } from './words.js';

/** Source: Bills, "Creating a large amount of bills": just the key of the bill that is to be. */
export const queuedBillSchema = z.object({ ATID: word }).transform(({ ATID }) => ({ atid: ATID }));

const creation = {
  STATUS: word,
  SRRID: optionalText,
  PaymentReference: optionalText,
  ERROR: optionalError,
};

/** Source: Bills, "Creating a large amount of bills". */
export const creationStatusSchema = z.object({ ATID: word, ...creation }).transform(
  ({ ATID, STATUS, SRRID, PaymentReference, ERROR }): CreationStatus =>
    filled({
      atid: ATID,
      status: toCreationStatus(STATUS),
      srrid: SRRID,
      paymentReference: PaymentReference,
      error: ERROR,
    }),
);

/** Source: outside, documents/billBulk.md. */
export const queuedBulkSchema = z.object({ BulkId: word }).transform(({ BulkId }) => ({ bulkId: BulkId }));

/** Source: outside, documents/billBulk.md. */
export const bulkStatusSchema = z
  .object({ BulkId: word, STATUS: word, ERROR: optionalError, Bills: z.array(creationStatusSchema).nullish() })
  .transform(
    ({ BulkId, STATUS, ERROR, Bills }): BulkStatus =>
      filled({ bulkId: BulkId, status: toCreationStatus(STATUS), bills: Bills ?? [], error: ERROR }),
  );

/** `Status` at the top is that of the update, not of the bill. Source: outside, documents/billPatch.md. */
export const billUpdateSchema = z
  .object({ Status: word, Bill: billSchema.nullish() })
  .transform(({ Status, Bill }): BillUpdate => filled({ result: Status, bill: Bill ?? undefined }));

const subMethod = z
  .object({ SubPaymentMethodId: word, SubPaymentMethodName: word })
  .transform((fields) => ({ id: fields.SubPaymentMethodId, name: fields.SubPaymentMethodName }));

/** Source: outside, documents/redirecting.md. */
export const paymentMethodsSchema = z.array(
  z
    .object({
      PaymentMethodId: word,
      PaymentMethodName: word,
      PaymentLogo: optionalText,
      SubPaymentMethods: z.array(subMethod).nullish(),
    })
    .transform(
      (method): PaymentMethod =>
        filled({
          id: method.PaymentMethodId,
          name: method.PaymentMethodName,
          logoUrl: method.PaymentLogo,
          subMethods: method.SubPaymentMethods ?? [],
        }),
    ),
);

/** The name of a message's key is documented for bounces only, and there `CommunicationID`. */
const communication = z
  .looseObject({
    Status: optionalText,
    Channel: optionalText,
    Template: optionalText,
    PaymentStatus: optionalText,
    MessageStatus: optionalText,
    ScheduledDate: optionalInstant,
  })
  .transform((fields, context): Communication => {
    const [, key] = Object.entries(fields).find(([name]) => /^(communication)?id$/i.test(name)) ?? [];
    const read = word.safeParse(key);
    if (!read.success) context.addIssue({ code: 'custom', message: 'no id', path: ['CommunicationID'] });
    return filled({
      id: read.data ?? '',
      status: fields.Status === undefined ? undefined : toCommunicationStatus(fields.Status),
      channel: fields.Channel,
      template: fields.Template,
      paymentStatus: fields.PaymentStatus,
      messageStatus: fields.MessageStatus,
      scheduledAt: fields.ScheduledDate,
    });
  });

/** The body is not documented: the messages themselves, or an object that has them as a list. */
export const communicationsSchema = z.preprocess((body) => {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  return Object.values(body).find(Array.isArray) ?? body;
}, z.array(communication));

const optionalCount = z
  .int()
  .min(0)
  .nullish()
  .catch(undefined)
  .transform((count) => count ?? undefined);
const metadata = z
  .object({ TotalNumberOfResults: optionalCount, NextResults: optionalText })
  .nullish()
  .transform((found) => ({ total: found?.TotalNumberOfResults, next: found?.NextResults }));

type Found = z.output<typeof metadata>;

function toPage<T>(list: string, items: T[] | null | undefined, found: Found, context: z.RefinementCtx): SearchPage<T> {
  // A missing list would read as absence, unless the vendor counts none.
  if (!items && found.total !== 0) context.addIssue({ code: 'custom', message: 'no list', path: [list] });
  return { items: items ?? [], ...filled(found) };
}

/** A page of bills. Source: outside, documents/search.md. */
export const billsPageOf = <Item extends z.ZodType>(item: Item) =>
  z
    .object({ Bills: z.array(item).nullish(), SearchMetadata: metadata })
    .transform(({ Bills, SearchMetadata }, context) => toPage('Bills', Bills, SearchMetadata, context));

/** A page of mandates. Source: outside, documents/bounces.md. */
export const mandatesPageOf = <Item extends z.ZodType>(item: Item) =>
  z
    .object({ Mandates: z.array(item).nullish(), SearchMetadata: metadata })
    .transform(({ Mandates, SearchMetadata }, context) => toPage('Mandates', Mandates, SearchMetadata, context));
