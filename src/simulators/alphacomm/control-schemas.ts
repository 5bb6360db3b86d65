/** JSON schemas of what the control API takes: a wrong word is answered with 400 and its place. */

import { cents, count, delivery, exactly, faultSchemaOf, SHARED_FAULT_KINDS, text } from '../shared/control-schemas.js';

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

export const faultSchema = faultSchemaOf({
  operations: ['addRecords', 'batches', 'payLink.create', 'payLinks', 'mandate.create', 'mandates', 'stopCalling'],
  kinds: [...SHARED_FAULT_KINDS, 'graphql-error'],
  events: ['PayLinkPaid', 'PayLinkVisited', 'VoiceCallCompleted'],
});

export const mandateStatusSchema = exactly(['status'], { status: { enum: ['new', 'pending', 'success'] } });

export const transactionSchema = exactly(['status'], { status: { enum: ['started', 'cancelled', 'failed'] } });
