import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type ConsequenceAct,
  consequenceOf,
  endsMandate,
  reportTable,
} from '../../src/domain/direct-debit/consequences.js';
import { mandateReports } from '../../src/domain/direct-debit/reports.js';

// Written from the rules of the scheme, not from the table: every code of every report, and what follows.
const rules: Record<string, Partial<Record<ConsequenceAct, string>>> = {
  AUDDIS: { cancel: '1', 'stop-everything': '2', none: 'C', 'suspend-and-ask': '3567BFGHIKLMNOPQ' },
  ADDACS: {
    cancel: '01B',
    'stop-everything': '2',
    'lodge-again': '3',
    'read-back': 'CE',
    reactivate: 'R',
    'suspend-and-ask': 'D',
  },
  ARUDD: { 're-present': '0', cancel: '1B', 'stop-everything': '2', 'suspend-and-ask': '3456789A' },
  DDICA: { 'reopen-and-ask': '12345678' },
  AWACS: { 'note-and-ask': '03' },
  ARUCS: { 'note-and-ask': '035BC', 'stop-everything': '2' },
};
/** Those of returned credits too, which concern a mandate where they were its refunds. */
const allReports = [...mandateReports, 'ARUCS'];
const known = Object.entries(rules).flatMap(([report, acts]) =>
  Object.entries(acts).flatMap(([act, codes]) => [...codes].map((code) => ({ report, code, act }))),
);

test.each(known)('$report $code leads to $act', ({ report, code, act }) => {
  expect(consequenceOf(report, code).act).toBe(act);
});

test('the table has every code once, and none that no rule is known of', () => {
  const keys = reportTable.map(({ report, code }) => `${report} ${code}`);
  expect(new Set(keys).size).toBe(keys.length);
  const others = [...allReports, '*'].map((report) => `${report} *`);
  expect(keys.toSorted()).toEqual([...known.map(({ report, code }) => `${report} ${code}`), ...others].toSorted());
});

test.each(allReports)('each code of %s is told in words of its own', (report) => {
  const meanings = reportTable.filter((rule) => rule.report === report).map(({ meaning }) => meaning);
  expect(new Set(meanings).size).toBe(meanings.length);
  for (const meaning of meanings) expect(meaning).toMatch(/^[a-z][a-z ,:'-]+$/);
});

test.each([
  ['AUDDIS', 'suspend-and-ask'],
  ['ADDACS', 'suspend-and-ask'],
  ['ARUDD', 'suspend-and-ask'],
  ['DDICA', 'reopen-and-ask'],
  ['AWACS', 'note-and-ask'],
  ['ARUCS', 'note-and-ask'],
  ['RUMOUR', 'suspend-and-ask'],
  ['*', 'suspend-and-ask'],
  ['', 'suspend-and-ask'],
  ['constructor', 'suspend-and-ask'],
])('an unknown code of %s, and none at all, leads to %s', (report, act) => {
  for (const code of ['Z', '00', '', ' ', '*', 'toString', null]) expect(consequenceOf(report, code).act).toBe(act);
});

test('a code means something in its own report only', () => {
  expect(consequenceOf('ADDACS', 'C').act).toBe('read-back');
  expect(consequenceOf('AUDDIS', 'C').act).toBe('none');
  expect(consequenceOf('ARUDD', 'C').act).toBe('suspend-and-ask');
  expect(consequenceOf('ADDACS', '0').act).toBe('cancel');
});

test('only ARUDD 0 is presented again, and no code of ADDACS but 3 lodges anything', () => {
  const codes = fc.string({ maxLength: 3 });
  fc.assert(
    fc.property(fc.constantFrom(...allReports), codes, (report, code) => {
      const { act } = consequenceOf(report, code);
      expect(act === 're-present').toBe(report === 'ARUDD' && code.trim() === '0');
      expect(act === 'lodge-again').toBe(report === 'ADDACS' && code.trim() === '3');
    }),
  );
});

test('capitals and spaces around do not matter', () => {
  for (const { report, code, act } of known) {
    expect(consequenceOf(` ${report.toLowerCase()} `, ` ${code.toLowerCase()}\t`).act).toBe(act);
  }
});

test('a mandate ends by a payer who has cancelled or died and by a closed account, and by nothing else', () => {
  const ending = known.filter(endsMandate).map(({ report, code }) => `${report} ${code}`);
  expect(ending).toEqual([
    ...['AUDDIS 1', 'AUDDIS 2', 'ADDACS 0', 'ADDACS 1', 'ADDACS B', 'ADDACS 2'],
    ...['ARUDD 1', 'ARUDD B', 'ARUDD 2', 'ARUCS 2'],
  ]);
  expect(endsMandate({ report: 'RUMOUR', code: '2' })).toBe(false);
  expect(endsMandate({ report: 'ADDACS', code: null })).toBe(false);
});

test('whoever is reported as deceased, by whatever report, is left alone', () => {
  const deceased = reportTable.filter(({ meaning }) => /deceased/.test(meaning));
  expect(deceased.map(({ report, code, act }) => `${report} ${code} ${act}`)).toEqual(
    ['AUDDIS', 'ADDACS', 'ARUDD', 'ARUCS'].map((report) => `${report} 2 stop-everything`),
  );
});

test('what is no text at all is a report that is not known', () => {
  for (const odd of [undefined, 7, {}]) {
    expect(consequenceOf(odd as unknown as string, odd as unknown as string).act).toBe('suspend-and-ask');
  }
});
