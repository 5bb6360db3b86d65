import { randomUUID } from 'node:crypto';
import { createIncassoClient } from '../../src/client/index.js';
import { startAlphacommSimulator } from '../../src/simulators/alphacomm/index.js';
import { createControlClient } from '../../src/simulators/control-client.js';
import { startReceiver } from '../../src/workers/webhooks.js';
import { startWorker } from '../../src/workers/worker.js';
import { aCase, basic, CREDENTIALS, createLog } from './fixtures.js';
import { atEnd, startRealServer, workflowBundle } from './servers.js';
import { until } from './until.js';

/**
 * Server, vendor, worker and receiver, as they run together. The vendor keeps its webhooks to itself: a test posts its
 * own to the receiver. All of it ends after the file's last test.
 */
export async function startStack() {
  const { env } = await startRealServer();
  const taskQueue = `q-${randomUUID()}`;
  const { client, nativeConnection: connection } = env;
  const vendor = await startAlphacommSimulator({
    apiKey: 'key',
    clock: { origin: '2026-03-02T09:00:00Z', speed: 100 },
  });
  const settings = {
    connection,
    client,
    namespace: 'default',
    taskQueuePrefix: taskQueue,
    httpTimeoutMs: 2000,
    importWindowMs: 5000,
    alphacomm: { url: vendor.url, apiKey: 'key' },
    workflowBundle: workflowBundle(),
  };
  let worker = await startWorker(settings);
  const { lines, logger } = createLog();
  const receiver = await startReceiver({
    client,
    taskQueue,
    host: '127.0.0.1',
    port: 0,
    credentials: CREDENTIALS,
    logger,
  });
  atEnd(async () => {
    await receiver.close();
    await worker.stop();
    await vendor.close();
  });

  const control = createControlClient(vendor.controlUrl);
  const incasso = createIncassoClient({ client, taskQueue });

  /** Starts a case and waits until it waits for money; gives the id of its PayLink. */
  const waitingCase = async (reference: string): Promise<string> => {
    await incasso.cases.start(aCase(reference));
    await until(`${reference} waits for money`, async () => {
      return (await incasso.cases.show(reference)).stage === 'awaiting-payment';
    });
    return until(
      `${reference} has a PayLink`,
      async () => (await control.ledger({ reference, effect: 'payLink.created' }))[0]?.id,
    );
  };

  return {
    client,
    incasso,
    control,
    taskQueue,
    receiver,
    logged: lines,
    waitingCase,
    /** Pays at the vendor, which tells nobody. */
    pay: (reference: string, amountMinor?: number) =>
      control.tell({
        reference,
        story: amountMinor === undefined ? 'paid' : 'part-paid',
        amountMinor,
        delivery: { mode: 'lost' },
      }),
    /** Posts a body to the receiver, as the vendor would. */
    post: (body: unknown, headers: Record<string, string> = {}) =>
      fetch(`${receiver.url}/webhooks/alphacomm`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: basic(CREDENTIALS), ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    runsOf: async (reference: string) => {
      const runs: string[] = [];
      for await (const { runId } of client.workflow.list({ query: `WorkflowId = "collect:${reference}"` }))
        runs.push(runId);
      return runs;
    },
    stopWorker: () => worker.stop(),
    restartWorker: async () => {
      worker = await startWorker(settings);
    },
  };
}
