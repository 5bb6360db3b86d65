import { expect, test } from '@jest/globals';
import { PtxUserInUseError } from '../../src/workers/ptx-lease.js';
import { startWorker } from '../../src/workers/worker.js';
import { all } from '../support/fixtures.js';
import { PTX_APPROVER, PTX_USER, startPtxFlow } from '../support/ptx-flow.js';
import { startRealServer, workflowBundle } from '../support/servers.js';
import { until } from '../support/until.js';

test('a second worker for a PTX user does not start while the first one is there, and starts once that has stopped', async () => {
  const flow = await startPtxFlow({ approver: PTX_APPROVER });
  const { env } = await startRealServer();
  const second = () =>
    startWorker({
      connection: env.nativeConnection,
      client: env.client,
      namespace: 'default',
      taskQueuePrefix: `${flow.taskQueue}-second`, // One process can poll a queue once only.
      httpTimeoutMs: 1_000,
      importWindowMs: 1_000,
      ptx: {
        url: flow.simulator.url,
        credentials: { ...PTX_USER, email: PTX_USER.email.toUpperCase() },
        settleMs: 100,
        concurrency: 1,
        lookEveryMs: 1_000,
        dataDir: flow.dataDir,
      },
      workflowBundle: workflowBundle(),
    });
  const since = Date.now();
  await expect(second()).rejects.toThrow(PtxUserInUseError);
  expect(Date.now() - since).toBeGreaterThanOrEqual(14_000);
  await flow.worker.stop();
  const worker = await second();
  expect(worker.state()).toBe('RUNNING');
  await worker.stop();
  expect(await flow.control.ledger({ effect: 'login' })).toEqual([]);
}, 60_000);

test('a worker whose PTX user somebody else has taken stops, and says why', async () => {
  const flow = await startPtxFlow();
  const query = `WorkflowType = "ptxLease" AND ExecutionStatus = "Running" AND TaskQueue = "${flow.taskQueue}"`;
  const run = await until('the lease is listed', async () => (await all(flow.client.workflow.list({ query })))[0]);
  const stopped = flow.worker.done.catch((error: unknown) => error);
  await flow.client.workflow.start('ptxLease', {
    workflowId: run.workflowId,
    taskQueue: flow.taskQueue,
    args: [{ taskQueue: 'somebody-else' }],
    workflowIdConflictPolicy: 'TERMINATE_EXISTING',
  });
  expect(await stopped).toBeInstanceOf(PtxUserInUseError);
  await until('all of it has stopped', () => flow.worker.state() === 'STOPPED');
}, 40_000);
