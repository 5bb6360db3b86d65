import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type DebtorsFileOptions, readDebtorsFile } from '../../src/cli/input/debtors-file.js';

const HEADER = 'reference,amount,currency,invoice_number,due_date,email,phone';
const ROW = 'A-1,154.97,EUR,INV-1,2026-02-28,a@example.com,+31600000001';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'debtors-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Reads a file of that content; its faults name it `debtors.csv`. */
async function read(content: string | Buffer, options?: DebtorsFileOptions) {
  const file = join(folder, 'debtors.csv');
  await writeFile(file, content);
  const { rows, faults } = await readDebtorsFile(file, options);
  return { rows, faults: faults.map((line) => line.replace(file, 'debtors.csv')) };
}

/** A file of one good row in which some cells differ. */
function withCells(cells: Record<string, string>): string {
  const base = Object.fromEntries(HEADER.split(',').map((name, index) => [name, ROW.split(',')[index] ?? '']));
  const row = { ...base, ...cells };
  const quote = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
  return `${Object.keys(row).join(',')}\n${Object.values(row).map(quote).join(',')}\n`;
}

test('a row says who owes what for which invoice', async () => {
  const extra = { name: ' J. Doe ', invoice_date: '2026-01-31', description: 'Water', birth_date: '1980-02-29' };
  const { rows, faults } = await read(
    withCells({ ...extra, phone: '+31600000001 +447700900001  +31600000001', _expected: 'paid', _plays: '' }),
  );
  expect(faults).toEqual([]);
  expect(rows).toEqual([
    {
      line: 2,
      reference: 'A-1',
      debtor: {
        name: 'J. Doe',
        email: 'a@example.com',
        phones: ['+31600000001', '+447700900001'],
        birthDate: '1980-02-29',
      },
      invoice: {
        number: 'INV-1',
        description: 'Water',
        amount: { minor: 15_497, currency: 'EUR' },
        date: '2026-01-31',
        dueDate: '2026-02-28',
      },
      extra: { _expected: 'paid', _plays: '' },
    },
  ]);
});

test('what is not given is not there', async () => {
  const { rows } = await read(withCells({ phone: '', name: '', description: ' ' }));
  expect(rows[0]?.debtor).toStrictEqual({ email: 'a@example.com', phones: [] });
  expect(rows[0]?.invoice).toStrictEqual({
    number: 'INV-1',
    amount: { minor: 15_497, currency: 'EUR' },
    dueDate: '2026-02-28',
  });
});

test.each([
  ['a byte order mark', `\ufeff${HEADER}\n${ROW}\n`],
  ['CRLF', `${HEADER}\r\n${ROW}\r\n`],
  ['both line ends', `${HEADER}\r\n${ROW}\n`],
  ['no line end at the end', `${HEADER}\n${ROW}`],
  ['quotes everywhere', withCells({})],
  ['blank rows', `\n${HEADER}\n\n${ROW}\n,,,,,,\n\n`],
  [
    'other order',
    'phone,email,due_date,invoice_number,currency,amount,reference\n+31600000001,a@example.com,2026-02-28,INV-1,EUR,154.97,A-1\n',
  ],
])('a file is read alike with %s', async (_, content) => {
  const { rows, faults } = await read(content);
  expect(faults).toEqual([]);
  expect(rows).toMatchObject([
    { reference: 'A-1', debtor: { phones: ['+31600000001'] }, invoice: { number: 'INV-1' } },
  ]);
});

test.each([
  ['12,5', '"12,5" is not an amount with two decimals, write 12.50'],
  ['12', '"12" is not an amount with two decimals, write 12.00'],
  [' 12.50', '" 12.50" is not an amount with two decimals, write 12.50'],
  ['1.234,56', '"1.234,56" is not an amount with two decimals, write 1234.56'],
  ['€ 1,234.56', '"€ 1,234.56" is not an amount with two decimals, write 1234.56'],
  ['1.234', '"1.234" is not an amount with two decimals, write it like 154.97'],
  ['012.50', '"012.50" is not an amount with two decimals, write 12.50'],
  ['-5.00', '"-5.00" is not an amount with two decimals, write it like 154.97'],
  ['1e3', '"1e3" is not an amount with two decimals, write it like 154.97'],
  ['0.00', '"0.00" is nothing to collect, take the row out'],
  ['10000000.01', '"10000000.01" is more than 10000000.00, check the decimal point'],
  ['', 'is empty, write an amount like 154.97'],
])('an amount is told wrong with the right way to write it: %j', async (amount, fault) => {
  expect((await read(withCells({ amount }))).faults).toEqual([`debtors.csv:2 amount: ${fault}`]);
});

