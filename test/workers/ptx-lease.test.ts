import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, expect, test } from '@jest/globals';
import { Worker } from '@temporalio/worker';
import { acquirePtxLease, type PtxLease, PtxUserInUseError } from '../../src/workers/ptx-lease.js';
import { all } from '../support/fixtures.js';
import { atEnd, javascriptSources, startRealServer, workflowBundle } from '../support/servers.js';
import { until } from '../support/until.js';

const taskQueue = 'leases';
const url = 'https://uk.pt-x.com';

beforeAll(async () => {
  const { env } = await startRealServer();
  const worker = await Worker.create({
    connection: env.nativeConnection,
    taskQueue,
    workflowBundle: workflowBundle(),
    maxCachedWorkflows: 20,
  });
  const run = worker.run();
  atEnd(async () => {
    worker.shutdown();
    await run;
  });
});

async function acquire(email: string, at = url): Promise<PtxLease> {
  const { env } = await startRealServer();
  const lease = await acquirePtxLease({
    connection: env.nativeConnection,
    client: env.client,
    namespace: 'default',
    taskQueuePrefix: taskQueue,
    url: at,
    email,
  });
  atEnd(lease.release);
  return lease;
}

const running = async () => {
  const { env } = await startRealServer();
  return all(env.client.workflow.list({ query: 'WorkflowType = "ptxLease" AND ExecutionStatus = "Running"' }));
};

test('a second worker for the same PTX user is refused while the first one is there, however the address is written', async () => {
  const first = await acquire('pat@example.com');
  const since = Date.now();
  const refusal = await acquire(' Pat@Example.com').catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(PtxUserInUseError);
  expect((refusal as Error).message).toMatch(/^another worker is signed in to PTX as this user: stop it first/);
  expect(Date.now() - since).toBeGreaterThanOrEqual(14_000);
  // Another user, and the same address at another PTX, are somebody else.
  await (await acquire('kim@example.com')).release();
  await (await acquire('pat@example.com', 'https://payments.cat.uk.pt-x.com')).release();
  await first.release();
}, 40_000);

test('a user that was given back is free at once', async () => {
  const first = await acquire('sam@example.com');
  await first.release();
  await first.release();
  const since = Date.now();
  await (await acquire('sam@example.com')).release();
  expect(Date.now() - since).toBeLessThan(3_000);
});

test('a holder whose lease was ended by nobody in particular takes it again, and does not lose it', async () => {
  const { env } = await startRealServer();
  const lease = await acquire('lee@example.com');
  const before = await until('the lease is listed', async () => (await running())[0]);
  await env.client.workflow.getHandle(before.workflowId).terminate('as a long outage would');
  const after = await until('it is held again', async () => {
    return (await running()).find(
      ({ runId, workflowId }) => workflowId === before.workflowId && runId !== before.runId,
    );
  });
  expect(after.status.name).toBe('RUNNING');
  await expect(acquire('lee@example.com')).rejects.toThrow(PtxUserInUseError);
  await lease.release();
}, 40_000);

test('a holder that another one has followed is told that it lost the user', async () => {
  const { env } = await startRealServer();
  const first = await acquire('max@example.com');
  const { workflowId } = await until('the lease is listed', async () => (await running())[0]);
  // The next run is somebody else's in the same instant.
  await env.client.workflow.start('ptxLease', {
    workflowId,
    taskQueue,
    args: [{ taskQueue: 'somebody-else' }],
    workflowIdConflictPolicy: 'TERMINATE_EXISTING',
  });
  await expect(first.lost).rejects.toThrow(PtxUserInUseError);
  await first.release();
});

test('a worker that was killed is followed within fifteen seconds, also when it ran the workflow of its lease itself', async () => {
  const holder = await startHolder('own-queue', 'ann@example.com');
  const killed = Date.now();
  holder.kill('SIGKILL');
  const next = await startHolder('own-queue', 'ann@example.com');
  expect(Date.now() - killed).toBeLessThan(15_000);
  next.kill('SIGKILL');
}, 60_000);

/** A process with a worker for workflows and a lease, as `incasso worker` is one; resolves when it holds the user. */
async function startHolder(queue: string, email: string): Promise<ChildProcess> {
  const { server } = await startRealServer();
  const from = (path: string) => JSON.stringify(pathToFileURL(join(javascriptSources(), path)).href);
  const folder = await mkdtemp(join(tmpdir(), 'incasso-lease-'));
  const script = join(javascriptSources(), `holder-${process.pid}.mjs`);
  await writeFile(
    script,
    `import { Worker } from '@temporalio/worker';
     import { connectClient, connectWorker } from ${from('temporal/connection.js')};
     import { acquirePtxLease } from ${from('workers/ptx-lease.js')};
     const { client } = await connectClient();
     const native = await connectWorker();
     const worker = await Worker.create({ ...native, taskQueue: ${JSON.stringify(queue)}, workflowBundle: ${JSON.stringify(workflowBundle())} });
     worker.run();
     await acquirePtxLease({ ...native, client, taskQueuePrefix: ${JSON.stringify(queue)}, url: ${JSON.stringify(url)}, email: ${JSON.stringify(email)} });
     process.stderr.write('held\\n');`,
  );
  const child = spawn(process.execPath, [script], {
    cwd: folder,
    env: { PATH: process.env.PATH, TEMPORAL_ADDRESS: server.address },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr?.on('data', (part) => (errors += part));
  atEnd(async () => {
    child.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });
  await until(
    'the user is held',
    () => {
      if (child.exitCode !== null) throw new Error(`the holder has ended: ${errors}`);
      return /^held$/m.test(errors);
    },
    25_000,
  );
  return child;
}
