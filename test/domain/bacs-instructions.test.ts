import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkInstructions, type InstructionInput } from '../../src/domain/bacs/instructions.js';
import { bacsCodes, defaultTransactionTypes, isInstructionCode } from '../../src/domain/bacs/transaction-types.js';

const TYPES = { ...defaultTransactionTypes, '17': '3', '18': '4', '0C': '6' };

function row(changes: Partial<InstructionInput> = {}): InstructionInput {
  return {
    sortCode: '20-00-00',
    accountNumber: '55779911',
    accountName: 'A Payee',
    reference: 'INV-0001',
    amountMinor: 154_97,
    ...changes,
  };
}

const check = (...rows: InstructionInput[]) => checkInstructions(rows, TYPES);

test('a row is taken as Bacs carries it, a credit where it does not say what it is', () => {
  const written = row({ accountNumber: ' 779911 ', accountName: ' José  Müller ', reference: 'inv-0001' });
  expect(check(written)).toEqual({
    instructions: [
      {
        sortCode: '200000',
        accountNumber: '00779911',
        accountName: 'JOSE  MULLER',
        reference: 'INV-0001',
        amountMinor: 154_97,
        code: '99',
      },
    ],
    faults: [],
    warnings: [],
  });
});

test.each([
  ['sortCode', { sortCode: '012345' }],
  ['sortCode', { sortCode: '00-00-01' }],
  ['accountNumber', { accountNumber: '0779911' }],
  ['reference', { reference: 'A' }], // Enough for a credit.
  ['reference', { reference: 'CUST-1/234 & 5.678' }],
  ['amount', { amountMinor: 1 }],
  ['amount', { amountMinor: 2_000_000_000 }],
  ['amount', { amountMinor: 0, transactionType: '0N', reference: 'CUST001234' }],
  ['transactionType', { transactionType: '17', reference: 'CUST001234' }],
  ['transactionType', { transactionType: '0c', amountMinor: 0, reference: 'CUST001234' }],
])('a legal %s is taken: %j', (_, changes) => {
  expect(check(row(changes))).toMatchObject({ faults: [], instructions: [{}] });
});

const direct = { transactionType: '01' };

test.each<[string, Partial<InstructionInput>, string]>([
  ['sortCode', { sortCode: '20-0000' }, 'is not a sort code, write six digits like 20-00-00 or 200000'],
  ['sortCode', { sortCode: '20000' }, 'is not a sort code, write six digits like 20-00-00 or 200000'],
  ['accountNumber', { accountNumber: '12345' }, 'is not an account number, write 8 digits'],
  ['accountNumber', { accountNumber: '1234 5678' }, 'is not an account number, write 8 digits'],
  [
    'accountNumber',
    { accountNumber: '123456789' },
    'has 9 digits, the first of which belongs to the sort code: ask the payee for both, 6 and 8 digits',
  ],
  [
    'accountNumber',
    { accountNumber: '1234567890' },
    'has 10 digits, which two banks would shorten differently: ask the payee for the 8 digits',
  ],
  ['accountName', { accountName: '  ' }, 'is empty, write the name of the account'],
  [
    'accountName',
    { accountName: "O'Neill" },
    "has ', which Bacs does not carry: write letters, digits, space and . & / -",
  ],
  ['accountName', { accountName: '=SUM(A1)' }, 'begins with =, which PTX refuses: begin with a letter or digit'],
  ['reference', { reference: '' }, 'is empty, write at most 18 characters'],
  ['reference', { reference: '-INV-0001' }, 'begins with -, which PTX refuses: begin with a letter or digit'],
  ['reference', { reference: '@INV' }, 'begins with @, which PTX refuses: begin with a letter or digit'],
  ['reference', { reference: '+44' }, 'begins with +, which PTX refuses: begin with a letter or digit'],
  ['reference', { reference: '1234567890123456789' }, 'has 19 characters, write at most 18'],
  ['reference', { reference: 'ßßßßßßßßßß' }, 'has 20 characters, write at most 18'],
  [
    'reference',
    { reference: 'a_b#c*d!e?f%' },
    'has _, #, *, !, ? and more, which Bacs does not carry: write letters, digits, space and . & / -',
  ],
  [
    'reference',
    { ...direct, reference: 'AB-1/2 C' },
    'has fewer than 6 letters and digits, too few for a direct debit',
  ],
  [
    'reference',
    { ...direct, reference: '.ABC1234' },
    'begins with neither letter nor digit, as that of a direct debit must',
  ],
  ['reference', { ...direct, reference: '000-0000' }, 'is one character repeated, which no direct debit may have'],
  ['reference', { ...direct, reference: 'ddic1234' }, 'begins with DDIC, which is kept for indemnity claims'],
  ['amount', { amountMinor: 0 }, 'is nothing to pay, take the row out'],
  ['amount', { amountMinor: -1 }, 'is below 0.00'],
  ['amount', { amountMinor: 0.5 }, 'is not a whole number of pence'],
  ['amount', { amountMinor: Number.NaN }, 'is not a whole number of pence'],
  ['amount', { amountMinor: 2_000_000_001 }, 'is more than 20000000.00, the most that Bacs carries'],
  [
    'amount',
    { amountMinor: 1, transactionType: '0N', reference: 'CUST001234' },
    'must be 0.00 with 0N, which moves no money',
  ],
  [
    'transactionType',
    { transactionType: '19', reference: 'CUST001234' },
    'has no PTX index: set PTX_TRANSACTION_TYPES',
  ],
  ['transactionType', { transactionType: '1' }, 'is not a Bacs transaction code, write 01'],
  [
    'transactionType',
    { transactionType: 'H1' },
    'is not a Bacs transaction code, write one of 01, 17, 18, 19, 99, Z4, Z5, 0N, 0C, 0S',
  ],
  [
    'transactionType',
    { transactionType: '' },
    'is not a Bacs transaction code, write one of 01, 17, 18, 19, 99, Z4, Z5, 0N, 0C, 0S',
  ],
])('an illegal %s is refused: %j', (field, changes, problem) => {
  expect(check(row(changes))).toEqual({ instructions: [], faults: [{ index: 0, field, problem }], warnings: [] });
});

