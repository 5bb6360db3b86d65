import { existsSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { read, root } from './files.js';

const rows = read('docs/guarantees.md')
  .split('\n')
  .flatMap((line) => {
    const [, number, guarantee = '', shown = ''] = /^\| (\d+) +\| (.*?) +\| (.*?) +\|$/.exec(line) ?? [];
    if (number === undefined) return [];
    const tests = [...shown.matchAll(/`([^`]+\.test\.ts)`: “([^”]+)”/g)].map(([, file = '', name = '']) => ({
      file,
      name,
    }));
    return [{ number: Number(number), guarantee, shown, tests, notYet: /^\*\*(?:not yet|out)\*\*: \w/.test(shown) }];
  });

/** Whether a file has a test, a group of tests or a row of a table by this name. */
function holds(file: string, name: string): boolean {
  const literal = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`[([]\\s*(['"\`])${literal}\\1\\s*,`).test(read(file));
}

test('every guarantee stands on the page, once and in order', () => {
  expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
  expect(rows.filter(({ guarantee }) => guarantee.length < 20)).toEqual([]);
});

test('each is shown by a test, or says what it waits for, or why it is out', () => {
  expect(rows.filter(({ tests, notYet }) => tests.length === 0 && !notYet).map(({ number }) => number)).toEqual([]);
});

test('every test that the page names exists', () => {
  const named = rows.flatMap(({ tests }) => tests);
  expect(named.length).toBeGreaterThan(50);
  const missing = named.filter(({ file, name }) => !existsSync(`${root}${file}`) || !holds(file, name));
  expect(missing).toEqual([]);
});

test('everything between tests on the page is read as a test', () => {
  const unread = rows.filter(
    ({ shown, tests }) => shown.split('<br>').filter((part) => part.startsWith('`')).length !== tests.length,
  );
  expect(unread.map(({ number }) => number)).toEqual([]);
});

test('this check would find a test that was renamed', () => {
  expect(holds('test/domain/money.test.ts', 'an amount is written with its currency')).toBe(true);
  expect(holds('test/domain/money.test.ts', 'an amount is written without its currency')).toBe(false);
});
