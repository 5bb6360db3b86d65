import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { redact } from '../../src/vendors/redact.js';
import { hideNames } from '../../src/vendors/redact-names.js';

test.each([
  ['Mandate 4711 of Ada Example cannot be suspended', 'Mandate 4711 of … cannot be suspended'],
  ['MANDATE OF ADA EXAMPLE IS CANCELLED', 'MANDATE OF … IS CANCELLED'],
  ['Payer ADA M. EXAMPLE-O’BRIEN has no plan', 'Payer … has no plan'],
  [
    "Example's plan ends before 2026-05-01, when it could collect first",
    '… plan ends before 2026-05-01, when it could collect first',
  ],
  ['Plan of mr example was changed', 'Plan of mr … changed'],
  ['Élodie Ünal, Łukasz and 李小龍 and Ελένη', '… and … and …'],
  ['account 207317-42222222A is closed', 'account 207317-…A is closed'],
  [
    'java.lang.IllegalStateException: NEW_MANDATE for MonthlyPaymentPlan',
    'java.lang.IllegalStateException: NEW_MANDATE for MonthlyPaymentPlan',
  ],
  [
    'startDate is mandatory; status must be ACTIVE or SUSPENDED',
    'startDate is mandatory; status must be ACTIVE or SUSPENDED',
  ],
  ['Mandate not found: MEMBER-1001.', 'Mandate not found: MEMBER-1001.'],
])('what looks like a name is hidden, and the refusal stays readable: %s', (said, shown) => {
  expect(hideNames(said)).toBe(shown);
});

test.each([
  ['sort code 20-00-00 is closed', 'sort code … is closed'],
  ['20 00 00 and 20–00–00/42222222 and 20-00-00 42222222', '… and …/… and … …'],
  ['sort code: 200000, SortCode 200000', 'sort code: …, SortCode …'],
  ['04-00-04, 04-00-04 12345678, 04-00-04-12345678', '…, … …, …'],
  ['account 42222222 of mandate 58230', 'account … of mandate 58230'],
  [
    'on 2026-03-02 and 2026-03-02T10:11:12Z, batch 20190403-96',
    'on 2026-03-02 and 2026-03-02T10:11:12Z, batch 20190403-96',
  ],
])('sort codes and accounts stand in no error, and days do: %s', (said, shown) => {
  expect(redact(said)).toBe(shown);
});

test('a name is hidden wherever it stands, alone or in whole', () => {
  const name = fc.constantFrom('Quirinius', 'ZWAARDVIS', 'Van der Zwaardvis', 'Quirinius-Zwaardvis', 'Q. Zwaardvis');
  const words = fc.constantFrom(
    'Mandate of',
    'the payer',
    'cannot be changed:',
    '(',
    'status',
    '“',
    ',',
    '2026-05-01',
    'Plan',
  );
  fc.assert(
    fc.property(fc.array(words), name, fc.array(words), (before, hidden, after) => {
      expect(hideNames([...before, hidden, ...after].join(' '))).not.toMatch(/quirinius|zwaardvis/i);
    }),
  );
});
