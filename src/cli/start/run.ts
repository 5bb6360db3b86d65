import { resolve } from 'node:path';
import { readConfig } from '../../config.js';
import { type EmbeddedStack, startEmbeddedStack } from '../../workers/embedded-stack.js';
import { startCases } from '../collect/start-cases.js';
import type { ExitCode, Io } from '../context.js';
import { printLine } from '../print.js';
import { type DemoCase, demoFile, onClock, readDemo } from './demo-input.js';
import { createDisplay } from './display.js';
import { checkLedger } from './ledger-check.js';
import { printSummary } from './summary.js';
import { watchCases } from './watch.js';

export interface StartOptions {
  exit?: true;
  speed?: number;
  useServer?: true;
}

const ORIGIN = '2026-03-02T09:00:00Z'; // A Monday, nine o'clock in London.
const BUSINESS_DAY_MS = 86_400_000;
// A business day in three seconds: real work takes real time, and has to stay small beside the waits.
const SPEED = 28_800;
const FOLDER = '.incasso';

/**
 * The demo: all parts in this process, the example's debtors as their plays say. Stays up until it is told to stop; with
 * `exit` it ends with the last case. Answers 1 when a case ended otherwise than expected, an effect happened twice, or
 * the demo could not run to its end.
 */
export async function start(options: StartOptions, io: Io): Promise<ExitCode> {
  const { TEMPORAL_CLI_PATH: cliPath, INCASSO_PAYLOAD_KEY: payloadKey } = readConfig([
    'TEMPORAL_CLI_PATH',
    'INCASSO_PAYLOAD_KEY',
  ]);
  const speed = options.speed ?? SPEED;
  const demo = await readDemo(demoFile);
  const stack = await startEmbeddedStack({
    folder: resolve(FOLDER),
    origin: ORIGIN,
    speed,
    sweepEveryMs: sweepEveryMs(speed),
    cliPath,
    payloadKey,
    useServer: options.useServer === true,
    report: (line) => printLine(io.err, line),
  });
  const stopped = io.stopped(); // Before that a signal ends this process, and the server's guard ends the server.
  const stopping = new AbortController();
  try {
    // References are for all time: on a server that is not ours an earlier demo may have used them.
    const cases = onClock(demo, stack.clock, stack.temporal ? '' : `-${Date.now().toString(36)}`);
    printAddresses(stack, cases, io);
    const told = Promise.race([stopped, stack.failed]).then(() => 'stopped' as const);
    const good = await Promise.race([play(stack, cases, io, stopping.signal), told]);
    if (good === 'stopped') return options.exit ? 1 : 0;
    if (!options.exit) {
      printAddresses(stack, cases, io);
      printLine(io.err, 'all cases have ended; Ctrl-C stops the servers');
      await told;
    }
    return good ? 0 : 1;
  } finally {
    stopping.abort();
    await stack.stop();
  }
}

/** Starts the cases and shows them until the last one has ended; says whether all went as it had to. */
async function play(stack: EmbeddedStack, demo: readonly DemoCase[], io: Io, signal: AbortSignal): Promise<boolean> {
  const { incasso, control, clock } = stack;
  const expected = new Map(demo.map(({ input, expected }) => [input.reference, expected]));
  try {
    await control.plan(demo.map(({ play }) => play));
    await startCases(
      incasso.cases,
      demo.map(({ input }) => input),
      () => undefined,
    );
    const { show } = createDisplay(io.out, clock);
    const views = await watchCases(incasso.cases, { expected, onLook: show, signal });
    await control.quiet();
    return printSummary(io.out, views, expected, checkLedger(await control.ledger(), views.values()));
  } catch (error) {
    if (signal.aborted) return false; // It was told to stop, and nobody listens any more.
    throw error;
  }
}

function printAddresses(
  { temporal, simulatorUrl, logFile }: EmbeddedStack,
  demo: readonly DemoCase[],
  { out }: Io,
): void {
  printLine(out);
  if (temporal) {
    printLine(out, `Temporal UI: ${temporal.uiUrl}/namespaces/default/workflows`);
    printLine(out, 'In another terminal:');
    printLine(out, `TEMPORAL_ADDRESS=${temporal.address} incasso cases`);
  }
  const unpaid = demo.find(({ expected }) => expected === 'unpaid') ?? demo[0];
  printLine(out, `ALPHACOMM_URL=${simulatorUrl} incasso simulate paid ${unpaid?.input.reference ?? ''}`);
  printLine(out, `Log: ${logFile}`);
  printLine(out);
}

/** Twice in a business day, in whole seconds as schedules have them; never rarer than in production. */
function sweepEveryMs(speed: number): number {
  return Math.min(900_000, Math.max(1, Math.ceil(BUSINESS_DAY_MS / 2 / speed / 1000)) * 1000);
}
