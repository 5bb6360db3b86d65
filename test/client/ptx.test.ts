import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, expect, test } from '@jest/globals';
import {
  createIncassoClient,
  InvalidInputError,
  NoWorkerError,
  PtxAwayError,
  RefusedError,
} from '../../src/client/index.js';
import { startWorker } from '../../src/workers/worker.js';
import { all } from '../support/fixtures.js';
import { PTX_APPROVER, PTX_USER, type PtxFlow, startPtxFlow } from '../support/ptx-flow.js';
import { startRealServer, workflowBundle } from '../support/servers.js';
import { until } from '../support/until.js';

let flow: PtxFlow;
beforeAll(async () => {
  flow = await startPtxFlow({ httpTimeoutMs: 800, approver: PTX_APPROVER });
});
afterEach(() => flow.control.clearFaults());

const questions = () => all(flow.client.workflow.list({ query: 'WorkflowType = "askPtx"' }));

test('a check tells who is signed in, and what stands in the way of a batch', async () => {
  const { user, approver, profiles, warnings } = await flow.incasso.ptx.check();
  expect({ user, approver, warnings }).toEqual({
    user: PTX_USER.email,
    approver: { user: PTX_APPROVER.email, problem: null },
    warnings: expect.not.arrayContaining([expect.stringMatching(/payment profile/)]),
  });
  const of = (id: string) => profiles.find((profile) => profile.id === id);
  expect(of('8308')).toMatchObject({ connectionType: 'INDIRECT', numberOfApprovals: 2, status: 'AP', warnings: [] });
  expect(of('8543')?.warnings).toContainEqual(expect.stringMatching(/^its status is /));
});

test('a profile is found by its id or by exactly its name, and else not at all', async () => {
  const { ptx } = flow.incasso;
  const [profile] = await ptx.profiles();
  expect(await ptx.findProfile(profile?.id ?? '')).toEqual(profile);
  expect(await ptx.findProfile(profile?.name ?? '')).toEqual(profile);
  for (const wrong of [profile?.name.slice(0, -1) ?? '', '999999', 'no such profile']) {
    await expect(ptx.findProfile(wrong)).rejects.toThrow(InvalidInputError);
  }
});

test('an approver who cannot log in is told of, and the rest of the check stands', async () => {
  const approver = { email: PTX_APPROVER.email, password: 'wrong' };
  const { incasso, worker } = await startPtxFlow({ approver, simulator: { users: [PTX_USER, PTX_APPROVER] } });
  const check = await incasso.ptx.check();
  expect(check.approver).toEqual({ user: PTX_APPROVER.email, problem: expect.stringMatching(/^ptx security\.login/) });
  expect(JSON.stringify(check)).not.toContain('wrong');
  await worker.stop();
});

test('only the worker logs in, once, however many ask', async () => {
  const logins = async () => (await flow.control.ledger({ effect: 'login' })).length;
  const before = await logins();
  const { ptx } = flow.incasso;
  await Promise.all([ptx.profiles(), ptx.messages(), ptx.profiles()]);
  expect(await logins()).toBe(before);
});

test('where PTX does not answer, that is told, and where it refuses, its reason', async () => {
  const { control, incasso } = flow;
  await control.addFault({ operation: '*', kind: 'unavailable', times: 50 });
  await expect(incasso.ptx.profiles()).rejects.toThrow(PtxAwayError);
  await control.clearFaults();
  await control.addFault({ operation: 'ptx.paymentProfiles.queryAll', kind: 'wrong-typed' });
  await expect(incasso.ptx.profiles()).rejects.toThrow(RefusedError);
});

test('where no worker answers, that is told within ten seconds, and the question is not asked later', async () => {
  const { client, incasso, taskQueue } = flow;
  const nobody = createIncassoClient({ client, taskQueue: `nobody-${randomUUID()}` });
  const since = Date.now();
  await expect(nobody.ptx.check()).rejects.toThrow(NoWorkerError);
  expect(Date.now() - since).toBeLessThan(10_000);
  expect(
    (await all(client.workflow.list({ query: 'WorkflowType = "askPtx" AND ExecutionStatus = "Running"' }))).length,
  ).toBe(0);

  // A worker that is there, but not for PTX.
  await flow.worker.stop();
  const { env } = await startRealServer();
  const other = await startWorker({
    connection: env.nativeConnection,
    client,
    namespace: 'default',
    taskQueuePrefix: taskQueue,
    httpTimeoutMs: 800,
    importWindowMs: 1_000,
    workflowBundle: workflowBundle(),
  });
  try {
    await expect(incasso.ptx.profiles()).rejects.toThrow(`no worker answers on task queue ${taskQueue}-ptx`);
    await until('it was withdrawn', async () => (await questions()).every(({ status }) => status.name !== 'RUNNING'));
  } finally {
    await other.stop();
    flow.worker = await flow.startWorker();
  }
  expect(await incasso.ptx.profiles()).not.toEqual([]);
}, 40_000);
