import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from '@jest/globals';
import { read, root } from './files.js';

interface Row {
  vendor: string;
  id: string;
  functions: string[];
  activities?: string[];
  workflows?: string[];
}

const made = async (option: string): Promise<string> => {
  const { stdout } = await promisify(execFile)(process.execPath, [`${root}scripts/vendors-table.js`, option]);
  return stdout;
};

const page = read('docs/vendors.md');
const idsOf = (vendor: string): string[] =>
  (JSON.parse(read(`test/deploy/catalogues/${vendor}.json`)) as { id: string }[]).map(({ id }) => id);

let rows: Row[];
let others: Omit<Row, 'id'>[];
beforeAll(async () => {
  ({ rows, others } = JSON.parse(await made('--json')));
});

test('the page says what the sources say; where it does not, run `npm run vendors`', async () => {
  expect(await made('--print')).toBe(page);
});

test('every operation of the three catalogues stands on the page, once', () => {
  const catalogues = ['alphacomm', 'accepteasy', 'ptx'].map(idsOf);
  expect(catalogues.map(({ length }) => length)).toEqual([18, 22, 94]);
  const listed = [...page.matchAll(/^\| `((?:alphacomm|accepteasy|ptx)\.[\w.]+)` \|/gm)].map(([, id]) => id);
  expect(listed).toEqual(catalogues.flat());
});

test('every operation has a function', () => {
  expect(rows.filter(({ functions }) => functions.length === 0).map(({ id }) => id)).toEqual([]);
});

test('every call of a vendor in the activities is on the page, with an activity and a workflow', () => {
  const sources = readdirSync(`${root}src/activities`).map((file) => read(`src/activities/${file}`));
  const called = sources.flatMap((text) =>
    [...text.matchAll(/\b(alphacomm|accepteasy|ptx|approver)\.(\w+)\(/g)].map(
      ([, object = '', name = '']) => `${object === 'approver' ? 'ptx' : object}.${name}`,
    ),
  );
  const used = [...rows, ...others].flatMap(({ vendor, functions, activities = [], workflows = [] }) =>
    activities.length > 0 && workflows.length > 0 ? functions.map((name) => `${vendor}.${name}`) : [],
  );
  expect(called.length).toBeGreaterThan(40);
  expect([...new Set(called)].filter((call) => !used.includes(call))).toEqual([]);
});

test('every activity on the page is asked for in a workflow, and every workflow is one that a worker runs', () => {
  const workflows = readdirSync(`${root}src/workflows`)
    .filter((file) => /-activities\.ts$/.test(file))
    .map((file) => read(`src/workflows/${file}`))
    .join('\n');
  const exported = read('src/workflows/index.ts');
  const all = [...rows, ...others];
  const activities = new Set(all.flatMap((row) => row.activities ?? []));
  expect([...activities].filter((name) => !new RegExp(`\\.${name}\\b`).test(workflows))).toEqual([]);
  const named = new Set(all.flatMap((row) => row.workflows ?? []));
  expect([...named].filter((name) => !exported.includes(`{ ${name} }`))).toEqual([]);
});

test.each([
  ['alphacomm.import.addRecords', ['addRecords'], ['importRecord', 'importRows'], ['collectRecord', 'importRecords']],
  ['alphacomm.payLink.create', ['createPayLink'], ['ensurePayLink'], ['collectRecord']],
  ['accepteasy.bill.createAsync', ['createBillAsync'], ['createBill'], ['collectBill']],
  ['accepteasy.webhook.bulkCompleted', ['parseAccepteasyWebhook'], [], ['parkedEvent']],
  ['ptx.batches.approve', ['approveBatch'], ['approveBatch'], ['submitBacsBatch']],
  ['ptx.files.upload', ['uploadFile'], ['uploadBacsFile'], ['uploadBacsFile']],
])('%s is traced from the workflow to the wire', (id, functions, activities, workflows) => {
  expect(rows.find((row) => row.id === id)).toMatchObject({ functions, activities, workflows });
});
