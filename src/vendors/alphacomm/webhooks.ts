import type { z } from 'zod';
import { toUtc } from '../answer-fields.js';
import { fromCents } from './values.js';
import { type CallEvents, callSchema, envelopeSchema, envelopeVoiceSchema } from './webhook-schemas.js';

/**
 * What a CollectMAXX webhook says, without numbers, names or anything else of a person. It is a hint: money is booked from
 * what the vendor's own read says. `at` is UTC: the vendor's time, or the time of receipt where the body has none.
 */
export type AlphacommEvent =
  | {
      kind: 'paylink';
      event: 'PayLinkPaid' | 'PayLinkVisited';
      eventId: string;
      linkId: string;
      /** Absent for links made by the API. */
      reference?: string;
      at: string;
      /** Of one transaction, in cents; not the total. */
      transactionMinor?: number;
    }
  | {
      kind: 'call';
      form: 'event' | 'v1' | 'legacy';
      eventId: string;
      callId: string;
      reference?: string;
      script?: string;
      job?: string;
      direction?: string;
      /** `unknown` where an event comes without its data. */
      status: string;
      /** Of the script's result nodes: `success-ok` if any has it, else the last one's. */
      result?: string;
      at: string;
    }
  | { kind: 'unknown'; eventId: string; event: string; service?: string; reference?: string; at?: string };

/** An event, or one line that says why the body is none. */
export type ParsedWebhook = { event: AlphacommEvent } | { problem: string };

const SUCCESS = 'success-ok';
const SERVICES: Readonly<Record<string, string>> = {
  PayLinkPaid: 'paylink',
  PayLinkVisited: 'paylink',
  VoiceCallCompleted: 'voice',
};

/**
 * Reads a webhook's body in any of its forms: the newer events have `event`, voice webhook V1 has `attributes` instead, and
 * the older one is V1 with `host` and without a reference. A body of no form gives one line that says why, without any of
 * its values. Source: CollectMAXX API, "Webhook events", "Voice webhook V1".
 */
export function parseAlphacommWebhook(body: unknown): ParsedWebhook {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return { problem: 'not a JSON object' };
  if ('event' in body) return parseEnvelope(body);
  if ('attributes' in body) return parseCall(body);
  return { problem: 'not an event of any form: it has neither "event" nor "attributes"' };
}

function parseEnvelope(body: object): ParsedWebhook {
  const parsed = envelopeSchema.safeParse(body);
  if (!parsed.success) return problem(parsed.error);
  const { id: eventId, event, service, serviceId, reference, datetime, data } = parsed.data;
  const at = toUtc(datetime);
  const known = service === undefined || service === SERVICES[event];
  if (known && (event === 'PayLinkPaid' || event === 'PayLinkVisited')) {
    if (serviceId === undefined) return { problem: 'serviceId: the id of the PayLink is missing' };
    const amount = data as { 'transaction-amount'?: unknown } | null | undefined;
    const transactionMinor = fromCents(amount?.['transaction-amount']);
    const fields = { ...given({ reference, transactionMinor }), at: at ?? now() };
    return { event: { kind: 'paylink', event, eventId, linkId: serviceId, ...fields } };
  }
  if (known && event === 'VoiceCallCompleted') {
    const call = envelopeVoiceSchema.safeParse(data ?? {});
    if (!call.success) return problem(call.error, 'data');
    const { direction, status, events } = call.data;
    const fields = {
      ...given({ reference, direction, result: resultOf(events) }),
      status: status || 'unknown',
      at: at ?? now(),
    };
    return { event: { kind: 'call', form: 'event', eventId, callId: eventId, ...fields } };
  }
  return { event: { kind: 'unknown', eventId, event, ...given({ service, reference, at }) } };
}

function parseCall(body: object): ParsedWebhook {
  const parsed = callSchema.safeParse(body);
  if (!parsed.success) return problem(parsed.error);
  const { id, attributes, direction, status, events, host, updatedOn, answeredOn, createdOn } = parsed.data;
  const { reference, script, job } = attributes;
  const form = host !== undefined && reference === undefined ? 'legacy' : 'v1';
  const at = toUtc(updatedOn) ?? toUtc(answeredOn) ?? toUtc(createdOn) ?? now();
  const fields = { ...given({ reference, script, job, direction, result: resultOf(events) }), status, at };
  return { event: { kind: 'call', form, eventId: id, callId: id, ...fields } };
}

/** Nodes are told by type, never by id or place: both change whenever a script is edited. */
function resultOf(events: CallEvents): string | undefined {
  const results = [...events]
    .sort((one, other) => (one.order ?? 0) - (other.order ?? 0))
    .filter(({ nodeType, type }) => nodeType === 'AddResult' && type === 'NodeResult')
    .flatMap(({ result }) => (result === undefined ? [] : [result]));
  return results.includes(SUCCESS) ? SUCCESS : results.at(-1);
}

function problem(error: z.ZodError, under?: string): { problem: string } {
  const [issue] = error.issues;
  const path = [...(under === undefined ? [] : [under]), ...(issue?.path.map(String) ?? [])].join('.');
  return { problem: `${path}: ${issue?.message ?? 'does not fit'}` };
}

function now(): string {
  return new Date().toISOString();
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function given<T extends object>(fields: T): Given<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Given<T>;
}
