import { cents, count, exactly, text } from '../../shared/control-schemas.js';
import { VERIFICATION_WORDS } from './verification.js';

/** JSON schemas of what the control API takes for the direct debit side. */

const day = { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$' };
const sortCode = { type: 'string', pattern: '^\\d{6}$' };
const accountNumber = { type: 'string', pattern: '^\\d{8}$' };
const applyReports = { type: 'boolean' };
const rowStatus = { enum: ['PENDING', 'SUCCESS', 'FAILURE', 'DELETED'] };
const ADVICES = ['ADDACS', 'AUDDIS', 'AWACS'];

export const mandateStatusSchema = exactly(['status'], { status: text });

export const mandateChangeSchema = exactly([], { sortCode, accountNumber, reference: text });

export const verificationSchema = exactly(['accountNumber', 'word'], {
  accountNumber: text,
  word: { enum: VERIFICATION_WORDS },
});

/** A return or a claim. */
const collection = { rowId: count, code: text, originalDay: day };
const advice = {
  mandateId: count,
  reference: text,
  code: text,
  newSortCode: sortCode,
  newAccountNumber: accountNumber,
  effectiveDay: day,
  relodge: { type: 'boolean' },
};

export const collectionReportSchema = exactly(['rowId', 'code'], { ...collection, applyReports });
export const adviceReportSchema = exactly(['type', 'code'], { ...advice, type: { enum: ADVICES }, applyReports });

export const ddmReportSchema = {
  type: 'object',
  if: { properties: { type: { enum: ADVICES } } },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: exactly(['type', 'records'], {
    type: { enum: ADVICES },
    records: { type: 'array', items: exactly(['code'], advice) },
    applyReports,
  }),
  else: exactly(['type', 'records'], {
    type: { enum: ['ARUDD', 'DDICA'] },
    records: { type: 'array', items: exactly(['rowId', 'code'], collection) },
    applyReports,
  }),
};

const row = {
  paymentDay: day,
  amountMinor: cents,
  code: text,
  comments: text,
};

export const newRowSchema = exactly(['mandateId', 'paymentDay', 'amountMinor'], {
  ...row,
  mandateId: count,
  amountMinor: count, // An instruction of AUDDIS has none.
  paymentType: { enum: ['AUDDIS', 'ONE_OFF', 'REFUND', 'DIRECT_DEBIT'] },
});

export const rowChangeSchema = exactly([], { ...row, status: rowStatus, retryCount: count, reference: text });