test.each([
  [
    'reference',
    'A#1',
    '"A#1" is not a reference, write letters, digits and . _ - / with spaces only inside, at most 100',
  ],
  ['reference', 'A-1 ', '"A-1 " has a space at an end, take it away'],
  [
    'reference',
    'x'.repeat(101),
    `"${'x'.repeat(60)}…" is not a reference, write letters, digits and . _ - / with spaces only inside, at most 100`,
  ],
  ['reference', 'é', '"é" is not a reference, write letters, digits and . _ - / with spaces only inside, at most 100'],
  ['reference', '', 'is empty, write letters, digits and . _ - / (at most 100)'],
  ['currency', 'eur', '"eur" is not a currency with two decimals, write EUR'],
  ['currency', 'gbp', '"gbp" is not a currency with two decimals, write GBP'],
  ['currency', 'JPY', '"JPY" is not a currency with two decimals, write EUR'],
  ['due_date', '2026-02-29', '"2026-02-29" is not a day, write it like 2026-02-28'],
  ['due_date', '28-02-2026', '"28-02-2026" is not a day, write it like 2026-02-28'],
  ['due_date', '2026-2-8', '"2026-2-8" is not a day, write it like 2026-02-28'],
  ['due_date', '0026-02-28', '"0026-02-28" is not a day, write it like 2026-02-28'],
  ['due_date', '2026-02-28T00:00:00Z', '"2026-02-28T00:00:00Z" is not a day, write it like 2026-02-28'],
  ['invoice_date', '2026-13-01', '"2026-13-01" is not a day, write it like 2026-02-28'],
  ['invoice_number', 'a\u001b[2Jb', '"a\\u001b[2Jb" has control characters or line breaks, take them out'],
  ['invoice_number', 'x'.repeat(101), `"${'x'.repeat(60)}…" is too long, write at most 100 characters`],
])('a wrong %s is told: %j', async (column, value, fault) => {
  expect((await read(withCells({ [column]: value }))).faults).toEqual([`debtors.csv:2 ${column}: ${fault}`]);
});

test.each([
  ['email', 'hush.example.com', 'the value is not a mail address, write one like name@example.com'],
  ['email', 'hush@example', 'the value is not a mail address, write one like name@example.com'],
  ['email', 'hush@example.com hush2@example.com', 'the value is not a mail address, write one like name@example.com'],
  ['email', 'hush..hush@example.com', 'the value is not a mail address, write one like name@example.com'],
  ['email', 'Hush <hush@example.com>', 'the value is not a mail address, write one like name@example.com'],
  ['phone', '0612345678', 'the value is not a phone number, write numbers like +31600000000, separated by spaces'],
  ['phone', '+316123', 'the value is not a phone number, write numbers like +31600000000, separated by spaces'],
  [
    'phone',
    '+31 612345678',
    'the value has a part (1 of 2) that is not a phone number, write numbers like +31600000000, separated by spaces',
  ],
  [
    'phone',
    '+31600000001;+31600000002',
    'the value is not a phone number, write numbers like +31600000000, separated by spaces',
  ],
  ['birth_date', '31-12-1980', 'the value is not a day, write it like 2026-02-28'],
  ['name', 'hush\nhush', 'the value has control characters or line breaks, take them out'],
  ['description', `hush${'x'.repeat(500)}`, 'the value is too long, write at most 500 characters'],
])('personal data is never repeated in a fault: %s', async (column, value, fault) => {
  const { faults } = await read(withCells({ [column]: value }));
  expect(faults).toEqual([`debtors.csv:2 ${column}: ${fault}`]);
});

test('a debtor has to be reachable, by mail or by phone', async () => {
  expect((await read(withCells({ email: '', phone: ' ' }))).faults).toEqual([
    'debtors.csv:2 email and phone: are empty, fill in at least one',
  ]);
  const mailOnly = 'reference,amount,currency,invoice_number,due_date,email\nA-1,1.00,EUR,1,2026-02-28,\n';
  expect((await read(mailOnly)).faults).toEqual(['debtors.csv:2 email: is empty, fill in at least one']);
  const neither = 'reference,amount,currency,invoice_number,due_date\nA-1,1.00,EUR,1,2026-02-28\n';
  expect((await read(neither)).faults).toEqual(['debtors.csv:1 email or phone: a column is missing, add one']);
});

