import { aCase, basic, CREDENTIALS, createLog } from './fixtures.js';
import { startFlow } from './flow.js';
import { until } from './until.js';

/**
 * Server, vendor, worker and receiver, as they run together. The vendor keeps its webhooks to itself: a test posts its
 * own to the receiver. All of it ends after the file's last test.
 */
export async function startStack() {
  const { lines, logger } = createLog();
  const clock = { origin: '2026-03-02T09:00:00Z', speed: 100 };
  const flow = await startFlow({ importWindowMs: 5_000, ...clock, logger, webhooks: false });
  const { client, incasso, control, taskQueue, receiver } = flow;

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
    stopWorker: () => flow.worker.stop(),
    restartWorker: async () => {
      flow.worker = await flow.startWorker();
    },
  };
}
