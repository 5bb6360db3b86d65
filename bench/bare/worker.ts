import { fileURLToPath } from 'node:url';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { readConfig } from '../../src/config.js';
import { connectWorker } from '../../src/temporal/connection.js';
import { createBareActivities } from './activities.js';

/** The peer's worker, with the settings of ours: a queue for workflows, one for the vendor's activities. */
export async function runBareWorker(): Promise<void> {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const { ALPHACOMM_URL: url, ALPHACOMM_API_KEY: apiKey } = readConfig(['ALPHACOMM_URL', 'ALPHACOMM_API_KEY']);
  const { connection, namespace, close } = await connectWorker();
  const common = { connection, namespace };
  const workers = [
    await Worker.create({
      ...common,
      taskQueue: 'bare',
      workflowBundle: { codePath: fileURLToPath(new URL('bundle.js', import.meta.url)) },
      maxCachedWorkflows: 500,
    }),
    await Worker.create({
      ...common,
      taskQueue: 'bare-activities',
      activities: createBareActivities({ url, apiKey }),
      maxTaskQueueActivitiesPerSecond: 200,
    }),
  ];
  process.stderr.write('ready\n');
  await Promise.all(workers.map((worker) => worker.run()));
  await close();
}
