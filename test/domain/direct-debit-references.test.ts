import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkMandateReference } from '../../src/domain/direct-debit/references.js';

test.each(['ABC123', 'A1B2C3D4E5F6G7H8I9', '1/2.3&4-5 6', 'GYM-2026-000017', 'DDI123456'])(
  '%j can be the reference of a mandate',
  (reference) => {
    expect(checkMandateReference(reference)).toBeUndefined();
  },
);

test.each([
  ['', 'is empty, write at most 18 characters'],
  ['ABC12', 'has fewer than 6 letters and digits, too few for a direct debit'],
  ['A-B-C-1-2', 'has fewer than 6 letters and digits, too few for a direct debit'],
  ['A1B2C3D4E5F6G7H8I9J', 'has 19 characters, write at most 18'],
  ['-ABC123', 'begins with -, which PTX refuses: begin with a letter or digit'],
  ['/ABC123', 'begins with neither letter nor digit, as that of a direct debit must'],
  ['AAAAAA', 'is one character repeated, which no direct debit may have'],
  ['AAAAAA-A', 'is one character repeated, which no direct debit may have'],
  ['DDIC123', 'begins with DDIC, which is kept for indemnity claims'],
  ['ABC_123', 'has _, which Bacs does not carry: write letters, digits, space and . & / -'],
  ['abc123', 'is not written as Bacs carries it: write "ABC123"'],
  ['ABC123 ', 'is not written as Bacs carries it: write "ABC123"'],
  [' ABC123', 'is not written as Bacs carries it: write "ABC123"'],
  ['ÉCOLE123', 'is not written as Bacs carries it: write "ECOLE123"'],
])('%j is refused: it %s', (reference, problem) => {
  expect(checkMandateReference(reference)).toBe(problem);
});

test('exactly the references that the scheme allows are taken', () => {
  const written = fc.string({ unit: fc.constantFrom(...'ABD1IC09&-./ a_é'), maxLength: 20 });
  const legal = (text: string) =>
    /^[A-Z0-9][A-Z0-9&./ -]{4,16}[A-Z0-9&./-]$/.test(text) &&
    text.replaceAll(/[^A-Z0-9]/g, '').length >= 6 &&
    new Set(text.replaceAll(/[^A-Z0-9]/g, '')).size > 1 &&
    !text.startsWith('DDIC');
  fc.assert(
    fc.property(written, (text) => expect(checkMandateReference(text) === undefined).toBe(legal(text))),
    { numRuns: 2000 },
  );
});
