import { setTimeout as delay } from 'node:timers/promises';
import { describeVariables, readConfig } from '../../config.js';
import { formatMinor } from '../../domain/money.js';
import { ControlError, createControlClient, type Story, type StoryResult } from '../../simulators/control-client.js';
import type { Io } from '../context.js';
import { UnreachableError, UsageError } from '../errors.js';
import { printable, printLine } from '../print.js';

export interface SimulateOptions {
  /** In minor units. */
  amount?: number;
  twice?: true;
  /** Business milliseconds. */
  late?: number;
  lost?: true;
  forged?: true;
}

const SIMULATOR = 'http://127.0.0.1:9700';
// Whoever has just started a case may tell its story at once: the record has yet to reach the vendor.
const LINK_WITHIN_MS = 10_000;
const RECORD_WITHIN_MS = 5000;
const LOOK_EVERY_MS = 250;

/**
 * Tells the simulator behind `ALPHACOMM_URL` what happens. Waits some seconds for the PayLink of a case that has just
 * begun. Throws `UsageError` for an unknown reference, `UnreachableError` where no simulator runs. Not safe to repeat.
 */
export async function simulate(
  name: Story['story'],
  reference: string,
  options: SimulateOptions,
  io: Io,
): Promise<void> {
  if (options.amount !== undefined && name !== 'paid' && name !== 'part-paid') {
    throw new UsageError([`--amount: nothing is paid in the story ${name}, leave it out`]);
  }
  const origin = simulatorOrigin();
  const story: Story = { reference, story: name, amountMinor: options.amount, delivery: deliveryOf(options) };
  printLine(io.out, told(story, await tellPatiently(origin, story)));
}

async function tellPatiently(origin: string, story: Story): Promise<StoryResult> {
  const control = createControlClient(`${origin}/control`);
  const startedAt = Date.now();
  for (;;) {
    try {
      return await control.tell(story);
    } catch (error) {
      if (!(error instanceof ControlError)) {
        throw new UnreachableError(
          `no simulator answers at ${origin}: start \`incasso simulators\`, or set ALPHACOMM_URL to one that runs`,
          { cause: error },
        );
      }
      const waitsMs = { 404: RECORD_WITHIN_MS, 409: LINK_WITHIN_MS }[error.status] ?? 0;
      if (Date.now() - startedAt >= waitsMs) throw refusal(error);
    }
    await delay(LOOK_EVERY_MS);
  }
}

function refusal(error: ControlError): Error {
  // 409 is a refusal: the words were right, but it cannot happen now.
  return error.status === 409 ? new Error(error.message, { cause: error }) : new UsageError([error.message]);
}

/** Only on this computer: nobody is to play debtor at the real vendor. Its address is also what an unset variable gives. */
function simulatorOrigin(): string {
  const { ALPHACOMM_URL: url } = readConfig(['ALPHACOMM_URL']);
  if (url === describeVariables().find(({ name }) => name === 'ALPHACOMM_URL')?.default) return SIMULATOR;
  const { hostname, origin } = new URL(url);
  if (hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.')) return origin;
  throw new UsageError([
    `ALPHACOMM_URL: ${origin} is not a simulator on this computer, set it to what \`incasso simulators\` prints`,
  ]);
}

function deliveryOf({ twice, late, lost, forged }: SimulateOptions): Story['delivery'] {
  if (late !== undefined) return { mode: 'late', byMs: late };
  if (twice) return { mode: 'twice' };
  if (lost) return { mode: 'lost' };
  return forged ? { mode: 'forged' } : undefined;
}

function told({ reference, story, delivery }: Story, { happened, amountMinor }: StoryResult): string {
  const what = amountMinor === undefined ? story : `${story} (${formatMinor(amountMinor)})`;
  const when = happened === 'next-call' ? ', at the next call' : '';
  return printable(`${reference}: ${what}${when}${delivery === undefined ? '' : `, webhook ${delivery.mode}`}`);
}