test('all faults of all rows are told at once, in the order of the rows', () => {
  const bad = row({ sortCode: 'x', accountNumber: 'x', accountName: '', reference: '', amountMinor: 0 });
  const { faults } = check(row(), { ...bad, transactionType: '19' }, row(), row({ sortCode: 'x', reference: 'B' }));
  expect(faults.map(({ index, field }) => `${index} ${field}`)).toEqual([
    ...['sortCode', 'accountNumber', 'accountName', 'reference', 'amount', 'transactionType'].map(
      (field) => `1 ${field}`,
    ),
    '2 row',
    '3 sortCode',
  ]);
});

test('no fault and no warning repeats the name or the account', () => {
  const secret = { accountName: 'Canary_Name', accountNumber: '987654321', sortCode: '98-76-5' };
  const { faults, warnings } = check(row(secret), row({ accountName: 'Canary Name that is too long' }));
  expect(JSON.stringify([faults, warnings])).not.toMatch(/canary|98/i);
});

test('a long name is cut at 18 characters, with a warning', () => {
  const { instructions, warnings } = check(
    row({ accountName: 'Straßenbahn Verein Köln' }),
    row({ accountName: '123456789012345678', reference: 'B' }),
  );
  expect(instructions.map(({ accountName }) => accountName)).toEqual(['STRASSENBAHN VEREI', '123456789012345678']);
  expect(warnings).toEqual([
    { index: 0, kind: 'name-cut', text: 'is longer than 18 characters, the bank sees the first 18' },
  ]);
});

test('a name that is cut behind a word does not end in a space', () => {
  expect(check(row({ accountName: 'Seventeen Letters Long' })).instructions[0]?.accountName).toBe('SEVENTEEN LETTERS');
});

test('the same payment twice is refused, and names the first', () => {
  const { faults, instructions } = check(row(), row({ reference: 'B' }), row({ sortCode: '200000' }));
  expect(faults).toEqual([
    { index: 2, field: 'row', problem: 'is the same payment as row 1, take one out or change its reference' },
  ]);
  expect(instructions).toHaveLength(2);
});

test.each<[string, Partial<InstructionInput>]>([
  ['reference', { reference: 'INV-0002' }],
  ['amount', { amountMinor: 1 }],
  ['sort code', { sortCode: '200001' }],
  ['account', { accountNumber: '55779912' }],
])('payments that differ in the %s are two', (_, changes) => {
  expect(check(row(), row(changes)).faults).toEqual([]);
});

