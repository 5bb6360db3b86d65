import { expect } from '@jest/globals';
import { type MandateView, RefusedError } from '../../src/client/index.js';
import type { PtxFaultRule } from '../../src/simulators/ptx/control-types.js';
import { createPtxClient, type PtxClient } from '../../src/vendors/ptx/client.js';
import { createPtxSession } from '../../src/vendors/ptx/session.js';
import type { CollectOneOff, PlanTerms, Resolution } from '../../src/workflows/messages.js';
import { aMandateRequest, type MandateFlow } from './mandate-flow.js';
import { gbp } from './mandates.js';
import { PTX_APPROVER } from './ptx-flow.js';
import { until } from './until.js';

/** What each command is given beside what it asks for. */
export const SAID = { by: 'ann', why: 'the payer asked for it' };

/** Far enough ahead of the flow's beginning for every notice. */
export const planTerms = (more: Partial<PlanTerms> = {}): PlanTerms => ({
  ...{ amount: gbp(9_00), frequency: 'weekly', start: '2026-04-10', end: null, occurrences: null },
  ...more,
});

export const oneOff = (more: Partial<CollectOneOff> = {}): CollectOneOff => ({
  ...{ key: 'EXTRA-1', amount: gbp(7_50), date: '2026-03-20', ...SAID },
  ...more,
});

/** The words of a refusal. */
export async function refusal(said: Promise<unknown>): Promise<string> {
  const error = await said.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(RefusedError);
  return (error as RefusedError).message;
}

/** A login that is refused so often is a person's business: three attempts, each with a fresh login. */
const REFUSALS = 6;

type Parts = Pick<MandateFlow, 'mandates' | 'control' | 'simulator' | 'clock' | 'handle' | 'reaches' | 'staged'>;

/** How a test speaks of the mandates of its flow. */
export function mandateRules({ mandates, control, simulator, clock, handle, reaches, staged }: Parts) {
  const rules = {
    /** One that is active without a plan. */
    async bare(reference: string): Promise<MandateView> {
      const { plan: _, ...request } = aMandateRequest(reference);
      await mandates.setUp({ ...request, clock });
      return staged(reference, 'active');
    },

    /** Has an operation fail until a person is asked; by the mandate's reference, or another name that the fault is to strike. */
    refuse: (operation: PtxFaultRule['operation'], reference?: string) =>
      control.addFault({
        operation,
        kind: 'unauthorized',
        times: REFUSALS,
        ...(reference === undefined ? {} : { reference }),
      }),

    /** Has a reading fail once for good, so that a person is asked at once. */
    breaks: (operation: PtxFaultRule['operation'], reference: string) =>
      control.addFault({ operation, kind: 'wrong-typed', reference }),

    /** Waits until a mandate asks a person something. */
    asks: (reference: string, what: string | RegExp): Promise<MandateView> =>
      reaches(reference, `a question about ${what}`, ({ stage, reason }) =>
        stage === 'needs-attention' && reason !== null
          ? typeof what === 'string'
            ? reason.includes(what)
            : what.test(reason)
          : false,
      ),

    answer: (reference: string, as: Resolution['as']) => mandates.resolve(reference, { as, ...SAID }),

    /** What stands in its timeline. */
    lines: ({ timeline }: MandateView): string[] => timeline.map(({ what }) => what),

    /** The mandates that PTX has under a reference, as they truly are. */
    atPtx: async (reference: string) => (await control.mandates()).filter((one) => one.reference === reference),

    /** How often PTX did what for a contact, by its own reference. */
    contactEffects: async (reference: string) =>
      (await control.ledger({ reference }))
        .map(({ effect }) => effect)
        .filter((effect) => effect.startsWith('contact.')),

    /** Triggers of the letters about a mandate. */
    async lettersOf(reference: string): Promise<string[]> {
      const ids = (await rules.atPtx(reference)).map(({ id }) => id);
      return (await control.letters()).filter(({ mandateId }) => ids.includes(mandateId)).map(({ trigger }) => trigger);
    },

    /** Waits for a call to PTX. */
    called: (operation: PtxFaultRule['operation'], reference: string, times = 1) =>
      until(`${operation} of ${reference}`, async () => {
        const calls = await control.calls();
        return calls.filter((call) => call.operation === operation && call.reference === reference).length >= times;
      }),

    /** What its workflow was told of failures: that stands in Temporal where everybody sees it. */
    async failures(reference: string): Promise<string> {
      const { events } = await handle(reference).fetchHistory();
      return JSON.stringify((events ?? []).flatMap((event) => event.activityTaskFailedEventAttributes?.failure ?? []));
    },

    /** Another user of the same PTX: what he does, nobody here has asked for. */
    somebodyElse(): PtxClient {
      const { url } = simulator;
      const session = createPtxSession({ url, credentials: PTX_APPROVER, timeoutMs: 5_000 });
      return createPtxClient({ url, session, timeoutMs: 5_000 });
    },
  };
  return rules;
}
