import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from '@jest/globals';
import type { Client } from '@temporalio/client';
import {
  BrokenWorkflowError,
  createIncassoClient,
  type IncassoClient,
  type InstructionInput,
  InvalidInputError,
  NoWorkerError,
  ReferenceTakenError,
  UnknownReferenceError,
} from '../../src/client/index.js';
import { all, SAID } from '../support/fixtures.js';
import { aBatch, aPaymentDate, payments } from '../support/payments.js';
import { startRealServer } from '../support/servers.js';
import { until } from '../support/until.js';

const taskQueue = `nobody-${randomUUID()}`;
let client: Client;
let incasso: IncassoClient;

beforeAll(async () => {
  const { env } = await startRealServer();
  client = env.client;
  incasso = createIncassoClient({ client, taskQueue, httpTimeoutMs: 2000 });
});

const [first, second] = payments(2) as [InstructionInput, InstructionInput];

/** Name and page number of the signals that a batch has got. */
async function pagesSent(key: string): Promise<number[]> {
  const { events } = await client.workflow.getHandle(`bacs-batch:${key}`).fetchHistory();
  const signals = (events ?? []).flatMap(({ workflowExecutionSignaledEventAttributes: signal }) => signal ?? []);
  return signals.map(({ signalName, input }) => {
    expect(signalName).toBe('addPage');
    return JSON.parse(Buffer.from(input?.payloads?.[0]?.data ?? '').toString('utf8')).index as number;
  });
}

test('a batch is handed over page by page, and without a worker', async () => {
  const instructions = payments(1100);
  const { started, stage, warnings } = await incasso.batches.submit(aBatch('B-PAGES', { instructions }));
  expect({ started, stage, warnings }).toEqual({ started: true, stage: 'preparing', warnings: [] });
  expect(await pagesSent('B-PAGES')).toEqual([0, 1, 2]);
  await until('it is listed', async () => {
    const listed = await all(incasso.batches.list({ stage: 'preparing' }));
    return listed.some(({ key, outcome }) => key === 'B-PAGES' && outcome === null);
  });
});

test('a submit that died is ended by the next one: the same content begins no second batch, and its rows all arrive', async () => {
  const answers = await Promise.all([1, 2, 3].map(() => incasso.batches.submit(aBatch('B-TWICE'))));
  expect(answers.filter(({ started }) => started)).toHaveLength(1);
  const again = await incasso.batches.submit(aBatch('B-TWICE', { submittedBy: ' Sam ' }));
  expect(again).toMatchObject({ key: 'B-TWICE', started: false, stage: 'preparing' });
  expect(new Set(await pagesSent('B-TWICE'))).toEqual(new Set([0]));
});

test.each([
  ['other rows', { instructions: [first] }],
  ['another profile', { profileId: '8308' }],
  ['another submitter', { submittedBy: 'bob' }],
])('a key that stands for %s is refused', async (what, changes) => {
  const key = `B-${what.replaceAll(' ', '-')}`;
  await incasso.batches.submit(aBatch(key));
  const other = incasso.batches.submit(aBatch(key, changes));
  await expect(other).rejects.toThrow(ReferenceTakenError);
  await expect(other).rejects.toThrow(`key ${key} already belongs to a batch with other content`);
});

test('what was submitted is found again when its date has worn off since', async () => {
  const batch = aBatch('B-LATE');
  await incasso.batches.submit(batch);
  const origin = `${aPaymentDate()}T12:00:00Z`;
  const clock = { since: new Date().toISOString(), origin, speed: 1 };
  expect(await incasso.batches.submit({ ...batch, clock })).toMatchObject({ started: false });
  await expect(incasso.batches.submit({ ...aBatch('B-LATE-2'), clock })).rejects.toThrow(InvalidInputError);
});

