import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parseMapping } from '../../src/cli/import/mapping.js';
import { createPace } from '../../src/cli/import/pace.js';
import { type RecordsFileOptions, readRecordsFile } from '../../src/cli/input/records-file.js';
import { inFolder } from './support.js';

/** Reads a file of that content; its faults name it `records.csv`. */
const read = (content: string, options?: RecordsFileOptions) =>
  inFolder(async (folder) => {
    const file = join(folder, 'records.csv');
    await writeFile(file, content);
    const { rows, faults } = await readRecordsFile(file, options);
    return { rows, faults: faults.map((line) => line.replace(file, 'records.csv')) };
  });

test('the columns are the names that the vendor prints, in any order, and only the reference is needed', async () => {
  const header =
    'toPhoneNumbers,identification_identifier,personFamilyName,toMailAddress,invoiceAmount,invoiceCurrency';
  const more = 'invoiceDate,invoiceDueDate,invoiceReference,invoiceNumber,personBirthDay,_note';
  const row =
    '+31600000001 +31600000002,A-1,Example,a@example.com,15497,EUR,2026-01-15,2026-02-15,R 1,N-1,1980-02-29,x';
  const { rows, faults } = await read(`${header},${more}\n${row}\n,A-2${','.repeat(10)}\n`);
  expect(faults).toEqual([]);
  expect(rows).toEqual([
    {
      line: 2,
      row: {
        reference: 'A-1',
        personFamilyName: 'Example',
        toMailAddress: 'a@example.com',
        toPhoneNumbers: ['+31600000001', '+31600000002'],
        invoiceDate: '2026-01-15',
        invoiceDueDate: '2026-02-15',
        invoiceReference: 'R 1',
        invoiceCurrency: 'EUR',
        invoiceAmountMinor: 15497,
        invoiceNumber: 'N-1',
        personBirthDay: '1980-02-29',
      },
    },
    { line: 3, row: { reference: 'A-2' } },
  ]);
});

test('every fault of a file is told at once, by line and column, and no personal value is repeated', async () => {
  const rows = ['A-1,154.97,a@example.com', 'A-1,15497,Anna', 'A#2,0,', ',15497,'];
  const { faults } = await read(`identification_identifier,invoiceAmount,toMailAddress\n${rows.join('\n')}\n`);
  expect(faults).toEqual([
    'records.csv:2 invoiceAmount: "154.97" is not an amount in cents, write 15497 for 154.97',
    'records.csv:3 toMailAddress: the value is not a mail address, write one like name@example.com',
    'records.csv:3 identification_identifier: "A-1" is in line 2 too, write it once',
    expect.stringMatching(/^records\.csv:4 identification_identifier: "A#2" is not a reference/),
    'records.csv:4 invoiceAmount: "0" is nothing to collect, take the row out',
    expect.stringMatching(/^records\.csv:5 identification_identifier: is empty/),
  ]);
});

test('a script in the file is not read: one import is one script', async () => {
  const { faults } = await read('identification_identifier,script\nA-1,1001\n');
  expect(faults).toEqual(['records.csv:1 "script" is not a column, take it out: the script is given by --script']);
});

test('records that are to become cases need a debt and an address', async () => {
  const { faults } = await read('identification_identifier,invoiceAmount\nA-1,15497\n', { collect: true });
  expect(faults).toEqual([
    'records.csv:1 invoiceDueDate: this column is missing, add it',
    'records.csv:1 invoiceCurrency: this column is missing, add it',
    'records.csv:1 invoiceNumber: this column is missing, add it',
    'records.csv:1 toMailAddress or toPhoneNumbers: a column is missing, add one',
  ]);
});

test('a file with other names is read by a mapping, and its faults name its own columns', async () => {
  const { theirs, faults: none } = parseMapping('Our ref=identification_identifier,mail=toMailAddress');
  expect(none).toEqual([]);
  const { rows, faults } = await read('Our ref,mail,invoiceNumber\nA-1,a@example.com,7\nA-2,b,8\n', { theirs });
  expect(rows).toEqual([{ line: 2, row: { reference: 'A-1', toMailAddress: 'a@example.com', invoiceNumber: '7' } }]);
  expect(faults).toEqual(['records.csv:3 mail: the value is not a mail address, write one like name@example.com']);
});

test.each([
  ['id', /"id" is not a pair/],
  ['id=reference', /"reference" is no name of a column, did you mean/],
  ['id=invoiceNumber,no=invoiceNumber', /invoiceNumber is there twice/],
  ['id=invoiceNumber,id=invoiceReference', /"id" is there twice/],
])('the mapping %s is a fault', (text, fault) => {
  expect(parseMapping(text).faults).toEqual([expect.stringMatching(fault)]);
});

test('the pace is that of the last quarter of a minute, and says how long the rest will take', () => {
  let at = 0;
  const pace = createPace(() => at);
  expect(pace(0, 100_000, 'rows')).toBe('0 of 100,000 rows');
  at += 2_000;
  expect(pace(10_000, 100_000, 'rows')).toBe('10,000 of 100,000 rows, 5,000 a second, 18 s left');
  at += 60_000;
  expect(pace(10_000, 100_000, 'rows')).toBe('10,000 of 100,000 rows');
  at += 10_000;
  expect(pace(10_100, 100_000, 'rows')).toMatch(/, 1 a second, 18 h left$|, 10 a second, 3 h left$/);
});
