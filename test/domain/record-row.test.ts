import { expect, test } from '@jest/globals';
import { type RecordRow, rowOf, valuesOf } from '../../src/domain/record-row.js';

const full: Required<RecordRow> = {
  reference: 'A-1',
  personFamilyName: 'Example',
  toMailAddress: 'debtor@example.com',
  toPhoneNumbers: ['+31600000000', '+31600000001'],
  invoiceDate: '2026-01-15',
  invoiceDueDate: '2026-02-15',
  invoiceReference: 'R-1',
  invoiceCurrency: 'EUR',
  invoiceAmountMinor: 0,
  invoiceNumber: 'N-1',
  personBirthDay: '1980-01-31',
};
const fields = Object.keys(full) as (keyof RecordRow)[];

test('a row that travels without its names is the same row afterwards', () => {
  const rows: RecordRow[] = [
    full,
    { reference: 'A-2' },
    // Each field alone, so that none stands in the place of another.
    ...fields.map((field) => ({ reference: 'A-3', [field]: full[field] })),
  ];
  const travelled = JSON.parse(JSON.stringify(rows.map(valuesOf)));
  expect(JSON.parse(JSON.stringify(travelled.map(rowOf)))).toEqual(rows);
});
