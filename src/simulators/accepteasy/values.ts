import { z } from 'zod';
import { parseInstant } from '../shared/times.js';
import { ApiError } from './api-error.js';

const optionalText = (longest?: number) => {
  const text = z.string().min(1);
  return (longest === undefined ? text : text.max(longest)).optional();
};

/** At most 36 characters. Source: Bills, first section. */
export const paymentReference = z.string().min(1).max(36);
/** At most 32 characters. Source: Bills, first section. */
export const description = z.string().min(1).max(32);
/** Unique, at most 36 characters. Source: outside, billSync.md. */
export const srrid = optionalText(36);
/** The template of the payment page, by its GUID. */
export const templateId = z.guid().optional();
/** At most 35 characters. Source: outside, mandate.md. */
export const mandateReference = optionalText(35);
/** Anything but nothing, or left out. */
export const text = optionalText();
/** Whole cents: `12.99` and `"1299"` are refused. */
export const cents = z.int().min(1);

/** An ISO 8601 instant, as epoch milliseconds. */
export const instant = z.string().transform((value, context) => {
  const atMs = parseInstant(value);
  if (atMs !== undefined) return atMs;
  context.addIssue({ code: 'custom', message: 'is not an instant such as 2018-04-01T09:00:00Z' });
  return z.NEVER;
});

/** Where messages go. An empty string is none, as in the answers. */
export const address = z.strictObject({
  Email: z
    .string()
    .regex(/^(\S+@\S+)?$/, 'is not a mail address')
    .optional(),
  PhoneNumber: z
    .string()
    .regex(/^(\+?[\d ()-]{6,})?$/, 'is not a phone number')
    .optional(),
});

const common = {
  Channel: z.enum(['Email', 'Text', 'PDF']),
  Template: text,
  ScheduledDate: instant.optional(),
  MessageStatus: z
    .enum([
      'All',
      'Opened',
      'NotOpened',
      'Clicked',
      'NotClicked',
      'BouncedEmail',
      'BouncedSMS',
      'Snoozed',
      'NotSnoozed',
    ])
    .optional(),
};

/** The conditions on a payment's status; `Countdown` with a small d, unlike the status. */
const paymentStatus = z.enum(['Open', 'All', 'Paid', 'Countdown', 'Pending']).optional();

/** The fields of a bill's message, by themselves for a change to some of them. */
export const billMessageFields = { ...common, PaymentStatus: paymentStatus };

/** A planned message of a bill, in the words of the simulator. Source: Bills, "Sending of Bills". */
export const billMessage = z.strictObject(billMessageFields).transform((entry) => ({
  channel: entry.Channel,
  template: entry.Template,
  scheduledAt: entry.ScheduledDate,
  messageStatus: entry.MessageStatus,
  paymentStatus: entry.PaymentStatus,
}));

/** A planned message of a mandate. Source: outside, mandate.md. */
export const mandateMessage = z
  .strictObject({
    ...common,
    MandateStatus: z.enum(['All', 'Mandated', 'ToMandate']).optional(),
  })
  .transform((entry) => ({
    channel: entry.Channel,
    template: entry.Template,
    scheduledAt: entry.ScheduledDate,
    messageStatus: entry.MessageStatus,
    mandateStatus: entry.MandateStatus,
  }));

/** Throws `ApiError` 400 with all faults in one line; unknown and wrongly cased names are faults too. */
export function parseBody<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) =>
    path.length === 0 ? message : `${path.join('.')}: ${message}`,
  );
  throw new ApiError(400, faults.join('; '));
}
