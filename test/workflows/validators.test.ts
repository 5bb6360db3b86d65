import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

// An async validator counts as passed, and when it throws, the workflow stands still: so none may give a promise.

const PROMISES = /\basync\b|\bawait\b|\bPromise\b|\.then\(/;
const RULE = /^function \w+\(.*\): void \{$/;

const folder = fileURLToPath(new URL('../../src/workflows/', import.meta.url));
const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => ({ name, text: withoutComments(readFileSync(`${folder}${name}`, 'utf8')) }));

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*/g, '');
}

/** What stands behind each `validator:` and `validator =`, whole blocks included. */
function validatorsOf(text: string): string[] {
  return [...text.matchAll(/\bvalidator\b\s*(?::|=(?![=>]))/g)].map(({ 0: found, index }) => {
    const rest = text.slice(index + found.length);
    let depth = 0;
    for (const [at, character] of [...rest].entries()) {
      if ('({['.includes(character)) depth += 1;
      if (')}]'.includes(character)) depth -= 1;
      if (depth < 0 || (depth === 0 && ',;'.includes(character))) return rest.slice(0, at);
    }
    return rest;
  });
}

test('every update has a validator, and this guard finds them all', () => {
  const updates = sources.flatMap(({ text }) =>
    [...text.matchAll(/const (\w+) = defineUpdate</g)].map(([, name]) => name),
  );
  // Some are handed to what all files have in common, `resolve: messages.resolveBacsFile`.
  const handedOn = sources.flatMap(({ text }) =>
    [...text.matchAll(/\b(\w+): messages\.(\w+)\b/g)].map(([, as, name]) => ({ as, name })),
  );
  const handlers = sources.flatMap(({ text }) => {
    const calls = text.split(/(?=\bsetHandler\()/).slice(1);
    return calls.flatMap((call) => {
      const [, called] = /^setHandler\(\s*(?:\w+\.)?(\w+)\s*,/.exec(call) ?? [];
      const names = [called, ...handedOn.flatMap(({ as, name }) => (as === called ? [name] : []))];
      const handled = updates.filter((name) => names.includes(name));
      return handled.length > 0 ? [{ handled, hasValidator: /\bvalidator\b/.test(call) }] : [];
    });
  });
  expect(updates.filter((name) => !handlers.some(({ handled }) => handled.includes(name)))).toEqual([]);
  expect(handlers.filter(({ hasValidator }) => !hasValidator)).toEqual([]);
  expect(sources.flatMap(({ text }) => validatorsOf(text)).length).toBeGreaterThanOrEqual(handlers.length - 1);
});

test('this guard would find a validator that gives a promise', () => {
  const bad = [
    '{ validator: async () => {} }',
    '{ validator: (said) => { check(said); return Promise.resolve(); } }',
    'const validator = async (said: Said) => said;',
    '{ validator: (said) => lookUp(said).then(refuse) }',
  ];
  for (const text of bad) expect(validatorsOf(text).some((validator) => PROMISES.test(validator))).toBe(true);
});

test('no validator is async or hands on a promise', () => {
  const found = sources.flatMap(({ name, text }) => validatorsOf(text).map((validator) => `${name}: ${validator}`));
  expect(found.filter((validator) => PROMISES.test(validator))).toEqual([]);
});

test.each(['case-validators.ts', 'mandate-validators.ts'])(
  'the rules that validators call in %s are plain functions that give nothing back',
  (file) => {
    const rules = sources.find(({ name }) => name === file)?.text ?? '';
    expect(rules).not.toMatch(PROMISES);
    const exported = [...rules.matchAll(/^export (.+)/gm)].map(([, declaration]) => declaration ?? '');
    expect(exported.length).toBeGreaterThan(0);
    expect(exported.filter((declaration) => !RULE.test(declaration))).toEqual([]);
  },
);
