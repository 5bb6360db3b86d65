import { expect, test } from '@jest/globals';
import {
  bacsCodes,
  defaultTransactionTypes,
  isDebit,
  isInstructionCode,
  parseTransactionTypes,
} from '../../src/domain/bacs/transaction-types.js';

test('every known code is on one side', () => {
  expect(bacsCodes.filter(isDebit)).toEqual(['01', '17', '18', '19', '0N', '0C', '0S']);
  expect(bacsCodes.filter((code) => !isDebit(code))).toEqual(['99', 'Z4', 'Z5']);
  expect(bacsCodes.filter(isInstructionCode)).toEqual(['0N', '0C', '0S']);
});

test.each(['', '1', 'H1', '0n', 'RA'])('the code "%s" is on no side', (code) => {
  expect(() => isDebit(code)).toThrow(RangeError);
});

test.each([
  ['', {}],
  ['17=3', { '17': '3' }],
  [' 17 = 3 , 18=04 ', { '17': '3', '18': '4' }],
  ['99=0', {}],
  ['0N=8,0C=6', { '0N': '8', '0C': '6' }],
])('"%s" is read as codes and their indexes', (text, more) => {
  expect(parseTransactionTypes(text)).toEqual({ types: { ...defaultTransactionTypes, ...more }, faults: [] });
});

test.each([
  ['17', ['"17" is not a code and its index, write code=index like 17=3,18=4']],
  ['17=3,', ['"" is not a code and its index, write code=index like 17=3,18=4']],
  ['17=x', ['"17=x" is not a code and its index, write code=index like 17=3,18=4']],
  ['1=3', ['1 is not a Bacs code, write one of 01, 17, 18, 19, 99, Z4, Z5, 0N, 0C, 0S']],
  ['17=3,17=4', ['17 is there twice, write it once']],
  ['17=0', ['99 and 17 have the same index 0, give each its own']],
  [
    '17=3,18=3,H1=5',
    [
      'H1 is not a Bacs code, write one of 01, 17, 18, 19, 99, Z4, Z5, 0N, 0C, 0S',
      '18 and 17 have the same index 3, give each its own',
    ],
  ],
])('"%s" is refused with a line for each fault', (text, faults) => {
  expect(parseTransactionTypes(text).faults).toEqual(faults);
});
