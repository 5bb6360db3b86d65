import { z } from 'zod';
import { expiryOf, type PlannedMessage } from '../domain/bill.js';
import { isDay } from '../domain/calendar/dates.js';
import { canonicalJson } from '../domain/canonical-json.js';
import { type BusinessClock, businessTime } from '../domain/clock.js';
import type { Money } from '../domain/money.js';
import type { CollectBillInput } from '../workflows/messages.js';
import { sha256 } from './content-hash.js';
import { REFERENCE, SRRID, text } from './validate.js';

/** A bill as it is asked for. */
export interface BillRequest {
  /** Its name for all time: letters, digits and `. _ - /`, spaces inside, at most 36. */
  srrid: string;
  /** What the payer sees; at most 16 characters. Need not be unique. */
  paymentReference: string;
  /** At most 32 characters. */
  description: string;
  /** In euros. */
  amount: Money;
  /** The last day on which it can be paid, `YYYY-MM-DD`; it ends at midnight in Amsterdam. At most a year ahead. */
  expiryDate: string;
  /** An address is needed: this, or `phone`. */
  email?: string;
  /** E.164. */
  phone?: string;
  /** What is sent, and when; one message at once, by mail where there is an address, when left out. None where empty. */
  communications?: readonly PlannedMessage[];
  /** Texts for templates, at most 500 characters each. */
  recordData?: Record<string, string>;
  /** Has the vendor make it in its turn, as for many at once. */
  async?: boolean;
  /** The case that asks for the same debt by a PayLink. */
  caseReference?: string;
  clock?: BusinessClock;
}

export interface PreparedBill {
  input: CollectBillInput;
  contentHash: string;
}

/** `bill` is there when no field has a fault; the date is judged for itself, since it wears off. */
export interface BillCheck {
  bill?: PreparedBill;
  faults: BillFault[];
  dateFault?: BillFault;
}

/** `problem` goes on where the value stood. */
export interface BillFault {
  field: string;
  problem: string;
}

const CHANNELS = ['Email', 'Text', 'PDF'] as const;
const MOST_MINOR = 1_000_000_000;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

const word = z.string('is not a text');
const messageSchema = z.strictObject({
  channel: z.enum(CHANNELS, 'is not a channel, write Email, Text or PDF'),
  template: text(100).optional(),
  scheduledAt: word
    .regex(INSTANT, 'is not an instant, write it like 2026-03-02T09:00:00Z')
    .refine((at) => !Number.isNaN(Date.parse(at)), 'is not an instant, write it like 2026-03-02T09:00:00Z')
    .optional(),
  paymentStatus: text(40).optional(),
  messageStatus: text(40).optional(),
});

const requestSchema = z
  .object({
    srrid: word.regex(SRRID, 'write letters, digits and . _ - / with spaces only inside, at most 36 characters'),
    paymentReference: text(16),
    description: text(32),
    amount: z.strictObject({
      minor: z.int('is not a whole number of cents').min(1, 'is not above 0').max(MOST_MINOR, 'is too high'),
      currency: z.literal('EUR', 'is not EUR, and AcceptEasy takes nothing else'),
    }),
    expiryDate: word.refine(isDay, 'is not a date, write YYYY-MM-DD'),
    email: text(254)
      .regex(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, 'is not an e-mail address')
      .optional(),
    phone: word.regex(/^\+[1-9]\d{5,14}$/, 'is not a number in the form +31612345678').optional(),
    communications: z.array(messageSchema, 'is not a list').max(50, 'has more than 50 messages').optional(),
    recordData: z.record(word, word.max(500, 'is too long, write at most 500 characters')).optional(),
    async: z.boolean('is not true or false').optional(),
    caseReference: word.regex(REFERENCE, 'is not the reference of a case').optional(),
  })
  .check(({ value: { email, phone, communications = [] }, issues }) => {
    const fault = (path: (string | number)[], message: string) =>
      issues.push({ code: 'custom', input: undefined, path, message });
    if (email === undefined && phone === undefined) fault(['email'], 'is missing, and so is phone: one is needed');
    for (const [index, message] of communications.entries()) {
      const at = ['communications', index];
      if (message.channel === 'Email' && email === undefined)
        fault([...at, 'channel'], 'is Email, and email is missing');
      if (message.channel === 'Text' && phone === undefined) fault([...at, 'channel'], 'is Text, and phone is missing');
      const first = communications.findIndex((other) => isTwin(other, message));
      if (first < index) fault(at, `is the same as communications.${first}`);
    }
  });

/** Judges a bill, every fault at once, and makes it ready. `nowMs` is real time. */
export function prepareBill(request: BillRequest, nowMs = Date.now()): BillCheck {
  const { clock } = request;
  const parsed = requestSchema.safeParse(request);
  if (!parsed.success) {
    return {
      faults: parsed.error.issues.map(({ path, message }) => ({ field: path.join('.') || 'bill', problem: message })),
    };
  }
  const { srrid, paymentReference, description, amount, expiryDate, email, phone, recordData, caseReference } = request;
  const problem = dateProblem(expiryDate, businessTime(nowMs, clock));
  const content: CollectBillInput = {
    srrid,
    paymentReference,
    description,
    amount,
    expiryDate,
    communications: [...(request.communications ?? [firstMessage(request)])],
    ...(email === undefined ? {} : { email }),
    ...(phone === undefined ? {} : { phone }),
    ...(recordData === undefined ? {} : { recordData }),
    ...(caseReference === undefined ? {} : { caseReference }),
  };
  return {
    faults: [],
    ...(problem !== undefined && { dateFault: { field: 'expiryDate', problem } }),
    bill: {
      input: { ...content, ...(request.async && { async: true }), ...(clock && { clock }) },
      // How the bill is made, and how the work runs, is not what was asked for.
      contentHash: sha256(canonicalJson(content)),
    },
  };
}

type Entry = z.output<typeof messageSchema>;

/** The vendor gives no key to a message that we could know it by. */
function isTwin(a: Entry, b: Entry): boolean {
  return a.channel === b.channel && a.scheduledAt === b.scheduledAt && a.template === b.template;
}

/** A fault as the client's errors have it. */
export const billFaultLine = ({ field, problem }: BillFault): string => `${field}: ${problem}`;

function firstMessage({ email }: BillRequest): PlannedMessage {
  return { channel: email === undefined ? 'Text' : 'Email', paymentStatus: 'Open' };
}

/** The vendor takes no date that is over, and none more than a year ahead. Source: outside, docs/webhooks.md. */
function dateProblem(expiryDate: string, nowMs: number): string | undefined {
  const endMs = Date.parse(expiryOf(expiryDate));
  if (endMs <= nowMs) return `${expiryDate} is over, write a day from ${new Date(nowMs).toISOString().slice(0, 10)} on`;
  const yearAhead = new Date(nowMs);
  yearAhead.setUTCFullYear(yearAhead.getUTCFullYear() + 1);
  if (endMs <= yearAhead.getTime()) return undefined;
  return `${expiryDate} is more than a year ahead, write a day before ${yearAhead.toISOString().slice(0, 10)}`;
}
