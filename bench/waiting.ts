import { setTimeout as delay } from 'node:timers/promises';
import { cpuMs, residentMib } from './processes.js';
import { inParallel, runCases } from './rounds.js';
import type { Side, Stack } from './stack.js';
import { until } from './until.js';

/** What waiting cases cost, and how fast one of them is woken. Memory in MiB, times in milliseconds. */
export interface Waiting {
  side: Side['name'];
  cases: number;
  workerMib: { before: number; after: number };
  serverMib: { before: number; after: number };
  /**
   * From the payment, when the webhook leaves the simulator, to the read that it causes there; one case at a time. The
   * newest cases are in the worker's memory, the oldest are not, if more wait than it keeps, and are replayed first.
   */
  reactionMs: { newest: number[]; oldest: number[] };
}

const WARM_UP = 50;
const PAID = 100;
// The server reads the task queue of its one shard 20 times a second, and a case needs three tasks: any faster, and the
// times would show that limit.
const PACE_MS = 200;

/** Lets many cases wait in a fresh worker, then has some of them paid one after the other. */
export async function measureWaiting(stack: Stack, side: Side, count: number, inFlight: number): Promise<Waiting> {
  const { control, serverPid } = stack;
  await side.restartWorker();
  await control.setWebhook(side.webhook);
  await runCases(side, WARM_UP, inFlight);
  const workerBefore = residentMib(side.worker.pid);
  const serverBefore = residentMib(serverPid);

  await control.plan([{ reference: '*', onMessage: [] }]);
  const referenceOf = (index: number) => `${side.name}-waiting-${index}`;
  await inParallel(count, inFlight, async (index) => void (await side.start(referenceOf(index))));
  await until('every case has its message', async () => {
    const sent = await control.ledger({ effect: 'message.sent' });
    return sent.filter(({ reference }) => reference?.startsWith(referenceOf(0).slice(0, -1))).length === count;
  });
  await untilIdle(side.worker.pid);
  const workerMib = { before: workerBefore, after: residentMib(side.worker.pid) };
  const serverMib = { before: serverBefore, after: residentMib(serverPid) };

  const paid = Math.min(PAID, Math.floor(count / 2));
  const oldest = Array.from({ length: paid }, (_, index) => referenceOf(index));
  const newest = Array.from({ length: paid }, (_, index) => referenceOf(count - 1 - index));
  for (const reference of [...newest, ...oldest]) {
    await control.tell({ reference, story: 'paid' });
    await Promise.all([side.ended(reference), delay(PACE_MS)]);
  }
  const reactions = await readReactions(stack);
  const of = (references: string[]) => references.map((reference) => reactions.get(reference) ?? Number.NaN);
  await control.plan([{ reference: '*', onMessage: [{ afterMs: 0, do: 'pay' }] }]);
  return {
    side: side.name,
    cases: count,
    workerMib,
    serverMib,
    reactionMs: { newest: of(newest), oldest: of(oldest) },
  };
}

/** By reference: milliseconds from its payment to the one read that follows. */
async function readReactions({ control }: Stack): Promise<Map<string | undefined, number>> {
  const paidAt = new Map((await control.ledger({ effect: 'payment' })).map(({ reference, at }) => [reference, at]));
  const reads = (await control.calls()).filter(({ operation }) => operation === 'payLinks');
  return new Map(
    reads.map(({ reference, at }) => [reference, Date.parse(at) - Date.parse(paidAt.get(reference) ?? '')]),
  );
}

/** Waits until a process has used next to nothing for a second. */
async function untilIdle(pid: number): Promise<void> {
  await until('the worker is idle', async () => {
    const before = cpuMs(pid);
    await delay(1000);
    return cpuMs(pid) - before < 50;
  });
}
