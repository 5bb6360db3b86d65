import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { foldForBacs, nameCharacters } from '../../src/domain/bacs/characters.js';

test.each([
  ['INV-2026/001.A & B', 'INV-2026/001.A & B'],
  ['José Müller', 'JOSE MULLER'],
  ['Jose\u0301', 'JOSE'], // The accent written apart.
  ['Straße', 'STRASSE'],
  ['STRAẞE', 'STRASSE'],
  ['Æsop Œuvre', 'AESOP OEUVRE'],
  ['Bjørn Ǿ', 'BJORN O'],
  ['Łukasz Żółć', 'LUKASZ ZOLC'],
  ['Đoković Þór Ħal', 'DOKOVIC THOR HAL'],
  ['İstanbul ılık', 'ISTANBUL ILIK'],
  ['X\u030C', 'X'], // There is no such letter, and its accent goes all the same.
  ['  two  spaces\t', 'TWO  SPACES'],
  ['', ''],
])('"%s" goes to Bacs as "%s"', (text, expected) => {
  expect(foldForBacs(text)).toEqual({ text: expected, illegal: [] });
});

test.each([
  ['O’Neill', ['’']],
  ["O'Neill", ["'"]],
  ['a_b#c_d', ['_', '#']],
  ['tab\tinside', ['\t']],
  ['Иван', ['И', 'в', 'а', 'н']],
  ['Май', ['М', 'а', 'й']],
  ['£5 (ex)', ['£', '(', ')']],
  ['😀', ['😀']],
  ['\u0301A', ['\u0301']],
])('of "%s" Bacs does not carry %j', (text, illegal) => {
  expect(foldForBacs(text).illegal).toEqual(illegal);
});

test('what is folded without illegal characters is legal, trimmed, and stays as it is when folded again', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 30 }), (text) => {
      const folded = foldForBacs(text);
      if (folded.illegal.length > 0) return;
      expect(folded.text).toMatch(/^$|^[A-Z0-9.&/-]([A-Z0-9.&/ -]*[A-Z0-9.&/-])?$/);
      expect(foldForBacs(folded.text)).toEqual(folded);
    }),
  );
});

test('no character outside of the set goes through', () => {
  const wrong: string[] = [];
  for (let code = 0; code <= 0xffff; code += 1) {
    const character = String.fromCharCode(code);
    const { text, illegal } = foldForBacs(`A${character}B`);
    if (illegal.length === 0 && !/^A[A-Z0-9.&/ -]*B$/.test(text)) wrong.push(character);
  }
  expect(wrong).toEqual([]);
});

test('characters are named so that a person finds them', () => {
  expect(nameCharacters(['#', '’', '\t', '\u200B', '😀'])).toBe('#, ’ (U+2019), U+0009, U+200B, 😀 (U+1F600)');
});