test('all rows are checked and all faults listed, in the order of the file', async () => {
  const rows = [
    ROW,
    'A-2,1,eur,,x,,',
    'A-1,1.00,EUR,2,2026-02-28,a@example.com,',
    'A-3,1.00',
    'A-4,1.00,EUR,2,2026-02-28,a@example.com,',
  ];
  const { rows: good, faults } = await read(`${HEADER}\n${rows.join('\n')}\n`);
  expect(faults).toEqual([
    'debtors.csv:3 amount: "1" is not an amount with two decimals, write 1.00',
    'debtors.csv:3 currency: "eur" is not a currency with two decimals, write EUR',
    'debtors.csv:3 invoice_number: is empty, write at most 100 characters',
    'debtors.csv:3 due_date: "x" is not a day, write it like 2026-02-28',
    'debtors.csv:3 email and phone: are empty, fill in at least one',
    'debtors.csv:4 reference: "A-1" is in line 2 too, write it once',
    'debtors.csv:5 has 2 fields where the header has 7, check its commas and quotes',
  ]);
  expect(good.map(({ reference, line }) => [reference, line])).toEqual([
    ['A-1', 2],
    ['A-4', 6],
  ]);
});

test.each([
  [
    'an unknown column',
    `${HEADER},ammount\n${ROW},\n`,
    ['debtors.csv:1 "ammount" is not a column, did you mean amount?'],
  ],
  [
    'capitals',
    `${HEADER},Birth Date\n${ROW},\n`,
    ['debtors.csv:1 "Birth Date" is not a column, did you mean birth_date?'],
  ],
  ['a column twice', `${HEADER},email\n${ROW},\n`, ['debtors.csv:1 email: this column is there twice, take one out']],
  ['no name', `${HEADER},\n${ROW},\n`, ['debtors.csv:1 column 8 has no name, name it or take it out']],
  [
    'missing columns',
    'reference,amount,invoice_number,email\nA-1,x,1,a@example.com\n',
    [
      'debtors.csv:1 currency: this column is missing, add it',
      'debtors.csv:1 due_date: this column is missing, add it',
      'debtors.csv:2 amount: "x" is not an amount with two decimals, write it like 154.97',
    ],
  ],
  [
    'semicolons',
    `${HEADER.replaceAll(',', ';')}\n`,
    ['debtors.csv:1 separates the columns by ";", save the file with commas'],
  ],
  ['no rows', `${HEADER}\r\n\r\n`, ['debtors.csv: has a header and no rows, write a row for each']],
  [
    'nothing',
    '',
    [
      'debtors.csv: is empty, begin it with reference,amount,currency,invoice_number,due_date,email,phone,name,invoice_date,description,birth_date',
    ],
  ],
])('a header is judged too: %s', async (_, content, faults) => {
  expect((await read(content)).faults).toEqual(faults);
});

test('a file without a header is told as such, without repeating the person in its first row', async () => {
  const { faults } = await read(`${ROW}\n${ROW}\n`);
  expect(faults).toEqual([
    'debtors.csv:1 is not a header, begin the file with reference,amount,currency,invoice_number,due_date,email,phone,name,invoice_date,description,birth_date',
  ]);
});

test('a line is where a row begins in the file, with line breaks inside quotes and blank lines before it', async () => {
  const header = `${HEADER},description`;
  const content = `${header}\r\n${ROW},"one\r\ntwo\nthree"\r\n\r\nA-2,x,EUR,2,2026-02-28,a@example.com,,"a\nb"\r\nA-3,y,EUR,3,2026-02-28,a@example.com,,\r\n`;
  expect((await read(content)).faults.map((fault) => fault.slice(0, 24))).toEqual([
    'debtors.csv:6 amount: "x',
    'debtors.csv:8 amount: "y',
  ]);
});

