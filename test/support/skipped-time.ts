import { createEventDelivery } from '../../src/client/delivery.js';
import { createIncassoClient } from '../../src/client/index.js';
import type { CollectRecordInput } from '../../src/domain/case.js';
import { startAlphacommSimulator } from '../../src/simulators/alphacomm/index.js';
import { createControlClient } from '../../src/simulators/control-client.js';
import { startWorker } from '../../src/workers/worker.js';
import { debt } from './inputs.js';
import { atEnd, timeSkipping, workflowBundle } from './servers.js';
import { until } from './until.js';

/** Long enough for a message to be sent, and short enough to be no matter beside days. */
const MOMENT_MS = 1_000;

/**
 * Worker and vendor on the server that skips time. The vendor's clock stands still but for `advance`, and its webhooks
 * go nowhere: a test hands them to the case itself. One case at a time; all of it ends after the file's last test.
 */
export async function startSkippedTime() {
  const env = await timeSkipping();
  const { client, nativeConnection: connection } = env;
  const taskQueue = `skipped-${process.pid}`;
  const clock = { origin: new Date().toISOString(), speed: 0 };
  const simulator = await startAlphacommSimulator({ apiKey: 'key-of-the-tests', clock });
  const worker = await startWorker({
    connection,
    client,
    namespace: 'default',
    taskQueuePrefix: taskQueue,
    httpTimeoutMs: 2_000,
    importWindowMs: 3_000,
    alphacomm: { url: simulator.url, apiKey: 'key-of-the-tests' },
    workflowBundle: workflowBundle(),
  });
  atEnd(async () => {
    await worker.stop();
    await simulator.close();
  });
  const { cases } = createIncassoClient({ client, taskQueue });
  const control = createControlClient(simulator.controlUrl);
  const delivery = createEventDelivery(client, { taskQueue });

  return {
    env,
    taskQueue,
    control,
    /** Starts a case whose first message has just been sent; `startedAtMs` by the server's clock. */
    async mailedCase(reference: string, more: Partial<CollectRecordInput> = {}) {
      const startedAtMs = await env.currentTimeMs();
      await cases.start(debt(reference, more));
      const show = () => cases.show(reference);
      await until('the wait for money', async () => (await show()).stage === 'awaiting-payment');
      await control.advance(MOMENT_MS);
      return {
        startedAtMs,
        cases,
        show,
        result: () => cases.result(reference),
        effects: async (effect: string) => (await control.ledger({ reference, effect })).length,
        /** The debtor pays, and the vendor says so. */
        async pays(amountMinor?: number) {
          const { id = '' } = await control.tell({
            reference,
            story: amountMinor === undefined ? 'paid' : 'part-paid',
            amountMinor,
            delivery: { mode: 'lost' },
          });
          const at = new Date(await env.currentTimeMs()).toISOString();
          const event = { kind: 'paylink', what: 'paid', eventId: `${id}:${at}`, linkId: id, at } as const;
          await delivery.deliver(event, reference);
        },
      };
    },
  };
}
