import type { EmbeddedStack } from '../../workers/embedded-stack.js';
import { startCases } from '../collect/start-cases.js';
import { demoFile, onClock, readDemo } from './demo-input.js';
import { createDisplay } from './display.js';
import type { Flow } from './flow.js';
import { checkLedger } from './ledger-check.js';
import { printSummary } from './summary.js';
import { watchToEnd } from './watch.js';

// A business day in three seconds: real work takes real time, and has to stay small beside the waits.
const SPEED = 28_800;

/** The example's debtors, as their plays say: asked by mail, called when they do not pay, and closed. */
export async function collectFlow(): Promise<Flow> {
  const demo = await readDemo(demoFile);
  // References are for all time: on a server that is not ours an earlier demo may have used them.
  const tag = Date.now().toString(36);
  const casesOf = ({ clock, temporal }: EmbeddedStack) => onClock(demo, clock, temporal ? '' : `-${tag}`);

  return {
    speed: SPEED,

    hints(stack) {
      const cases = casesOf(stack);
      const unpaid = cases.find(({ expected }) => expected === 'unpaid') ?? cases[0];
      return [`ALPHACOMM_URL=${stack.simulatorUrl} incasso simulate paid ${unpaid?.input.reference ?? ''}`];
    },

    async play(stack, io, signal) {
      const { incasso, control, clock } = stack;
      const cases = casesOf(stack);
      const expected = new Map(cases.map(({ input, expected }) => [input.reference, expected]));
      await control.plan(cases.map(({ play }) => play));
      await startCases(
        incasso.cases,
        cases.map(({ input }) => input),
        () => undefined,
      );
      const { show } = createDisplay(io.out, clock);
      const views = await watchToEnd(incasso.cases, { expected, onLook: show, signal });
      await control.quiet();
      const ledgers = new Map([["the vendor's ledger", checkLedger(await control.ledger(), views.values())]]);
      return printSummary(io.out, { views, expected, noun: 'cases', ledgers });
    },
  };
}
