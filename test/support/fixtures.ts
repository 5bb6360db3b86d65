import { randomUUID } from 'node:crypto';
import type { CollectRecordInput } from '../../src/workflows/messages.js';

export const DAY_MS = 24 * 3_600_000;
export const SAID = { by: 'ann', why: 'the debtor asked for it' };
export const CREDENTIALS = { username: 'alphacomm', password: 'pass:word of the tests' };
export const eur = (minor: number) => ({ minor, currency: 'EUR' });

/** A case that is asked once by mail, and waits two weeks for its money. */
export function aCase(reference: string, changes: Partial<CollectRecordInput> = {}): CollectRecordInput {
  return {
    reference,
    debtor: { email: 'debtor@example.test', phones: [] },
    invoice: { number: `I-${reference}`, amount: eur(100_00), dueDate: '2026-10-01' },
    plan: { payLink: { from: 'script' }, steps: [{ channel: 'message', script: '1001', waitMs: 14 * DAY_MS }] },
    ...changes,
  };
}

export interface LogLine {
  level: string;
  fields: Record<string, unknown>;
  text: string;
}

/** Collects what would be logged. */
export function createLog() {
  const lines: LogLine[] = [];
  const write = (level: string) => (fields: unknown, text?: string) =>
    void lines.push({ level, fields: fields as Record<string, unknown>, text: text ?? '' });
  return { lines, logger: { info: write('info'), warn: write('warn'), error: write('error') } };
}

export function basic({ username, password }: { username: string; password: string }): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

/** A PayLink event as CollectMAXX sends it. */
export function payLinkEvent(
  event: 'PayLinkPaid' | 'PayLinkVisited',
  reference: string,
  linkId: string,
  id: string = randomUUID(),
) {
  const data = event === 'PayLinkPaid' ? { 'payment-method': 'ideal', 'transaction-amount': 100_00 } : [];
  return { datetime: '2026-03-03T09:00:00.52Z', id, reference, serviceId: linkId, service: 'paylink', event, data };
}

/** A call's event as CollectMAXX sends it; a phone number in it must not turn up anywhere. */
export function callEvent(reference: string, id: string = randomUUID()) {
  const data = {
    direction: 'outbound',
    status: 'finished',
    localNumber: '31513703800',
    remoteNumber: '31612345678',
    answeredOn: '2026-03-03T09:00:10+00:00',
    events: [],
  };
  return {
    datetime: '2026-03-03T09:00:00+00:00',
    id,
    reference,
    serviceId: id,
    service: 'voice',
    event: 'VoiceCallCompleted',
    data,
  };
}

/** A call by somebody who withholds his number, in the form of voice webhook V1. */
export function anonymousCall(id: string = randomUUID()) {
  return {
    id,
    attributes: { origin: 'annabel', customer: '1000', script: '1001' },
    direction: 'inbound',
    status: 'finished',
    localNumber: '31513703800',
    remoteNumber: 'anonymous',
    events: [],
    createdOn: '2026-03-03T12:18:25+00:00',
    updatedOn: '2026-03-03T12:18:41+00:00',
    answeredOn: '2026-03-03T12:18:26+00:00',
  };
}

export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}
