import { resolve } from 'node:path';
import { readConfig } from '../../config.js';
import { type EmbeddedStack, startEmbeddedStack } from '../../workers/embedded-stack.js';
import type { ExitCode, Io } from '../context.js';
import { printLine } from '../print.js';
import { bacsFlow } from './bacs-flow.js';
import { billsFlow } from './bills-flow.js';
import { collectFlow } from './collect-flow.js';
import type { Flow } from './flow.js';
import { mandatesFlow } from './mandates-flow.js';

/** What the demo can show, by the word of `--flow`. */
const flows: Record<FlowName, () => Promise<Flow>> = {
  collect: collectFlow,
  bacs: bacsFlow,
  mandates: mandatesFlow,
  bills: billsFlow,
};

export type FlowName = 'collect' | 'bacs' | 'mandates' | 'bills';

export interface StartOptions {
  flow: FlowName;
  exit?: true;
  speed?: number;
  useServer?: true;
}

const ORIGIN = '2026-03-02T09:00:00Z'; // A Monday, nine o'clock in London.
const BUSINESS_DAY_MS = 86_400_000;
const FOLDER = '.incasso';

/**
 * The demo: all parts in this process, one flow on the example's input. Stays up until it is told to stop; with `exit` it
 * ends with the flow. Answers 1 when something ended otherwise than expected, an effect happened twice, or the demo could
 * not run to its end.
 */
export async function start(options: StartOptions, io: Io): Promise<ExitCode> {
  const { TEMPORAL_CLI_PATH: cliPath, INCASSO_PAYLOAD_KEY: payloadKey } = readConfig([
    'TEMPORAL_CLI_PATH',
    'INCASSO_PAYLOAD_KEY',
  ]);
  const flow = await flows[options.flow]();
  const speed = options.speed ?? flow.speed;
  const stack = await startEmbeddedStack({
    folder: resolve(FOLDER),
    origin: ORIGIN,
    speed,
    sweeps: flow.sweeps ?? { everyMs: sweepEveryMs(speed) },
    cliPath,
    payloadKey,
    useServer: options.useServer === true,
    report: (line) => printLine(io.err, line),
  });
  const stopped = io.stopped(); // Before that a signal ends this process, and the server's guard ends the server.
  const stopping = new AbortController();
  try {
    const hints = flow.hints(stack);
    printAddresses(stack, hints, io);
    const told = Promise.race([stopped, stack.failed]).then(() => 'stopped' as const);
    const good = await Promise.race([play(flow, stack, io, stopping.signal), told]);
    if (good === 'stopped') return options.exit ? 1 : 0;
    if (!options.exit) {
      printAddresses(stack, hints, io);
      printLine(io.err, 'all has ended; Ctrl-C stops the servers');
      await told;
    }
    return good ? 0 : 1;
  } finally {
    stopping.abort();
    await stack.stop();
  }
}

async function play(flow: Flow, stack: EmbeddedStack, io: Io, signal: AbortSignal): Promise<boolean> {
  try {
    return await flow.play(stack, io, signal);
  } catch (error) {
    if (signal.aborted) return false; // It was told to stop, and nobody listens any more.
    throw error;
  }
}

function printAddresses({ temporal, logFile }: EmbeddedStack, hints: readonly string[], { out }: Io): void {
  printLine(out);
  if (temporal) {
    printLine(out, `Temporal UI: ${temporal.uiUrl}/namespaces/default/workflows`);
    printLine(out, 'In another terminal:');
    printLine(out, `TEMPORAL_ADDRESS=${temporal.address} incasso cases`);
  }
  for (const hint of hints) printLine(out, hint);
  printLine(out, `Log: ${logFile}`);
  printLine(out);
}

/** Twice in a business day, in whole seconds as schedules have them; never rarer than in production. */
function sweepEveryMs(speed: number): number {
  return Math.min(900_000, Math.max(1, Math.ceil(BUSINESS_DAY_MS / 2 / speed / 1000)) * 1000);
}
