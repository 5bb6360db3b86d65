/** JSON schemas of what the control API takes: a wrong word is answered with 400 and its place. */

const count = { type: 'integer', minimum: 0 };
const cents = { type: 'integer', minimum: 1 };
const text = { type: 'string', minLength: 1 };

const exactly = (required: string[], properties: Record<string, object>) => ({
  type: 'object',
  additionalProperties: false,
  required,
  properties,
});

const delivery = {
  ...exactly(['mode'], { mode: { enum: ['twice', 'late', 'lost', 'forged', 'swapped'] }, byMs: count }),
  if: { properties: { mode: { const: 'late' } } },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: { required: ['mode', 'byMs'] },
};

const act = exactly(['afterMs', 'do'], {
  afterMs: count,
  do: { enum: ['visit', 'pay', 'part-pay', 'overpay'] },
  amountMinor: cents,
  delivery,
});

const callPlay = exactly(['outcome'], {
  outcome: { enum: ['answered', 'no-answer', 'voicemail', 'busy', 'invalid number'] },
  delivery,
  afterwards: { type: 'array', items: act },
});

export const storySchema = exactly(['reference', 'story'], {
  reference: text,
  story: { enum: ['paid', 'part-paid', 'visited', 'answered', 'no-answer', 'voicemail'] },
  amountMinor: cents,
  delivery,
});

export const playsSchema = {
  type: 'array',
  items: exactly(['reference'], {
    reference: text,
    onMessage: { type: 'array', items: act },
    onCalls: { type: 'array', items: callPlay },
  }),
};

const counts = { times: { type: 'integer', minimum: 1 }, skip: count, reference: text };

const vendorFault = exactly(['operation', 'kind'], {
  operation: {
    enum: ['addRecords', 'batches', 'payLink.create', 'payLinks', 'mandate.create', 'mandates', 'stopCalling', '*'],
  },
  kind: {
    enum: [
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
      'graphql-error',
    ],
  },
  ...counts,
  retryAfterSeconds: count,
  delayMs: count,
});

const webhookFault = exactly(['webhook', 'kind'], {
  webhook: { enum: ['PayLinkPaid', 'PayLinkVisited', 'VoiceCallCompleted', '*'] },
  kind: { enum: ['doubled', 'late', 'swapped', 'lost', 'forged'] },
  ...counts,
  byMs: count,
});

export const faultSchema = {
  type: 'object',
  if: { required: ['webhook'] },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: webhookFault,
  else: vendorFault,
};

/** An empty object takes the address away. */
export const webhookTargetSchema = exactly([], {
  url: text,
  username: { type: 'string' },
  password: { type: 'string' },
});

export const advanceSchema = exactly(['ms'], { ms: { type: 'number', minimum: 0 } });

export const mandateStatusSchema = exactly(['status'], { status: { enum: ['new', 'pending', 'success'] } });

export const transactionSchema = exactly(['status'], { status: { enum: ['started', 'cancelled', 'failed'] } });

export const ledgerQuerySchema = exactly([], { reference: { type: 'string' }, effect: { type: 'string' } });
