import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { paymentFault, readPaymentsFile } from '../../src/cli/input/payments-file.js';
import { checkInstructions } from '../../src/domain/bacs/instructions.js';
import { defaultTransactionTypes } from '../../src/domain/bacs/transaction-types.js';
import { inFolder } from './support.js';

const HEADER = 'sort_code,account_number,account_name,reference,amount';

/** What is wrong with a file of that content, in its order; its lines name it `payments.csv`. */
function faultsOf(content: string): Promise<string[]> {
  return inFolder(async (folder) => {
    const file = join(folder, 'payments.csv');
    await writeFile(file, content);
    const { rows, faults } = await readPaymentsFile(file);
    const checked = checkInstructions(
      rows.map(({ instruction }) => instruction),
      defaultTransactionTypes,
      (index) => `line ${rows[index]?.line}`,
    );
    const found = checked.faults.flatMap(({ index, field, problem }) => {
      const row = rows[index];
      return (row && paymentFault(file, row, field, problem)) ?? [];
    });
    return [...faults, ...found].map(({ text }) => text.replace(file, 'payments.csv'));
  });
}

/** A file of one good payment in which one cell differs. */
const withCell = (column: string, value: string) => {
  const cells: Record<string, string> = {
    sort_code: '20-00-00',
    account_number: '55779911',
    account_name: 'A Example',
    reference: 'INV 1001',
    amount: '154.97',
    [column]: value,
  };
  return `${Object.keys(cells).join(',')}\n${Object.values(cells)
    .map((cell) => `"${cell}"`)
    .join(',')}\n`;
};

test('a row is a payment by credit, unless its transaction type says otherwise', () =>
  inFolder(async (folder) => {
    const file = join(folder, 'payments.csv');
    const first = '200000,55779911,Émile Example,INV 1001,154.97';
    await writeFile(file, `${HEADER},transaction_type,_note\n${first},,mine\n${first.replace('INV', 'DD')},01,\n`);
    const { rows, faults } = await readPaymentsFile(file);
    expect(faults).toEqual([]);
    const payment = {
      sortCode: '200000',
      accountNumber: '55779911',
      accountName: 'Émile Example',
      reference: 'INV 1001',
      amountMinor: 154_97,
    };
    expect(rows.map(({ line, instruction }) => ({ line, instruction }))).toStrictEqual([
      { line: 2, instruction: payment },
      { line: 3, instruction: { ...payment, reference: 'DD 1001', transactionType: '01' } },
    ]);
  }));

test('the example has a payment in every row', async () => {
  const { rows, faults } = await readPaymentsFile('examples/payments.csv');
  const checked = checkInstructions(
    rows.map(({ instruction }) => instruction),
    defaultTransactionTypes,
  );
  expect([...faults, ...checked.faults]).toEqual([]);
  expect(new Set(checked.instructions.map(({ code }) => code))).toEqual(new Set(['99', '01', '0N']));
  expect(checked.warnings).toEqual([expect.objectContaining({ kind: 'name-cut' })]);
});

test.each([
  [
    'reference',
    'INV#1',
    'reference: "INV#1" has #, which Bacs does not carry: write letters, digits, space and . & / -',
  ],
  ['reference', 'x'.repeat(19), `reference: "${'x'.repeat(19)}" has 19 characters, write at most 18`],
  ['reference', '', 'reference: is empty, write at most 18 characters'],
  ['amount', '12,5', 'amount: "12,5" is not an amount with two decimals, write 12.50'],
  ['amount', '0.00', 'amount: "0.00" is nothing to pay, take the row out'],
  ['amount', '', 'amount: is empty, write an amount like 154.97'],
  ['amount', '20000000.01', 'amount: "20000000.01" is more than 20000000.00, the most that Bacs carries'],
  ['transaction_type', '17', 'transaction_type: "17" has no PTX index: set PTX_TRANSACTION_TYPES'],
])('a wrong %s is told with its line, its value and what to write: %j', async (column, value, fault) => {
  expect(await faultsOf(withCell(column, value))).toEqual([`payments.csv:2 ${fault}`]);
});

test.each([
  ['sort_code', '20-00', 'the value is not a sort code, write six digits like 20-00-00 or 200000'],
  ['sort_code', '', 'is empty, write six digits like 20-00-00'],
  ['account_number', '123', 'the value is not an account number, write 8 digits'],
  [
    'account_name',
    'A Example#',
    'the value has #, which Bacs does not carry: write letters, digits, space and . & / -',
  ],
  ['account_name', ' ', 'is empty, write the name of the account'],
])('bank details and names are never repeated in a fault: %s %j', async (column, value, fault) => {
  expect(await faultsOf(withCell(column, value))).toEqual([`payments.csv:2 ${column}: ${fault}`]);
});

test('every fault of a row is told, beside those of other rows', async () => {
  const rows = [
    ',123,,INV#1,12,99',
    '200000,55779911,A Example,INV 1,1.00,99',
    '200000,55779911,A Example,INV 1,1.00,',
  ];
  expect(await faultsOf(`${HEADER},transaction_type\n${rows.join('\n')}\n`)).toEqual([
    'payments.csv:2 sort_code: is empty, write six digits like 20-00-00',
    'payments.csv:2 account_number: the value is not an account number, write 8 digits',
    'payments.csv:2 account_name: is empty, write the name of the account',
    expect.stringMatching(/^payments\.csv:2 reference: "INV#1" has #/),
    'payments.csv:2 amount: "12" is not an amount with two decimals, write 12.00',
    'payments.csv:4 is the same payment as line 3, take one out or change its reference',
  ]);
});

test('a column that is missing or unknown is told with the known one', async () => {
  expect(await faultsOf('sort_code,account_nmber,account_name,reference,amount\n200000,2,A,4,5.00\n')).toEqual([
    'payments.csv:1 "account_nmber" is not a column, did you mean account_number?',
    'payments.csv:1 account_number: this column is missing, add it',
  ]);
});
