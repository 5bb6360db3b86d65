import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const root = fileURLToPath(new URL('../src/', import.meta.url));

// What each room of the house may import, beside itself. `types:` allows a room's types only.
const MAY_IMPORT: Record<string, string[]> = {
  domain: [],
  vendors: [],
  'workflows/messages': ['domain'],
  workflows: ['domain', 'workflows/messages', 'types:activities'],
  activities: ['domain', 'vendors', 'workflows/messages'],
  temporal: ['workflows/messages'],
  client: ['domain', 'temporal', 'workflows/messages'],
  webhooks: ['client', 'domain', 'temporal', 'workflows/messages', 'vendors', 'logger'],
  simulators: [],
  workers: ['*'],
  cli: ['client', 'domain', 'temporal', 'workflows/messages', 'workers', 'simulators', 'config', 'logger'],
  config: ['domain'],
  logger: [],
};

interface Import {
  from: string;
  to: string;
  typeOnly: boolean;
  file: string;
}

function filesOf(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesOf(join(folder, entry.name)) : [join(folder, entry.name)],
  );
}

function roomOf(path: string): string {
  if (/^workflows\/messages(\/|$)/.test(path)) return 'workflows/messages';
  return path.split('/')[0] ?? path;
}

const files = filesOf(root);

const imports: Import[] = files.flatMap((file) => {
  const path = relative(root, file).replace(/\.ts$/, '');
  const text = readFileSync(file, 'utf8');
  const found = text.matchAll(/(import|export)\s+(type\s)?[^'";]*?from\s+'([^']+)'|import\('([^']+)'\)/g);
  return [...found].flatMap(([, , type, source, lazy]) => {
    const target = source ?? lazy ?? '';
    if (!target.startsWith('.')) return [{ from: roomOf(path), to: target, typeOnly: type !== undefined, file: path }];
    const to = relative(root, join(file, '..', target)).replace(/\.js$/, '');
    return [{ from: roomOf(path), to: roomOf(to), typeOnly: type !== undefined, file: path }];
  });
});

const rooms = new Set(files.map((file) => roomOf(relative(root, file).replace(/\.ts$/, ''))));

test('every room of the house has its rule', () => {
  expect([...rooms].filter((room) => !(room in MAY_IMPORT))).toEqual([]);
});

test('imports point one way', () => {
  const wrong = imports.filter(({ from, to, typeOnly }) => {
    const allowed = MAY_IMPORT[from] ?? [];
    if (from === to || !rooms.has(to) || allowed.includes('*') || allowed.includes(to)) return false;
    return !(typeOnly && allowed.includes(`types:${to}`));
  });
  expect(wrong.map(({ file, to }) => `${file} imports ${to}`)).toEqual([]);
});

test('what a workflow bundle takes in has neither zod nor anything of Node', () => {
  const inBundle = imports.filter(({ from, typeOnly }) => /^(domain|workflows)/.test(from) && !typeOnly);
  const foreign = inBundle.filter(({ to }) => !rooms.has(to) && !/^@temporalio\/(workflow|common)$/.test(to));
  expect(foreign.map(({ file, to }) => `${file} imports ${to}`)).toEqual([]);
});

test('only the configuration reads the environment', () => {
  // The guard of a server hands its own environment on to the process that it starts; it reads nothing of it.
  const readers = files.filter((file) => /process\.env\b/.test(readFileSync(file, 'utf8')));
  expect(readers.map((file) => relative(root, file))).toEqual(['config.ts', 'temporal/embedded/guard.ts']);
});
