import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { readMandatesFile } from '../../src/cli/input/mandates-file.js';
import { readMandates } from '../../src/cli/mandate/import.js';
import { inFolder } from './support.js';

const HEADER =
  'reference,contact_reference,title,first_name,last_name,email,account_name,sort_code,account_number,amount,frequency,start_date';
const VALUES: Record<string, string> = {
  reference: 'MEMBER-1001',
  contact_reference: 'M-1001',
  title: 'Ms',
  first_name: 'Anna',
  last_name: 'Example',
  email: 'payer@example.com',
  account_name: 'Anna Example',
  sort_code: '20-00-00',
  account_number: '55779911',
  amount: '12.50',
  frequency: 'monthly',
  start_date: '2027-01-15',
};

/** A file of one row for each of these, by the header of the first beside the usual columns. */
function fileOf(...rows: Record<string, string>[]): string {
  const names = [...HEADER.split(','), ...Object.keys(rows[0] ?? {}).filter((name) => !(name in VALUES))];
  const lines = rows.map((row) => names.map((name) => `"${row[name] ?? VALUES[name] ?? ''}"`).join(','));
  return `${[names.join(','), ...lines].join('\n')}\n`;
}

const inFile = <T>(content: string, work: (file: string) => Promise<T>): Promise<T> =>
  inFolder(async (folder) => {
    const file = join(folder, 'mandates.csv');
    await writeFile(file, content);
    return work(file);
  });

/** What is wrong with a file of that content, in its order; its lines name it `mandates.csv`. */
const faultsOf = (content: string): Promise<string[]> =>
  inFile(content, async (file) => {
    const error = await readMandates(file, { profile: '4826' }).catch((thrown: unknown) => thrown);
    const lines = error instanceof Error && 'lines' in error ? (error.lines as string[]) : [];
    return lines.map((line) => line.replace(file, 'mandates.csv'));
  });

test('a row is a mandate, with its address, its end and its remarks', () =>
  inFile(
    fileOf(
      {
        communication: 'post',
        address_lines: '1 Example Street',
        town: 'Sampleton',
        county: '',
        postcode: 'ZZ99 1AA',
        country: 'UK',
        occurrences: '12',
        _team: 'north',
      },
      { reference: 'MEMBER-1002', email: '', communication: '' },
    ),
    async (file) => {
      const { rows, faults } = await readMandatesFile(file);
      expect(faults).toEqual([]);
      expect(rows[0]).toEqual({
        line: 2,
        mandate: {
          reference: 'MEMBER-1001',
          contact: {
            reference: 'M-1001',
            title: 'Ms',
            firstName: 'Anna',
            lastName: 'Example',
            email: 'payer@example.com',
            communication: 'POST',
            address: { lines: '1 Example Street', town: 'Sampleton', postcode: 'ZZ99 1AA', country: 'UK' },
          },
          account: { sortCode: '20-00-00', accountNumber: '55779911', accountName: 'Anna Example' },
          plan: {
            amount: { minor: 12_50, currency: 'GBP' },
            frequency: 'monthly',
            start: '2027-01-15',
            occurrences: 12,
          },
        },
        extra: { _team: 'north' },
      });
    },
  ));

