import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from '@jest/globals';
import { Client, Connection, defaultGrpcRetryOptions, makeGrpcRetryInterceptor } from '@temporalio/client';
import {
  BrokenWorkflowError,
  createIncassoClient,
  type IncassoClient,
  InvalidInputError,
  NoWorkerError,
  ReferenceTakenError,
  TemporalUnreachableError,
  UnknownParkedEventError,
  UnknownReferenceError,
  UnknownScheduleError,
} from '../../src/client/index.js';
import { anyFreePort } from '../../src/temporal/embedded/ports.js';
import { aCase, all, DAY_MS, SAID } from '../support/fixtures.js';
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

test('asking twice for the same starts one case, and asking for something else under its reference is an error', async () => {
  const asked = aCase('W-1');
  const answers = await Promise.all([1, 2, 3, 4, 5].map(() => incasso.cases.start(asked)));
  expect(answers.filter(({ started }) => started)).toEqual([{ reference: 'W-1', started: true }]);
  expect(await incasso.cases.start({ ...asked, httpTimeoutMs: 99 })).toEqual({ reference: 'W-1', started: false });
  const other = { ...asked, invoice: { ...asked.invoice, dueDate: '2026-12-24' } };
  await expect(incasso.cases.start(other)).rejects.toThrow(ReferenceTakenError);
});

test('a case is ended by nobody but its work: the same reference does not start again after a termination', async () => {
  await incasso.cases.start(aCase('W-2'));
  await client.workflow.getHandle('collect:W-2').terminate();
  expect(await incasso.cases.start(aCase('W-2'))).toEqual({ reference: 'W-2', started: false });
  await expect(incasso.cases.show('W-2')).rejects.toThrow(BrokenWorkflowError);
  await expect(incasso.cases.result('W-2')).rejects.toThrow('case W-2 did not end by itself (terminated)');
  await expect(incasso.cases.cancel('W-2', SAID)).rejects.toThrow('case W-2 is closed (terminated)');
  await until('the list asks for attention', async () => {
    return (await all(incasso.cases.list({ stage: 'needs-attention' }))).some(({ reference }) => reference === 'W-2');
  });
});

test('a faulty case starts nothing', async () => {
  const faulty = { ...aCase('W-3'), debtor: { phones: [] } };
  await expect(incasso.cases.start(faulty)).rejects.toThrow(InvalidInputError);
  await expect(incasso.cases.show('W-3')).rejects.toThrow(UnknownReferenceError);
});

test('a started case can be listed at once by its stage, and shows nothing personal in Temporal', async () => {
  await incasso.cases.start(
    aCase('W-4', { debtor: { name: 'A. Person', email: 'a.person@example.test', phones: ['+31612345678'] } }),
  );
  const listed = { reference: 'W-4', stage: 'importing', outcome: null, nextActionAt: null };
  await until('it is listed', async () =>
    (await all(incasso.cases.list({ stage: 'importing' }))).some((item) => item.reference === 'W-4'),
  );
  expect(await all(incasso.cases.list())).toContainEqual(listed);
  expect(await all(incasso.cases.list({ stage: 'paid' }))).not.toContainEqual(listed);
  const { workflowId, memo, searchAttributes, staticSummary } = await client.workflow
    .getHandle('collect:W-4')
    .describe()
    .then(async (run) => ({
      workflowId: run.workflowId,
      memo: run.memo,
      searchAttributes: run.searchAttributes,
      staticSummary: await run.staticSummary(),
    }));
  expect(JSON.stringify([workflowId, memo, searchAttributes, staticSummary])).not.toMatch(/person|612345678/i);
  expect(staticSummary).toBe('100.00 EUR: 1 message steps, 0 voice rounds');
  expect(() => incasso.cases.list({ stage: 'asleep' })[Symbol.asyncIterator]().next()).rejects.toThrow(
    InvalidInputError,
  );
});

