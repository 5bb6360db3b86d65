import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createBrokenReports } from '../../src/activities/broken-reports.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'incasso-test-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Whether a report is given up in each of these runs, by what came in it. */
async function givenUp(...runs: [runId: string, xml: string][]): Promise<boolean[]> {
  const answers: boolean[] = [];
  // Each time by another process: what is remembered is in the folder.
  for (const [runId, xml] of runs) answers.push(await createBrokenReports(folder).isFinal('8556', xml, runId));
  return answers;
}

test('a broken report is given up when a second run brings the same', async () => {
  expect(await givenUp(['1', '<a>'], ['2', '<a>'])).toEqual([false, true]);
});

test('and in the third run, whatever comes', async () => {
  expect(await givenUp(['1', '<a>'], ['2', '<a><b>'], ['3', '<a'])).toEqual([false, false, true]);
});

test('attempts of one run count once, and what is given up stays so until it is forgotten', async () => {
  expect(await givenUp(['1', '<a>'], ['1', '<a>'], ['2', '<b>'], ['2', '<b>'])).toEqual([false, false, false, false]);
  expect(await givenUp(['3', '<c>'], ['3', '<c>'], ['4', '<d>'])).toEqual([true, true, true]);
  await createBrokenReports(folder).forget('8556');
  await createBrokenReports(folder).forget('8556');
  expect(await readdir(folder)).toEqual([]);
  expect(await givenUp(['5', '<a>'])).toEqual([false]);
});