test.each([
  ['reference', 'member-1001', '"member-1001" is not written as Bacs carries it: write "MEMBER-1001"'],
  ['reference', '', 'is empty, write 6 to 18 characters'],
  ['contact_reference', '-1', '"-1" begins with -, which PTX refuses: begin with a letter or digit'],
  ['title', '=Ms', 'the value begins with =, which PTX refuses: begin with a letter or digit'],
  ['last_name', '', 'is empty, write at most 64 characters'],
  ['email', 'payer', 'the value is not a mail address, write one like name@example.com'],
  ['email', '', 'is missing, and letters go by EMAIL'],
  ['account_name', 'Anna #', 'the value has #, which Bacs does not carry: write letters, digits, space and . & / -'],
  ['sort_code', '20-00', 'the value is not a sort code, write six digits like 20-00-00 or 200000'],
  ['account_number', '', 'is empty, write 8 digits'],
  ['amount', '12,5', '"12,5" is not an amount with two decimals, write 12.50'],
  ['amount', '0.00', '"0.00" is nothing to collect, take the row out'],
  ['frequency', 'mothly', '"mothly" is none of weekly, monthly, quarterly, yearly, write one of them'],
  ['start_date', '2027-02-29', '"2027-02-29" is not a day, write it like 2026-02-28'],
  ['communication', 'letter', '"letter" is none of EMAIL, POST, LOCAL_PRINT, SERVICE_PRINT, write one of them'],
  ['communication', 'POST', 'is missing, and letters go by POST'],
  ['occurrences', '0', '"0" is not a number from 1 to 9999'],
  ['end_date', '2027-01-01', '2027-01-01 is before the start, 2027-01-15'],
])('a wrong %s is told with its line and what to write: %j', async (column, value, fault) => {
  const [first = ''] = await faultsOf(fileOf({ [column]: value }));
  expect(first).toBe(
    `mandates.csv:2 ${column === 'communication' && value === 'POST' ? 'address_lines' : column}: ${fault}`,
  );
});

test('every fault of every row is told, in the order of the file', async () => {
  const rows = [
    { amount: '1', title: '' },
    { reference: 'MEMBER-1002', email: '' },
    { reference: 'X', frequency: 'yearly' },
  ];
  expect(await faultsOf(fileOf(...rows))).toEqual([
    'mandates.csv:2 title: is empty, write at most 20 characters',
    expect.stringMatching(/^mandates\.csv:2 amount: "1" is not an amount/),
    'mandates.csv:3 email: is missing, and letters go by EMAIL',
    expect.stringMatching(/^mandates\.csv:4 reference: "X" has fewer than 6/),
  ]);
});

test('end and number of collections exclude each other', async () => {
  expect(await faultsOf(fileOf({ end_date: '2027-12-31', occurrences: '3' }))).toEqual([
    'mandates.csv:2 occurrences: is given beside an end, leave one of them out',
  ]);
});

test('two rows with one reference are told with both lines, whatever their accounts', async () => {
  const rows = [{}, { reference: 'MEMBER-1002' }, { account_number: '11111111' }];
  expect(await faultsOf(fileOf(...rows))).toEqual([
    'mandates.csv:4 reference: "MEMBER-1001" is in line 2 too, write it once',
  ]);
});

test('references that contain one another on one account are told with both lines, as banks take one for the other', async () => {
  const rows = [
    { sort_code: '200000' },
    { reference: 'MEMBER-10012', account_number: '11111111' },
    { reference: 'MEMBER-100', contact_reference: 'M-2' },
  ];
  expect(await faultsOf(fileOf(...rows))).toEqual([
    'mandates.csv:4 reference: "MEMBER-100" and the reference of line 2 contain one another on the same account, change one',
  ]);
});

test('columns that are missing or unknown are told with the known ones', async () => {
  const found = await faultsOf(fileOf({}).replace('start_date', 'startdate'));
  expect(found).toContain('mandates.csv:1 "startdate" is not a column, did you mean start_date?');
  expect(found).toContain('mandates.csv:1 start_date: this column is missing, add it');
});

test('a name that Bacs cuts is a warning, without the name', () =>
  inFile(fileOf({ account_name: 'Bartholomew Featherington' }), async (file) => {
    const [row] = await readMandates(file, { profile: '4826' });
    expect(row?.warnings).toEqual([
      `${file}:2 account_name: the value is longer than 18 characters, the bank sees the first 18`,
    ]);
  }));

test('the mandates of the demo have no fault, and show what a file can say', async () => {
  const file = fileURLToPath(new URL('../../examples/mandates.csv', import.meta.url));
  const rows = await readMandates(file, { profile: '4826' });
  expect(rows.length).toBeGreaterThan(10);
  expect(new Set(rows.map(({ input }) => input.plan?.frequency)).size).toBe(4);
  expect(new Set(rows.map(({ input }) => input.contact.communication ?? 'EMAIL')).size).toBe(4);
});
