import { z } from 'zod';
import type { NewCommunication } from './records.js';
import {
  address,
  billMessage,
  billMessageFields,
  cents,
  description,
  instant,
  mandateMessage,
  mandateReference,
  parseBody,
  paymentReference,
  srrid,
  templateId,
  text,
} from './values.js';

const LONGEST_DATA = 500;

const choice = z.strictObject({ Amount: cents, Label: text });

const amountScheme = z
  .strictObject({
    List: z.array(choice).min(1).optional(),
    Range: z.strictObject({ MinimumAmount: cents, MaximumAmount: cents }).optional(),
    MultiSelectList: z.array(choice).min(1).optional(),
  })
  .refine((scheme) => Object.keys(scheme).length === 1, 'must be one of List, Range and MultiSelectList');

const billFields = {
  PaymentReference: paymentReference,
  Description: description,
  Amount: cents,
  ExpiryDate: instant.optional(),
  SRRID: srrid,
  AETemplateID: templateId,
  Address: address.optional(),
  Communication: z.array(billMessage).optional(),
  CommunicationPlanId: text,
  PartialPaymentPlanID: text,
  RecordData: z.record(z.string(), z.string().max(LONGEST_DATA)).optional(),
  CountdownDays: z.int().min(0).optional(),
  AmountScheme: amountScheme.optional(),
  NotificationURLs: z.strictObject({ PaidURL: z.url().optional() }).optional(),
  Extras: z.strictObject({ ReturnBannerOpenURL: text, ReturnBannerPaidURL: text }).optional(),
  Attachment: z.strictObject({ filename: text, binary: z.base64().optional() }).optional(),
};

const billSchema = z.strictObject(billFields).superRefine((bill, context) => {
  const plans = [bill.Communication, bill.CommunicationPlanId, bill.PartialPaymentPlanID];
  if (plans.filter((plan) => plan !== undefined).length > 1) {
    const message = 'Communication, CommunicationPlanId and PartialPaymentPlanID exclude each other';
    context.addIssue({ code: 'custom', path: ['Communication'], message });
  }
  for (const key of Object.keys(bill.RecordData ?? {})) {
    if (!(key in billFields)) continue;
    context.addIssue({ code: 'custom', path: ['RecordData', key], message: 'is the name of a field of the bill' });
  }
});

/** A bill as the simulator thinks of it: cents, epoch milliseconds, empty texts for addresses not given. */
export interface NewBill {
  paymentReference: string;
  description: string;
  amountMinor: number;
  expiresAt: number | undefined;
  srrid: string | undefined;
  templateId: string | undefined;
  email: string;
  phone: string;
  messages: NewCommunication[];
  countdownDays: number | undefined;
  paidUrl: string | undefined;
}

/**
 * The body of a bill, checked for its form: lengths, types, what excludes what. Throws `ApiError` 400. A plan of the account
 * is unknown here: it stands for one mail at once. Source: Bills, and outside billSync.md.
 */
export function toNewBill(body: unknown): NewBill {
  const bill = parseBody(billSchema, body);
  return {
    paymentReference: bill.PaymentReference,
    description: bill.Description,
    amountMinor: bill.Amount,
    expiresAt: bill.ExpiryDate,
    srrid: bill.SRRID,
    templateId: bill.AETemplateID,
    email: bill.Address?.Email ?? '',
    phone: bill.Address?.PhoneNumber ?? '',
    messages: bill.Communication ?? (bill.CommunicationPlanId === undefined ? [] : [{ channel: 'Email' }]),
    countdownDays: bill.CountdownDays,
    paidUrl: bill.NotificationURLs?.PaidURL,
  };
}

const bulkSchema = z.strictObject({ Bills: z.array(z.unknown()).min(1) });

/** The bills of a bulk request, each still unread. Throws `ApiError` 400. Source: outside, billBulk.md. */
export const toBulk = (body: unknown): unknown[] => parseBody(bulkSchema, body).Bills;

const updateSchema = z
  .strictObject({
    Status: z.enum(['Open', 'CountDown', 'Paid', 'Expired', 'Canceled', 'Pending', 'Done', 'All']).optional(),
    Address: address.optional(),
  })
  .refine(({ Status, Address }) => Status !== undefined || Address !== undefined, 'Status or Address is needed');

/** Throws `ApiError` 400. Source: outside, billPatch.md. */
export const toUpdate = (body: unknown) => parseBody(updateSchema, body);

const newMessagesSchema = z.strictObject({ Communication: z.array(billMessage).min(1) });

/** Further messages for a bill. Throws `ApiError` 400. The form is inferred from the bill's own list. */
export const toNewMessages = (body: unknown): NewCommunication[] => parseBody(newMessagesSchema, body).Communication;

const messageChangeSchema = z
  .strictObject(billMessageFields)
  .partial()
  .refine((change) => Object.keys(change).length > 0, 'nothing is to be changed');

/** What a change to a planned message says, and nothing else. Throws `ApiError` 400. The form is inferred. */
export function toMessageChange(body: unknown): Partial<NewCommunication> {
  const change = parseBody(messageChangeSchema, body);
  return {
    ...(change.Channel && { channel: change.Channel }),
    ...(change.Template && { template: change.Template }),
    ...(change.ScheduledDate !== undefined && { scheduledAt: change.ScheduledDate }),
    ...(change.PaymentStatus && { paymentStatus: change.PaymentStatus }),
    ...(change.MessageStatus && { messageStatus: change.MessageStatus }),
  };
}

const mandateSchema = z.strictObject({
  PaymentReference: paymentReference,
  Description: description,
  MaximumAmount: cents.optional(),
  CollectionAmount: cents.optional(),
  FirstInstallment: cents.default(1),
  SequenceType: z.enum(['OneOff', 'Recurring']).optional(),
  AmountType: z.enum(['Fixed', 'Maximum', 'Open']).optional(),
  ToDate: instant.optional(),
  SRRID: srrid,
  AETemplateID: templateId,
  MandateReference: mandateReference,
  Address: address.optional(),
  Communication: z.array(mandateMessage).default([]),
});

/** Throws `ApiError` 400. Source: outside, mandate.md. */
export const toNewMandate = (body: unknown) => parseBody(mandateSchema, body);

export type NewMandate = ReturnType<typeof toNewMandate>;