test('two references that become one are refused, and both rows are named as the file names them', () => {
  const rows = [
    row({ reference: 'é-1' }),
    row({ reference: 'É-1', amountMinor: 2 }),
    row({ reference: 'e\u0301-1', amountMinor: 3 }),
  ];
  const { faults } = checkInstructions(rows, TYPES, (index) => `line ${index + 2}`);
  expect(faults).toEqual([
    {
      index: 1,
      field: 'reference',
      problem: 'becomes the same reference as that of line 2 in Bacs characters, change one',
    },
  ]);
});

test.each([
  ['CUST1234', 'CUST12345'],
  ['CUST12345', 'CUST1234'],
  ['XX-CUST1234', 'CUST1234'],
])('direct debits %s and %s on one account are refused: banks would take one for the other', (first, second) => {
  const rows = [row({ ...direct, reference: first }), row({ ...direct, reference: second })];
  expect(check(...rows).faults).toEqual([
    {
      index: 1,
      field: 'reference',
      problem: 'and the reference of row 1 contain one another on the same account, change one',
    },
  ]);
});

test.each<[string, Partial<InstructionInput>, Partial<InstructionInput>]>([
  [
    'on two accounts',
    { ...direct, reference: 'CUST1234' },
    { ...direct, reference: 'CUST12345', accountNumber: '1234567' },
  ],
  ['of credits', { reference: 'CUST1234' }, { reference: 'CUST12345' }],
  ['of the same mandate', { ...direct, reference: 'CUST1234' }, { transactionType: '17', reference: 'CUST1234' }],
  [
    'of a mandate that is cancelled for the next',
    { transactionType: '0C', amountMinor: 0, reference: 'CUST1234' },
    { transactionType: '0N', amountMinor: 0, reference: 'CUST12345' },
  ],
])('references %s may contain one another', (_, first, second) => {
  expect(check(row(first), row(second)).faults).toEqual([]);
});

test('whatever is written, what is taken is legal, and each row is taken or has a fault', () => {
  const text = fc.oneof(
    fc.string({ unit: fc.constantFrom(...'AbÉß0 .-&/#’='), maxLength: 22 }),
    fc.string({ unit: 'grapheme', maxLength: 20 }),
  );
  const digits = fc.string({ unit: fc.constantFrom(...'0123'), minLength: 5, maxLength: 9 });
  const input: fc.Arbitrary<InstructionInput> = fc.record(
    {
      sortCode: digits,
      accountNumber: digits,
      accountName: text,
      reference: text,
      amountMinor: fc.integer({ min: -1, max: 2_000_000_001 }),
      transactionType: fc.constantFrom(...bacsCodes, 'H1'),
    },
    { requiredKeys: ['sortCode', 'accountNumber', 'accountName', 'reference', 'amountMinor'] },
  );
  fc.assert(
    fc.property(fc.array(input, { maxLength: 8 }), (rows) => {
      const { instructions, faults } = check(...rows);
      expect(instructions.length + new Set(faults.map(({ index }) => index)).size).toBe(rows.length);
      for (const { sortCode, accountNumber, accountName, reference, amountMinor, code } of instructions) {
        expect(sortCode).toMatch(/^\d{6}$/);
        expect(accountNumber).toMatch(/^\d{8}$/);
        for (const wire of [accountName, reference]) {
          expect(wire).toMatch(/^[A-Z0-9.&/][A-Z0-9.&/ -]{0,17}$/);
          expect(wire.trim()).toBe(wire);
        }
        expect(TYPES).toHaveProperty([code]);
        expect(amountMinor === 0).toBe(isInstructionCode(code));
        expect(amountMinor).toBeLessThanOrEqual(2_000_000_000);
      }
    }),
  );
});

test('a hundred thousand rows are judged in seconds, also where all are on one account', () => {
  const rows = Array.from({ length: 100_000 }, (_, index) =>
    row({ transactionType: '17', reference: `Büro ${String(index).padStart(9, '0')}`, amountMinor: index + 1 }),
  );
  const startedAt = performance.now();
  expect(check(...rows.slice(0, 1)).faults).toEqual([]);
  expect(checkInstructions(rows, TYPES).instructions).toHaveLength(100_000);
  expect(performance.now() - startedAt).toBeLessThan(10_000);
});
