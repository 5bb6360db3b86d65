import { expect, test } from '@jest/globals';
import { describeVariables, type VariableDescription } from '../../src/config.js';
import { interpolated, read } from './files.js';

const page = read('docs/operations.md');

/** The rows of all tables whose first column is a variable, without the blanks that align them. */
const rows = page
  .split('\n')
  .filter((line) => /^\| `[A-Z][A-Z_]+` +\|/.test(line))
  .map((line) => line.replaceAll(/ +\|/g, ' |'));

const row = ({ name, meaning, default: value, required, secret }: VariableDescription): string => {
  const written = value === undefined || value.includes(' ') ? value : `\`${value}\``;
  return `| \`${name}\` | ${meaning}${secret ? ' (secret)' : ''} | ${written ?? (required ? 'required' : 'off')} |`;
};

test('the operators read of every variable, with its meaning and its default', () => {
  const ours = describeVariables();
  const documented = rows.filter((line) => ours.some(({ name }) => line.startsWith(`| \`${name}\` |`)));
  expect(documented).toEqual(ours.map(row));
});

test('what the compose file takes from outside is a variable of the product, or documented beside it', () => {
  const ours = describeVariables().map(({ name }) => name);
  const others = [...interpolated()].filter(([name]) => !ours.includes(name));
  const documented = rows.map((line) => line.slice(3, line.indexOf('`', 3))).filter((name) => !ours.includes(name));
  expect(documented.sort()).toEqual(others.map(([name]) => name).sort());
  for (const [name, rest] of others) {
    const value = rest.startsWith(':-') ? `\`${rest.slice(2)}\`` : 'required';
    expect(rows.find((line) => line.startsWith(`| \`${name}\` |`))).toMatch(new RegExp(`\\| ${value} \\|$`));
  }
});
