import { cpuMs } from './processes.js';
import type { Side, Stack } from './stack.js';

/** What one round of one side has cost. CPU in milliseconds per case. */
export interface Round {
  side: Side['name'];
  casesPerSecond: number;
  cpuMsPerCase: Record<Place, number>;
}

const places = ['worker', 'server', 'receiver', 'simulator', 'client', 'all'] as const;
export type Place = (typeof places)[number];

let cases = 0;

/** Runs cases to their end, a number of them at a time. Each is a debt of its own. */
export async function runCases(side: Side, count: number, inFlight: number): Promise<void> {
  const first = cases;
  cases += count;
  await inParallel(count, inFlight, async (index) => {
    const reference = `${side.name}-${first + index}`;
    await side.start(reference);
    await side.ended(reference);
  });
}

/** One round, with all that it used. Throws if the vendor saw another number of calls than two for each case. */
export async function measureRound(stack: Stack, side: Side, count: number, inFlight: number): Promise<Round> {
  const { control } = stack;
  await control.setWebhook(side.webhook);
  const seen = (await control.calls()).length;
  const before = readCpu(stack, side);
  const startedAt = performance.now();
  await runCases(side, count, inFlight);
  const seconds = (performance.now() - startedAt) / 1000;
  const after = readCpu(stack, side);
  await control.quiet();
  const calls = (await control.calls()).length - seen;
  if (calls !== 2 * count)
    throw new Error(`${side.name}: the vendor saw ${calls} calls for ${count} cases, not two each`);
  const used = places.map((place) => [place, (after[place] - before[place]) / count]);
  return { side: side.name, casesPerSecond: count / seconds, cpuMsPerCase: Object.fromEntries(used) };
}

function readCpu({ serverPid, simulator }: Stack, { worker, receiver }: Side): Record<Place, number> {
  const used = {
    worker: cpuMs(worker.pid),
    server: cpuMs(serverPid),
    receiver: cpuMs(receiver.pid),
    simulator: cpuMs(simulator.pid),
    client: cpuMs(process.pid),
  };
  return { ...used, all: Object.values(used).reduce((sum, ms) => sum + ms, 0) };
}

/** Does something for each number below `count`, at most `limit` at a time. */
export async function inParallel(count: number, limit: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < count) {
      next += 1;
      await work(next - 1);
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, count) }, lane));
}
