import { execFileSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { run } from './support.js';

/** What bash offers for the last of these words. */
async function offered(...words: string[]): Promise<string[]> {
  const { out: script } = await run(['completion', 'bash']);
  const line = ['incasso', ...words].map((word) => `'${word}'`).join(' ');
  const ask = `COMP_WORDS=(${line}); COMP_CWORD=${words.length}; _incasso; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const printed = execFileSync('bash', ['--norc', '-c', `${script}\n${ask}`], { encoding: 'utf8' });
  return printed.split('\n').filter((word) => word !== '');
}

test('bash takes the script', async () => {
  const { code, out } = await run(['completion', 'bash']);
  expect(code).toBe(0);
  execFileSync('bash', ['-n'], { input: out });
});

test('bash offers commands, their subcommands, their options, and the values of these', async () => {
  expect(await offered('ca')).toEqual(['cases', 'case', 'cancel']);
  expect(await offered('parked', '')).toEqual(expect.arrayContaining(['list', 'assign', 'discard']));
  expect(await offered('parked', 'assign', 'ID', '--b')).toEqual(['--by']);
  expect(await offered('cases', '--stage', 'a')).toEqual(['awaiting-payment']);
  expect(await offered('simulate', 'p')).toEqual(['paid', 'part-paid']);
  expect(await offered('hold', 'A', '--by', '')).toEqual([]); // Anything can stand there.
  expect(await offered('collect', 'package.j')).toEqual(['package.json']);
});

test.each(['zsh', 'fish'])('there is a script for %s with every command in it', async (shell) => {
  const { code, out } = await run(['completion', shell]);
  expect(code).toBe(0);
  for (const word of ['collect', 'record-payment', 'awaiting-payment', '--message-script']) expect(out).toContain(word);
});
