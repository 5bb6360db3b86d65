/**
 * JSON schemas of what all control APIs take: a wrong word is answered with 400 and its place. A vendor builds its own
 * with `exactly`, and its fault rules with `faultSchemaOf({ operations, kinds, events })`.
 */
import type { SharedFaultKind } from './control-types.js';

/** 0, 1, 2 … */
export const count = { type: 'integer', minimum: 0 };
/** Minor units, at least one. */
export const cents = { type: 'integer', minimum: 1 };
export const text = { type: 'string', minLength: 1 };

/** An object with these properties and no other. */
export const exactly = (required: string[], properties: Record<string, object>) => ({
  type: 'object',
  additionalProperties: false,
  required,
  properties,
});

/** How a webhook is to be delivered. */
export const delivery = {
  ...exactly(['mode'], { mode: { enum: ['twice', 'late', 'lost', 'forged', 'swapped'] }, byMs: count }),
  if: { properties: { mode: { const: 'late' } } },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: { required: ['mode', 'byMs'] },
};

/** The kinds of faults that every vendor knows, in the order of `SharedFaultKind`. */
export const SHARED_FAULT_KINDS: readonly SharedFaultKind[] = [
  'drop-before',
  'drop-after',
  'timeout-after',
  'unauthorized',
  'rate-limited',
  'error-500-before',
  'error-500-after',
  'unavailable',
  'slow',
  'truncated',
  'wrong-typed',
];

interface FaultWords {
  operations: readonly string[];
  /** `SHARED_FAULT_KINDS` when left out. */
  kinds?: readonly string[];
  /** Names of webhook events; none when left out, and then no rule may name one. */
  events?: readonly string[];
}

/** The schema of one fault rule, for requests or, where the vendor sends events, for webhooks. */
export function faultSchemaOf({ operations, kinds = SHARED_FAULT_KINDS, events = [] }: FaultWords): object {
  const counts = { times: { type: 'integer', minimum: 1 }, skip: count, reference: text };
  const requestFault = exactly(['operation', 'kind'], {
    operation: { enum: [...operations, '*'] },
    kind: { enum: kinds },
    ...counts,
    retryAfterSeconds: count,
    delayMs: count,
  });
  if (events.length === 0) return requestFault;
  const webhookFault = exactly(['webhook', 'kind'], {
    webhook: { enum: [...events, '*'] },
    kind: { enum: ['doubled', 'late', 'swapped', 'lost', 'forged'] },
    ...counts,
    byMs: count,
  });
  return {
    type: 'object',
    if: { required: ['webhook'] },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: webhookFault,
    else: requestFault,
  };
}

/** An empty object takes the address away. */
export const webhookTargetSchema = exactly([], {
  url: text,
  username: { type: 'string' },
  password: { type: 'string' },
});

export const advanceSchema = exactly(['ms'], { ms: { type: 'number', minimum: 0 } });

export const ledgerQuerySchema = exactly([], { reference: { type: 'string' }, effect: { type: 'string' } });
