import { count, exactly, faultSchemaOf, text } from '../shared/control-schemas.js';
import { PTX_OPERATIONS } from './control-types.js';

/** JSON schemas of what PTX's control API takes besides the shared. */

export const faultSchema = faultSchemaOf({ operations: PTX_OPERATIONS });

export const expireSchema = exactly([], { afterCalls: count });

export const statusSchema = exactly(['status'], { status: text });

const change = {
  sortCode: text,
  accountNumber: text,
  reference: { type: 'string' },
  amountMinor: count,
  name: { type: 'string' },
  text: { type: 'string' },
  transactionCode: text,
};

export const newInstructionSchema = exactly(['batchId', 'sortCode', 'accountNumber', 'reference', 'amountMinor'], {
  batchId: count,
  ...change,
});

export const instructionChangeSchema = exactly([], { ...change, included: { type: 'boolean' } });

export const reportSchema = exactly(['type'], {
  type: text,
  name: text,
  xml: text,
  records: {
    type: 'array',
    items: {
      type: 'object',
      additionalProperties: {
        anyOf: [{ type: 'string' }, { type: 'object', additionalProperties: { type: 'string' } }],
      },
    },
  },
  serviceType: { enum: ['BACSTel-IP', 'SECURE-IP'] },
});

export const instructionsQuerySchema = exactly(['batchId'], { batchId: { type: 'string' } });
