import { z } from 'zod';
import { filled } from '../answer-fields.js';
import { optionalError, optionalText, word } from './answer-fields.js';
import type { CreationError } from './types.js';
import { bulkEvents, recordEvents, toCreationStatus } from './words.js';

type RecordEventName = (typeof recordEvents)[number];
type BulkEventName = (typeof bulkEvents)[number];

/** What became of one bill of a bulk request. */
export interface BulkBill {
  eventId: string;
  /** A word of the vendor's: `CreationSucceeded`, `CreationFailed`. */
  event: string;
  atid: string;
  srrid?: string;
  error?: CreationError;
}

/**
 * What an AcceptEasy webhook says, without addresses or anything else of a person. It is a hint: money is booked from what
 * the vendor's own read says. An event has no id of its own and no time: `eventId` is `<ATID>:<STATUS>`, so that a second
 * `Bounced` of one bill looks as the first; `at` is the time of receipt.
 */
export type AccepteasyEvent =
  | {
      /** Of a bill, or of a mandate that was paid: the body does not tell them apart. */
      kind: 'bill';
      event: RecordEventName;
      eventId: string;
      atid: string;
      srrid?: string;
      paymentReference?: string;
      at: string;
      error?: CreationError;
    }
  | { kind: 'bulk'; event: BulkEventName; eventId: string; bulkId: string; at: string; bills: BulkBill[] }
  | { kind: 'unknown'; event: string; eventId: string; srrid?: string; paymentReference?: string; at: string };

/** An event, or one line that says why the body is none. */
export type ParsedAccepteasyWebhook = { event: AccepteasyEvent } | { problem: string };

/** Unknown fields are dropped and words are open. Source: outside, documents/webhooks.md. */
const recordSchema = z.object({
  ATID: word,
  STATUS: word,
  SRRID: optionalText,
  PaymentReference: optionalText,
  ERROR: optionalError,
});

const bulkSchema = z.object({ BulkId: word, STATUS: word, Bills: z.array(z.unknown()).nullish().catch(undefined) });

/** The vendor writes `Status` and `STATUS` in one document: what differs by case alone is the same field. */
const SPELLINGS = new Map(
  ['ATID', 'STATUS', 'SRRID', 'PaymentReference', 'ERROR', 'BulkId', 'Bills'].map((name) => [name.toLowerCase(), name]),
);

/**
 * Reads a webhook's body: of one record, which has `ATID`, or of a bulk request, which has `BulkId`. A `STATUS` that is not
 * documented is kept as unknown. A body of neither form gives one line that says why, without any of its values.
 * Source: outside, documents/webhooks.md; Bills names the first two events.
 */
export function parseAccepteasyWebhook(body: unknown): ParsedAccepteasyWebhook {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return { problem: 'not a JSON object' };
  const fields = respelled(body);
  if ('ATID' in fields) return parseRecord(fields);
  if ('BulkId' in fields) return parseBulk(fields);
  return { problem: 'not an event of any form: it has neither "ATID" nor "BulkId"' };
}

function parseRecord(fields: object): ParsedAccepteasyWebhook {
  const parsed = recordSchema.safeParse(fields);
  if (!parsed.success) return problem(parsed.error);
  const { ATID: atid, STATUS, SRRID: srrid, PaymentReference: paymentReference, ERROR: error } = parsed.data;
  const said = toCreationStatus(STATUS);
  const about = filled({ eventId: `${atid}:${said}`, srrid, paymentReference, at: now() });
  const event = recordEvents.find((name) => name === said);
  if (event === undefined) return { event: { kind: 'unknown', event: said, ...about } };
  return { event: filled({ kind: 'bill' as const, event, atid, ...about, error }) };
}

function parseBulk(fields: object): ParsedAccepteasyWebhook {
  const parsed = bulkSchema.safeParse(fields);
  if (!parsed.success) return problem(parsed.error);
  const { BulkId: bulkId, STATUS, Bills } = parsed.data;
  const said = toCreationStatus(STATUS);
  const about = { eventId: `${bulkId}:${said}`, at: now() };
  const event = bulkEvents.find((name) => name === said);
  if (event === undefined) return { event: { kind: 'unknown', event: said, ...about } };
  return { event: { kind: 'bulk', event, bulkId, ...about, bills: (Bills ?? []).flatMap(toBulkBill) } };
}

/** An entry that cannot be read is left out: the status of the bulk request still has it. */
function toBulkBill(entry: unknown): BulkBill[] {
  const parsed = recordSchema.safeParse(typeof entry === 'object' && entry !== null ? respelled(entry) : entry);
  if (!parsed.success) return [];
  const { ATID: atid, STATUS, SRRID: srrid, ERROR: error } = parsed.data;
  const event = toCreationStatus(STATUS);
  return [filled({ eventId: `${atid}:${event}`, event, atid, srrid, error })];
}

function respelled(body: object): object {
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [SPELLINGS.get(name.toLowerCase()) ?? name, value]),
  );
}

function problem(error: z.ZodError): { problem: string } {
  const [issue] = error.issues;
  return { problem: `${issue?.path.map(String).join('.')}: ${issue?.message ?? 'does not fit'}` };
}

function now(): string {
  return new Date().toISOString();
}