test('all faults are told at once, and nothing is started', async () => {
  const rows = [first, { ...second, sortCode: '1', reference: 'A#1' }, first];
  const faulty = aBatch('B 0', { profileId: 'pay', paymentDate: '2026-13-01', submittedBy: ' ', instructions: rows });
  const error = await incasso.batches.submit(faulty).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(InvalidInputError);
  expect((error as InvalidInputError).faults).toEqual([
    expect.stringMatching(/^paymentDate: .*2026-13-01.* take \d{4}-/),
    'key: is not a key, write letters, digits and . _ - (at most 40)',
    'profileId: is not the id of a profile, write digits',
    'submittedBy: is empty',
    'instructions.1.sortCode: is not a sort code, write six digits like 20-00-00 or 200000',
    expect.stringMatching(/^instructions\.1\.reference: has #, which Bacs does not carry/),
    'instructions.2: is the same payment as instructions.0, take one out or change its reference',
  ]);
  await expect(incasso.batches.show('B 0')).rejects.toThrow(UnknownReferenceError);
});

test('a batch without a row, or with what is none, is refused like any other fault', async () => {
  await expect(incasso.batches.submit(aBatch('B-0', { instructions: [] }))).rejects.toThrow('instructions: is empty');
  const numbers = [{ ...first, sortCode: 200000 as unknown as string }];
  await expect(incasso.batches.submit(aBatch('B-0', { instructions: numbers }))).rejects.toThrow(
    'instructions.0.sortCode: is not a text',
  );
});

test('a name that Bacs cuts is warned of, without the name', async () => {
  const long = { ...first, accountName: 'Bartholomew Featherington' };
  const { warnings } = await incasso.batches.submit(aBatch('B-LONG', { instructions: [long] }));
  expect(warnings).toEqual(['instructions.0.accountName: is longer than 18 characters, the bank sees the first 18']);
});

test('of many warnings the first hundred are told and the rest counted', async () => {
  const instructions = payments(130).map((row) => ({ ...row, accountName: 'x'.repeat(20) }));
  const { warnings } = await incasso.batches.submit(aBatch('B-WARNED', { instructions }));
  expect(warnings).toHaveLength(101);
  expect(warnings.at(-1)).toBe('30 more of the kind name-cut');
});

test('nothing of a payment stands where everybody in Temporal can read it', async () => {
  await incasso.batches.submit(aBatch('B-PRIVATE'));
  const run = await client.workflow.getHandle('bacs-batch:B-PRIVATE').describe();
  const open = JSON.stringify([run.memo, run.searchAttributes, await run.staticSummary()]);
  expect(open).not.toMatch(/payee|50000000|REF-/i);
  expect(await run.staticSummary()).toBe('3 payments: 3.06 GBP to pay, 0.00 GBP to collect');
});

test('a batch that was ended from outside is listed as what a person has to look at, and its key stays used', async () => {
  await incasso.batches.submit(aBatch('B-BROKEN'));
  await client.workflow.getHandle('bacs-batch:B-BROKEN').terminate();
  await expect(incasso.batches.show('B-BROKEN')).rejects.toThrow(BrokenWorkflowError);
  await expect(incasso.batches.approve('B-BROKEN', { by: 'bob', hash: 'x' })).rejects.toThrow(
    'batch B-BROKEN is closed (terminated)',
  );
  expect(await incasso.batches.submit(aBatch('B-BROKEN'))).toMatchObject({ started: false });
  await until('the list asks for attention', async () => {
    return (await all(incasso.batches.list({ stage: 'needs-attention' }))).some(({ key }) => key === 'B-BROKEN');
  });
});

test('where no worker answers, that is said within ten seconds; an unknown key needs none', async () => {
  await incasso.batches.submit(aBatch('B-ALONE'));
  const since = Date.now();
  const calls = [incasso.batches.show('B-ALONE'), incasso.batches.reject('B-ALONE', SAID)];
  for (const call of await Promise.allSettled(calls)) expect(call).toMatchObject({ reason: expect.any(NoWorkerError) });
  expect(Date.now() - since).toBeLessThan(10_000);
  for (const key of ['B-NONE', 'no key', 'x'.repeat(5000)]) {
    await expect(incasso.batches.show(key)).rejects.toThrow(UnknownReferenceError);
    await expect(incasso.batches.commit(key, { by: 'bob' })).rejects.toThrow(UnknownReferenceError);
  }
});
