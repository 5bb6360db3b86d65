import type { RecordRow } from '../../src/domain/record-row.js';

/** A record of 100.00 EUR of somebody who can be mailed and called. */
export function record(reference: string, more: Partial<RecordRow> = {}): RecordRow {
  return {
    reference,
    personFamilyName: 'Example',
    toMailAddress: 'debtor@example.com',
    toPhoneNumbers: ['+31600000000'],
    invoiceDate: '2026-01-15',
    invoiceDueDate: '2026-02-15',
    invoiceCurrency: 'EUR',
    invoiceAmountMinor: 100_00,
    invoiceNumber: `N-${reference}`,
    ...more,
  };
}

/** So many of them, by the name of their test. */
export function records(name: string, count: number): RecordRow[] {
  return Array.from({ length: count }, (_, index) => record(`${name}-${index + 1}`));
}
