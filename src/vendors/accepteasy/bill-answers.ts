import { z } from 'zod';
import { filled, instant, toUtc } from '../answer-fields.js';
import { redact } from '../redact.js';
import { optionalInstant, optionalText, word } from './answer-fields.js';
import type { Bill, BillEvent, BouncedBill, Mandate } from './types.js';
import { fromEuros } from './values.js';
import { toBillStatus } from './words.js';

const euros = z.unknown().transform((value, context) => {
  const minor = fromEuros(value);
  if (minor === undefined) context.addIssue({ code: 'custom', message: 'not an amount with two decimals' });
  return minor ?? 0;
});

const address = z.object({ Email: optionalText, PhoneNumber: optionalText }).nullish().catch(undefined);
const links = z.object({ TransactionURL: optionalText, ShortURL: optionalText }).nullish().catch(undefined);

const recordFields = z.looseObject({
  ATID: word,
  SRRID: word,
  PaymentReference: word,
  Amount: euros,
  Status: word,
  Description: optionalText,
  AETemplateID: optionalText,
  ExpiryDate: instant,
  CreationDate: optionalInstant,
  PendingPaymentDate: optionalInstant,
  Address: address,
  Links: links,
});

function toBill(fields: z.output<typeof recordFields>): Bill {
  return filled({
    atid: fields.ATID,
    srrid: fields.SRRID,
    paymentReference: fields.PaymentReference,
    amountMinor: fields.Amount,
    status: toBillStatus(fields.Status),
    description: fields.Description,
    templateId: fields.AETemplateID,
    expiresAt: fields.ExpiryDate,
    createdAt: fields.CreationDate,
    pendingPaymentAt: fields.PendingPaymentDate,
    email: fields.Address?.Email,
    phoneNumber: fields.Address?.PhoneNumber,
    transactionUrl: fields.Links?.TransactionURL,
    shortUrl: fields.Links?.ShortURL,
    events: eventsIn(fields),
  });
}

const eventList = z
  .array(z.object({ Type: word, DateTime: z.string(), Status: optionalText }))
  .min(1)
  .transform((events) =>
    events.flatMap(({ Type, DateTime, Status }): BillEvent[] => {
      const at = toUtc(DateTime);
      const status = Status === undefined ? undefined : toBillStatus(Status);
      return at === undefined ? [] : [filled({ type: Type, at, status })];
    }),
  );

/** The form of the events is documented, the name of their list is not: they are known by their form. */
function eventsIn(fields: object): BillEvent[] {
  for (const value of Object.values(fields)) {
    const events = eventList.safeParse(value);
    if (events.success) return events.data;
  }
  return [];
}

/** Source: Bills, the answer to `POST /v2/Bill`. */
export const billSchema = recordFields.transform(toBill);

/** Source: outside, documents/mandate.md. That `FirstInstallment` is in cents is inferred. */
export const mandateSchema = recordFields
  .extend({ FirstInstallment: z.int().min(0).optional().catch(undefined) })
  .transform((fields): Mandate => filled({ ...toBill(fields), firstInstallmentMinor: fields.FirstInstallment }));

const bounce = z
  .object({ DateReceived: instant, Message: optionalText, StatusCode: optionalText, CommunicationID: optionalText })
  .transform(({ DateReceived, Message, StatusCode, CommunicationID }, context) => {
    if (DateReceived === undefined) context.addIssue({ code: 'custom', message: 'no time', path: ['DateReceived'] });
    const message = Message === undefined ? undefined : redact(Message);
    return filled({
      receivedAt: DateReceived ?? '',
      statusCode: StatusCode,
      communicationId: CommunicationID,
      message,
    });
  });

/** Source: outside, documents/bounces.md. */
export const bouncedBillSchema = recordFields
  .extend({ Bounce: bounce })
  .transform((fields): BouncedBill => ({ ...toBill(fields), bounce: fields.Bounce }));
