import type { CollectRecordInput } from '../src/client/index.js';
import type { BareRecord } from './bare/activities.js';

// The one debt that is collected over and over: asked by mail, and given two weeks. In our words, and in the vendor's.
const SCRIPT = '1001';
const EMAIL = 'debtor@example.test';
const DUE_DATE = '2026-10-01';

export const ourDebt = (reference: string): CollectRecordInput => ({
  reference,
  debtor: { email: EMAIL, phones: [] },
  invoice: { number: reference, amount: { minor: 100_00, currency: 'EUR' }, dueDate: DUE_DATE },
  plan: {
    payLink: { from: 'script' },
    steps: [{ channel: 'message', script: SCRIPT, waitMs: 14 * 24 * 3_600_000 }],
  },
});

export const bareDebt = (reference: string): BareRecord => ({
  reference,
  script: SCRIPT,
  toMailAddress: EMAIL,
  invoiceDueDate: DUE_DATE,
  invoiceReference: reference,
  invoiceNumber: reference,
  invoiceCurrency: 'EUR',
  invoiceAmount: '10000',
});