test.each([
  [
    'Latin-1',
    Buffer.from(`${HEADER},name\n${ROW},Zo\u00eb\n`, 'latin1'),
    'debtors.csv:2 is not UTF-8 at byte 62 of the line, save the file as CSV UTF-8',
  ],
  [
    'UTF-16 with a mark',
    Buffer.from(`\ufeff${HEADER}\n${ROW}\n`, 'utf16le'),
    'debtors.csv:1 is not UTF-8 at byte 1 of the line, save the file as CSV UTF-8',
  ],
  [
    'UTF-16 without one',
    Buffer.from(`${HEADER}\n${ROW}\n`, 'utf16le'),
    'debtors.csv:1 is not UTF-8 at byte 2 of the line, save the file as CSV UTF-8',
  ],
  [
    'a character cut off',
    Buffer.concat([Buffer.from(`${HEADER}\n${ROW}`), Buffer.from([0xe2, 0x82])]),
    `debtors.csv:2 is not UTF-8 at byte ${ROW.length + 1} of the line, save the file as CSV UTF-8`,
  ],
])('a wrong encoding is one fault that names the place: %s', async (_, content, fault) => {
  expect((await read(content)).faults).toEqual([fault]);
});

test.each([
  [
    'never closed',
    'A-2,1.00,EUR,"2,2026-02-28,a@example.com,',
    'debtors.csv:3 begins a quoted field that does not end, close the quote; the rows after it were not checked',
  ],
  [
    'inside a field',
    'A-2,1.00,EUR,2"x,2026-02-28,a@example.com,',
    'debtors.csv:3 has a stray quote, put the whole field in quotes and double each quote inside it; the rows after it were not checked',
  ],
  [
    'followed by text',
    'A-2,1.00,EUR,"2"x,2026-02-28,a@example.com,',
    'debtors.csv:3 has a stray quote, put the whole field in quotes and double each quote inside it; the rows after it were not checked',
  ],
])('a broken quote ends the check, after the faults before it: %s', async (_, broken, fault) => {
  const { faults } = await read(`${HEADER}\n${ROW.replace('154.97', '1')}\n${broken}\n${ROW}\n`);
  expect(faults).toEqual(['debtors.csv:2 amount: "1" is not an amount with two decimals, write 1.00', fault]);
});

test('a line without an end is refused before it fills the memory', async () => {
  const { faults } = await read(`${HEADER}\n${'x'.repeat(1_200_000)}`);
  expect(faults).toEqual(['debtors.csv:2 is longer than 1000000 bytes, write one row on each line']);
});

test('a file of too many rows is refused with one line', async () => {
  const rows = Array.from({ length: 5 }, (_, index) => ROW.replace('A-1', `A-${index}`).replace('154', 'x'));
  expect((await read(`${HEADER}\n${rows.join('\n')}\n`, { mostRows: 4 })).faults).toEqual([
    'debtors.csv: has more than 4 rows, split it into files of at most 4',
  ]);
});

test('PayLinks of our own need a name, a description and an invoice date in every row', async () => {
  expect((await read(withCells({ name: 'J. Doe', invoice_date: '' }), { ownPayLink: true })).faults).toEqual([
    'debtors.csv:1 description: this column is missing, add it',
    'debtors.csv:2 invoice_date: is empty, write a day like 2026-02-28',
  ]);
});

test('a file that is not there, or is a folder, is a fault of one line', async () => {
  expect((await readDebtorsFile('nowhere/debtors.csv')).faults).toEqual([
    'nowhere/debtors.csv: there is no such file, check the path',
  ]);
  expect((await readDebtorsFile(folder)).faults).toEqual([`${folder}: is a folder, name a file`]);
});

test('whatever people write into a description comes out as it went in, on the right lines', async () => {
  const description = fc.string({
    unit: fc.constantFrom('a', '"', ',', '\n', '\r\n', 'é', '€', '😀', ' '),
    minLength: 1,
    maxLength: 20,
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(description, { minLength: 1, maxLength: 8 }),
      fc.constantFrom('\n', '\r\n'),
      async (texts, lineEnd) => {
        const lines = texts.map(
          (text, index) => `R${index},1.00,EUR,1,2026-02-28,a@example.com,"${text.replaceAll('"', '""')}"`,
        );
        const header = 'reference,amount,currency,invoice_number,due_date,email,description';
        const { rows, faults } = await read([header, ...lines, ''].join(lineEnd));
        expect(faults).toEqual([]);
        expect(rows.map(({ invoice }) => invoice.description ?? '')).toEqual(texts.map((text) => text.trim()));
        const starts = lines.map(
          (_, index) => 2 + lines.slice(0, index).join('\n').split('\n').length - (index === 0 ? 1 : 0),
        );
        expect(rows.map(({ line }) => line)).toEqual(starts);
      },
    ),
    { numRuns: 60 },
  );
});
