import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from '@jest/globals';
import type { Client } from '@temporalio/client';
import {
  BrokenWorkflowError,
  createIncassoClient,
  type IncassoClient,
  InvalidInputError,
  type MandateRequest,
  NoWorkerError,
  ReferenceTakenError,
  UnknownReferenceError,
} from '../../src/client/index.js';
import { all, SAID } from '../support/fixtures.js';
import { aMandate, gbp } from '../support/mandates.js';
import { startRealServer } from '../support/servers.js';
import { until } from '../support/until.js';

const taskQueue = `nobody-${randomUUID()}`;
let client: Client;
let incasso: IncassoClient;

beforeAll(async () => {
  const { env } = await startRealServer();
  client = env.client;
  incasso = createIncassoClient({ client, taskQueue, httpTimeoutMs: 2000, lodgementDays: 6 });
});

/** What the workflow of a mandate was started with. */
async function inputOf(reference: string): Promise<Record<string, unknown>> {
  const { events } = await client.workflow.getHandle(`mandate:${reference}`).fetchHistory();
  const input = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0]?.data;
  return JSON.parse(Buffer.from(input ?? '').toString('utf8')) as Record<string, unknown>;
}

test('a mandate is started without a worker, with all that its workflow needs', async () => {
  const started = await incasso.mandates.setUp(aMandate('START-1', { verifyOwner: true }));
  expect(started).toEqual({ reference: 'START-1', started: true, stage: 'draft', warnings: [] });
  expect(await inputOf('START-1')).toEqual({
    reference: 'START-1',
    profile: '4826',
    contact: {
      reference: 'C-START-1',
      title: 'Ms',
      firstName: 'Anna',
      lastName: 'Example',
      email: 'payer@example.com',
      communication: 'EMAIL',
      companyName: null,
      phone: null,
      address: null,
    },
    account: { sortCode: '200000', accountNumber: '55779911', accountName: 'ANNA EXAMPLE' },
    altReference: null,
    plan: { amount: gbp(12_50), frequency: 'monthly', start: '2027-01-15', end: null, occurrences: null },
    verifyOwner: true,
    updateContact: false,
    lodgementDays: 6,
    calendar: expect.stringMatching(/^\d{4}-\d{2}$/),
    httpTimeoutMs: 2000,
  });
  await until('it is listed', async () => {
    const listed = await all(incasso.mandates.list({ stage: 'draft' }));
    return listed.some(({ reference, outcome }) => reference === 'START-1' && outcome === null);
  });
});

test('however often it is asked for, a mandate is started once', async () => {
  const answers = await Promise.all([1, 2, 3].map(() => incasso.mandates.setUp(aMandate('ONCE-01'))));
  expect(answers.filter(({ started }) => started)).toHaveLength(1);
  expect(await incasso.mandates.setUp(aMandate('ONCE-01'))).toMatchObject({ started: false, stage: 'draft' });
});

test.each<[string, Partial<MandateRequest>]>([
  ['another account', { account: { sortCode: '200000', accountNumber: '11111111', accountName: 'Anna Example' } }],
  ['another amount', { plan: { amount: gbp(1), frequency: 'monthly', start: '2027-01-15' } }],
  ['another profile', { profile: '5761' }],
])('a reference that stands for %s is refused', async (what, changes) => {
  const reference = what.replaceAll(' ', '-').toUpperCase();
  await incasso.mandates.setUp(aMandate(reference));
  const other = incasso.mandates.setUp(aMandate(reference, changes));
  await expect(other).rejects.toThrow(ReferenceTakenError);
  await expect(other).rejects.toThrow(`reference ${reference} already belongs to a mandate with other content`);
});

test('all faults are told at once, and nothing is started', async () => {
  const faulty = aMandate('FAULT-1', {
    profile: '',
    account: { sortCode: '1', accountNumber: '55779911', accountName: 'Anna Example' },
  });
  const error = await incasso.mandates.setUp(faulty).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(InvalidInputError);
  expect((error as InvalidInputError).faults).toEqual([
    'profile: is empty',
    'account.sortCode: is not a sort code, write six digits like 20-00-00 or 200000',
  ]);
  await expect(incasso.mandates.show('FAULT-1')).rejects.toThrow(UnknownReferenceError);
});

test('a name that Bacs cuts is warned of, without the name', async () => {
  const account = { sortCode: '200000', accountNumber: '55779911', accountName: 'Bartholomew Featherington' };
  const { warnings } = await incasso.mandates.setUp(aMandate('CUT-001', { account }));
  expect(warnings).toEqual(['account.accountName: is longer than 18 characters, the bank sees the first 18']);
});

test('nothing of a payer stands where everybody in Temporal can read it', async () => {
  await incasso.mandates.setUp(aMandate('PRIVATE-1'));
  const run = await client.workflow.getHandle('mandate:PRIVATE-1').describe();
  const open = JSON.stringify([run.memo, run.searchAttributes, await run.staticSummary()]);
  expect(open).not.toMatch(/anna|payer|55779911|C-PRIVATE/i);
  expect(await run.staticSummary()).toBe('12.50 GBP monthly from 2027-01-15');
});

test('a mandate that was ended from outside is listed as what a person has to look at', async () => {
  await incasso.mandates.setUp(aMandate('BROKEN-1'));
  await client.workflow.getHandle('mandate:BROKEN-1').terminate();
  await expect(incasso.mandates.show('BROKEN-1')).rejects.toThrow(BrokenWorkflowError);
  await expect(incasso.mandates.cancel('BROKEN-1', SAID)).rejects.toThrow('mandate BROKEN-1 is closed (terminated)');
  expect(await incasso.mandates.setUp(aMandate('BROKEN-1'))).toMatchObject({ started: false });
  await until('the list asks for attention', async () => {
    const listed = await all(incasso.mandates.list({ stage: 'needs-attention' }));
    return listed.some(({ reference }) => reference === 'BROKEN-1');
  });
});

test('where no worker answers, that is said within ten seconds; an unknown reference needs none', async () => {
  await incasso.mandates.setUp(aMandate('ALONE-1'));
  const since = Date.now();
  const oneOff = { key: 'K-1', amount: gbp(1_00), date: '2027-01-15', ...SAID };
  const { mandates } = incasso;
  const calls = [
    mandates.show('ALONE-1'),
    mandates.suspend('ALONE-1', SAID),
    mandates.collectOneOff('ALONE-1', oneOff),
  ];
  for (const call of await Promise.allSettled(calls)) expect(call).toMatchObject({ reason: expect.any(NoWorkerError) });
  expect(Date.now() - since).toBeLessThan(10_000);
  for (const reference of ['NOBODY-1', 'alone-1', 'X', 'x'.repeat(5000)]) {
    await expect(mandates.show(reference)).rejects.toThrow(UnknownReferenceError);
    await expect(mandates.reactivate(reference, SAID)).rejects.toThrow(UnknownReferenceError);
  }
});

test('a stage that does not exist is told', async () => {
  await expect(all(incasso.mandates.list({ stage: 'sleeping' }))).rejects.toThrow(InvalidInputError);
});
