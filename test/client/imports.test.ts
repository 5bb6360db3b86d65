import { randomInt } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { prepareImport } from '../../src/client/prepare-import.js';
import { type RecordRow, rowsPerImportPage } from '../../src/workflows/messages.js';
import { message } from '../support/inputs.js';
import { record, records } from '../support/records.js';

const request = (rows: readonly RecordRow[]) => ({ script: '1001', as: 'rows' as const, rows });
const faultsOf = (work: () => unknown): unknown => {
  try {
    work();
    return [];
  } catch (error) {
    return (error as { faults?: unknown }).faults;
  }
};

test('all faults of all rows are told at once, without a value', () => {
  const odd = { ...record('B-1'), shoeSize: 43 } as RecordRow;
  const rows = [record('A#1'), odd, record('B-1', { toPhoneNumbers: ['0612345678'], invoiceAmountMinor: 1.5 })];
  expect(faultsOf(() => prepareImport(request(rows)))).toEqual([
    'rows.0.reference: write letters, digits and . _ - / with spaces only inside, at most 100 characters',
    'rows.1.shoeSize: is not a field of a row',
    'rows.2.toPhoneNumbers: is not a list of at most 10 numbers in the form +31612345678',
    'rows.2.invoiceAmountMinor: is not a whole number of cents',
    'rows.2.reference: is the reference of row 1 too',
  ]);
  expect(faultsOf(() => prepareImport({ ...request([]), script: 'x' }))).toHaveLength(2);
});

test('a file is answered by batch, so no cases can follow from it; and a case needs a debt', () => {
  const collect = { payLink: { from: 'script' as const }, steps: [message()] };
  const rows = records('A', 1);
  expect(faultsOf(() => prepareImport({ ...request(rows), as: 'file', collect }))).toEqual([
    expect.stringMatching(/^collect: a file is answered by batch/),
  ]);
  expect(faultsOf(() => prepareImport({ ...request([{ reference: 'A-1' }]), collect }))).toContain(
    'rows.0: invoice.dueDate: is not a date, write YYYY-MM-DD',
  );
  expect(faultsOf(() => prepareImport({ ...request(rows), script: '1003', collect }))).toEqual([
    'rows.0: imported.script: is not that of a first message which makes the PayLink',
  ]);
});

test('an import is known by its rows and script, whatever its pages and the order of fields', () => {
  const rows = records('ID', 5);
  const { input } = prepareImport(request(rows));
  const turned = rows.map((row) => Object.fromEntries(Object.entries(row).reverse()) as unknown as RecordRow);
  expect(prepareImport(request(turned), [2, 3]).input.id).toBe(input.id);
  expect(prepareImport({ ...request(rows), script: '1003' }).input.id).not.toBe(input.id);
  expect(prepareImport(request(rows.slice(1))).input.id).not.toBe(input.id);
});

test('no page is too large for a message, however long its rows are', () => {
  // Nothing that could be made smaller.
  const noise = (length: number) =>
    Array.from({ length }, () => String.fromCharCode(0x4e00 + randomInt(20_000))).join('');
  const rows = records('LONG', 8_000).map((row) => {
    return { ...row, personFamilyName: noise(200), invoiceReference: noise(100) };
  });
  const { input, page } = prepareImport(request(rows));
  expect(input.pages.reduce((sum, { count }) => sum + count, 0)).toBe(8_000);
  expect(Math.max(...input.pages.map((_, index) => page(index).length))).toBeLessThan(512 * 1024);
  expect(Math.max(...input.pages.map(({ count }) => count))).toBeLessThan(rowsPerImportPage);
});
