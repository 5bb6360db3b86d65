/** JSON schemas of what the control API takes. */

import { count, delivery, exactly, faultSchemaOf, text } from '../shared/control-schemas.js';
import type { ActName, VendorOperation, WebhookEventName } from './control-types.js';

const ACTS: ActName[] = ['pay', 'plan-payment', 'report-paid', 'fail-payment', 'view', 'click'];

const OPERATIONS: VendorOperation[] = [
  'accepteasy.bill.create',
  'accepteasy.bill.createWithCommunication',
  'accepteasy.bill.createAsync',
  'accepteasy.bill.asyncStatus',
  'accepteasy.bill.get',
  'accepteasy.bill.update',
  'accepteasy.bill.createBulk',
  'accepteasy.bill.bulkStatus',
  'accepteasy.bill.paymentMethods',
  'accepteasy.search.bills',
  'accepteasy.search.payments',
  'accepteasy.search.bounces',
  'accepteasy.communication.list',
  'accepteasy.communication.create',
  'accepteasy.communication.update',
  'accepteasy.communication.delete',
  'accepteasy.mandate.create',
];

const EVENTS: WebhookEventName[] = ['CreationSucceeded', 'CreationFailed', 'Paid', 'Bounced', 'ProcessingCompleted'];

export const faultSchema = faultSchemaOf({ operations: OPERATIONS, events: EVENTS });

export const actSchema = exactly(['srrid', 'do'], { srrid: text, do: { enum: ACTS }, delivery });

export const forgerySchema = exactly(['srrid', 'status'], {
  srrid: text,
  status: { enum: EVENTS.filter((event) => event !== 'ProcessingCompleted') },
  atid: text,
});

const when = (name: object, required: string[], properties: Record<string, object>) => ({
  if: { properties: { do: name } },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: exactly(['srrid', 'do', ...required], { srrid: text, do: text, ...properties }),
});

/** One form for each `do`. */
const play = {
  type: 'object',
  required: ['srrid', 'do'],
  properties: { do: { enum: [...ACTS, 'bounce', 'fail-creation', 'create'] } },
  allOf: [
    when({ enum: ACTS }, ['afterMs'], { afterMs: count, delivery }),
    when({ const: 'bounce' }, [], {
      afterMs: count,
      channel: { enum: ['Email', 'Text'] },
      address: text,
      message: text,
      statusCode: text,
      withoutId: { type: 'boolean' },
      delivery,
    }),
    when({ const: 'fail-creation' }, [], { afterMs: count, message: text }),
    when({ const: 'create' }, ['afterMs'], { afterMs: count }),
  ],
};

export const playsSchema = { type: 'array', items: play };

export const truthQuerySchema = exactly([], { srrid: text });