test('where no worker answers, that is said within ten seconds', async () => {
  await incasso.cases.start(aCase('W-5'));
  const since = Date.now();
  const [shown, told] = await Promise.allSettled([incasso.cases.show('W-5'), incasso.cases.cancel('W-5', SAID)]);
  expect(Date.now() - since).toBeLessThan(10_000);
  expect(shown).toMatchObject({ reason: expect.any(NoWorkerError) });
  expect(told).toMatchObject({ reason: expect.any(NoWorkerError) });
  expect((shown as PromiseRejectedResult).reason.message).toBe(
    `no worker answers on task queue ${taskQueue}: start \`incasso worker\``,
  );
  expect((told as PromiseRejectedResult).reason.message).toMatch(/may still take effect/);
});

test('what does not exist is named', async () => {
  const { cases, parked, schedules } = incasso;
  for (const reference of ['W-0', 'no "reference" at all', 'x'.repeat(5000)]) {
    await expect(cases.show(reference)).rejects.toThrow(UnknownReferenceError);
    await expect(cases.result(reference)).rejects.toThrow(UnknownReferenceError);
    await expect(cases.hold(reference, { ...SAID, until: '2099-01-01' })).rejects.toThrow(UnknownReferenceError);
    await expect(parked.assign('alphacomm:1', { ...SAID, reference })).rejects.toThrow(UnknownReferenceError);
    await expect(parked.show(reference)).rejects.toThrow(UnknownParkedEventError);
    await expect(parked.discard(reference, SAID)).rejects.toThrow(UnknownParkedEventError);
  }
  await expect(schedules.run('sweep-moons')).rejects.toThrow(UnknownScheduleError);
});

test('the sweep is scheduled once, follows its settings, and stays paused when it was paused', async () => {
  const { schedules } = incasso;
  const id = 'sweep-paylinks';
  expect(await schedules.list()).toEqual([]);
  const both = (change: string) => ['sweep-paylinks', 'sweep-emandates'].map((each) => ({ id: each, change }));
  expect(await schedules.apply({ everyMs: DAY_MS })).toEqual(both('created'));
  expect(await schedules.apply({ everyMs: DAY_MS })).toEqual(both('unchanged'));
  await client.schedule.getHandle(id).pause();
  expect(await schedules.apply({ everyMs: 60_000 })).toEqual(both('updated'));
  expect(await schedules.apply({ everyMs: 60_000 })).toEqual(both('unchanged'));
  const paused = { id, everyMs: 60_000, paused: true, lastRunAt: null, nextRunAt: null };
  expect(await schedules.list()).toContainEqual(paused);
  const otherQueue = createIncassoClient({ client, taskQueue: `${taskQueue}-2`, httpTimeoutMs: 2000 });
  expect(await otherQueue.schedules.apply({ everyMs: 60_000 })).toEqual(both('updated'));
  await schedules.run(id);
  const [run] = await until('a run has begun', async () => {
    const runs = await all(client.workflow.list({ query: 'WorkflowType = "sweepPayLinks"' }));
    return runs.length > 0 && runs;
  });
  expect(run?.taskQueue).toBe(`${taskQueue}-2`);
  for (const each of both('deleted')) await client.schedule.getHandle(each.id).delete();
});

test('where no server answers, every call says so within ten seconds', async () => {
  // Few retries: one that still waits when a connection closes ends the process.
  const interceptors = [makeGrpcRetryInterceptor(defaultGrpcRetryOptions({ maxAttempts: 3 }))];
  const connection = Connection.lazy({ address: `127.0.0.1:${await anyFreePort()}`, interceptors });
  const { cases, parked, schedules } = createIncassoClient({ client: new Client({ connection }) });
  const since = Date.now();
  const calls = [cases.show('W-1'), cases.cancel('W-1', SAID), parked.show('alphacomm:1'), schedules.list()];
  for (const call of await Promise.allSettled(calls)) {
    expect(call).toMatchObject({ status: 'rejected', reason: expect.any(TemporalUnreachableError) });
  }
  expect(Date.now() - since).toBeLessThan(10_000);
  await connection.close();
});
